"""``sonmat audit``."""

from __future__ import annotations

import typer

from app.cli.base import Json, app, emit, open_site
from data_schemas.errors import Tampered

group = typer.Typer(help="The log of who asked for what.", no_args_is_help=True)
app.add_typer(group, name="audit")


@group.callback()
def _group() -> None:
    """Keeps ``verify`` a subcommand although it is the only one."""


@group.command()
def verify(json: Json = False) -> None:
    """Walk the chained log; keep the printed head elsewhere to notice a cut-off end."""
    from capture.access import OWNER, verify_audit

    report = verify_audit(open_site(), OWNER)
    emit(report, json, f"{report.rows} rows, unbroken. Head: {report.head}")
    if report.broken_at is not None:
        raise Tampered(f"The audit log was changed at row {report.broken_at}.")
