"""What a task of a session is made of, gathered once (no doors: who pushes or pulls calls it)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capture import artifacts, journal, procedures
from capture.access import facts_of
from capture.permission import decide
from capture.records import sessions as session_records
from capture.records import takes as take_records
from data_schemas.approval import approval_of
from data_schemas.artifact import Artifact, Kind
from data_schemas.clock import TimeMap
from data_schemas.entry import Entry, standing, struck
from data_schemas.errors import Erased, UnknownError
from data_schemas.knowledge import FoundSuggestions, UnitContent
from data_schemas.labelling import GivenLabels, Hidden, LabellingTask, Shown
from data_schemas.rights import Action, Actor, ProtectionClass
from data_schemas.session import Session
from data_schemas.sitting import replies_of
from data_schemas.timeline import Timeline
from data_schemas.transcript import Transcript, Utterance
from pipelines.align.ask import ask_first
from pipelines.deidentify.copying import desk as copying
from pipelines.deidentify.words.cover import Cover
from pipelines.deidentify.words.finding import desk as words
from pipelines.elicit.cards.fold import cards_of
from pipelines.labelstudio.entries import question_id
from pipelines.labelstudio.ground import Ground
from pipelines.labelstudio.media.desk import Laid
from pipelines.labelstudio.task import Material

if TYPE_CHECKING:
    from capture.site import Site

# One in so many tasks shows no prediction and is done by two people.
BLIND_ONE_IN = 10


def objection(site: Site, session: str, who: Actor) -> str:
    """Why a session does not go out, "" if nothing is against it."""
    facts = facts_of(site, session)
    verdict = decide(who, Action.PUSH, facts)
    if not verdict.allowed:
        return verdict.reason
    if facts.protection_class.value != site.settings.ls_class:
        return (
            f"this Label Studio is for {site.settings.ls_class or 'no'} work, and the session is"
            f" {facts.protection_class.value}: it needs a server of its own"
        )
    return unready(site, session)


def unready(site: Site, session: str) -> str:
    """Why nobody can annotate a session yet, or any more, "" if nothing is against it."""
    if artifacts.newest(site, session, Kind.TIMELINE) is None:
        return "it has not been processed yet"
    if approval_of(entries_of(site, session)).state == "approved":
        return "it is approved: reopen it before anything is changed"
    with site.db() as db:
        found = session_records.get(db, session)
    if shown_recording(site, found) not in copying.current(site, session):
        return words.objection(site, session) or "its masked copy is still being made"
    return _telling(site, found)


def _telling(site: Site, session: Session) -> str:
    """Ids of steps are labels and are not replaced; those that came in a file may tell."""
    cover = words.cover(site, session.id)
    steps = _procedure(site, session.procedure).steps
    if any(cover.is_told_by(one.id) for one in steps):
        return "the id of a step tells what is to be hidden"
    return ""


def is_as_shown(site: Site, task: LabellingTask) -> bool:
    """Whether what annotators see hides all that is to be hidden by now.

    An answer or a card may have opened the decision about it again, which changes nothing of what
    they see; a mask, or a word that is found now, does.
    """
    try:
        shown: Shown = artifacts.load(site, task.shown)
    except (UnknownError, Erased):
        return False
    return copying.hides_as_much(site, task.session, shown.copied)


def is_blind(site: Site, session: str) -> bool:
    """Whether its task shows no prediction: the same sessions each time, and nobody can tell which
    without the site's key."""
    drawn = int(site.keys.mac("labelling.blind", session.encode())[:8], 16)
    return drawn % BLIND_ONE_IN == 0


def doubt_s(site: Site, session: str) -> float:
    """Seconds of doubt that people could end: the most doubtful go out first."""
    with site.db() as db:
        found = session_records.get(db, session)
    made = artifacts.newest(site, session, Kind.TIMELINE)
    if made is None:
        return 0.0
    timeline: Timeline = artifacts.load(site, made.id)
    asks = ask_first(_procedure(site, found.procedure).steps, timeline)
    return sum(one.worth_s for one in asks)


def shown_recording(site: Site, session: Session) -> str:
    """Whose copy annotators see: the first with words, else the first; "" without any."""
    made = artifacts.by_recording(site, session, Kind.TRANSCRIPT)
    for one in session.work:
        if one.id in made and artifacts.load(site, made[one.id].id).utterances:
            return one.id
    return session.work[0].id if session.work else ""


