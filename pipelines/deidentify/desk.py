"""Doors to what is hidden in a session: proposals, masks, the check by a person, the decision.

The decision takes all there is to hide of one session, picture, sound and words: whoever confirms
answers for the whole.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from capture import artifacts, consent, journal, sessions
from capture.access import require
from capture.records import sessions as session_records
from capture.records import wishes as wish_records
from data_schemas.artifact import Kind, digest
from data_schemas.clock import Interval
from data_schemas.entry import Act, Draft, Entry
from data_schemas.errors import InputError
from data_schemas.mask import (
    FoundMasks,
    LineQueue,
    LookQueue,
    MaskDecision,
    MaskSet,
    Seen,
)
from data_schemas.rights import Action, Actor, Consent
from pipelines.deidentify import fold
from pipelines.deidentify.copying.desk import proposals as newest_proposals
from pipelines.deidentify.copying.desk import proposed_and_said
from pipelines.deidentify.drawing.desk import made_of, state_of
from pipelines.deidentify.report import Reported, hidden_in
from pipelines.deidentify.sampling import RANDOM, queue_of, shown
from pipelines.deidentify.words.finding import desk as words
from pipelines.deidentify.words.fold import digests

if TYPE_CHECKING:
    from capture.site import Site

FEWEST = 20  # pictures, and lines, drawn at random that a decision rests on
NAME_LIMIT = 80


def proposals(site: Site, who: Actor, session: str) -> dict[str, FoundMasks]:
    """What the machine proposes, by recording; recordings that it has not searched are missing."""
    require(site, who, Action.READ, session)
    return _found(site, session)


def masks(site: Site, who: Actor, session: str) -> MaskSet:
    """All masks of picture and sound as they stand; those that nobody rejected are applied."""
    require(site, who, Action.READ, session)
    return proposed_and_said(site, session)


def look_for_faces(site: Site, who: Actor, session: str) -> None:
    """Have the machine make proposals also where all stays in the house: it does not by itself."""
    require(site, who, Action.PROCESS, session)
    with site.db() as db:
        wish_records.want_faces(db, session, site.now())
    sessions.want(site, who, session)


def accept(site: Site, who: Actor, session: str, mask: str) -> Entry:
    """A proposal is right, or what was rejected is to be hidden after all."""
    require(site, who, Action.AMEND, session)
    return journal.add(site, who, session, fold.accepted(state_of(site, session, mask).mask))


def reject(site: Site, who: Actor, session: str, mask: str) -> None:
    """Nothing is hidden there; a mask of one's own is taken back, and so are its words."""
    require(site, who, Action.AMEND, session)
    state = state_of(site, session, mask)
    _take_back(site, who, session, mask)
    if state.mask.origin == "machine":
        journal.add(site, who, session, fold.rejected(state.mask))


def disguise(site: Site, who: Actor, session: str, on: bool) -> Entry:
    """Whether voices are disguised in the masked copy: a disguise, not anonymity."""
    require(site, who, Action.AMEND, session)
    return journal.add(site, who, session, fold.voices(on))


def queue(site: Site, who: Actor, session: str, most: int = RANDOM) -> LookQueue:
    """Pictures for a person to look at, and the estimate by the answers so far."""
    require(site, who, Action.READ, session)
    return _queue(site, session, most)


def judge(
    site: Site, who: Actor, session: str, sample: str, seen: Seen, most: int = RANDOM
) -> LookQueue:
    """Keep what somebody saw in a picture with its masks on. Raises InputError for no sample."""
    require(site, who, Action.AMEND, session)
    found = next((one for one in _queue(site, session, most).samples if one.id == sample), None)
    if found is None:
        raise InputError("This picture is not to be looked at any more: reload the page.")
    masks_ = proposed_and_said(site, session).picture(found.recording)
    journal.add(site, who, session, fold.looked(sample, seen, shown(masks_, found.at_s)))
    return _queue(site, session, most)


def picture(
    site: Site, who: Actor, session: str, recording: str, at_s: float, masked: bool = True
) -> bytes:
    """JPEG of the picture at a second of a recording, with its masks on. Raises UnknownError."""
    require(site, who, Action.PLAY, session, often=True)
    from pipelines.deidentify.picture.still import still

    clock = sessions.time_map(site, who, session, recording)
    proxy = made_of(site, session, recording, Kind.PROXY)
    around = Interval(start_s=max(0.0, at_s - 2.0), end_s=at_s + 2.0)
    track = sessions.motion_within(site, who, session, recording, around)
    held = proposed_and_said(site, session).picture(recording) if masked else ()
    return still(artifacts.open_media(site, proxy), (held, track, clock), at_s)


def confirm(
    site: Site, who: Actor, session: str, name: str, synthetic: bool = False
) -> MaskDecision:
    """Somebody answers for it that all that is to be hidden is. The worker then makes the copies.

    Raises InputError while pictures were not looked at or lines not read, or one still shows or
    tells something. A generated session, in which nobody real is, is confirmed as such
    (``synthetic``) without looking.
    """
    require(site, who, Action.APPROVE, session)
    called = " ".join(name.split())
    if not 0 < len(called) <= NAME_LIMIT:
        raise InputError("Say who answers for what is hidden: write a name.")
    _check_processed(site, session)
    found = _queue(site, session, RANDOM)
    if synthetic and not consent.read(site, who, session).synthetic:
        raise InputError("Only a generated session is confirmed without looking: look at pictures.")
    read = words.queue_of(site, session)
    if not synthetic:
        _check_looked(found)
        _check_read(read)
    decision = _decision(site, session, called, (found, read))
    decision = decision.model_copy(update={"synthetic": synthetic})
    journal.add(site, who, session, fold.decided(decision, synthetic))
    with site.db() as db:
        session_records.decide_hidden(db, session, site.now())
        wish_records.want(db, session, site.now())
    return decision


