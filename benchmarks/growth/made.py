"""A library of any size: sessions as they stand after years of use, without their media.

Ten sessions a job and ten an expert, so that jobs and people grow with the library. Each session
has its consent, sealed results, what people wrote, and the rows of the runs that made it; half are
reviewed. Recordings are named and hold one byte, and the copy that is played a few pictures.
"""

from __future__ import annotations

import itertools
import os
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from unittest import mock

from sqlalchemy import insert
from sqlmodel import Session as Db

from benchmarks.growth.asked import findable
from capture import artifacts, codecs, journal, people, procedures, sessions
from capture.access import OWNER
from capture.ids import new_id
from capture.procedures import import_procedure
from capture.records import entries as entry_records
from capture.records import sessions as session_records
from capture.records import wishes
from capture.settings import Settings
from capture.site import Site
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.clock import TimeMap, in_utc
from data_schemas.entry import WHOLE_SESSION, Act, Draft, Entry
from data_schemas.procedure import Procedure
from data_schemas.rights import Consent, ProtectionClass, Purpose
from data_schemas.session import Recording, Session
from data_schemas.tables import ArtifactRow, ParentRow
from data_schemas.timeline import Segment, StepStatus, Timeline
from data_schemas.transcript import Transcript, Utterance
from pipelines.progress import PROCESS, beat, client_of, flow_id, stage_id
from tests.capture.clips import Recipe as Clip
from tests.capture.clips import clip

A_JOB, STEPS, LINES, LENGTH_S = 10, 6, 12, 6.0
TOGETHER = 50
BEGAN = datetime(2024, 1, 1, 8, tzinfo=UTC)
STAGES = (
    "proxy", "waveform", "motion", "movement", "transcribe", "marks", "align", "fold", "passages",
    "moments", "suggestions", "told",
)  # fmt: skip
SIGNED = Consent(
    purposes=frozenset({Purpose.TEACH, Purpose.TRAIN}),
    protection_class=ProtectionClass.RESTRICTED,
    signed_by="growth",
)
WORDS = ("닦고", "가스켓을", "마른", "채로", "올린", "다음", "볼트를", "대각선으로", "조입니다")


class Dated(Site):
    """A site at a time that somebody sets."""

    at = BEGAN

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Whose:
    procedure: Procedure
    expert: str
    pseudonym: str


@dataclass(frozen=True)
class Made:
    """A session whose bytes are sealed and of which no row is written yet."""

    session: Session
    artifacts: tuple[Artifact, ...]
    entries: tuple[tuple[Entry, str], ...]


