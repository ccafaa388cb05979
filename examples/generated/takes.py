"""Generated takes as what a release is made of: exact steps, true words, joints with noise.

They never were at a site, so no gate was asked: nobody is in them. ``Plan`` says which takes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from capture.formats.procedures import parse_procedure
from data_schemas.motion import HandTrack, MotionTrack
from data_schemas.procedure import Procedure
from data_schemas.rights import Consent, ProtectionClass, Purpose
from data_schemas.session import Recording, Session
from data_schemas.take import TakeLabel
from data_schemas.timeline import Segment, Timeline
from data_schemas.transcript import Utterance
from examples.demo.corpus import Planned, finished, planned
from examples.demo.make import Options, make
from examples.demo.paths import cache_dir
from examples.generated.seen import seen
from pipelines.release.bundle import Bundle, Part, Provenance
from pipelines.release.records import collect

DEMO = Path(__file__).parents[1] / "demo"
FPS = 5
# The truth has no time of its own: the day on which the generator's first version was made.
AT = datetime(2026, 11, 23, tzinfo=UTC)
CONSENT = Consent(
    purposes=frozenset(Purpose), text_version="synthetic-1", signed_by="demo",
    rights_holder="Sonmat project", licence="Apache-2.0",
    protection_class=ProtectionClass.OPEN, synthetic=True,
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Which takes of the tune half, by their numbers; every ``every``-th row of motion is kept.

    ``languages`` take turns. ``seconds`` stops a take early.
    """

    numbers: tuple[int, ...]
    languages: tuple[str, ...] = ("en",)
    every: int = 1
    seconds: float | None = None


def everybody(count: int = 30) -> tuple[int, ...]:
    """Numbers of takes in which each person does each job about once: three of every six."""
    return tuple(n for n in range(2 * count + 3) if n % 6 < 3)[:count]


def bundle(plan: Plan, name: str) -> Bundle:
    """The takes as a release, made now where they are not kept (about a minute each)."""
    parts = tuple(_parts(plan))
    return Bundle(
        name=name,
        parts=parts,
        records=collect(parts),
        created_at=AT,
        provenance=Provenance("sonmat examples.generated"),
    )


def _parts(plan: Plan) -> Iterator[Part]:
    takes = planned(max(plan.numbers) + 1, "tune")
    for turn, number in enumerate(plan.numbers):
        folder, truth = _take(takes[number], plan.seconds)
        sys.stderr.write(f"{len(plan.numbers) - turn} to go: {folder.name}\n")
        language = plan.languages[turn % len(plan.languages)]
        yield _part(folder, truth, language, _thinned(seen(folder, truth, number), plan.every))


def _take(one: Planned, seconds: float | None) -> tuple[Path, dict[str, Any]]:
    """One camera is enough here, and halves the work."""
    variation = replace(one.variation, second_camera="", second_offset_s=0.0)
    options = Options(fps=FPS, picture=False, seconds=seconds)
    part = "train" if seconds is None else f"train-{seconds:g}s"
    folder = cache_dir() / "joints" / part / one.folder
    truth = finished(folder, variation, options)
    return folder, truth if truth is not None else make(variation, folder, options)


def _part(folder: Path, truth: dict[str, Any], language: str, track: MotionTrack) -> Part:
    session, job = f"take-{folder.name[:4]}", truth["variation"]["job"]
    expert = f"exp-{truth['variation']['person']}"
    recording = Recording(
        id=f"{session}-r", session=session, offset_s=0.0, original=session, container="mp4",
        duration_s=truth["duration_s"], has_video=True, has_audio=True,
    )  # fmt: skip
    return Part(
        session=Session(
            id=session, number=int(folder.name[:4]) + 1, procedure=job, expert=expert,
            created_at=AT, recordings=(recording,),
        ),
        procedure=_procedure(job, language),
        timeline=Timeline(
            session=session,
            duration_s=truth["duration_s"],
            utterances=_said(folder, truth, language),
            segments=_segments(truth, recording.id),
        ),
        consent=CONSENT,
        recording=recording.id,
        artifact=f"truth-{session}",
        language=language,
        track=lambda: track,
        variants=_variants(truth, language),
    )  # fmt: skip


def _variants(truth: dict[str, Any], language: str) -> dict[int, TakeLabel]:
    """A take in which something is done wrong is a defect, one in which nothing is good.

    Nothing is said of a take in which a step is only left out, or taken back. What goes wrong has
    its name in English alone.
    """
    wrong = [one["name"] for one in truth["mistakes"] if one["part"] == "mistake"]
    if wrong:
        note = "; ".join(wrong) if language == "en" else ""
        return {1: TakeLabel(take=1, variant="defect", note=note)}
    if truth["undos"] or truth["variation"]["skipped"]:
        return {}
    return {1: TakeLabel(take=1, variant="good")}


def _procedure(job: str, language: str) -> Procedure:
    folder = DEMO if job == "flange" else DEMO / "jobs" / job
    file = folder / f"procedure.{language}.yaml"
    return parse_procedure(file.read_bytes(), file.name, job, 1)


def _said(folder: Path, truth: dict[str, Any], language: str) -> tuple[Utterance, ...]:
    rows = truth["speech"]
    if language == "ko":
        rows = json.loads((folder / "ko.json").read_text("utf-8"))["utterances"]
    keys = ("start_s", "end_s", "text", "speaker")
    return tuple(Utterance.model_validate({key: row[key] for key in keys}) for row in rows)


def _segments(truth: dict[str, Any], recording: str) -> tuple[Segment, ...]:
    return tuple(
        Segment(
            id=f"g{number:02d}", recording=recording, step_id=row["step_id"], confidence=1.0,
            status="confirmed", start_s=row["start_s"], end_s=row["end_s"],
            occurrence=row["visit"],
        )
        for number, row in enumerate(truth["segments"])
    )  # fmt: skip


def _thinned(track: MotionTrack, every: int) -> MotionTrack:
    if every == 1:
        return track
    keep = slice(None, None, every)
    columns = {
        name: value[keep] for name, value in vars(track).items() if isinstance(value, np.ndarray)
    }
    hands = {side: _thinned_hand(getattr(track, side), keep) for side in ("left", "right")}
    fps = track.info.sampled_fps / every
    info = track.info.model_copy(update={"sampled_fps": fps})
    return replace(track, info=info, **columns, **hands)


def _thinned_hand(hand: HandTrack, keep: slice) -> HandTrack:
    return replace(hand, **{name: value[keep] for name, value in vars(hand).items()})
