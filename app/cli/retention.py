"""``sonmat retention``: whose time of keeping is over or ends soon, and erasing what is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, emit, note, open_site
from data_schemas.errors import InputError

if TYPE_CHECKING:
    from data_schemas.retention import Keeping
    from pipelines.withdraw import Receipt

WORD = "erase"


@app.command()
def retention(
    erase: Annotated[
        list[str] | None,
        typer.Option(metavar="SESSION", help="One that is over; may be given several times."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, as scripts need it.")] = False,
    json: Json = False,
) -> None:
    """List sessions whose time of keeping is over or ends within 30 days; erase those over."""
    from capture.access import OWNER
    from capture.retention import due

    site = open_site()
    found = due(site, OWNER)
    if not erase:
        emit([one.model_dump(mode="json") for one in found], json, _listed(found))
        return
    from pipelines.withdraw import end_of_keeping

    if not yes:
        for one in found:
            if one.session in erase:
                note(_line(one))
        if typer.prompt(f"All of it goes, for good. Type {WORD}", err=True) != WORD:
            raise InputError("Nothing was erased.")
    receipt = end_of_keeping(site, OWNER, tuple(dict.fromkeys(erase)))
    emit(receipt, json, _told(receipt))


def _listed(found: tuple[Keeping, ...]) -> str:
    return "\n".join(map(_line, found)) or "Nothing is over, and nothing ends within 30 days."


def _line(one: Keeping) -> str:
    when = "over" if one.is_over else f"{one.days_left} days left"
    by = "as signed" if one.said_by == "consent" else "by SONMAT_RETENTION_DAYS"
    return f"{one.session}  No. {one.number}  kept until {one.until} ({when}, {by})"


def _told(receipt: Receipt) -> str:
    text = f"Erased {receipt.artifacts_erased} items of {len(receipt.sessions)} session(s)."
    if receipt.releases_to_recall:
        text += f" Recall these datasets: {', '.join(receipt.releases_to_recall)}."
    if receipt.handouts_to_recall:
        text += f" Recall these papers and clips: {', '.join(receipt.handouts_to_recall)}."
    if receipt.still_out:
        there = ", ".join(receipt.still_out)
        text += f" Still on the Label Studio server, until it answers: {there}."
    return text
