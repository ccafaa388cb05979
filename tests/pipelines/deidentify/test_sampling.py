"""Which pictures are looked at, and what may be said by it."""

from __future__ import annotations

import pytest

from data_schemas.mask import (
    BoxAt,
    FoundMasks,
    LookSample,
    MaskDoubt,
    MaskSet,
    MaskState,
    Patch,
)
from data_schemas.session import Recording
from pipelines.deidentify.sampling import estimate, queue_of, shown
from tests.pipelines.deidentify.made import still_mask

PATCH = Patch(x=0.1, y=0.1, w=0.2, h=0.2)


def camera(name: str, seconds: float, has_video: bool = True) -> Recording:
    return Recording(
        id=name, session="ses-1", original="art", container="mp4", duration_s=seconds,
        has_video=has_video, has_audio=True,
    )  # fmt: skip


def answered(n: int, missed: int = 0, unsure: int = 0) -> list[LookSample]:
    said = ["seen"] * missed + ["unsure"] * unsure + ["hidden"] * (n - missed - unsure)
    return [
        LookSample(id=f"mask-look-{k}", recording="r", at_s=k, stratum="random", answer=one)
        for k, one in enumerate(said)
    ]


# From tables of the exact binomial interval (R: binom.test).
@pytest.mark.parametrize(
    ("n", "k", "low", "high"),
    [(30, 0, 0.0, 0.1157), (40, 0, 0.0, 0.0881), (50, 1, 0.0005, 0.1065), (20, 20, 0.8316, 1.0)],
)
def test_the_interval_is_the_exact_one(n, k, low, high):
    found = estimate(answered(n, k))
    assert (found.low, found.high) == (pytest.approx(low, abs=2e-4), pytest.approx(high, abs=2e-4))


def test_what_nobody_is_sure_of_counts_as_seen():
    assert estimate(answered(20, 1, 2)).missed == 3


def test_nothing_was_looked_at_says_nothing():
    found = estimate([])
    assert (found.judged, found.low, found.high) == (0, 0.0, 1.0)


def test_every_second_of_every_camera_is_as_likely():
    found = queue_of([camera("long", 900.0), camera("short", 100.0)], {}, MaskSet(), {}, 400)
    times = [one.at_s for one in found.samples if one.recording == "long"]
    assert len(found.samples) == 400 and 330 < len(times) < 390
    assert 400 < sum(times) / len(times) < 500 and max(times) < 900
    again = queue_of([camera("long", 900.0), camera("short", 100.0)], {}, MaskSet(), {}, 100)
    assert again.samples == found.samples[:100]


def test_a_recording_without_a_picture_is_not_looked_at():
    assert queue_of([camera("voice", 60.0, has_video=False)], {}, MaskSet(), {}).samples == ()


def test_hard_places_come_first_and_say_nothing_about_the_whole():
    doubts = tuple(MaskDoubt(at_s=n, why="disagree") for n in range(100))
    known = {"long": FoundMasks(doubts=(*doubts, MaskDoubt(at_s=7, why="missed")))}
    found = queue_of([camera("long", 900.0)], known, MaskSet(), {}, 40)
    strata = [one.stratum for one in found.samples]
    assert strata == sorted(strata, key=["disagree", "missed", "random"].index)
    assert strata.count("disagree") <= 12 and strata.count("missed") == 1
    answers = {one.id: ("seen", shown((), one.at_s)) for one in found.samples[:5]}
    judged = queue_of([camera("long", 900.0)], known, MaskSet(), answers, 40)
    assert judged.chosen.missed == 5 and judged.overall.judged == 0


def test_an_answer_holds_only_for_the_picture_that_was_shown():
    one = still_mask(PATCH, recording="long", end_s=900.0)
    held = MaskSet(masks=(MaskState(mask=one),))
    found = queue_of([camera("long", 900.0)], {}, held, {}, 10)
    answers = {s.id: ("hidden", shown((one,), s.at_s)) for s in found.samples}
    assert queue_of([camera("long", 900.0)], {}, held, answers, 10).overall.judged == 10
    moved = one.model_copy(update={"boxes": (BoxAt(at_s=0, box=PATCH.grown(0.1)),)})
    other = MaskSet(masks=(MaskState(mask=moved),))
    assert queue_of([camera("long", 900.0)], {}, other, answers, 10).overall.judged == 0