def gather(site: Site, session: Session, laid: Laid) -> Material:
    """All that leaves of a session, with what is hidden in its words replaced."""
    newest = artifacts.newest(site, session.id, Kind.TIMELINE)
    assert newest is not None
    timeline: Timeline = artifacts.load(site, newest.id)
    cover = words.cover(site, session.id)
    lines = [u for u in timeline.utterances if u.recording in ("", laid.recording)]
    procedure = _procedure(site, session.procedure)
    return Material(
        session=session.id,
        number=session.number,
        procedure=cover.procedure(procedure),
        recording=laid.recording,
        copied=copying.current(site, session.id)[laid.recording],
        timeline=timeline,
        artifact=newest.id,
        told={one.id: cover.utterance(one).text for one in lines},
        hidden={one.id: _hidden(cover, one) for one in lines},
        clock=clock_of(site, session, laid.recording),
        duration_s=laid.duration_s,
        fps=laid.fps,
        media=laid.addresses(),
        units=_units(site, session),
        has_motion=laid.has_motion,
        blind=is_blind(site, session.id),
        answer=answer_of(site, session),
    )


def ground_of(site: Site, task: LabellingTask) -> Ground:
    """What the labels of a task lie on, as it was when it went out. Raises UnknownError."""
    with site.db() as db:
        session = session_records.get(db, task.session)
    shown: Shown = artifacts.load(site, task.shown)
    return Ground(
        shown=shown,
        timeline=artifacts.load(site, shown.timeline),
        clock=clock_of(site, session, shown.recording),
        language=session.language or _procedure(site, session.procedure).language,
    )


def given_for(site: Site, task: LabellingTask) -> dict[str, GivenLabels]:
    """The newest state of each annotation of what is out now, by its id."""
    found: dict[str, GivenLabels] = {}
    for one in artifacts.find(site, task.session, Kind.GIVEN_LABELS):
        if task.shown in one.parents:
            given: GivenLabels = artifacts.load(site, one.id)
            known = found.get(given.id)
            if known is None or known.at <= given.at:
                found[given.id] = given
    return found


def clock_of(site: Site, session: Session, recording: str) -> TimeMap:
    """From the copy's clock to the recording's."""
    made = artifacts.by_recording(site, session, Kind.TIME_MAP).get(recording)
    return artifacts.load(site, made.id) if made else TimeMap.identity()


def entries_of(site: Site, session: str) -> tuple[Entry, ...]:
    return tuple(one for _, one in journal.read(site, session))


def _procedure(site: Site, procedure: str) -> Any:
    return artifacts.load(site, procedures.artifact_of(site, procedure))


def _hidden(cover: Cover, said: Utterance) -> tuple[Hidden, ...]:
    return tuple(Hidden(instead=mark, words=own) for mark, own in cover.replaced(said))


def _units(site: Site, session: Session) -> tuple[tuple[str, UnitContent], ...]:
    """Cards, then suggestions that nobody has judged, but those that are kept closer."""
    entries = entries_of(site, session.id)
    held = cards_of(entries, session, struck(standing(entries)))
    judged = {one.id for one in held.units} | set(held.struck) | held.refused
    made = artifacts.newest(site, session.id, Kind.SUGGESTIONS)
    loose: FoundSuggestions = artifacts.load(site, made.id) if made else FoundSuggestions()
    known = [(one.id, one.content) for one in held.units if one.status != "superseded"]
    known += [(one.id, one.content) for one in loose.suggestions if one.id not in judged]
    return tuple(one for one in known if _as_open(one[1], session.protection_class))


def _as_open(unit: UnitContent, protection_class: ProtectionClass) -> bool:
    order = tuple(ProtectionClass)
    return order.index(unit.protection_class) <= order.index(protection_class)


def answer_of(site: Site, session: Session) -> str:
    """What the expert said to the questions of the session's annotators, the newest last, with
    what is hidden replaced; "" without any."""
    asked = {
        question_id(one.id)
        for one in _all_given(site, session.id)
        if one.labelling.review == "ask_expert"
    }
    if not asked:
        return ""
    with site.db() as db:
        streams = {one.id: one.recording for one in take_records.of_session(db, session.id)}
    heard = artifacts.by_recording(site, session, Kind.TRANSCRIPT)
    found = []
    for one in replies_of(entries_of(site, session.id)):
        if one.asked.target in asked and one.outcome == "answered":
            made = heard.get(streams.get(one.stream) or "")
            found.append(one.text or _said(site, made))
    cover = words.cover(site, session.id)
    return "\n".join(cover.text(text) for text in found if text)


def _all_given(site: Site, session: str) -> tuple[GivenLabels, ...]:
    found = artifacts.find(site, session, Kind.GIVEN_LABELS)
    return tuple(artifacts.load(site, one.id) for one in found)


def _said(site: Site, made: Artifact | None) -> str:
    transcript: Transcript | None = artifacts.load(site, made.id) if made else None
    return transcript.text if transcript else ""
