"""The doors of movement: what is like these seconds, and how two takes of a step differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, journal, procedures
from capture.access import require
from capture.allowed import among
from capture.records import sessions as session_records
from capture.records.among import Wanted
from capture.settings import Settings
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.errors import InputError, StoreError, UnknownError
from data_schemas.procedure import Procedure
from data_schemas.rights import Action, Actor
from data_schemas.session import Session
from data_schemas.timeline import Timeline
from pipelines.motion.compare import align_in_time, differences
from pipelines.motion.series import Series
from pipelines.motion.windows import MotionWindows
from pipelines.search.movement.engine import Found, MovementEngine, Within
from pipelines.search.movement.places import (
    Comparison,
    Moment,
    Side,
    Similar,
    asked_of,
    longest_section,
    moved,
    section_at,
)
from pipelines.search.served import nearest_at
from pipelines.search.shelf import Shelf, Shelves

if TYPE_CHECKING:
    from capture.site import Site


# Asked for beside those that are wanted, since some of them may have been taken out by people.
SPARE = 5


def _make(settings: Settings) -> Shelf[MovementEngine]:
    engine = MovementEngine(nearest_at(settings.vectors_url))

    def add(key: str, data: bytes) -> None:
        # the key is "session/recording"
        engine.add(key.partition("/")[0], MotionWindows.from_bytes(data))

    return Shelf(engine, add, lambda key: engine.remove(key.partition("/")[2]))


_shelves = Shelves(_make)


def similar(site: Site, who: Actor, session: str, span: Span, k: int = 10) -> tuple[Similar, ...]:
    """Up to ``k`` places where hands and body move as in ``span`` of a recording of ``session``.

    Only of sessions that ``who`` may search; never the same seconds, from no camera. Raises
    InputError for seconds that cannot be asked about, StoreError where the movement of the
    recording is not described yet.
    """
    require(site, who, Action.SEARCH, session)
    found = _searchable(site, who)
    recording = asked_of(found[session], span, k)
    engine, there = _loaded(site, found)
    if recording.id not in there:
        raise _undescribed()
    offsets = {r.id: r.offset_s or 0.0 for one in found.values() for r in one.work if r.id in there}
    own = span.interval.shifted(offsets[recording.id])
    hits = engine.query(engine.stretch(span), k + SPARE, Within(offsets, session, own))
    steps = _Steps(site, found)
    return tuple(steps.told(hit) for hit in hits if not _is_struck(site, hit))[:k]


def _is_struck(site: Site, hit: Found) -> bool:
    """Whether somebody took out some of these seconds."""
    cuts = journal.struck_of(site, hit.session)
    return any(one.recording == hit.recording and one.overlap_s(hit) > 0 for one in cuts)


def compare(site: Site, who: Actor, session: str, other: str, step: str) -> Comparison:
    """How the longest section of ``step`` in two sessions goes, laid over each other in time.

    Raises UnknownError where a session has no such step, StoreError where its movement is not
    described yet, InputError where too little was seen or the step is not the same.
    """
    require(site, who, Action.READ, session)
    require(site, who, Action.READ, other)
    first, second = (_side(site, one, step) for one in (session, other))
    if first.procedure != second.procedure and first.title != second.title:
        raise InputError(
            f"Step {step} is another one in the second session's procedure: name two sessions in"
            " which it is the same."
        )
    found = align_in_time(first.series, second.series)
    same = first.expert == second.expert
    told = differences(first.series, second.series, found, pace=same)
    rows = zip(found.a_s, found.b_s, found.apart, strict=True)
    return Comparison(
        step_id=step,
        step_title=first.title,
        first=first.side,
        second=second.side,
        same_expert=same,
        apart=round(float(found.apart.mean()), 3),
        moments=tuple(
            Moment(first_s=round(a, 2), second_s=round(b, 2), apart=round(d, 3)) for a, b, d in rows
        ),
        differences=tuple(told),
    )


def _searchable(site: Site, who: Actor) -> dict[str, Session]:
    mine = among(site, who, Action.SEARCH)
    with site.db() as db:
        return {one.id: one for one in session_records.find(db, Wanted(mine))}


def _loaded(site: Site, found: dict[str, Session]) -> tuple[MovementEngine, frozenset[str]]:
    """The engine with what is known of these sessions, and which recordings that is."""
    made = artifacts.newest_by_parent(site, Kind.MOTION_WINDOWS)
    there = [(one, r) for one in found.values() for r in one.work if r.original in made]
    shelf = _shelves.of(site.settings)
    shelf.match(
        {f"{one.id}/{r.id}": made[r.original] for one, r in there},
        lambda artifact: artifacts.load(site, artifact),
    )
    return shelf.engine, frozenset(r.id for _, r in there)


def _undescribed() -> StoreError:
    return StoreError(
        "The movement of this recording is not described yet: process the session again."
    )


class _Steps:
    """Which step a hit lies in, by the time line that holds now; each is read once."""

    def __init__(self, site: Site, found: dict[str, Session]) -> None:
        self._site, self._found = site, found
        self._read: dict[str, tuple[Timeline | None, Procedure]] = {}

    def told(self, hit: Found) -> Similar:
        session = self._found[hit.session]
        timeline, procedure = self._of(session)
        segment = section_at(session, timeline, hit) if timeline else None
        step = procedure.step(segment.step_id) if segment and segment.step_id else None
        return Similar(
            **hit.model_dump(),
            procedure=procedure.id,
            step_id=segment.step_id if segment else None,
            step_title=step.title if step else "",
        )

    def _of(self, session: Session) -> tuple[Timeline | None, Procedure]:
        if session.id not in self._read:
            self._read[session.id] = _timeline(self._site, session), _procedure(self._site, session)
        return self._read[session.id]


def _timeline(site: Site, session: Session) -> Timeline | None:
    newest = artifacts.newest(site, session.id, Kind.TIMELINE)
    found: Timeline | None = artifacts.load(site, newest.id) if newest else None
    return found


def _procedure(site: Site, session: Session) -> Procedure:
    found: Procedure = artifacts.load(site, procedures.artifact_of(site, session.procedure))
    return found


@dataclass(frozen=True, eq=False)
class _Take:
    side: Side
    series: Series
    expert: str
    procedure: str
    title: str


def _side(site: Site, session: str, step: str) -> _Take:
    with site.db() as db:
        found = session_records.get(db, session)
    timeline, procedure = _timeline(site, found), _procedure(site, found)
    known, longest = procedure.step(step), longest_section(timeline, step)
    if known is None or longest is None:
        raise UnknownError(f"Session {session} has no section of a step {step}: see `sonmat show`.")
    windows = _described(site, found, longest.recording)
    span = moved(found, longest, windows.recording)
    return _Take(
        Side(session=session, recording=windows.recording, **span.model_dump()),
        windows.series.cut(span),
        found.expert,
        found.procedure,
        known.title,
    )


def _described(site: Site, session: Session, first: str) -> MotionWindows:
    """The movement that recording ``first`` shows, else that of the session's other cameras."""
    made = artifacts.newest_by_parent(site, Kind.MOTION_WINDOWS)
    order = sorted(session.work, key=lambda r: r.id != first)
    for recording in order:
        if recording.original in made:
            return MotionWindows.from_bytes(artifacts.load(site, made[recording.original]))
    raise _undescribed()
