"""Generated takes as the pipeline would hand them over: words, steps, movement and sound.

Joints are the exact ones with a little noise (``benchmarks.motion.similar_takes``), words the true
ones, with Whisper's errors where a variant says so; steps are placed by the product's own aligner,
sounds found by its own detectors. No picture is rendered. ``Variant`` takes away what a glove, the
dark, a camera or noise would take away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from benchmarks.align.garble import Words, garble
from benchmarks.align.takes import rules_of, written
from benchmarks.common import say
from benchmarks.motion.similar_takes import FPS
from data_schemas.clock import Interval
from data_schemas.marks import Mark, Marks
from data_schemas.motion import HandTrack, MotionTrack, Movement, Status
from data_schemas.timeline import Alignment
from data_schemas.transcript import Utterance
from examples.demo.corpus import Planned, finished, planned
from examples.demo.make import Options, make, plan
from examples.demo.paths import cache_dir
from examples.demo.variation import plain
from examples.demo.voice import RATE
from examples.generated.seen import seen
from pipelines.align import Options as Placing
from pipelines.align import align
from pipelines.align.task import Embed, Task
from pipelines.elicit.observed import Observed
from pipelines.motion.energy import STEP_S, energy
from pipelines.motion.events import find_events
from pipelines.motion.report import report
from pipelines.motion.series import Series, series
from pipelines.motion.smooth import smooth
from pipelines.motion.sound import sound_events

HEARD_HZ = 16_000
Row = dict[str, Any]


@dataclass(frozen=True)
class Variant:
    """``hands`` and ``body``: share of the frames in which they are still found.

    ``garbled``: share of the words that are misheard; ``noise_db``: of the voice over the noise,
    where it is another than the take's own.
    """

    name: str
    hands: float = 1.0
    body: float = 1.0
    garbled: float = 0.0
    noise_db: float | None = None
    language: str = "en"


PLAIN = Variant("plain")
# Gloves and the dark as ``benchmarks.motion`` saw them with rendered pictures: hands in a fifth of
# the frames, in the dark bodies in a third. 0 dB: 29 % of the words wrong (``garble``).
VARIANTS = (
    PLAIN,
    Variant("korean", language="ko"),
    Variant("glove", hands=0.2),
    Variant("dark", hands=0.05, body=0.3),
    Variant("0 dB", garbled=0.29, noise_db=0.0),
)
# Takes in which silent actions follow spoken ones at once; they only teach.
QUIET = "plain"
QUIET_TAKES = (
    ("flange", "ada", "front"), ("terminal", "ece", "top"), ("weld", "hank", "side"),
    ("flange", "chae", "side"), ("terminal", "dong", "front"), ("weld", "ines", "head"),
)  # fmt: skip
QUIET_SEED = 10_500
TEACHING = VARIANTS[:4]  # what weights are fitted on
TAKES = 12
BURST_S = 1.0  # what is found is found for about so long at a time


@dataclass(frozen=True, eq=False)
class Case:
    """One recording as one variant of it is understood."""

    name: str
    truth: Row
    camera: str
    person: str
    job: str
    utterances: tuple[Utterance, ...]
    alignment: Alignment
    movement: Movement
    series: Series
    marks: Marks
    language: str


def quiet() -> list[Planned]:
    """Takes without anything that goes wrong, in the job's own order; seeds of the tune half."""
    return [
        Planned(f"{n:04d}-{job}-{person}", plain(QUIET_SEED + n, job, person=person, camera=camera))
        for n, (job, person, camera) in enumerate(QUIET_TAKES)
    ]


def cases(
    split: str, numbers: range, embed: Embed, variant: Variant, seconds: float | None = None
) -> list[Case]:
    """Those takes of a half, made now if they are not kept."""
    plans = quiet() if split == QUIET else planned(max(numbers) + 1, split)
    return [_case(split, n, plans[n], embed, variant, seconds) for n in numbers]


