"""``sonmat take``."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.base import Json, app, emit, open_site

group = typer.Typer(help="What each take of a session shows.", no_args_is_help=True)
app.add_typer(group, name="take")
Number = Annotated[int, typer.Argument(metavar="TAKE", help="Its number.", show_default=False)]


@group.command()
def label(
    session: str,
    take: Number,
    variant: Annotated[str, typer.Argument(help="good, defect or what_if.", show_default=False)],
    note: Annotated[str, typer.Option(help="What is done otherwise in it.")] = "",
    json: Json = False,
) -> None:
    """Say that a take shows the work done well, a defect on purpose, or another case."""
    from capture.access import OWNER
    from pipelines.review.takes import desk

    said = desk.label(open_site(), OWNER, session, take, variant.replace("-", "_"), note)
    emit(said, json, f"Take {said.take} is {said.variant}.")


@group.command()
def unlabel(session: str, take: Number, json: Json = False) -> None:
    """Take back what was said of a take."""
    from capture.access import OWNER
    from pipelines.review.takes import desk

    desk.unlabel(open_site(), OWNER, session, take)
    emit({"take": take, "variant": ""}, json, f"Nothing is said of take {take} any more.")


@group.command("list")
def list_takes(session: str, json: Json = False) -> None:
    """The takes of a session, and what was said of them."""
    from capture.access import OWNER
    from capture.sessions import get_session
    from pipelines.review.takes import desk

    site = open_site()
    work = get_session(site, OWNER, session).work
    said = desk.labels(site, OWNER, session)
    rows = [
        {
            "take": take,
            "recordings": [one.id for one in work if one.take == take],
            "variant": said[take].variant if take in said else "",
            "note": said[take].note if take in said else "",
        }
        for take in sorted({one.take for one in work})
    ]
    lines = (f"{row['take']}  {row['variant'] or 'nobody said'}  {row['note']}" for row in rows)
    emit(rows, json, "\n".join(lines) or "Nothing was recorded yet.")
