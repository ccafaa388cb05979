"""Doors of erasing: see what would be destroyed, confirm it, and how far it is.

A confirmed erasure is written into the ledger and the database, and nothing of it can be played,
read or found from then on. The worker then rewrites the recordings (``pipelines.erasure.steps``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import erased, journal
from capture.access import require
from capture.ids import new_id
from capture.permission import decide
from capture.records import artifacts as artifact_records
from capture.records import erasures as records
from capture.records import recordings as recording_records
from capture.records import releases as release_records
from capture.records import takes as take_records
from capture.records import wishes as wish_records
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.erasure import Gone, Part
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor
from data_schemas.session import Session, are_on_one_clock, moved
from pipelines import run
from pipelines.erasure.about import about, answers_to
from pipelines.erasure.plan import Destruction, Erasure
from pipelines.labelstudio.leaving import desk as leaving

if TYPE_CHECKING:
    from capture.site import Site


def preview(site: Site, who: Actor, session: str, span: Span) -> Destruction:
    """What erasing these seconds would destroy, in every camera that saw them.

    ``span`` is on the clock of its recording. Raises InputError for seconds that are not in it.
    """
    require(site, who, Action.READ, session)
    return _of_part(site, session, span)


def may_erase(site: Site, who: Actor, session: str) -> bool:
    """Whether ``who`` may confirm what a preview shows."""
    facts = require(site, who, Action.READ, session)
    return decide(who, Action.WITHDRAW, facts).allowed


def preview_recording(site: Site, who: Actor, session: str, recording: str) -> Destruction:
    """What erasing one recording of several would destroy: a spoken answer, a camera."""
    require(site, who, Action.READ, session)
    return _of_recording(site, session, recording)


def erase(site: Site, who: Actor, session: str, span: Span, confirmed: str) -> Destruction:
    """Erase these seconds for good. ``confirmed`` is the ``confirmation`` of what was previewed.

    Raises InputError where something else would be destroyed than was seen.
    """
    require(site, who, Action.WITHDRAW, session)
    found = _confirmed(_of_part(site, session, span), confirmed)
    leaving.end(site, session, "forbidden")  # nothing is written on what is out
    name = new_id("cut")
    for part in found.parts:
        if part.start_s is not None and part.end_s is not None:
            cut = Span(recording=part.recording, start_s=part.start_s, end_s=part.end_s)
            journal.add(site, who, session, Draft(act=Act.STRIKE, target=name, span=cut))
    return _begin(site, found)


def erase_recording(
    site: Site, who: Actor, session: str, recording: str, confirmed: str
) -> Destruction:
    """Erase one recording of several for good. Raises InputError as ``erase`` does."""
    require(site, who, Action.WITHDRAW, session)
    return _begin(site, _confirmed(_of_recording(site, session, recording), confirmed))


def erasures(site: Site, who: Actor, session: str) -> tuple[Erasure, ...]:
    """Everything that was erased of a session but itself, and how far it is."""
    require(site, who, Action.LIST, session)
    with site.db() as db:
        found = records.found(db, session)
    return tuple(
        Erasure(id=name, part=part, is_done=done is not None, copied=kept != "encoded")
        for name, part, done, kept in found
    )


def _of_part(site: Site, session: str, span: Span) -> Destruction:
    found = run.read_session(site, session)
    chosen = next((one for one in found.recordings if one.id == span.recording), None)
    if chosen is None or not 0 <= span.start_s < span.end_s or span.start_s >= chosen.duration_s:
        raise InputError("Name seconds that lie within the recording, the start before the end.")
    beside = [chosen]
    if chosen.role == "work":
        beside = [one for one in found.work if are_on_one_clock(found, chosen, one)]
    cuts = (moved(span, chosen, one) for one in beside)
    parts = tuple(
        Part(recording=cut.recording, start_s=cut.start_s, end_s=cut.end_s)
        for cut in cuts
        if cut is not None
    )
    left = [one.id for one in found.work if one not in beside] if chosen.role == "work" else []
    return _whole(site, found, parts, tuple(left))


def _of_recording(site: Site, session: str, recording: str) -> Destruction:
    found = run.read_session(site, session)
    chosen = next((one for one in found.recordings if one.id == recording), None)
    if chosen is None:
        raise InputError("There is no such recording in this work session.")
    if chosen.role == "work" and len(found.work) == 1:
        raise InputError(
            "This is the only recording of the work: withdraw the work session to erase it."
        )
    return _whole(site, found, (Part(recording=recording),), ())


def _whole(
    site: Site, session: Session, parts: tuple[Part, ...], elsewhere: tuple[str, ...]
) -> Destruction:
    """With the spoken answers about these parts, which go with everything that is about them."""
    entries = tuple(entry for _, entry in journal.read(site, session.id))
    answers = _answers(site, session, answers_to(entries, about(entries, parts)))
    new = tuple(one for one in answers if one not in {part.recording for part in parts})
    every = (*parts, *(Part(recording=one) for one in new))
    with site.db() as db:
        originals = [recording_records.original_of(db, part.recording) for part in every]
        made = {found for one in originals if one for found in artifact_records.dependants(db, one)}
        releases = release_records.with_session(db, session.id)
        handouts = release_records.papers_with(db, session.id)
    return Destruction(
        session=session.id,
        parts=every,
        acts=about(entries, every),
        answers=new,
        made=len(made),
        elsewhere=elsewhere,
        releases=tuple(sorted(releases)),
        handouts=tuple(sorted(handouts)),
    )


def _answers(site: Site, session: Session, streams: frozenset[str]) -> tuple[str, ...]:
    with site.db() as db:
        found = take_records.of_session(db, session.id)
    here = {one.id for one in session.recordings if one.role != "work"}
    became = (one.recording for one in found if one.id in streams)
    return tuple(one for one in became if one is not None and one in here)


def _confirmed(found: Destruction, confirmed: str) -> Destruction:
    if found.confirmation != confirmed:
        raise InputError(
            "Something changed since this was shown: look again at what would be erased."
        )
    return found


def _begin(site: Site, found: Destruction) -> Destruction:
    """Write it down, then destroy at once what was made of it: from here on nobody gets it.

    What annotators have of it goes as well, from their server as soon as that answers.
    """
    leaving.end(site, found.session, "forbidden")
    gone = Gone(at=site.now(), id=new_id("era"), session=found.session, parts=found.parts)
    site.ledger.note(gone)
    erased.carry_out(site, gone)
    with site.db() as db:
        wish_records.want(db, found.session, site.now())
    leaving.clear(site)
    return found
