"""Made-up sessions of a real site that may leave: signed, approved, with words of their own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from capture import artifacts, consent
from capture.access import OWNER
from capture.ids import new_id
from capture.people import ensure_expert
from capture.procedures import get_procedure, import_procedure
from capture.records import sessions as session_records
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import TimeMap
from data_schemas.procedure import Procedure
from data_schemas.rights import Consent, Purpose
from data_schemas.session import Recording, Session
from data_schemas.timeline import Segment, StepStatus, Timeline
from data_schemas.transcript import Transcript, Utterance
from tests.hidden import answered_for
from tests.pipelines.release.conftest import track

PEOPLE, STEPS, LINES, EACH_S, ROWS = 6, 8, 3, 2.0, 40
LENGTH_S = STEPS * EACH_S
# One day for all, so that it says nothing of the order in which they were made.
WHEN = datetime(2026, 12, 1, tzinfo=UTC)
SIGNED = Consent(
    purposes=frozenset({Purpose.TRAIN, Purpose.SHARE}), licence="CC-BY-4.0",
    rights_holder="Works", signed_by="made up", synthetic=True,
)  # fmt: skip


def procedure_of(site: Site, there: Sequence[Session]) -> Procedure:
    """Of the sessions that are there, else a new one."""
    for one in there:
        return get_procedure(site, OWNER, one.procedure)
    rows = [f"{n},Step number {n},," for n in range(1, STEPS + 1)]
    text = "\n".join(["step,title,key_point,reason", *rows]) + "\n"
    return import_procedure(site, OWNER, text.encode(), "steps.csv")


def add(site: Site, procedure: Procedure, numbers: range) -> None:
    for number in numbers:
        expert = ensure_expert(site, OWNER, f"expert {number % PEOPLE}")
        made = _entered(site, procedure, expert.id)
        _seal(site, procedure, made, random.Random(number))
        answered_for(site, made.id)


def _entered(site: Site, procedure: Procedure, expert: str) -> Session:
    name = new_id("ses")
    recipe = artifacts.recipe_of(Kind.ORIGINAL, "bench", session=name)
    original = artifacts.seal(site, recipe, artifacts.session_scope(name), b"x").id
    work = Recording(
        id=new_id("rec"), session=name, original=original, container="mp4",
        duration_s=LENGTH_S, has_video=True, has_audio=True, width=640, height=480, fps=15,
    )  # fmt: skip
    with site.db() as db:
        made = Session(
            id=name, number=session_records.next_number(db), procedure=procedure.id,
            expert=expert, created_at=WHEN, language="ko", purposes=SIGNED.purposes,
            recordings=(work,),
        )  # fmt: skip
        session_records.add(db, made, new_id("src"))
        session_records.set_consent(db, name, SIGNED)
    consent.seal(site, name, SIGNED)
    return made


def _seal(site: Site, procedure: Procedure, made: Session, draw: random.Random) -> None:
    (work,) = made.recordings
    scope = artifacts.session_scope(made.id)

    def seal(kind: Kind, value: object, parents: tuple[str, ...] = (work.original,)) -> str:
        recipe = Recipe(kind=kind, stage="bench", version="1", parents=parents)
        return artifacts.seal(site, recipe, scope, value).id

    lines = tuple(_line(work.id, n, draw) for n in range(LINES))
    seal(Kind.TIME_MAP, TimeMap.identity())
    seal(Kind.MOTION, track(ROWS))
    heard = seal(Kind.TRANSCRIPT, Transcript(language="ko", engine="bench", utterances=lines))
    seal(Kind.TIMELINE, _timeline(procedure, made.id, lines), (heard,))


def _line(recording: str, n: int, draw: random.Random) -> Utterance:
    text = " ".join("".join(chr(draw.randrange(0xAC00, 0xD7A4)) for _ in "abc") for _ in range(8))
    return Utterance(
        id=f"utt-{recording}-{n}", recording=recording, text=text, start_s=n * EACH_S,
        end_s=(n + 0.7) * EACH_S, speaker="expert", language="ko",
    )  # fmt: skip


def _timeline(procedure: Procedure, session: str, lines: tuple[Utterance, ...]) -> Timeline:
    return Timeline(
        session=session, duration_s=LENGTH_S, utterances=lines,
        segments=tuple(
            Segment(
                id=f"seg-{n}", recording=lines[0].recording, step_id=one.id,
                start_s=n * EACH_S, end_s=(n + 1) * EACH_S, confidence=0.9,
            )
            for n, one in enumerate(procedure.steps)
        ),
        steps=tuple(
            StepStatus(step_id=one.id, status="performed", probability=0.9)
            for one in procedure.steps
        ),
    )  # fmt: skip
