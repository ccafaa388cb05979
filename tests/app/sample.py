"""A site with one work session whose results are known by heart, sealed without any model."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from capture import artifacts, procedures, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.site import Site
from capture.sources import Source
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.clock import TimeMap
from data_schemas.motion import (
    Advice,
    Event,
    HandTrack,
    MotionReport,
    MotionTrack,
    Movement,
    Status,
    TrackInfo,
)
from data_schemas.procedure import Procedure
from data_schemas.rights import Consent, ProtectionClass, Purpose
from data_schemas.session import Session
from data_schemas.timeline import Alignment, Cited, Segment, StepStatus
from data_schemas.transcript import (
    AudioQuality,
    Dropped,
    Quantity,
    Speaker,
    Transcript,
    Utterance,
    Variant,
    Word,
)
from data_schemas.waveform import Waveform
from pipelines.motion.windows import windows
from pipelines.review.desk import refold
from pipelines.transcribe.quality import NOISY
from pipelines.transcribe.transcriber import OTHER_LANGUAGE
from pipelines.waveform.peaks import peaks
from pipelines.waveform.stage import HEARD_HZ
from tests.capture.clips import Recipe as Clip
from tests.capture.clips import clip
from tests.pipelines.search.movement.gestures import work
from tests.tracks import one_person_in_a_dull_picture

LENGTH_S = 12.0
FPS = 15
# Markup in what was said must stay words: the browser test looks for the element it would make.
HOSTILE = '<img src=x onerror="document.title=1">'
SAID = (
    (1.0, 3.0, "First wipe the face clean three times"),
    (5.0, 7.0, "Now the gasket goes on dry"),
    (9.0, 10.0, HOSTILE),
)
SPEAKERS: tuple[Speaker, ...] = ("expert", "interviewer", "unsure")
STEPS = [
    {"id": "clean", "title": "Clean the sealing face"},
    {"id": "gasket", "title": "Fit the gasket"},
    {"id": "bolts", "title": "Tighten the bolts crosswise"},
    {"id": "test", "title": "Test for leaks"},
]
CONSENT = Consent(
    purposes=frozenset({Purpose.TEACH, Purpose.TRAIN}),
    protection_class=ProtectionClass.RESTRICTED,
    signed_by="sample",
)


@dataclass(frozen=True)
class Sample:
    session: Session
    procedure: Procedure

    @property
    def recording(self) -> str:
        return self.session.recordings[0].id


def take_in(
    site: Site,
    expert: str = "Sample expert",
    seconds: float = LENGTH_S,
    procedure: Procedure | None = None,
) -> Sample:
    """A session through the real doors, with nothing made from it yet."""
    text = json.dumps({"title": "Flange with gasket", "language": "en", "steps": STEPS})
    procedure = procedure or procedures.import_procedure(site, OWNER, text.encode(), "flange.yaml")
    times = tuple(n / FPS for n in range(int(seconds * FPS)))
    data = clip(Clip(audio="aac", fps=FPS, width=320, height=240, times_s=times,
                     tone_s=((0.0, seconds),)))  # fmt: skip
    source = Source("flange.mp4", lambda: io.BytesIO(data))
    intake = Intake(recordings=(source,), procedure=procedure.id, expert=expert, consent=CONSENT,
                    microphones="expert_left")  # fmt: skip
    return Sample(ingest(site, OWNER, intake).session, procedure)


def processed(site: Site, sample: Sample | None = None) -> Sample:
    """The same with a playable copy, words, motion, steps and the time line that holds."""
    sample = sample or take_in(site)
    seal_proxy(site, sample)
    _seal(site, sample, Kind.WAVEFORM, _waveform(site, sample))
    _seal(site, sample, Kind.TRANSCRIPT, _transcript())
    _seal(site, sample, Kind.MOTION, motion())
    _seal(site, sample, Kind.MOVEMENT, _movement())
    _seal(site, sample, Kind.ALIGNMENT, _alignment(sample.recording))
    refold(site, sample.session.id)
    return sample


def seal_words_and_steps(site: Site, sample: Sample) -> None:
    """Words and steps alone, over whatever copy there is."""
    _seal(site, sample, Kind.TRANSCRIPT, _transcript())
    _seal(site, sample, Kind.ALIGNMENT, _alignment(sample.recording))


def seal_proxy(site: Site, sample: Sample) -> None:
    """The original is H.264 at a constant rate already: it is its own playable copy."""
    with artifacts.open_bytes(site, sample.session.recordings[0].original) as original:
        _seal(site, sample, Kind.PROXY, original.read())
    _seal(site, sample, Kind.TIME_MAP, TimeMap.identity())


def _seal(site: Site, sample: Sample, kind: Kind, value: object) -> Artifact:
    scope = artifacts.session_scope(sample.session.id)
    return artifacts.seal(site, _recipe(sample, kind), scope, value)


def _recipe(sample: Sample, kind: Kind) -> Recipe:
    parents = (sample.session.recordings[0].original,)
    return Recipe(kind=kind, stage="sample", version="1", parents=parents)


def _waveform(site: Site, sample: Sample) -> Waveform:
    media = artifacts.open_media(site, sample.session.recordings[0].original)
    return peaks(media.sound(HEARD_HZ), HEARD_HZ)


def _transcript() -> Transcript:
    """Hard to hear, with a number and its unit, and one place that the glossary explains."""
    said = tuple(_utterance(*one, speaker) for one, speaker in zip(SAID, SPEAKERS, strict=True))
    return Transcript(
        language="en",
        engine="sample",
        utterances=said,
        dropped=(Dropped(start_s=10.5, end_s=11.5, reason="The recording has no sound."),),
        quality=AudioQuality(
            level_db=-24.0, noise_db=-36.0, snr_db=11.7, clipped=0.004, speech_share=0.42,
            verdict="needs_review", reasons=(NOISY.format(snr="12"),),
        ),
        variants=(
            Variant(start_s=5.6, end_s=6.2, plain="the casket", with_glossary="the gasket",
                    used="with_glossary", terms=("gasket",)),
        ),
        notes=(OTHER_LANGUAGE,),
    )  # fmt: skip


def _utterance(start_s: float, end_s: float, text: str, speaker: Speaker) -> Utterance:
    spoken = text.split()
    each = (end_s - start_s) / len(spoken)
    words = tuple(
        Word(
            start_s=start_s + n * each,
            end_s=start_s + (n + 1) * each,
            text=word,
            confidence=0.3 if word == "gasket" else 0.9,
        )
        for n, word in enumerate(spoken)
    )
    return Utterance(
        start_s=start_s,
        end_s=end_s,
        text=text,
        speaker=speaker,
        words=words,
        quantities=(
            Quantity(start_s=words[-2].start_s, end_s=end_s, text="three times", value=3,
                     unit="times"),
        ) if text.endswith("three times") else (),
    )  # fmt: skip


def _alignment(recording: str) -> Alignment:
    def segment(step: str, start_s: float, end_s: float, confidence: float, said: int | None):
        cited = () if said is None else (
            Cited(start_s=SAID[said][0], end_s=SAID[said][1], text=SAID[said][2], score=0.9),
        )  # fmt: skip
        return Segment(
            id=f"seg-{step}", recording=recording, step_id=step, start_s=start_s, end_s=end_s,
            confidence=confidence, cited=cited,
        )  # fmt: skip

    return Alignment(
        method="sample",
        segments=(
            segment("clean", 0.5, 4.0, 0.92, 0),
            segment("gasket", 4.0, 8.0, 0.41, 1),
            segment("bolts", 8.0, 8.9, 0.8, None),
        ),
        steps=(
            StepStatus(step_id="clean", status="performed", probability=0.95),
            StepStatus(step_id="gasket", status="performed", probability=0.6),
            StepStatus(step_id="bolts", status="performed", probability=0.8),
            StepStatus(step_id="test", status="skipped", probability=0.9),
        ),
    )


def motion(n: int = int(LENGTH_S * FPS), fps: float = FPS) -> MotionTrack:
    """The right hand is seen from second 1 to 4 and from 7 to 9, the left one never."""
    t_us = (np.arange(n) * 1e6 / fps).astype(np.int64)
    seen = ((t_us >= 1e6) & (t_us < 4e6)) | ((t_us >= 7e6) & (t_us < 9e6))
    return MotionTrack(
        info=TrackInfo(width=320, height=240, source_fps=fps, sampled_fps=fps,
                       mediapipe_version="none", model_digests={}),
        frame=np.arange(n, dtype=np.int32),
        t_us=t_us,
        pose_xyz=np.full((n, 33, 3), np.nan, np.float32),
        pose_world=np.full((n, 33, 3), np.nan, np.float32),
        pose_vis=np.full((n, 33), np.nan, np.float32),
        pose_presence=np.full((n, 33), np.nan, np.float32),
        pose_status=np.zeros(n, np.uint8),
        **one_person_in_a_dull_picture(n),
        left=_hand(np.zeros(n, bool)),
        right=_hand(seen),
    )  # fmt: skip


def _movement() -> Movement:
    advice = Advice(
        code="small_hands", share=0.3, en="The hands are small: go nearer.", ko="손이 작습니다."
    )
    return Movement(
        events=(Event(start_s=2.0, end_s=3.0, kind="regrip", hand="right", reason="It does."),),
        report=MotionReport(frames=100, right=0.625, body=0.0, advice=(advice,)),
        energy=tuple(0.1 + 0.8 * (5 <= n < 15) for n in range(int(LENGTH_S * 5))),
    )


def _hand(seen: np.ndarray) -> HandTrack:
    n = len(seen)
    xyz = np.full((n, 21, 3), np.nan, np.float32)
    xyz[seen] = 0.5
    return HandTrack(
        xyz=xyz,
        world=xyz.copy(),
        score=np.where(seen, 0.9, np.nan).astype(np.float32),
        status=np.where(seen, Status.OBSERVED, Status.MISSING).astype(np.uint8),
        side_differs=np.zeros(n, np.uint8),
    )


def seal_gestures(site: Site, sample: Sample, at_s: float, seed: int) -> None:
    """What the search for movement reads: work with one gesture from ``at_s`` on."""
    found = windows(work(LENGTH_S, (at_s,), seed), sample.recording)
    _seal(site, sample, Kind.MOTION_WINDOWS, found.to_bytes())


def main(folder: Path) -> None:
    """Make the sample in ``folder``, to look at the pages by hand."""
    from capture.settings import Settings

    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    processed(Site.open(settings))


def make_searchable(site: Site, sample: Sample) -> bool:
    """Seal what search reads, if the text encoder is there; whether it is."""
    from data_schemas.errors import ModelError
    from pipelines.embedder import Embedder
    from pipelines.search.passage import encode
    from pipelines.search.passages import passages

    timeline = sessions.timeline(site, OWNER, sample.session.id)
    assert timeline is not None
    try:
        found = encode(passages(timeline, sample.procedure, sample.recording), Embedder())
    except ModelError:
        return False
    _seal(site, sample, Kind.PASSAGES, found.to_bytes())
    return True
