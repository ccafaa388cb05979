"""``sonmat audit``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.base import Json, app, emit, open_site, read_file
from data_schemas.errors import InputError, Tampered

group = typer.Typer(help="The log of who did what.", no_args_is_help=True)
app.add_typer(group, name="audit")


@group.command()
def verify(
    heads: Annotated[
        Path | None, typer.Option(help="Heads that were printed before, to compare with.")
    ] = None,
    json: Json = False,
) -> None:
    """Walk the chained log and hold it against its signed heads."""
    from capture.access import OWNER
    from capture.audit_heads import check, parse

    try:
        noted = parse(read_file(heads).decode("utf-8", "replace")) if heads else ()
    except ValidationError as error:
        raise InputError(f"{heads} holds no heads as `sonmat audit heads` prints them.") from error
    report = check(open_site(), OWNER, noted)
    text = f"{report.rows} rows, {report.heads} signed heads. Head: {report.head}"
    emit(report, json, "\n".join([*report.problems, text]))
    if report.problems:
        raise Tampered(report.problems[0])


@group.command()
def heads(json: Json = False) -> None:
    """Sign the head of the log now and print all signed heads, one a line, to be kept elsewhere."""
    from capture.access import OWNER
    from capture.audit_heads import heads as signed

    found = signed(open_site(), OWNER)
    emit(
        [one.model_dump(mode="json") for one in found],
        json,
        "\n".join(one.model_dump_json() for one in found),
    )


@group.command()
def show(session: Annotated[str, typer.Argument(show_default=False)], json: Json = False) -> None:
    """Who did what with a session, newest first."""
    from capture.access import OWNER
    from capture.seen import audit_of

    found = audit_of(open_site(), OWNER, session)
    lines = (
        f"{one.at:%Y-%m-%d %H:%M} {one.who} {one.action.value}{'' if one.allowed else ' (refused)'}"
        for one in found
    )
    emit([one.model_dump(mode="json") for one in found], json, "\n".join(lines))
