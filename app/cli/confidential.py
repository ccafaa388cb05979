"""``sonmat confidential``."""

from __future__ import annotations

import typer

from app.cli.base import FileArgument, Json, app, emit, open_site, read_file

group = typer.Typer(help="Words of this site that must not leave it.", no_args_is_help=True)
app.add_typer(group, name="confidential")


@group.command("import")
def import_(file: FileArgument, json: Json = False) -> None:
    """Take in the list (CSV, or one word a line); it replaces the one before."""
    from capture.access import OWNER
    from pipelines.deidentify.words.desk import import_terms

    made = import_terms(open_site(), OWNER, read_file(file), file.name)
    count = len(made.terms)
    emit({"terms": count}, json, f"{count} terms; they are proposed to be masked from now on.")


@group.command("list")
def list_(json: Json = False) -> None:
    """Print the list that holds now."""
    from capture.access import OWNER
    from capture.confidential import list_terms
    from capture.formats.confidential import write_terms

    found = list_terms(open_site(), OWNER)
    emit(found, json, write_terms(found))
