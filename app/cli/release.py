"""``sonmat release``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import FileArgument, Json, app, emit, open_site
from data_schemas.errors import InputError

group = typer.Typer(help="Datasets that leave this site.", no_args_is_help=True)
app.add_typer(group, name="release")


@group.command()
def create(
    name: Annotated[str, typer.Argument(show_default=False)],
    out: Annotated[Path, typer.Option(help="New folder to write to.", show_default=False)],
    format: Annotated[
        list[str] | None, typer.Option("--format", help="May be given several times.")
    ] = None,
    session: Annotated[
        list[str] | None, typer.Option("--session", help="Only these; else all that may go.")
    ] = None,
    json: Json = False,
) -> None:
    """Write a dataset of the sessions whose consent and class allow it."""
    from capture.access import OWNER
    from data_schemas.release import Selection
    from pipelines.release.desk import create as make

    chosen = Selection(name=name, sessions=tuple(session or ()))
    if format:
        chosen = chosen.model_copy(update={"formats": tuple(format)})
    made = make(open_site(), OWNER, chosen, out)
    lines = [f"{made.rows} rows of {len(made.sessions)} session(s) written to {out}"]
    lines += [f"kept here: {one.session}, because {one.reason}" for one in made.refused]
    emit(made, json, "\n".join(lines))


@group.command()
def diff(a: FileArgument, b: FileArgument, json: Json = False) -> None:
    """Say what the second dataset added, removed or changed."""
    from pipelines.release.compare import diff as compare

    found = compare(a, b)
    parts = [("files", found.files), ("records", found.records)]
    lines = [
        f"{name}: {len(one.added)} added, {len(one.removed)} removed, {len(one.changed)} changed"
        for name, one in parts
        if one is not None
    ]
    emit(found, json, "\n".join(lines))


@group.command()
def verify(folder: FileArgument, json: Json = False) -> None:
    """Check every file of a dataset against its manifest."""
    from pipelines.release.bag import verify as check

    problems = check(folder)
    emit({"folder": str(folder), "problems": problems}, json, "" if problems else "All is whole.")
    if problems:
        raise InputError(f"The dataset is damaged: {problems[0]}.")
