"""What a page passes to the player beside the scene, so that things can be changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app import tokens
from app.editing.state import About, Held, remember, told
from app.links import kept_token
from app.media_route import media_url
from app.scene import Shown
from capture import labelling, sessions
from data_schemas.session import Recording
from pipelines.review.signing.desk import allowed


@dataclass(frozen=True)
class Drawn:
    """What a page draws: the scene of ``shown``, and what held before it was asked for."""

    shown: Shown
    scene: dict[str, Any]
    held: Held


def offered(about: About, drawn: Drawn, expert: str) -> dict[str, Any]:
    """Where changes go to, what holds now, and what this person may do.

    ``expert`` is who is asked to confirm, as they are called here.
    """
    now = remember(about, drawn.scene, drawn.held)
    out = labelling.where(about.site, about.who, about.session)
    # with the annotators it is read only here
    there = out is not None and out.is_out
    may = () if there else allowed(about.site, about.who, about.session)
    token = kept_token(about.site, about.who, tokens.AMEND, about.session)
    return {
        "url": f"/timeline/{about.session}/{about.recording}?lang={about.lang}",
        "token": token,
        **told(now, drawn.shown),
        "may": "amend" in may,
        "may_sign": [name for name in may if name != "amend"],
        "expert": expert,
    }


def beside(about: About, shown: Shown, playable: tuple[Recording, ...]) -> dict[str, Any] | None:
    """The next camera of the same take, and where it is when this one is at its start and end."""
    here = shown.recording
    unplaced = sessions.get_session(about.site, about.who, about.session).unplaced
    other = next(
        (r for r in playable if r.take == here.take and r.id != here.id and r.has_video), None
    )
    if other is None or not here.has_video or {here, other} & set(unplaced):
        return None
    shift_s = (here.offset_s or 0.0) - (other.offset_s or 0.0)
    clock = sessions.time_map(about.site, about.who, about.session, other.id)
    duration = shown.clocks.to_player(here.duration_s, here.id)
    ends = (shown.clocks.map.to_source(at) + shift_s for at in (0.0, duration))
    start, end = (clock.to_proxy(at) for at in ends)
    names = (about.session, other.id)
    token = kept_token(about.site, about.who, tokens.PLAY, *names)
    return {"url": media_url(*names, token), "at_start": start, "at_end": end}
