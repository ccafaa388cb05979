"""What ``show`` prints: one session as plain JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capture import procedures, sessions
from data_schemas.procedure import Procedure
from data_schemas.session import Session
from data_schemas.timeline import Timeline
from pipelines.elicit.cards import desk as cards
from pipelines.progress import status

if TYPE_CHECKING:
    from capture.site import Site
    from data_schemas.rights import Actor


def session_view(site: Site, who: Actor, session: str) -> dict[str, Any]:
    """Everything that is known of a session, in the shape of docs/cli.md."""
    found = sessions.get_session(site, who, session)
    progress = status(site, who, session)
    gone = found.withdrawn_at is not None
    timeline = None if gone else sessions.timeline(site, who, session)
    procedure = procedures.get_procedure(site, who, found.procedure)
    return {
        "session": found.id,
        "state": progress.state,
        "problem": progress.problem,
        "procedure": found.procedure,
        "expert": found.expert,
        "purposes": sorted(found.purposes),
        "protection_class": found.protection_class,
        "duration_s": found.duration_s,
        "recordings": [recording.model_dump(mode="json") for recording in found.recordings],
        "utterances": _dump(timeline.utterances) if timeline else [],
        **_heard(site, who, session, timeline),
        "marks": [] if gone else _marks(site, who, found),
        "motion": _motion(site, who, session) if timeline else None,
        "segments": _dump(timeline.segments) if timeline else [],
        "steps": _steps(procedure, timeline),
        "findings": _dump(timeline.findings) if timeline else [],
        "moments": _dump(timeline.moments) if timeline else [],
        "units": [] if gone else _dump(cards.cards(site, who, session).units),
        "unplaced": _dump(timeline.unplaced) if timeline else [],
        "artifacts": _dump(sessions.artifacts_of(site, who, session)),
    }


def _dump(values: Any) -> list[dict[str, Any]]:
    return [value.model_dump(mode="json") for value in values]


def _heard(site: Site, who: Actor, session: str, timeline: Timeline | None) -> dict[str, Any]:
    """What is known about the transcript beside its words."""
    transcript = sessions.transcript(site, who, session) if timeline else None
    quality = transcript.quality if transcript else None
    return {
        "dropped": _dump(transcript.dropped) if transcript else [],
        "quality": quality.model_dump(mode="json") if quality else None,
        "variants": _dump(transcript.variants) if transcript else [],
        "notes": list(transcript.notes) if transcript else [],
    }


def _marks(site: Site, who: Actor, session: Session) -> list[dict[str, Any]]:
    return [
        {"recording": one.id, **mark.model_dump(mode="json")}
        for one in session.work
        for mark in sessions.marks(site, who, session.id, one.id).marks
    ]


def _motion(site: Site, who: Actor, session: str) -> dict[str, Any] | None:
    track = sessions.motion(site, who, session)
    if track is None:
        return None
    return {
        "frames": len(track),
        "pose_rate": round(track.pose_rate, 4),
        "hand_rate": round(track.hand_rate, 4),
        **track.info.model_dump(mode="json"),
        **_movement(site, who, session),
    }


def _movement(site: Site, who: Actor, session: str) -> dict[str, Any]:
    movement = sessions.movement(site, who, session)
    if movement is None:
        return {"events": [], "report": None}
    return {
        "events": _dump(movement.events),
        "report": movement.report.model_dump(mode="json"),
    }


def _steps(procedure: Procedure, timeline: Timeline | None) -> list[dict[str, Any]]:
    known = {one.step_id: one for one in timeline.steps} if timeline else {}
    rows = []
    for step in procedure.steps:
        about = known.get(step.id)
        rows.append(
            {
                "id": step.id,
                "title": step.title,
                "status": about.status if about else None,
                "probability": about.probability if about else None,
            }
        )
    return rows
