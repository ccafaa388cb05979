"""What the player is about, asked from the doors."""

from __future__ import annotations

from dataclasses import replace

from app.scene.shown import Clocks, Shown
from capture import procedures, sessions
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.rights import Actor
from data_schemas.session import Recording, Session
from data_schemas.timeline import Timeline
from data_schemas.transcript import listened


def playable(site: Site, who: Actor, session: Session) -> tuple[Recording, ...]:
    """Recordings of the work that have a copy that plays everywhere."""
    copies = _sources(site, who, session, Kind.PROXY)
    return tuple(one for one in session.work if one.original in copies)


def _sources(site: Site, who: Actor, session: Session, kind: Kind) -> frozenset[str]:
    """What results of ``kind`` were made from."""
    made = sessions.artifacts_of(site, who, session.id)
    return frozenset(parent for one in made if one.kind is kind for parent in one.parents)


def shown_of(site: Site, who: Actor, session: Session, recording: Recording) -> Shown:
    """Everything that is known about one recording and its take by now."""
    same = [r for r in session.work if r.take == recording.take]
    return replace(
        people_change(site, who, session, recording),
        wave=recording.original in _sources(site, who, session, Kind.WAVEFORM),
        motion=sessions.hands_seen(site, who, session.id, recording.id),
        movement=sessions.movement(site, who, session.id, recording.id),
        markers=tuple(
            (r.id, mark) for r in same for mark in sessions.marks(site, who, session.id, r.id).marks
        ),
    )


def people_change(site: Site, who: Actor, session: Session, recording: Recording) -> Shown:
    """The part of it that people's acts can change: words and steps, and what they are read by."""
    same = [r for r in session.work if r.take == recording.take]
    there = [(r, t) for r in same if (t := sessions.transcript(site, who, session.id, r.id))]
    heard, transcript = recording.id, None
    if there:
        position, transcript = listened(tuple(t for _r, t in there))
        heard = there[position][0].id
    whole = sessions.timeline(site, who, session.id)
    # The other takes have clocks and pictures of their own.
    here = whole and whole.within({"", *(r.id for r in same)})
    return Shown(
        recording=recording,
        procedure=procedures.get_procedure(site, who, session.procedure),
        clocks=Clocks(
            shown=recording.id,
            offsets={r.id: r.offset_s or 0.0 for r in session.work},
            map=sessions.time_map(site, who, session.id, recording.id),
        ),
        heard=heard,
        timeline=here,
        elsewhere=_steps(whole) - _steps(here),
        transcript=transcript,
        editable=True,
    )


def _steps(timeline: Timeline | None) -> frozenset[str]:
    """Steps that were done in it."""
    segments = timeline.segments if timeline else ()
    return frozenset(one.step_id for one in segments if one.step_id and one.status != "rejected")
