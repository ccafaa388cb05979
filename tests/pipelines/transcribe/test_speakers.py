"""Who speaks, where everybody has a microphone: the louder channel is its owner's."""

import numpy as np
import pytest

from pipelines.transcribe.gate import FRAME, Frames
from pipelines.transcribe.speakers import ALIKE, tracks

LOUD, SOFT, NOISE = 0.1, 0.05, 0.001


def frames(*stretches: tuple[int, float, float]) -> Frames:
    """From (count of frames, probability of speech, level)."""
    count = sum(n for n, _, _ in stretches)
    speech = np.concatenate([np.full(n, p, np.float32) for n, p, _ in stretches])
    level = np.concatenate([np.full(n, v, np.float32) for n, _, v in stretches])
    return Frames(count * FRAME, speech, level, np.zeros_like(level), np.zeros_like(level))


def spoken(track) -> list[bool]:
    return (track.frames.speech > 0.5).tolist()


# left speaks for 3 frames, nobody for 2, right for 4
LEFT = frames((3, 0.9, LOUD), (2, 0.0, NOISE), (4, 0.0, NOISE))
RIGHT = frames((3, 0.0, NOISE), (2, 0.0, NOISE), (4, 0.9, LOUD))


@pytest.mark.parametrize(
    ("microphones", "names"),
    [
        ("expert_left", ("expert", "interviewer")),
        ("expert_right", ("interviewer", "expert")),
    ],
)
def test_the_owner_of_a_microphone_is_who_speaks_into_it(microphones, names):
    (left, right), note = tracks(LEFT, RIGHT, microphones)
    assert (left.speaker, right.speaker) == names
    assert (left.channel, right.channel) == (0, 1)
    assert spoken(left) == [True] * 3 + [False] * 6
    assert spoken(right) == [False] * 5 + [True] * 4
    assert note == ""


def test_a_voice_that_leaks_into_the_other_microphone_is_heard_once():
    left = frames((5, 0.9, LOUD), (5, 0.8, SOFT))
    right = frames((5, 0.8, SOFT), (5, 0.9, LOUD))
    (one, other), note = tracks(left, right, "expert_left")
    assert spoken(one) == [True] * 5 + [False] * 5
    assert spoken(other) == [False] * 5 + [True] * 5
    assert note == ""


def test_who_speaks_at_the_same_time_is_heard_on_both():
    left = frames((10, 0.9, LOUD), (3, 0.9, LOUD))
    right = frames((10, 0.1, NOISE), (3, 0.9, LOUD))
    (one, other), _ = tracks(left, right, "expert_left")
    assert spoken(one) == [True] * 13
    assert spoken(other) == [False] * 10 + [True] * 3


def test_channels_that_sound_alike_name_nobody_and_say_why():
    both = frames((10, 0.9, LOUD), (10, 0.9, SOFT))
    nearly = frames((10, 0.9, LOUD * 1.3), (10, 0.9, SOFT / 1.3))
    assert tracks(both, both, "expert_left") == ((), ALIKE)
    assert tracks(both, nearly, "expert_right") == ((), ALIKE)
    assert ALIKE.endswith(".")


def test_channels_must_differ_most_of_the_time_not_just_once():
    right = frames((100, 0.9, LOUD))
    for apart, found in ((50, 0), (70, 2)):
        left = frames((apart, 0.9, LOUD * 3), (100 - apart, 0.9, LOUD))
        assert len(tracks(left, right, "expert_left")[0]) == found


def test_noise_that_differs_while_nobody_speaks_says_nothing():
    """A fan beside one microphone does not make two people."""
    left = frames((10, 0.9, LOUD), (90, 0.0, LOUD))
    right = frames((10, 0.9, LOUD), (90, 0.0, NOISE))
    assert tracks(left, right, "expert_left") == ((), ALIKE)


def test_where_nobody_speaks_there_are_no_tracks_and_no_complaint():
    silent = frames((10, 0.1, NOISE))
    assert tracks(silent, silent, "expert_left") == ((), "")
    empty = frames((0, 0, 0))
    assert tracks(empty, empty, "expert_left") == ((), "")


def test_a_microphone_that_was_off_leaves_the_other_one_named():
    dead = frames((9, 0.0, 0.0))
    (left, right), note = tracks(LEFT, dead, "expert_left")
    assert spoken(left)[:3] == [True] * 3
    assert not any(spoken(right))
    assert note == ""


def test_channels_of_unequal_length_are_compared_where_both_are():
    longer = frames((3, 0.9, LOUD), (2, 0.0, NOISE), (4, 0.0, NOISE), (2, 0.9, LOUD))
    (left, right), _ = tracks(longer, RIGHT, "expert_left")
    assert (len(left.frames.speech), len(right.frames.speech)) == (11, 9)
    assert spoken(left)[-2:] == [True, True]


def test_only_the_probability_of_speech_changes():
    before = RIGHT.speech.copy(), LEFT.speech.copy()
    (left, right), _ = tracks(LEFT, RIGHT, "expert_left")
    for track, given in ((left, LEFT), (right, RIGHT)):
        assert track.frames.samples == given.samples
        np.testing.assert_array_equal(track.frames.level, given.level)
    np.testing.assert_array_equal(RIGHT.speech, before[0])
    np.testing.assert_array_equal(LEFT.speech, before[1])