class Library:
    """Grows to any number of sessions; one that is found in its folder is gone on with."""

    def __init__(self, settings: Settings) -> None:
        self.site = Dated.open(settings)
        self.sessions: list[str] = []
        self.whose: list[Whose] = []
        self.turns = itertools.count(1)
        self._find()
        self._copy = clip(Clip(times_s=tuple(n / 2 for n in range(int(2 * LENGTH_S))), fps=2))
        # the tables of the pipeline's own database, which a worker makes at its first start
        client_of(self.site)._sys_db.run_migrations()

    def _find(self) -> None:
        """Go on with a library that is there already."""
        found = sessions.list_sessions(self.site, OWNER)[::-1]
        self.sessions = [one.id for one in found]
        if found:
            last = found[-1]
            self.site.at = in_utc(last.created_at)
            procedure = procedures.get_procedure(self.site, OWNER, last.procedure)
            name = people.get_expert(self.site, OWNER, last.expert).pseudonym
            self.whose = [Whose(procedure, last.expert, name)]

    def grow(self, count: int) -> None:
        """Add sessions until there are ``count``. Bytes are sealed first, rows written together.

        Nobody cuts the power of a library that is thrown away: the disk is not waited for.
        """
        with mock.patch.object(os, "fsync", lambda _file: None):
            self._grow(count)

    def _grow(self, count: int) -> None:
        while len(self.sessions) < count:
            first = len(self.sessions)
            made = [self._session(n) for n in range(first, min(count, first + TOGETHER))]
            with self.site.db() as db:
                number = session_records.next_number(db)
                for n, one in enumerate(made):
                    self.site.at = _at(first + n)
                    _enter(db, one, number + n, self.site.at)
            self._ran([one.session.id for one in made])
            self.sessions += [one.session.id for one in made]
            beat(self.site)

    def _session(self, number: int) -> Made:
        self.site.at = _at(number)
        if number % A_JOB == 0:
            self.whose.append(self._whose(number // A_JOB))
        whose, session, recording = self.whose[-1], new_id("ses"), new_id("rec")
        made: list[Artifact] = []

        def seal(kind: Kind, value: object, parents: tuple[str, ...] = ()) -> str:
            recipe = Recipe(
                kind=kind, stage="growth", version="1", parents=parents,
                params={"of": recording, "number": len(made)},
            )  # fmt: skip
            made.append(self._sealed(session, recipe, value))
            return recipe.id

        original = seal(Kind.ORIGINAL, b"x")
        lines = tuple(_line(recording, n, random.Random(number)) for n in range(LINES))
        seal(Kind.PROXY, self._copy, (original,))
        seal(Kind.TIME_MAP, TimeMap.identity(), (original,))
        words = Transcript(language="ko", engine="growth", utterances=lines)
        heard = seal(Kind.TRANSCRIPT, words, (original,))
        timeline = _timeline(whose.procedure, session, lines)
        seal(Kind.TIMELINE, timeline, (heard,))
        seal(Kind.PASSAGES, findable(timeline, whose.procedure, recording, number), (heard,))
        recipe = artifacts.recipe_of(Kind.CONSENT, "consent", session=session)
        made.append(self._sealed(session, recipe, SIGNED))
        entries = journal.entries_of(self.site, OWNER, session, _drafts(number), 0)
        acts = tuple((entry, seal(Kind.ENTRY, entry)) for entry in entries)
        found = Session(
            id=session, number=1, procedure=whose.procedure.id, expert=whose.expert,
            created_at=self.site.at, language="ko",
            recordings=(_recording(session, recording, original),),
        )  # fmt: skip
        return Made(found, tuple(made), acts)

    def _whose(self, number: int) -> Whose:
        rows = "\n".join(f"{n},Step {n} of job {number},," for n in range(1, STEPS + 1))
        text = f"step,title,key_point,reason\n{rows}\n"
        procedure = import_procedure(self.site, OWNER, text.encode(), f"job-{number}.csv")
        name = f"Expert {number}"
        expert = people.ensure_expert(self.site, OWNER, name)
        last = date(2027, 1, 1) + timedelta(days=number % 900)
        people.set_leaving(self.site, OWNER, expert.id, last)
        return Whose(procedure, expert.id, name)

    def _sealed(self, session: str, recipe: Recipe, value: object) -> Artifact:
        """What ``artifacts.seal`` keeps, but its row."""
        scope, codec = artifacts.session_scope(session), codecs.CODECS[recipe.kind]
        sealed = self.site.vault.put(scope, recipe.id, codec.encode(value))
        return Artifact(
            id=recipe.id, session=session, kind=recipe.kind, sha256=sealed.mac, size=sealed.size,
            parents=recipe.parents, stage=recipe.stage, version=recipe.version,
            params=recipe.fingerprint, created_at=self.site.at,
        )  # fmt: skip

    def _ran(self, made: list[str]) -> None:
        """The rows that the runs of sessions leave, without what went in and came out."""
        database = client_of(self.site)._sys_db
        at = int(self.site.at.timestamp() * 1000)
        common = {"status": "SUCCESS", "created_at": at, "updated_at": at, "priority": 0}
        flows = [flow_id(one, 1) for one in made]
        wholes = [{**common, "workflow_uuid": one, "name": PROCESS} for one in flows]
        stages = [
            {**common, "workflow_uuid": stage_id(one, 1, stage, None), "name": "run_stage",
             "parent_workflow_id": flow_id(one, 1)}
            for one in made
            for stage in STAGES
        ]  # fmt: skip
        with database.engine.begin() as connection:
            for rows in (wholes, stages):
                connection.execute(insert(database.tables.workflow_status), rows)


def _at(number: int) -> datetime:
    return BEGAN + timedelta(hours=2 * number)


def _enter(db: Db, made: Made, number: int, at: datetime) -> None:
    session = made.session.id
    found = made.session.model_copy(update={"number": number})
    session_records.add(db, found, new_id("src"))
    session_records.set_consent(db, session, SIGNED)
    wishes.want(db, session, at)
    scope = artifacts.session_scope(session)
    for one in made.artifacts:
        db.add(ArtifactRow(**one.model_dump(exclude={"parents"}), scope=scope))
        for position, parent in enumerate(one.parents):
            db.add(ParentRow(child=one.id, parent=parent, position=position))
    db.flush()
    for entry, artifact in made.entries:
        entry_records.add(db, entry, artifact)


def _drafts(number: int) -> tuple[Draft, ...]:
    """Every session was asked about and looked through; every other one is reviewed."""
    told = Draft(act=Act.ANSWER, target="own-1", after={"text": "까끌하면 다시 닦습니다"})
    seen = Draft(act=Act.CONFIRM, target="seg-0")
    signed = Draft(act=Act.APPROVE, target=WHOLE_SESSION, after={"state": "reviewed"})
    return (told, seen, signed) if number % 2 else (told, seen)


def _recording(session: str, recording: str, original: str) -> Recording:
    return Recording(
        id=recording, session=session, original=original, container="mp4",
        duration_s=LENGTH_S, has_video=True, has_audio=True, width=1280, height=720, fps=30.0,
    )  # fmt: skip


def _line(recording: str, n: int, draw: random.Random) -> Utterance:
    each = LENGTH_S / LINES
    return Utterance(
        id=f"utt-{recording}-{round(n * each * 1000)}", recording=recording,
        text=" ".join(draw.sample(WORDS, 6)), start_s=n * each, end_s=(n + 0.9) * each,
        speaker="expert", language="ko",
    )  # fmt: skip


def _timeline(procedure: Procedure, session: str, lines: tuple[Utterance, ...]) -> Timeline:
    each = LENGTH_S / STEPS
    return Timeline(
        session=session,
        duration_s=LENGTH_S,
        utterances=lines,
        segments=tuple(
            Segment(
                id=f"seg-{n}", recording=lines[0].recording, step_id=one.id, start_s=n * each,
                end_s=(n + 1) * each, confidence=0.8,
            )
            for n, one in enumerate(procedure.steps)
        ),
        steps=tuple(
            StepStatus(step_id=one.id, status="performed", probability=0.9)
            for one in procedure.steps
        ),
    )  # fmt: skip
