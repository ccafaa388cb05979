"""``sonmat doctor``."""

from __future__ import annotations

import typer

from app.cli.base import Json, app, emit


@app.command()
def doctor(json: Json = False) -> None:
    """Tell what is missing, unsafe or phoning home, and how to mend it."""
    from app.doctor import examine

    checks = examine()
    lines = [f"{c.grade:<5}{c.name}: {c.found}{'  ' + c.mend if c.mend else ''}" for c in checks]
    emit([check.model_dump(mode="json") for check in checks], json, "\n".join(lines))
    if any(check.grade == "fail" for check in checks):
        raise typer.Exit(1)
