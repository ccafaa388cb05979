"""The door to proposed steps. Nothing is kept: until it is saved, it is words of a session."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from capture import sessions as taken
from capture.access import require
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor
from data_schemas.transcript import listened
from pipelines.embedder import Embedder
from pipelines.propose.proposal import Heard, Proposal
from pipelines.propose.propose import propose

if TYPE_CHECKING:
    from capture.site import Site


def propose_steps(site: Site, who: Actor, sessions: tuple[str, ...]) -> Proposal:
    """Steps read out of what was said in these sessions of one job.

    Raises Denied for what was withdrawn or may not be read, InputError where a session has no
    words yet, too little was said, or two languages were spoken.
    """
    require(site, who, Action.LIST)
    for session in sessions:
        require(site, who, Action.READ, session)
    if not sessions:
        raise InputError("Name at least one session to propose steps from.")
    chosen = tuple(dict.fromkeys(sessions))
    return propose([_heard(site, who, one) for one in chosen], _embedder().encode_queries)


def _heard(site: Site, who: Actor, session: str) -> Heard:
    found = taken.get_session(site, who, session)
    words = [(r, taken.transcript(site, who, session, r.id)) for r in found.work]
    there = [(r, t) for r, t in words if t is not None]
    if not there:
        raise InputError(
            f"Work session No. {found.number} has no words yet: wait until it has been processed,"
            f" or run `sonmat process {session} --wait`."
        )
    position, transcript = listened(tuple(t for _, t in there))
    recording = there[position][0]
    movement = taken.movement(site, who, session, recording.id)
    # what somebody struck out is not said again: the time line holds what is left
    timeline = taken.timeline(site, who, session)
    return Heard(
        recording=recording.id,
        duration_s=recording.duration_s,
        utterances=(timeline or transcript).utterances,
        events=movement.events if movement else (),
    )


@lru_cache(maxsize=1)
def _embedder() -> Embedder:
    return Embedder()
