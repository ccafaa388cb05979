"""The door to proposed steps. Nothing is kept: until it is saved, it is words of a session."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from capture import sessions as taken
from capture.access import require
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor
from data_schemas.transcript import told
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
    heard = [take for one in chosen for take in _heard(site, who, one)]
    return propose(heard, _embedder().encode_queries)


def _heard(site: Site, who: Actor, session: str) -> list[Heard]:
    """What was said in each take of a session."""
    found = taken.get_session(site, who, session)
    words = [(r, taken.transcript(site, who, session, r.id)) for r in found.work]
    there = [(r, t) for r, t in words if t is not None]
    if not there:
        raise InputError(
            f"Work session No. {found.number} has no words yet: wait until it has been processed,"
            f" or run `sonmat process {session} --wait`."
        )
    takes = told(tuple(t for _, t in there), [(r.take, r.duration_s) for r, _ in there])
    # what somebody struck out is not said again: the time line holds what is left
    timeline = taken.timeline(site, who, session)
    heard = []
    for take in takes:
        recording = there[take.position][0]
        movement = taken.movement(site, who, session, recording.id)
        said = (timeline or take.transcript).utterances
        heard.append(
            Heard(
                recording=recording.id,
                duration_s=recording.duration_s,
                utterances=tuple(u for u in said if u.recording in ("", recording.id)),
                events=movement.events if movement else (),
            )
        )
    return heard


@lru_cache(maxsize=1)
def _embedder() -> Embedder:
    return Embedder()
