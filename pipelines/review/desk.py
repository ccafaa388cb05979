"""Doors to people's judgement: amend what the machine thinks, and take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from capture import artifacts, journal
from capture.access import require
from capture.ids import new_id
from capture.records import releases as release_records
from capture.records import wishes as wish_records
from data_schemas.approval import SignedList, approval_of
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft, Entry, others, standing
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor
from data_schemas.session import are_on_one_clock, moved
from data_schemas.timeline import Timeline
from pipelines import run
from pipelines.job import Subject, inputs_of
from pipelines.review.stage import STAGE, folded
from pipelines.run import Given
from pipelines.stage import Values

if TYPE_CHECKING:
    from capture.site import Site

# A stage has read its time line, an hour's too, long before.
STILL_READ = timedelta(minutes=2)
# What is made of a time line and has words of it.
QUOTING = (
    Kind.PASSAGES, Kind.TOLD, Kind.MOMENTS, Kind.SUGGESTIONS, Kind.MODEL_SUGGESTIONS,
)  # fmt: skip


def amend(site: Site, who: Actor, session: str, draft: Draft, seen: int) -> Entry:
    """Append one act and lay it over the machine's output at once.

    ``seen`` is the number of the last entry that the person saw. Raises StaleEntry when there
    is a later one, InputError for what cannot be.
    """
    require(site, who, Action.AMEND, session)
    return _append(site, who, session, (draft,), seen)[0]


def amend_all(
    site: Site, who: Actor, session: str, drafts: Sequence[Draft], seen: int, *, by: str = ""
) -> tuple[Entry, ...]:
    """Several acts that belong together: all of them, or none. Raises like ``amend``.

    ``by``: ``who`` brings back what an annotator of this pseudonym did while the session was out;
    they are the author of it.
    """
    require(site, who, Action.AMEND, session)
    author = who.model_copy(update={"id": by}) if by else who
    return _append(site, author, session, drafts, seen, brought=bool(by))


def check_seen(site: Site, who: Actor, session: str, seen: int) -> None:
    """Raises StaleEntry when somebody has written since entry ``seen``."""
    require(site, who, Action.READ, session)
    journal.check_seen(site, session, seen)


def undo(site: Site, who: Actor, session: str, number: int, seen: int) -> Entry:
    """Take back entry ``number``."""
    require(site, who, Action.AMEND, session)
    return _undo(site, who, session, (number,), seen)[0]


def undo_all(
    site: Site, who: Actor, session: str, numbers: Sequence[int], seen: int
) -> tuple[Entry, ...]:
    """Take back several entries together, such as all that one act made."""
    require(site, who, Action.AMEND, session)
    return _undo(site, who, session, numbers, seen)


def _undo(
    site: Site, who: Actor, session: str, numbers: Sequence[int], seen: int
) -> tuple[Entry, ...]:
    if not numbers or not all(1 <= n <= journal.last_number(site, session) for n in numbers):
        raise InputError("There is no such entry to take back.")
    drafts = [Draft(act=Act.UNDO, target=str(number)) for number in sorted(numbers, reverse=True)]
    return _append(site, who, session, drafts, seen)


def _append(
    site: Site,
    who: Actor,
    session: str,
    drafts: Sequence[Draft],
    seen: int,
    *,
    brought: bool = False,
) -> tuple[Entry, ...]:
    for draft in drafts:
        _check_times(draft)
    before = tuple(entry for _, entry in journal.read(site, session))
    if approval_of(before).state == "approved":
        raise InputError("This work session is approved: reopen it before anything is changed.")
    held = _machine(site, session)
    added = journal.entries_of(site, who, session, drafts, seen)
    made = _fits(held, before, added) if held else None
    entries = journal.append_all(site, who, session, drafts, seen, brought=brought)
    if held and made:
        every = (*before, *entries)
        _keep(site, session, held, made, len(every) - len(others(every)))
    return entries


def _check_times(draft: Draft) -> None:
    start, end = draft.after.get("start_s", 0.0), draft.after.get("end_s", 1e9)
    if not (isinstance(start, int | float) and isinstance(end, int | float) and 0 <= start < end):
        raise InputError("A part must start before it ends: correct the times.")


def _fits(held: Given, before: tuple[Entry, ...], added: tuple[Entry, ...]) -> Values:
    """What holds after the acts. Nothing is written down that cannot be laid over what holds.

    Raises InputError.
    """
    made = folded(held.values, held.context, (*before, *added))
    timeline: Timeline = made[Kind.TIMELINE]
    new = {one.number for one in added if one.act is not Act.UNDO}
    if new.intersection(one.number for one in timeline.unplaced):
        raise InputError("That does not fit what is there now: look again and change it there.")
    return made


def _keep(site: Site, session: str, held: Given, made: Values, entries: int) -> None:
    """Seal it as what holds; where somebody wrote meanwhile, make it of all that is there.

    ``entries`` are as many as it was made of, without those about anything else.
    """
    inputs = inputs_of(site, STAGE, held.subject)
    if len(inputs.get(Kind.ENTRY, ())) == entries:
        replace(held, inputs=inputs).seal(site, made)
    else:
        run.ensure(site, STAGE, held.subject)
    _forget_outdated(site, session)


def strike(site: Site, who: Actor, session: str, span: Span, seen: int) -> tuple[Entry, ...]:
    """Take a moment out, in every recording of it: its words, its steps, its movement.

    From now on the time line, search and releases go without it, and the search's own copy of the
    words is destroyed at once. Picture and sound stay, so that it can be put back: what takes them
    out for good is ``pipelines.erasure``.
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
    forget_lists(site, session, cuts)
    return written


def forget_lists(site: Site, session: str, cuts: Sequence[Span]) -> None:
    """A signed list cannot lose a line and stay signed: one that tells of the moment goes.

    No door: who strikes or erases calls it.
    """
    for one in artifacts.find(site, session, Kind.APPROVAL):
        found: SignedList = artifacts.load(site, one.id)
        if any(
            cut.recording == item.recording and cut.overlap_s(item) > 0
            for cut in cuts
            for item in found.list.items
        ):
            artifacts.erase(site, one.id)


def _forget_found(site: Site, session: str) -> None:
    """Search and questions keep words of their own: let the worker make them anew, without."""
    kept = [one for kind in QUOTING for one in artifacts.find(site, session, kind, every=True)]
    for one in kept:
        artifacts.erase(site, one.id)
    if kept:
        with site.db() as db:
            wish_records.want(db, session, site.now())


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
    if artifacts.newest(site, session, Kind.ALIGNMENT) is None:
        return
    run.ensure(site, STAGE, Subject(run.read_session(site, session)))
    _forget_outdated(site, session)


def _forget_outdated(site: Site, session: str) -> None:
    """Each change adds a time line; one that nothing was made from can be made again any time.

    Kept are those that a release told of, since it names them, and those that a stage may be
    reading just now.
    """
    *before, _newest = artifacts.find(site, session, Kind.TIMELINE)
    with site.db() as db:
        told = release_records.newest_with(db, session)
    keep_after = site.now() - STILL_READ
    for one in before:
        named = told is not None and one.created_at <= told
        if one.created_at < keep_after and not named and not artifacts.dependants(site, one.id):
            artifacts.erase(site, one.id)


def _machine(site: Site, session: str) -> Given | None:
    """What the machine thinks of a session; None before its steps are placed."""
    if artifacts.newest(site, session, Kind.ALIGNMENT) is None:
        return None
    subject = Subject(run.read_session(site, session))
    return run.given(site, STAGE, subject, Kind.ENTRY)
