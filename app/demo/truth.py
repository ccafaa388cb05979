"""How far the pipeline's words, steps and hands lie from the demo's exact truth.

The recording is synthetic: none of these figures says anything about real work.
"""

from __future__ import annotations

from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.errors import NeedsSoftware
from data_schemas.motion import HandTrack, MotionTrack, Status
from data_schemas.timeline import Timeline
from data_schemas.transcript import Transcript, Word

HIT_IOU = 0.5


def distance(
    truth: dict[str, Any],
    joints: Path,
    timeline: Timeline,
    transcript: Transcript,
    track: MotionTrack,
) -> dict[str, Any]:
    """Distances to the truth, times in seconds, places in pixels of the recording."""
    return {
        "words": words(truth, transcript),
        "steps": steps(truth, timeline),
        "hands": hands(joints, track),
    }


def words(truth: dict[str, Any], transcript: Transcript) -> dict[str, float]:
    """Word error rate after Whisper's English normaliser, and starts of the spoken sentences.

    A sentence starts where the word does that the alignment puts at its first word.
    """
    try:
        import jiwer
    except ImportError as error:
        raise NeedsSoftware("The comparison needs jiwer: run `make setup`.") from error
    from whisper.normalizers import EnglishTextNormalizer

    normal = EnglishTextNormalizer()
    spoken = [normal(one["text"]).split() for one in truth["speech"]]
    heard: list[tuple[str, Word]] = [
        (part, word)
        for utterance in transcript.utterances
        for word in utterance.words
        for part in normal(word.text).split()
    ]
    reference = [part for sentence in spoken for part in sentence]
    result = jiwer.process_words(" ".join(reference), " ".join(part for part, _ in heard))
    matched = {
        r: h
        for chunk in result.alignments[0]
        if chunk.type == "equal"
        for r, h in zip(
            range(chunk.ref_start_idx, chunk.ref_end_idx),
            range(chunk.hyp_start_idx, chunk.hyp_end_idx),
            strict=True,
        )
    }
    errors, at = [], 0
    for sentence, one in zip(spoken, truth["speech"], strict=True):
        if at in matched:
            errors.append(abs(heard[matched[at]][1].start_s - one["start_s"]))
        at += len(sentence)
    return {
        "wer": round(result.wer, 4),
        "reference_words": len(reference),
        "sentence_start_median_s": round(median(errors), 3) if errors else float("nan"),
        "sentence_start_worst_s": round(max(errors), 3) if errors else float("nan"),
    }


def steps(truth: dict[str, Any], timeline: Timeline) -> dict[str, float]:
    """How well each true step segment is met by the best segment of the same step."""
    ious, edges = [], []
    for one in truth["segments"]:
        real = Interval(start_s=one["start_s"], end_s=one["end_s"])
        same = [s for s in timeline.segments if s.step_id == one["step_id"]]
        best = max(same, key=lambda s: s.iou(real), default=None)
        ious.append(best.iou(real) if best else 0.0)
        if best is not None:
            edges += [abs(best.start_s - real.start_s), abs(best.end_s - real.end_s)]
    return {
        "true_segments": len(ious),
        "mean_iou": round(mean(ious), 3) if ious else 0.0,
        "met_at_iou_0.5": round(mean(iou >= HIT_IOU for iou in ious), 3) if ious else 0.0,
        "edge_median_s": round(median(edges), 2) if edges else float("nan"),
    }


def hands(joints: Path, track: MotionTrack) -> dict[str, float]:
    """Share of sampled frames in which each hand was found, and how many pixels off it was."""
    table = pq.read_table(joints)
    times = np.asarray(table.column("t_us"))
    nearest = np.abs(times[None, :] - track.t_us[:, None]).argmin(axis=1)
    answer: dict[str, float] = {"frames": len(track), "body_found": round(track.pose_rate, 4)}
    for side, hand in (("left", track.left), ("right", track.right)):
        column = table.column(f"{side}_hand_px").combine_chunks()
        real = np.asarray(column.flatten()).reshape(len(times), -1, 2)[nearest]
        off = _pixels_off(hand, real, track)
        answer[f"{side}_found"] = round(float((hand.status == Status.OBSERVED).mean()), 4)
        answer[f"{side}_median_px"] = round(float(np.nanmedian(off)), 2) if len(off) else -1.0
    return answer


def _pixels_off(
    hand: HandTrack, real: NDArray[np.float32], track: MotionTrack
) -> NDArray[np.float64]:
    """Mean distance over the 21 joints for each frame in which the hand was observed."""
    seen = hand.status == Status.OBSERVED
    size = np.array([track.info.width, track.info.height])
    gap = (hand.xyz[seen][:, :, :2] - real[seen]) * size
    return np.asarray(np.linalg.norm(gap, axis=-1).mean(axis=-1), dtype=np.float64)
