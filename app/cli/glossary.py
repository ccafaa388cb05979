"""``sonmat glossary``."""

from __future__ import annotations

import typer

from app.cli.base import FileArgument, Json, app, emit, open_site, read_file

group = typer.Typer(help="The words of the trade of this whole site.", no_args_is_help=True)
app.add_typer(group, name="glossary")


@group.command("import")
def import_(file: FileArgument, json: Json = False) -> None:
    """Take in the site's glossary (CSV, YAML or one term a line); it replaces the one before."""
    from capture.access import OWNER
    from capture.glossaries import import_glossary

    made = import_glossary(open_site(), OWNER, read_file(file), file.name)
    count = len(made.terms)
    emit({"terms": count}, json, f"{count} terms; what is transcribed from now on uses them.")


@group.command()
def show(json: Json = False) -> None:
    """Print the site's glossary."""
    from capture.access import OWNER
    from capture.formats.glossaries import write_glossary
    from capture.glossaries import get_glossary

    found = get_glossary(open_site(), OWNER)
    emit(found, json, write_glossary(found))
