"""``sonmat session sync``: where the cameras of a session lie on its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, bar_setter, emit, open_site, progress_bar
from data_schemas.errors import InputError

if TYPE_CHECKING:
    from capture.offsets import Placement

group = typer.Typer(help="One recorded session.", no_args_is_help=True)
app.add_typer(group, name="session")


@group.callback()
def _session() -> None:
    """One recorded session."""


@group.command()
def sync(
    session: Annotated[str, typer.Argument(show_default=False)],
    by_hand: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="RECORDING=SECONDS",
            help="Place a recording by hand; RECORDING=auto gives it back to the search.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Find by sound where each camera lies on the clock of the first, or set it by hand."""
    from capture.access import OWNER
    from capture.offsets import find_offsets, set_offsets

    wanted = dict(_wanted(text) for text in by_hand or ())
    site = open_site()
    if wanted:
        set_offsets(site, OWNER, session, wanted)
    with progress_bar() as bar:
        found = find_offsets(site, OWNER, session, bar_setter(bar, "sync"))
    answer = {"session": session, "recordings": [one.model_dump(mode="json") for one in found]}
    emit(answer, json, "\n".join(_line(number, one) for number, one in enumerate(found)))


def _wanted(text: str) -> tuple[str, float | None]:
    """``rec-1=3.2`` as an id and seconds, ``rec-1=auto`` as an id and None. Raises InputError."""
    recording, _, seconds = text.rpartition("=")
    try:
        return recording, None if seconds == "auto" else float(seconds)
    except ValueError as error:
        raise InputError(
            "--set is a recording and its seconds, like rec-1=3.217 or rec-1=auto."
        ) from error


def _line(number: int, one: Placement) -> str:
    if number == 0:
        return f"{one.recording}: the zero of the clock"
    if one.offset_by == "hand":
        return f"{one.recording}: {one.offset_s:+.3f} s, set by hand"
    if one.offset_by == "clock":
        return f"{one.recording}: {one.offset_s:+.3f} s, as its device's clock says"
    sure = f"confidence {one.confidence or 0.0:.2f}"
    if one.offset_by == "nobody":
        return (
            f"{one.recording}: not found by its sound ({sure}), left at 0;"
            f" place it with --set {one.recording}=SECONDS"
        )
    return f"{one.recording}: {one.offset_s:+.3f} s by its sound ({sure})"
