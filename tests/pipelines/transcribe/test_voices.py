"""Telling the expert's voice from another one."""

import numpy as np
import pytest

from data_schemas.clock import Interval
from data_schemas.errors import ModelError
from data_schemas.transcript import Utterance
from pipelines import models
from pipelines.transcribe.engine import RATE
from pipelines.transcribe.voices import SAME, embed, named
from tests.pipelines.transcribe.conftest import Samples

pytestmark = pytest.mark.weights
ALONE = Interval(start_s=0.0, end_s=8.0)


@pytest.fixture(scope="module", autouse=True)
def encoder():
    try:
        models.fetch(["voice-encoder"])
    except ModelError as error:
        pytest.skip(str(error))


def another(sound):
    """The same words from a much shorter throat: played faster."""
    at = np.arange(0, len(sound) - 1, 1.8)
    return np.interp(at, np.arange(len(sound)), sound).astype(np.float32)


def utterance(start_s, end_s):
    return Utterance(start_s=start_s, end_s=end_s, text="tighten the bolts")


def test_a_voice_is_a_direction_and_its_owner_is_near_it(voice):
    one = embed(voice[: 8 * RATE])
    assert one.shape == (256,) and float(one @ one) == pytest.approx(1, abs=1e-4)
    assert float(one @ embed(voice[8 * RATE : 16 * RATE])) > SAME
    assert float(one @ embed(another(voice[8 * RATE : 16 * RATE]))) < SAME


def test_the_expert_is_named_and_another_voice_stays_unsure(voice):
    whole = Samples(np.concatenate([voice, another(voice)]))
    said = [utterance(8, 14), utterance(14, 20), utterance(32, 36), utterance(38, 44)]
    assert [u.speaker for u in named(whole, said, ALONE)] == [
        "expert", "expert", "unsure", "unsure"
    ]  # fmt: skip


def test_what_is_too_short_to_tell_stays_unsure_and_words_stay_as_they_are(voice):
    short = utterance(9.0, 9.4)
    assert named(Samples(voice), [short], ALONE) == (short,)
