"""``sonmat elan``: a session out to ELAN, and what was annotated there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import FileArgument, Json, app, emit, one_of, open_site, read_file

group = typer.Typer(help="Annotate offline, in ELAN.", no_args_is_help=True)
app.add_typer(group, name="elan")


@group.command()
def write(
    session: Annotated[str, typer.Argument(show_default=False)],
    out: Annotated[Path, typer.Option(help="New folder to write to.", show_default=False)],
    language: Annotated[
        str, typer.Option(help="Of the names of labels: ko or en; the procedure's without it.")
    ] = "",
    json: Json = False,
) -> None:
    """Write the labels of a session and its masked copy: readable files, to be recalled."""
    from capture.access import OWNER
    from pipelines.labelstudio.elan import desk

    told = one_of("--language", language, ("ko", "en")) if language else None
    made = desk.write_eaf(open_site(), OWNER, session, out, told)
    emit(made, json, f"{out / made.document}: {made.stretches} stretch(es), plays {made.media}")


@group.command()
def read(file: FileArgument, json: Json = False) -> None:
    """Take over what was changed in a file that `sonmat elan write` wrote."""
    from capture.access import OWNER
    from pipelines.labelstudio.elan import desk

    came = desk.read_eaf(open_site(), OWNER, read_file(file))
    lines = [f"{came.session}: {came.entries} change(s) taken over"]
    if came.review == "unusable":
        lines = [f"{came.session}: marked as unusable, so that nothing was taken over"]
    if came.beside:
        lines.append(f"Left in the file: the tiers {', '.join(came.beside)}")
    emit(came, json, "\n".join([*lines, *came.left]))
