"""Doors to people's judgement: amend what the machine thinks, and take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, calibrations, journal
from capture.access import require, scope
from capture.ids import new_id
from capture.records import sessions as session_records
from data_schemas.artifact import Kind
from data_schemas.calibration import Calibration, Recalibration
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft, Entry, standing
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor
from data_schemas.session import Recording, Session
from data_schemas.timeline import Alignment
from data_schemas.value import Value
from pipelines import run
from pipelines.align.recalibrate import BASE, Judged, calibrate
from pipelines.review.judged import judged
from pipelines.review.stage import STAGE

if TYPE_CHECKING:
    from capture.site import Site


class Refit(Value):
    """What the corrections of a site say about the confidence, and what came of it.

    ``changed``: another confidence holds from now on (or would, in a dry run), for which the
    sessions in ``process_again`` are to be processed. ``outdated`` judged sections do not count,
    since an earlier version placed them.
    """

    calibration: Calibration
    changed: bool
    process_again: tuple[str, ...]
    outdated: int


def amend(site: Site, who: Actor, session: str, draft: Draft, seen: int) -> Entry:
    """Append one act and lay it over the machine's output at once.

    ``seen`` is the number of the last entry that the person saw. Raises StaleEntry when there
    is a later one, InputError for times that cannot be.
    """
    require(site, who, Action.AMEND, session)
    start, end = draft.after.get("start_s", 0.0), draft.after.get("end_s", 1e9)
    if not (isinstance(start, int | float) and isinstance(end, int | float) and 0 <= start < end):
        raise InputError("A part must start before it ends: correct the times.")
    entry = journal.append(site, who, session, draft, seen)
    refold(site, session)
    return entry


def undo(site: Site, who: Actor, session: str, number: int, seen: int) -> Entry:
    """Take back entry ``number``."""
    require(site, who, Action.AMEND, session)
    if not 1 <= number <= journal.last_number(site, session):
        raise InputError("There is no such entry to take back.")
    entry = journal.append(site, who, session, Draft(act=Act.UNDO, target=str(number)), seen)
    refold(site, session)
    return entry


def strike(site: Site, who: Actor, session: str, span: Span, seen: int) -> tuple[Entry, ...]:
    """Take a moment out, in every recording of it: its words, its steps, its movement.

    From now on the time line, search and releases go without it, and the search's own copy of the
    words is destroyed at once. The recording itself stays as it is until erasure of a part comes.
    ``span`` is on the clock of its recording. Raises InputError for seconds that are not in it,
    StaleEntry when somebody wrote meanwhile.
    """
    require(site, who, Action.AMEND, session)
    found = run.read_session(site, session)
    chosen = next((one for one in found.work if one.id == span.recording), None)
    if chosen is None or not 0 <= span.start_s < span.end_s or span.start_s >= chosen.duration_s:
        raise InputError("Name seconds that lie within the recording, the start before the end.")
    name = new_id("cut")
    beside = [one for one in found.work if are_on_one_clock(found, chosen, one)]
    cuts = [cut for other in beside if (cut := moved(span, chosen, other)) is not None]
    written = tuple(
        journal.append(site, who, session, Draft(act=Act.STRIKE, target=name, span=cut), seen + n)
        for n, cut in enumerate(cuts)
    )
    refold(site, session)
    _forget_found(site, session)
    return written


def are_on_one_clock(session: Session, one: Recording, other: Recording) -> bool:
    """Cameras of one take run beside each other; takes do once somebody or something placed them.

    Where a take that nobody has placed stands is a guess, and nothing is struck on a guess.
    """
    return one.take == other.take or not {one, other} & set(session.unplaced)


def moved(span: Span, chosen: Recording, other: Recording) -> Span | None:
    """The same moment on the clock of another recording; None where that does not show it."""
    later_s = (chosen.offset_s or 0.0) - (other.offset_s or 0.0)
    there = span.interval.shifted(later_s).clipped(0.0, other.duration_s)
    if other.id == chosen.id:
        there = span.interval
    elif there.length_s == 0:
        return None
    return Span(recording=other.id, start_s=there.start_s, end_s=there.end_s)


def _forget_found(site: Site, session: str) -> None:
    """Search keeps words of its own: destroy them, and let the worker make them anew."""
    kept = artifacts.find(site, session, Kind.PASSAGES)
    for one in kept:
        artifacts.erase(site, one.id)
    if kept:
        with site.db() as db:
            session_records.want(db, session, site.now())


def put_back(site: Site, who: Actor, session: str, target: str, seen: int) -> None:
    """Take back what ``strike`` took out under the name ``target``. Raises InputError."""
    require(site, who, Action.AMEND, session)
    kept = standing(tuple(entry for _, entry in journal.read(site, session)))
    numbers = [one.number for one in kept if one.act is Act.STRIKE and one.target == target]
    if not numbers:
        raise InputError("There is no such entry to take back.")
    for n, number in enumerate(numbers):
        draft = Draft(act=Act.UNDO, target=str(number))
        journal.append(site, who, session, draft, seen + n)
    refold(site, session)
    _forget_found(site, session)


def entries(site: Site, who: Actor, session: str) -> tuple[Entry, ...]:
    """Everything that people did about a session, in order."""
    require(site, who, Action.READ, session)
    return tuple(entry for _, entry in journal.read(site, session))


def refold(site: Site, session: str) -> None:
    """Make the time line that holds now; without machine output yet there is none to make."""
    if artifacts.newest(site, session, Kind.ALIGNMENT) is not None:
        run.ensure(site, STAGE, run.Subject(run.read_session(site, session)))


def refit_confidence(site: Site, who: Actor, dry_run: bool = False) -> Refit:
    """Fit the confidence to what people confirmed and corrected in the sessions ``who`` may read.

    One that is not better on sessions it was not fitted on is not taken: the shipped one holds
    then. Raises InputError where there is too little to say.
    """
    require(site, who, Action.ADMINISTER)
    found = _gather(site, scope(site, who, Action.READ))
    holds = _holds(calibrations.newest(site))
    try:
        made = calibrate(found.judged, holds.number + 1)
    except InputError as error:
        raise InputError(f"{error}{found.hint}") from error
    if not made.better:
        shipped = Recalibration(base=BASE, number=holds.number + 1)
        made = made.model_copy(update={"recalibration": shipped})
    changed = made.recalibration != holds.model_copy(update={"number": holds.number + 1})
    if not changed:
        made = made.model_copy(update={"recalibration": holds})
    elif not dry_run:
        calibrations.keep(site, made, found.timelines)
    return Refit(
        calibration=made,
        changed=changed,
        process_again=found.sessions if changed else (),
        outdated=found.outdated,
    )


def _holds(before: Calibration | None) -> Recalibration:
    """What the aligner uses now: one that was fitted on another shipped confidence it does not."""
    own = before.recalibration if before else Recalibration(base=BASE)
    return own if own.base == BASE else Recalibration(base=BASE, number=own.number)


@dataclass(frozen=True)
class _Found:
    judged: tuple[Judged, ...]
    timelines: tuple[str, ...]
    sessions: tuple[str, ...]
    outdated: int

    @property
    def hint(self) -> str:
        """What to do where sections do not count."""
        if not self.outdated:
            return ""
        return f" {self.outdated} more are placed by an earlier version: process them again."


def _gather(site: Site, sessions: tuple[str, ...]) -> _Found:
    """What people judged, the artifacts it was read from, and the sessions with steps placed."""
    rows: list[Judged] = []
    timelines, aligned, outdated = [], [], 0
    for session in sorted(sessions):
        placed = artifacts.newest(site, session, Kind.ALIGNMENT)
        held = artifacts.newest(site, session, Kind.TIMELINE)
        if placed is None or held is None or placed.id not in held.parents:
            continue
        aligned.append(session)
        alignment: Alignment = artifacts.load(site, placed.id)
        found = judged(alignment, artifacts.load(site, held.id))
        if alignment.recalibration.base != BASE:
            outdated += len(found)
        elif found:
            rows += found
            timelines.append(held.id)
    return _Found(tuple(rows), tuple(timelines), tuple(aligned), outdated)
