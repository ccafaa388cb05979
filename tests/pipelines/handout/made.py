"""A session told by hand: sections, words, findings, and what was taken out."""

from __future__ import annotations

from datetime import UTC, date, datetime

from data_schemas.clock import Span
from data_schemas.handout import Stamp
from data_schemas.knowledge import Evidence, KnowledgeUnit
from data_schemas.procedure import Procedure, Step
from data_schemas.rights import ProtectionClass
from data_schemas.timeline import Cited, Finding, Segment, Timeline
from data_schemas.transcript import Speaker, Utterance, Word
from pipelines.handout.material import Material

REC = "rec-1"
STEPS = (
    Step(id="clean", title="Clean the sealing face", key_point=("no grease is left",),
         reason=("or it leaks",)),
    Step(id="gasket", title="Fit the gasket", key_point=("dry", "centred"), reason=("it slips",)),
    Step(id="bolts", title="Tighten the bolts crosswise"),
    Step(id="test", title="Test for leaks"),
)  # fmt: skip
PROCEDURE = Procedure(id="prc-1", title="Flange with gasket", steps=STEPS)


def stamp(**changes: object) -> Stamp:
    fields: dict[str, object] = {
        "number": "HO-2026-TEST22", "session": "ses-1", "session_number": 7, "title": "Flange",
        "procedure_version": 2, "language": "en", "made_on": date(2026, 5, 4),
        "protection_class": ProtectionClass.RESTRICTED, "address": "https://10.0.0.5:8501",
    }  # fmt: skip
    return Stamp.model_validate({**fields, **changes})


def section(
    step: str | None, start_s: float, end_s: float, *cited: Cited, confidence: float = 0.9
) -> Segment:
    return Segment(
        id=f"seg-{step}-{start_s:g}", recording=REC, step_id=step, start_s=start_s, end_s=end_s,
        confidence=confidence, cited=cited,
    )  # fmt: skip


def said(start_s: float, end_s: float, text: str, speaker: Speaker = "expert") -> Utterance:
    spoken = text.split()
    each = (end_s - start_s) / len(spoken)
    words = tuple(
        Word(start_s=start_s + n * each, end_s=start_s + (n + 1) * each, text=word)
        for n, word in enumerate(spoken)
    )
    return Utterance(start_s=start_s, end_s=end_s, text=text, speaker=speaker, words=words,
                     recording=REC)  # fmt: skip


def cited(start_s: float, end_s: float, text: str = "x", score: float = 1.0) -> Cited:
    return Cited(start_s=start_s, end_s=end_s, text=text, score=score)


def cut(start_s: float, end_s: float) -> Span:
    return Span(recording=REC, start_s=start_s, end_s=end_s)


def card(kind: str, text: str, start_s: float, end_s: float, step: str = "bolts") -> KnowledgeUnit:
    seconds = Evidence(recording=REC, start_s=start_s, end_s=end_s, track="video")
    return KnowledgeUnit.model_validate(
        {"id": f"unit-{kind}-{start_s}", "session": "ses-1", "expert": "exp-1", "step_id": step,
         "kind": kind, "text": text, "language": "en", "evidence": (seconds,),
         "origin": "interview", "created": {"by": "usr-1", "at": datetime(2026, 5, 4, tzinfo=UTC)}}
    )  # fmt: skip


def material(
    segments: tuple[Segment, ...] = (),
    utterances: tuple[Utterance, ...] = (),
    findings: tuple[Finding, ...] = (),
    procedure: Procedure = PROCEDURE,
    **more: object,
) -> Material:
    line = Timeline(session="ses-1", duration_s=100.0, utterances=utterances, segments=segments,
                    findings=findings)  # fmt: skip
    fields: dict[str, object] = {"stamp": stamp(), "offsets": {REC: 0.0}, **more}
    return Material(procedure=procedure, timeline=line, **fields)  # type: ignore[arg-type]
