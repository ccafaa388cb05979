"""Finds what a session leaves to ask about, once words, steps and movement are there.

No stage of the usual kind, since it compares with the job's other sessions: what it took from them
stands among the parents of its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capture import artifacts, procedures
from capture.records import among
from capture.records import sessions as session_records
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.marks import FOUND_BY, merged
from data_schemas.probe import ProbeBank
from data_schemas.procedure import Procedure
from data_schemas.session import Recording, Session
from data_schemas.timeline import FoundMoments, Moment, Question, Timeline
from pipelines.elicit.bank import bank_of
from pipelines.elicit.cameras import Camera, observed_of, other_of
from pipelines.elicit.choose import Wanted, ranked
from pipelines.elicit.moments import find_moments
from pipelines.elicit.observed import Found, Other
from pipelines.elicit.questions import Seen, question_of
from pipelines.motion.windows import MotionWindows

if TYPE_CHECKING:
    from capture.site import Site

STAGE, VERSION = "moments", "1"
# More than a sitting asks: what was answered or put off makes room for the next.
KEPT = 40
# How many of the job's other sessions are compared with, the newest of the same person and of
# others: a question needs one that differs, not all.
OWN, OTHERS = 3, 3


def find(site: Site, session: str, progress: Callable[[float], None]) -> str | None:
    """The artifact with the session's moments, made now if it is not known yet (no door: the
    worker's). None before there is a time line.
    """
    with site.db() as db:
        subject = session_records.get(db, session)
    own = _held(site, subject, whole=True)
    if own is None:
        return None
    compared = (_held(site, other, whole=False) for other in _compared(site, subject))
    gathered = _Gathered(site, own, tuple(one for one in compared if one), _cards(site))
    recipe = gathered.recipe()
    if artifacts.known(site, recipe.id) is None:
        scope = artifacts.session_scope(session)
        artifacts.seal(site, recipe, scope, gathered.search(progress))
    for one in artifacts.find(site, session, Kind.MOMENTS):
        if one.id != recipe.id:
            artifacts.erase(site, one.id)
    return recipe.id


@dataclass(frozen=True)
class _Read:
    """Ids of what is known about one recording, "" for what is not."""

    recording: Recording
    movement: str
    windows: str
    transcript: str = ""
    marks: tuple[str, ...] = ()

    def ids(self) -> Iterator[str]:
        yield from (self.movement, self.windows, self.transcript, *self.marks)


@dataclass(frozen=True)
class _Held:
    """Ids of what is known about a session, its recordings take by take."""

    session: Session
    timeline: str
    takes: tuple[tuple[_Read, ...], ...]

    def ids(self) -> Iterator[str]:
        yield self.timeline
        yield from (one for take in self.takes for read in take for one in read.ids() if one)


@dataclass(frozen=True)
class _Gathered:
    site: Site
    own: _Held
    others: tuple[_Held, ...]
    cards: str

    def recipe(self) -> Recipe:
        procedure = procedures.artifact_of(self.site, self.own.session.procedure)
        of_others = (one for other in self.others for one in other.ids())
        parents = (procedure, self.cards, *self.own.ids(), *of_others)
        return Recipe(
            kind=Kind.MOMENTS,
            stage=STAGE,
            version=VERSION,
            params={"kept": KEPT},
            parents=tuple(dict.fromkeys(one for one in parents if one)),
        )

    def search(self, progress: Callable[[float], None]) -> FoundMoments:
        """What every take leaves to ask about, the most worth first."""
        bank = bank_of(self._open(self.cards) if self.cards else ProbeBank())
        procedure: Procedure = self._open(
            procedures.artifact_of(self.site, self.own.session.procedure)
        )
        timeline: Timeline = self._open(self.own.timeline)
        takes = [self._cameras(take) for take in self.own.takes]
        apart = [other for held in self.others for other in self._takes(held)]
        found: list[Moment] = []
        for position, take in enumerate(takes):
            progress(position / len(takes))
            beside = [other_of(one, timeline, True) for one in takes if one is not take]
            seen = observed_of(take, timeline, procedure.steps, (*beside, *apart))
            found += find_moments(seen, _asker(bank), Wanted(most=KEPT))
        progress(1.0)
        return FoundMoments(moments=tuple(ranked(found, Wanted(most=KEPT))))

    def _takes(self, held: _Held) -> list[Other]:
        timeline: Timeline = self._open(held.timeline)
        own = held.session.expert == self.own.session.expert
        return [other_of(self._cameras(take), timeline, own) for take in held.takes]

    def _cameras(self, take: Sequence[_Read]) -> list[Camera]:
        return [self._camera(one) for one in take]

    def _camera(self, read: _Read) -> Camera:
        windows = self._open(read.windows) if read.windows else None
        return Camera(
            recording=read.recording,
            movement=self._open(read.movement) if read.movement else None,
            series=MotionWindows.from_bytes(windows).series if windows else None,
            marks=merged(*(self._open(one) for one in read.marks)),
            quality=self._open(read.transcript).quality if read.transcript else None,
        )

    def _open(self, artifact: str) -> Any:
        return artifacts.load(self.site, artifact)


def _asker(bank: ProbeBank) -> Callable[[Found], Question]:
    return lambda one: question_of(one.kind, Seen.of(one.filled), bank).question


def _cards(site: Site) -> str:
    """The site's own question cards, which are preferred; "" without any."""
    newest = artifacts.newest(site, None, Kind.PROBES)
    return newest.id if newest else ""


def _compared(site: Site, session: Session) -> Sequence[Session]:
    """Other sessions of the job, the newest of each side."""
    with site.db() as db:
        wanted = among.Wanted(procedure=session.procedure)
        of_job = session_records.find(db, wanted)  # newest first
    job = [one for one in of_job if one.id != session.id and one.withdrawn_at is None]
    own = [one for one in job if one.expert == session.expert]
    return (*own[:OWN], *[one for one in job if one.expert != session.expert][:OTHERS])


def _held(site: Site, session: Session, whole: bool) -> _Held | None:
    """``whole``: with what is needed of the session that is asked about, not only compared."""
    found = artifacts.find(site, session.id)
    timeline = next((one for one in reversed(found) if one.kind is Kind.TIMELINE), None)
    if timeline is None:
        return None
    takes: dict[int, list[_Read]] = {}
    for recording in session.work:
        mine = [one for one in found if recording.original in one.parents]
        takes.setdefault(recording.take, []).append(_read(recording, mine, whole))
    return _Held(session, timeline.id, tuple(tuple(takes[number]) for number in sorted(takes)))


def _read(recording: Recording, found: Sequence[Artifact], whole: bool) -> _Read:
    def newest(kind: Kind) -> str:
        return next((one.id for one in reversed(found) if one.kind is kind), "")

    movement, windows = newest(Kind.MOVEMENT), newest(Kind.MOTION_WINDOWS)
    if not whole:
        return _Read(recording, movement, windows)
    marks = [one for one in found if one.kind is Kind.MARKS]
    by_hand = (one.id for one in marks if one.stage != FOUND_BY)
    heard = [one.id for one in marks if one.stage == FOUND_BY][-1:]
    return _Read(recording, movement, windows, newest(Kind.TRANSCRIPT), (*by_hand, *heard))