def reopen(site: Site, who: Actor, session: str) -> None:
    """Nobody answers for what is hidden any more, from now on."""
    require(site, who, Action.AMEND, session)
    with site.db() as db:
        session_records.decide_hidden(db, session, None)


def decision(site: Site, who: Actor, session: str) -> MaskDecision | None:
    """The decision that holds now; None before one, and once anything has changed."""
    require(site, who, Action.READ, session)
    with site.db() as db:
        if session_records.get(db, session).deidentified_at is None:
            return None
    return fold.decision_of(_entries(site, session))


def reported(site: Site, who: Actor, session: str) -> Reported:
    """What a report about one session tells (``pipelines.deidentify.report``)."""
    require(site, who, Action.READ, session)
    return told_of(site, session, consent.read(site, who, session))


def told_of(site: Site, session: str, signed: Consent) -> Reported:
    """What a report tells of a session under a consent (no door: who releases it calls it)."""
    with site.db() as db:
        found = session_records.get(db, session)
    held = proposed_and_said(site, session)
    states = words.read(site, session).states
    machine = newest_proposals(site, session)
    decision = fold.decision_of(_entries(site, session)) if found.deidentified_at else None
    return Reported(
        number=found.number,
        recordings=len(found.work),
        to_mask=found.to_mask,
        protection_class=found.protection_class,
        purposes=signed.purposes,
        synthetic=signed.synthetic,
        hidden=hidden_in(held),
        left=sum(not one.applies for one in held.masks),
        voice=held.voice,
        detectors=tuple(
            sorted({f"centerface {one.model_digest[:12]}" for one in machine.values()})
        ),
        words=dict(Counter(one.mask.kind for one in states if one.applies)),
        words_left=sum(not one.applies for one in states),
        # the digests of words are many, and a report is about all sessions of a dataset
        decision=decision.model_copy(update={"words": None}) if decision else None,
        decided_on=found.deidentified_at.date() if found.deidentified_at else None,
    )


def _queue(site: Site, session: str, most: int) -> LookQueue:
    with site.db() as db:
        work = session_records.get(db, session).work
    answers = fold.answers_of(_entries(site, session))
    held = proposed_and_said(site, session)
    return queue_of(work, _found(site, session), held, answers, most)


def _decision(
    site: Site, session: str, name: str, found: tuple[LookQueue, LineQueue]
) -> MaskDecision:
    looked, read = found
    states = words.read(site, session).states
    held = proposed_and_said(site, session).model_copy(update={"words": states})
    applied = sum(one.applies for one in held.masks)
    words_applied = sum(one.applies for one in states)
    return MaskDecision(
        name=name,
        masks=digest(held.model_dump(mode="json")),
        applied=applied,
        rejected=len(held.masks) - applied,
        voice=held.voice,
        overall=looked.overall,
        chosen=looked.chosen,
        words=digests(states),
        words_applied=words_applied,
        words_rejected=len(states) - words_applied,
        told=read.overall,
    )


def _check_processed(site: Site, session: str) -> None:
    with site.db() as db:
        found = session_records.get(db, session)
    searched = newest_proposals(site, session)
    if not found.work or any(one.has_video and one.id not in searched for one in found.work):
        if not found.wants_faces:
            raise InputError("No faces were looked for in it yet: have that done first.")
        raise InputError("The recording is still being searched for faces: wait until it is done.")
    if artifacts.newest(site, session, Kind.TIMELINE) is None:
        raise InputError("What was said is still being written down: wait until it is done.")


def _check_looked(found: LookQueue) -> None:
    drawn = sum(one.stratum == "random" for one in found.samples)
    if any(one.answer == "seen" for one in found.samples):
        raise InputError("A picture still shows somebody: draw a mask there, then look again.")
    if found.overall.judged < min(FEWEST, drawn):
        raise InputError(f"Look at {FEWEST} pictures drawn at random first: then confirm.")


def _check_read(found: LineQueue) -> None:
    if any(one.answer == "seen" for one in found.samples):
        raise InputError("A line still tells something: hide its words, then read it again.")
    if found.overall.judged < min(FEWEST, len(found.samples)):
        raise InputError(f"Read {FEWEST} lines drawn at random first: then confirm.")


def _take_back(site: Site, who: Actor, session: str, mask: str) -> None:
    for number in fold.entries_about(mask, _entries(site, session)):
        journal.add(site, who, session, Draft(act=Act.UNDO, target=str(number)))


def _found(site: Site, session: str) -> dict[str, FoundMasks]:
    return {
        recording: artifacts.load(site, one.id)
        for recording, one in newest_proposals(site, session).items()
    }


def _entries(site: Site, session: str) -> tuple[Entry, ...]:
    return tuple(one for _, one in journal.read(site, session))
