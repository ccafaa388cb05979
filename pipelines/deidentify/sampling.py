"""Which pictures a person looks at, and what their answers say about all the others.

Three heaps: pictures at which the two detectors do not agree, those at which a face was lost, and
pictures drawn at random. Only the random ones say anything about the whole; the others are where
something is missed if anything is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from data_schemas.mask import (
    FoundMasks,
    LineSample,
    LookQueue,
    LookSample,
    MaskSet,
    MissEstimate,
    PictureMask,
    Seen,
    Stratum,
)
from data_schemas.session import Recording
from pipelines.deidentify.fold import LOOKED

RANDOM, HARD = 40, 12
CLIP_S = 3.0


def queue_of(
    recordings: Sequence[Recording],
    found: Mapping[str, FoundMasks],
    masks: MaskSet,
    answers: Mapping[str, tuple[Seen, str]],
    most: int = RANDOM,
) -> LookQueue:
    """What is to be looked at, hard ones first, with the answers that still hold.

    An answer holds for the picture as it was shown: once a mask of it is another, it is asked
    again.
    """
    drawn = [*_hard(recordings, found), *_random(recordings, most)]
    samples = tuple(_answered(one, masks, answers) for one in drawn)
    return LookQueue(
        samples=samples,
        overall=estimate(one for one in samples if one.stratum == "random"),
        chosen=estimate(one for one in samples if one.stratum != "random"),
    )


def estimate(samples: Iterable[LookSample | LineSample]) -> MissEstimate:
    """The share of pictures that show somebody, or of lines that tell something; what nobody is
    sure of counts as showing or telling it.

    Clopper and Pearson's interval, 95 %: exact for any number, never too narrow.
    """
    from scipy.stats import beta

    answers = [one.answer for one in samples if one.answer is not None]
    n, k = len(answers), sum(one != "hidden" for one in answers)
    if not n:
        return MissEstimate(judged=0, missed=0)
    low = float(beta.ppf(0.025, k, n - k + 1)) if k else 0.0
    high = float(beta.ppf(0.975, k + 1, n - k)) if k < n else 1.0
    return MissEstimate(judged=n, missed=k, share=k / n, low=round(low, 4), high=round(high, 4))


def shown(masks: Sequence[PictureMask], at_s: float) -> str:
    """Which masks are on a picture: the same digest means the same picture."""
    boxes = [(one.id, box.model_dump_json()) for one in masks if (box := one.box_at(at_s))]
    return hashlib.sha256(repr(sorted(boxes)).encode()).hexdigest()[:16]


def _answered(
    sample: LookSample, masks: MaskSet, answers: Mapping[str, tuple[Seen, str]]
) -> LookSample:
    answer, on = answers.get(sample.id, (None, ""))
    if answer is None or on != shown(masks.picture(sample.recording), sample.at_s):
        return sample
    return sample.model_copy(update={"answer": answer})


def _hard(recordings: Sequence[Recording], found: Mapping[str, FoundMasks]) -> list[LookSample]:
    out: list[LookSample] = []
    strata: tuple[Stratum, ...] = ("disagree", "missed")
    for stratum in strata:
        times = [
            (one.id, doubt.at_s)
            for one in recordings
            if one.id in found
            for doubt in found[one.id].doubts
            if doubt.why == stratum
        ]
        every = max(1, -(-len(times) // HARD))
        out += [_sample(recording, at_s, stratum) for recording, at_s in times[::every]]
    return out


def _random(recordings: Sequence[Recording], most: int) -> list[LookSample]:
    """Every second of every camera is as likely; more of them begin with the same ones."""
    seen = [one for one in recordings if one.has_video and one.duration_s > 0]
    if not seen:
        return []
    chance = Random(" ".join(one.id for one in seen))
    drawn: dict[tuple[str, float], LookSample] = {}
    for _ in range(10 * most):  # a very short recording has fewer pictures than are wanted
        recording = chance.choices(seen, [one.duration_s for one in seen])[0]
        at_s = round(chance.uniform(0.0, max(0.0, recording.duration_s - 0.1)), 2)
        drawn.setdefault((recording.id, at_s), _sample(recording.id, at_s, "random"))
        if len(drawn) == most:
            break
    return list(drawn.values())


def _sample(recording: str, at_s: float, stratum: Stratum) -> LookSample:
    name = hashlib.sha256(f"{recording} {at_s:.3f} {stratum}".encode()).hexdigest()[:16]
    # A face that was lost is judged by how it goes on: a few seconds instead of one picture.
    end_s = round(at_s + CLIP_S / 2, 3) if stratum == "missed" else None
    return LookSample(
        id=f"{LOOKED}{name}", recording=recording, at_s=at_s, stratum=stratum, end_s=end_s
    )
