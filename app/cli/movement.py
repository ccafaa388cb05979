"""What ``sonmat search --like`` prints, and ``sonmat compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, emit, open_site
from data_schemas.clock import Span
from data_schemas.errors import InputError, UnknownError

if TYPE_CHECKING:
    from capture.site import Site
    from data_schemas.rights import Actor
    from pipelines.motion.compare import Difference
    from pipelines.search.movement.places import Comparison

LIKE = "--like is a session and its seconds, like ses-1:12.5-20, or ses-1/rec-2:12.5-20."


def like(text: str, k: int, json: bool) -> None:
    """Print the places where somebody moves as in ``SESSION[/RECORDING]:START-END``."""
    from capture.access import OWNER

    site = open_site()
    session, span = _asked(site, OWNER, text)
    from pipelines.search.movement.desk import similar

    answer = [
        {"rank": rank, **hit.model_dump(mode="json")}
        for rank, hit in enumerate(similar(site, OWNER, session, span, k), 1)
    ]
    lines = [
        f"{row['rank']:>2}  {row['session']}  {row['start_s']:.1f}-{row['end_s']:.1f} s"
        f"  {row['step_title'] or 'outside of the steps'}"
        for row in answer
    ]
    emit(answer, json, "\n".join(lines) or "Nothing found.")


def _asked(site: Site, who: Actor, text: str) -> tuple[str, Span]:
    """The session and the seconds of one of its recordings, of the first one that shows work."""
    from capture.sessions import get_session

    where, _, seconds = text.rpartition(":")
    session, _, recording = where.partition("/")
    start, _, end = seconds.partition("-")
    try:
        span = Span(recording=recording, start_s=float(start), end_s=float(end))
    except ValueError as error:
        raise InputError(LIKE) from error
    if not session:
        raise InputError(LIKE)
    work = get_session(site, who, session).work
    if not recording and not work:
        raise UnknownError("This session has no recording of the work any more.")
    return session, span if recording else span.model_copy(update={"recording": work[0].id})


@app.command()
def compare(
    session: Annotated[str, typer.Argument(show_default=False)],
    other: Annotated[str, typer.Argument(metavar="OTHER", show_default=False)],
    step: Annotated[str, typer.Option(help="Id of the step.", show_default=False)],
    json: Json = False,
) -> None:
    """Lay one step of two sessions over each other in time, and say where they differ."""
    from capture.access import OWNER
    from pipelines.search.movement.desk import compare as lay

    found = lay(open_site(), OWNER, session, other, step)
    emit(found, json, "\n".join(_told(found)))


def _told(found: Comparison) -> list[str]:
    sides = (found.first, found.second)
    first, second = (f"{one.session} {one.start_s:.1f}-{one.end_s:.1f} s" for one in sides)
    lines = [f"{found.step_title}: {first} beside {second}"]
    lines += [_line(one) for one in found.differences]
    return lines if found.differences else [*lines, "No difference that lasts."]


_WORDS: dict[str, tuple[str, str]] = {
    "left_hand_up": ("left hand {by} higher", "left hand {by} lower"),
    "right_hand_up": ("right hand {by} higher", "right hand {by} lower"),
    "left_hand_right": ("left hand {by} further right", "left hand {by} further left"),
    "right_hand_right": ("right hand {by} further right", "right hand {by} further left"),
    "hands_apart": ("hands {by} further apart", "hands {by} closer together"),
    "left_hand_open": ("left hand open by {by} more", "left hand open by {by} less"),
    "right_hand_open": ("right hand open by {by} more", "right hand open by {by} less"),
    "left_fingers_bent": ("left fingers bent by {by} more", "left fingers bent by {by} less"),
    "right_fingers_bent": ("right fingers bent by {by} more", "right fingers bent by {by} less"),
    "left_elbow_straight": ("left elbow straighter by {by}", "left elbow bent more by {by}"),
    "right_elbow_straight": ("right elbow straighter by {by}", "right elbow bent more by {by}"),
    "leaning": ("leaning over by {by} more", "leaning over by {by} less"),
    "pace": ("{by} times faster", "{by} times slower"),
}


def _line(one: Difference) -> str:
    more, less = _WORDS[one.what]
    if one.unit == "times":
        up, size = one.by >= 1, f"{max(one.by, 1 / one.by):.1f}"
    else:
        up = one.by >= 0
        size = f"{abs(one.by) * 100:.0f} cm" if one.unit == "m" else f"{abs(one.by):.0f}°"
    first, second = (f"{x.start_s:.1f}-{x.end_s:.1f} s" for x in (one.first, one.second))
    return f"  {first} / {second}: in the second, {(more if up else less).format(by=size)}"