def _case(
    split: str, number: int, one: Planned, embed: Embed, variant: Variant, seconds: float | None
) -> Case:
    options = Options(fps=FPS, picture=False, seconds=seconds)
    part = split if seconds is None else f"{split}-{seconds:.0f}s"
    folder = cache_dir() / "joints" / part / one.folder
    truth = finished(folder, one.variation, options)
    if truth is None:
        truth = make(one.variation, folder, options)
    rng = np.random.default_rng([one.variation.seed, 7])
    track = _worn(seen(folder, truth, number), variant, rng)
    said = _said(truth, one, options, variant, rng)
    job = one.variation.job
    task = Task(
        id=one.folder,
        duration_s=truth["duration_s"],
        steps=written(job, variant.language).steps,
        utterances=said,
        before=rules_of(job),
    )
    say(f"{variant.name} {split} {one.folder}")
    return Case(
        name=one.folder,
        truth=truth,
        camera=truth["cameras"][0]["name"],
        person=one.variation.person,
        job=job,
        utterances=said,
        alignment=align(task, embed, Placing()),
        movement=_movement(track, _heard(one, options, variant)),
        series=series(smooth(track)),
        marks=_marks(truth["duration_s"], rng),
        language=variant.language,
    )


def _said(
    truth: Row, one: Planned, options: Options, variant: Variant, rng: np.random.Generator
) -> tuple[Utterance, ...]:
    rows = truth["speech"]
    if variant.language == "ko":
        rows = plan(one.variation, options)[0].korean
    keys = ("start_s", "end_s", "text", "speaker")
    said = tuple(Utterance.model_validate({key: row[key] for key in keys}) for row in rows)
    if not variant.garbled:
        return said
    return garble(said, variant.garbled, Words.of([row["text"] for row in rows]), rng)


def _heard(one: Planned, options: Options, variant: Variant) -> NDArray[np.float32]:
    v = one.variation
    noisy = v if variant.noise_db is None else replace(v, noise_db=variant.noise_db)
    voice = plan(noisy, options)[1].channels[0]
    common = np.gcd(HEARD_HZ, RATE)
    return np.asarray(resample_poly(voice, HEARD_HZ // common, RATE // common), np.float32)


def _movement(track: MotionTrack, sound: NDArray[np.float32]) -> Movement:
    """What the movement stage makes of a track and its sound."""
    events = (*find_events(track), *sound_events([sound], HEARD_HZ))
    return Movement(
        events=tuple(sorted(events, key=lambda event: event.start_s)),
        report=report(track, sound=True),
        energy=energy(track),
        energy_step_s=STEP_S,
    )


def _marks(duration_s: float, rng: np.random.Generator) -> Marks:
    """Two markers that somebody set anywhere."""
    times = sorted(rng.uniform(0.05, 0.95, 2) * duration_s)
    return Marks(marks=tuple(Mark(at_s=round(float(at), 2), kind="key") for at in times))


def _worn(track: MotionTrack, variant: Variant, rng: np.random.Generator) -> MotionTrack:
    """The track with hands and body found only now and then."""
    lose = _losing(track, rng)
    hands = {
        side: _without_hand(getattr(track, side), lose(variant.hands)) for side in ("left", "right")
    }
    gone = lose(variant.body)
    xyz, world = track.pose_xyz.copy(), track.pose_world.copy()
    xyz[gone], world[gone] = np.nan, np.nan
    status = np.where(gone, Status.MISSING, track.pose_status).astype(np.uint8)
    return replace(track, pose_xyz=xyz, pose_world=world, pose_status=status, **hands)


def _losing(track: MotionTrack, rng: np.random.Generator) -> Callable[[float], NDArray[np.bool_]]:
    burst = round(BURST_S * track.info.sampled_fps)

    def lose(kept: float) -> NDArray[np.bool_]:
        drawn = rng.random(len(track) // burst + 1) >= kept
        return np.asarray(np.repeat(drawn, burst)[: len(track)])

    return lose


def _without_hand(hand: HandTrack, gone: NDArray[np.bool_]) -> HandTrack:
    xyz, world, score = hand.xyz.copy(), hand.world.copy(), hand.score.copy()
    xyz[gone], world[gone], score[gone] = np.nan, np.nan, np.nan
    status = np.where(gone, Status.MISSING, hand.status).astype(np.uint8)
    return replace(hand, xyz=xyz, world=world, score=score, status=status)


def observed(case: Case) -> Observed:
    """The recording as the search for moments takes it."""
    return Observed(
        recording=case.name,
        duration_s=case.truth["duration_s"],
        steps=written(case.job, case.language).steps,
        utterances=case.utterances,
        segments=case.alignment.segments,
        findings=case.alignment.findings,
        movement=case.movement,
        series=case.series,
        marks=case.marks,
    )


def interval(row: Row) -> Interval:
    return Interval(start_s=row["start_s"], end_s=row["end_s"])
