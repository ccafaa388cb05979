"""Synthetic sessions that may go out, without a minute of encoding each."""

from __future__ import annotations

import random
from collections.abc import Iterator

from capture import artifacts
from capture.access import OWNER
from capture.ids import new_id
from capture.procedures import import_procedure
from capture.records import people as people_records
from capture.records import sessions as session_records
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import TimeMap
from data_schemas.procedure import Procedure
from data_schemas.rights import Purpose
from data_schemas.session import Recording, Session
from data_schemas.timeline import Segment, StepStatus, Timeline
from data_schemas.transcript import Transcript, Utterance
from pipelines.deidentify.copying import desk as copying
from tests.app import sample
from tests.capture.clips import Recipe as Clip
from tests.capture.clips import clip

LENGTH_S, STEPS, LINES = 4.0, 12, 40
WORDS = (
    "면을", "세", "번", "닦고", "가스켓을", "마른", "채로", "올린", "다음", "볼트를", "대각선으로",
    "조금씩", "조입니다",
)  # fmt: skip


def procedure_of(site: Site) -> Procedure:
    rows = [f"{n},Step number {n},," for n in range(1, STEPS + 1)]
    text = "\n".join(["step,title,key_point,reason", *rows]) + "\n"
    return import_procedure(site, OWNER, text.encode(), "steps.csv")


def sessions(site: Site, procedure: Procedure, count: int) -> Iterator[str]:
    """Ids, each made when it is asked for."""
    copy = clip(Clip(times_s=tuple(n / 15 for n in range(int(LENGTH_S * 15))), fps=15))
    expert = sample.take_in(site, procedure=procedure).session.expert
    with site.db() as db:
        assert people_records.find_all(db)
    for seed in range(count):
        yield _made(site, (procedure, expert), copy, random.Random(seed))


def _made(site: Site, whose: tuple[Procedure, str], copy: bytes, draw: random.Random) -> str:
    procedure, expert = whose
    session, recording, original = new_id("ses"), new_id("rec"), new_id("org")
    with site.db() as db:
        found = Session(
            id=session, number=session_records.next_number(db), procedure=procedure.id,
            expert=expert, created_at=site.now(), language="ko",
            purposes=frozenset({Purpose.TRAIN}),
            recordings=(
                Recording(
                    id=recording, session=session, original=original, container="mp4",
                    duration_s=LENGTH_S, has_video=True, has_audio=True,
                ),
            ),
        )  # fmt: skip
        session_records.add(db, found, new_id("src"))
    scope = artifacts.session_scope(session)

    def seal(kind: Kind, value: object, parents: tuple[str, ...] = (original,)) -> str:
        recipe = Recipe(kind=kind, stage="bench", version="1", parents=parents)
        return artifacts.seal(site, recipe, scope, value).id

    lines = tuple(_line(recording, n, draw) for n in range(LINES))
    seal(Kind.PROXY, b"x")
    seal(Kind.TIME_MAP, TimeMap.identity())
    heard = seal(Kind.TRANSCRIPT, Transcript(language="ko", engine="bench", utterances=lines))
    seal(Kind.TIMELINE, _timeline(procedure, session, lines, draw), (heard,))
    with site.db() as db:
        session_records.decide_hidden(db, session, site.now())
    # what `copying.make` would call the copy that it encodes
    (recipe,) = copying._recipes(site, found).values()
    artifacts.seal(site, recipe, scope, copy)
    return session


def _line(recording: str, n: int, draw: random.Random) -> Utterance:
    each = LENGTH_S / LINES
    text = " ".join(draw.sample(WORDS, 8))
    return Utterance(
        id=f"utt-{recording}-{round(n * each * 1000)}", recording=recording, text=text,
        start_s=n * each, end_s=(n + 0.9) * each, speaker="expert", language="ko",
    )  # fmt: skip


def _timeline(
    procedure: Procedure, session: str, lines: tuple[Utterance, ...], draw: random.Random
) -> Timeline:
    each = LENGTH_S / STEPS
    return Timeline(
        session=session,
        duration_s=LENGTH_S,
        utterances=lines,
        segments=tuple(
            Segment(
                id=f"seg-{n}", recording=lines[0].recording, step_id=one.id, start_s=n * each,
                end_s=(n + 1) * each, confidence=round(draw.uniform(0.2, 0.99), 3),
            )
            for n, one in enumerate(procedure.steps)
        ),
        steps=tuple(
            StepStatus(step_id=one.id, status="performed", probability=0.9)
            for one in procedure.steps
        ),
    )  # fmt: skip
