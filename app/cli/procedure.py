"""``sonmat procedure``."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.base import FileArgument, Json, app, emit, open_site, read_file

group = typer.Typer(help="Written procedures.", no_args_is_help=True)
app.add_typer(group, name="procedure")


@group.callback()
def _group() -> None:
    """Keeps ``import`` a subcommand although it is the only one."""


@group.command("import")
def import_(
    file: FileArgument,
    update: Annotated[
        str | None, typer.Option(help="Id of the procedure to give a new version.")
    ] = None,
    json: Json = False,
) -> None:
    """Take in a procedure from YAML, or CSV with the header step,title[,key_point,reason]."""
    from capture.access import OWNER
    from capture.procedures import import_procedure

    data = read_file(file)
    made = import_procedure(open_site(), OWNER, data, file.name, update)
    answer = {
        "procedure": made.id,
        "version": made.version,
        "steps": [{"id": step.id, "title": step.title} for step in made.steps],
    }
    emit(answer, json, f"{made.id} (version {made.version}, {len(made.steps)} steps)")
