"""Word errors are as many as asked for, and the same for the same seed."""

import jiwer
import numpy as np
import pytest

from benchmarks.align.garble import Words, garble
from data_schemas.transcript import Utterance

TEXTS = [
    "now take the old battery out of the camera",
    "put the new battery in and close the door",
    "then turn the camera on and wait for the light",
    "screw the lens on until it clicks into place",
]
SAID = tuple(
    Utterance(start_s=3.0 * n, end_s=3.0 * n + 2, text=TEXTS[n % len(TEXTS)]) for n in range(200)
)
HEARD = Words.of(TEXTS)


@pytest.mark.parametrize("rate", [0.05, 0.15, 0.3])
def test_the_error_rate_is_the_one_asked_for(rate: float) -> None:
    heard = garble(SAID, rate, HEARD, np.random.default_rng(1))
    wer = jiwer.wer(" ".join(u.text for u in SAID), " ".join(u.text for u in heard))
    assert wer == pytest.approx(rate, abs=0.02)


def test_the_same_seed_gives_the_same_errors() -> None:
    one, two = (garble(SAID, 0.15, HEARD, np.random.default_rng(7)) for _ in range(2))
    assert one == two
    assert one != SAID


def test_what_is_left_of_an_utterance_keeps_its_times() -> None:
    times = {(u.start_s, u.end_s) for u in SAID}
    heard = garble(SAID, 0.3, HEARD, np.random.default_rng(3))
    assert {(u.start_s, u.end_s) for u in heard} <= times
    assert all(u.text for u in heard)


def test_without_errors_or_words_nothing_changes() -> None:
    rng = np.random.default_rng(0)
    assert garble(SAID, 0.0, HEARD, rng) == SAID
    assert garble((), 0.3, HEARD, rng) == ()
