"""The demo recording in one language with its exact truth for what the machine would have made.

So that the manuals show work with hands in it, and no model has to run for it.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

from capture import artifacts, procedures
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.site import Site
from capture.sources import Source
from data_schemas.artifact import Kind, Recipe
from data_schemas.knowledge import Cue, Detail, Evidence, FoundSuggestions, Suggested, UnitContent
from data_schemas.motion import Event, MotionReport, Movement
from data_schemas.rights import Consent, ProtectionClass, Purpose
from data_schemas.timeline import (
    Alignment,
    Cited,
    FoundMoments,
    Moment,
    Question,
    Segment,
    StepStatus,
)
from data_schemas.transcript import AudioQuality, Transcript, Utterance, Word
from pipelines.review.desk import refold
from pipelines.waveform.peaks import peaks
from pipelines.waveform.stage import HEARD_HZ
from tests.app.sample import FPS, Sample, motion, seal_proxy
from tests.conftest import ROOT

DEMO = ROOT / "examples" / "demo"
TRUTH: dict[str, Any] = json.loads((DEMO / "recording" / "truth.json").read_text())
UNSURE = "gap"
CONSENT = Consent(
    purposes=frozenset({Purpose.TEACH, Purpose.TRAIN, Purpose.SHARE}),
    protection_class=ProtectionClass.RESTRICTED, signed_by="demo", rights_holder="Sample works",
    licence="CC-BY-4.0", synthetic=True,
)  # fmt: skip
WHY = Question(
    en="The hands are at work for {n} s, and nobody says a word about it.",
    ko="{n}초 동안 손으로 작업하는데 그에 대한 말이 없습니다.",
)
REASONS = {"ko": "종이 한 장 두께만 남아도 거기서 샌다", "en": "or it weeps"}
SIGNS = {"ko": "물렁물렁하던 것이 단단해짐", "en": "soft turns into solid"}


@dataclass(frozen=True)
class Scene:
    site: Site
    sample: Sample
    language: str

    @property
    def recording(self) -> str:
        return self.sample.recording

    def seal(self, kind: Kind, value: object) -> None:
        parents = (self.sample.session.recordings[0].original,)
        recipe = Recipe(kind=kind, stage="sample", version="1", parents=parents)
        scope = artifacts.session_scope(self.sample.session.id)
        artifacts.seal(self.site, recipe, scope, value)


def session(site: Site, language: str) -> str:
    """Take it in through the real doors and seal what is known of it; the id of the session."""
    name = f"procedure.{language}.yaml"
    procedure = procedures.import_procedure(site, OWNER, (DEMO / name).read_bytes(), name)
    data = (DEMO / "recording" / "recording.mp4").read_bytes()
    # Nothing reads the bytes behind the last box, but for each language they are others.
    data += bytes(8) + language.encode()
    source = Source("recording.mp4", lambda: io.BytesIO(data))
    expert = {"ko": "김숙련", "en": "Kim A"}[language]
    taken = ingest(site, OWNER, Intake((source,), procedure.id, expert, consent=CONSENT))
    scene = Scene(site, Sample(taken.session, procedure), language)
    seal_proxy(site, scene.sample)
    original = artifacts.open_media(site, taken.session.recordings[0].original)
    scene.seal(Kind.WAVEFORM, peaks(original.sound(HEARD_HZ), HEARD_HZ))
    scene.seal(Kind.TRANSCRIPT, _transcript(language))
    scene.seal(Kind.MOTION, motion(int(TRUTH["duration_s"] * FPS)))
    scene.seal(Kind.MOVEMENT, _movement())
    scene.seal(Kind.ALIGNMENT, _alignment(scene))
    scene.seal(Kind.MOMENTS, FoundMoments(moments=_moments(scene)))
    scene.seal(Kind.SUGGESTIONS, FoundSuggestions(suggestions=_suggestions(scene)))
    refold(site, taken.session.id)
    return taken.session.id


def _said(language: str) -> list[dict[str, Any]]:
    if language == "en":
        return list(TRUTH["speech"])
    spoken = json.loads((DEMO / "recording" / "ko.json").read_text())["utterances"]
    pairs = zip(TRUTH["speech"], spoken, strict=True)
    return [said | {"text": korean["text"]} for said, korean in pairs]


def _transcript(language: str) -> Transcript:
    quality = AudioQuality(level_db=-24.0, noise_db=-62.0, snr_db=38.0, speech_share=0.5)
    said = tuple(_utterance(one) for one in _said(language))
    return Transcript(language=language, engine="sample", utterances=said, quality=quality)


def _utterance(said: dict[str, Any]) -> Utterance:
    spoken, start = said["text"].split(), said["start_s"]
    each = (said["end_s"] - start) / len(spoken)
    words = tuple(
        Word(start_s=start + n * each, end_s=start + (n + 1) * each, text=word,
             confidence=0.3 if n == 3 else 0.9)
        for n, word in enumerate(spoken)
    )  # fmt: skip
    return Utterance(start_s=start, end_s=said["end_s"], text=said["text"], speaker="expert",
                     words=words)  # fmt: skip


def _movement() -> Movement:
    at_work = [(one["start_s"], one["end_s"]) for one in TRUTH["actions"]]
    looks = range(int(TRUTH["duration_s"] * 5))
    energy = tuple(
        0.15 + 0.25 * (n % 4) * any(start <= n / 5 < end for start, end in at_work) for n in looks
    )
    event = Event(start_s=17.0, end_s=19.0, kind="regrip", hand="right", reason="It does.")
    return Movement(events=(event,), energy=energy,
                    report=MotionReport(frames=len(looks), right=0.9, body=0.9))  # fmt: skip


def _alignment(scene: Scene) -> Alignment:
    said = {one["step_id"]: one for one in _said(scene.language) if one["step_id"]}
    segments = []
    for one in TRUTH["segments"]:
        spoken = said[one["step_id"]]
        cited = Cited(start_s=spoken["start_s"], end_s=spoken["end_s"], text=spoken["text"],
                      score=0.9)  # fmt: skip
        segments.append(
            Segment(
                id=f"seg-{one['step_id']}", recording=scene.recording, step_id=one["step_id"],
                start_s=one["start_s"], end_s=one["end_s"], cited=(cited,),
                confidence=0.4 if one["step_id"] == UNSURE else 0.93,
            )
        )  # fmt: skip
    steps = tuple(
        StepStatus(step_id=one["step_id"], status="performed", probability=0.95)
        for one in TRUTH["segments"]
    )
    return Alignment(method="sample", segments=tuple(segments), steps=steps)


def _moments(scene: Scene) -> tuple[Moment, ...]:
    """What was done without a word, the most worth first."""
    silent = [one for one in TRUTH["actions"] if not one["spoken"]]
    titles = {one.id: one.title for one in scene.sample.procedure.steps}
    found = []
    for number, one in enumerate(silent):
        why = Question(**{
            name: getattr(WHY, name).format(n=round(one["end_s"] - one["start_s"]))
            for name in ("en", "ko")
        })  # fmt: skip
        filled = {"clock": f"0:{int(one['start_s']):02}", "step": titles[one["step_id"]]}
        found.append(
            Moment(
                id=f"mom-{number:016x}", kind="unspoken_action", recording=scene.recording,
                start_s=one["start_s"], end_s=one["end_s"], score=0.9 - number / 10,
                reason=why.en, reason_ko=why.ko, question=why, step_id=one["step_id"],
                filled=filled,
            )
        )  # fmt: skip
    return tuple(found)


def _suggestions(scene: Scene) -> tuple[Suggested, ...]:
    said = _said(scene.language)
    return (
        _suggested(scene, said[0], "key_point", reason=REASONS[scene.language]),
        _suggested(scene, said[6], "cue", sign=SIGNS[scene.language]),
        _suggested(scene, said[5], "key_point"),
    )


def _suggested(
    scene: Scene, said: dict[str, Any], kind: Any, reason: str = "", sign: str = ""
) -> Suggested:
    evidence = Evidence(recording=scene.recording, start_s=said["start_s"],
                        end_s=said["end_s"], track="audio")  # fmt: skip
    content = UnitContent(
        step_id=said["step_id"], kind=kind, text=said["text"], origin="concurrent",
        language="ko" if scene.language == "ko" else "en", evidence=(evidence,),
        asr_confidence=0.9,
        cues=(Cue(modality="touch", description=sign),) if sign else (),
        details=(Detail(field="reason", text=reason),) if reason else (),
    )  # fmt: skip
    return Suggested(id=f"unit-{said['start_s']:g}".replace(".", "-"), content=content)
