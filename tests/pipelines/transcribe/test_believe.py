"""Which of an engine's words are believed; what is not believed stays visible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.clock import Interval
from pipelines.transcribe.believe import NO_SIGNAL, NOTHING_HEARD, believe, unheard


def segment(start: float, end: float, text: str = "돌려 주세요", **other) -> dict:
    middle = (start + end) / 2
    first, last = text.split(" ", 1)
    words = [
        {"start": start, "end": middle, "word": f" {first}", "probability": 0.9},
        {"start": middle, "end": end, "word": f" {last}", "probability": 0.7},
    ]
    return {
        "start": start, "end": end, "text": f" {text}", "words": words, "no_speech_prob": 0.01,
        "avg_logprob": -0.2, "compression_ratio": 1.2, "temperature": 0.0, **other,
    }  # fmt: skip


def test_plain_speech_becomes_utterances_on_the_recording_s_clock():
    (utterance,), dropped = believe([segment(1, 3)], 100.0, 160.0, [])
    assert (utterance.start_s, utterance.end_s) == (101, 103)
    assert utterance.text == "돌려 주세요"
    assert [w.text for w in utterance.words] == ["돌려", "주세요"]
    assert utterance.confidence == pytest.approx(0.8)
    assert dropped == []


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"no_speech_prob": 0.7, "avg_logprob": -1.2}, "no speech"),
        ({"no_speech_prob": 0.93, "avg_logprob": -0.83}, "no speech"),
        ({"compression_ratio": 3.0}, "repeats"),
        ({"temperature": 1.0, "avg_logprob": -6.9}, "unclear"),
    ],
)
def test_doubtful_text_is_dropped_with_its_reason_and_kept_visible(facts, reason):
    kept, (dropped,) = believe([segment(1, 3, **facts)], 10, 20, [])
    assert kept == []
    assert reason in dropped.reason and dropped.text == "돌려 주세요"
    assert (dropped.start_s, dropped.end_s) == (11, 13)


@pytest.mark.parametrize(
    "facts",
    [
        {"no_speech_prob": 0.7, "avg_logprob": -0.5},
        {"no_speech_prob": 0.2, "avg_logprob": -1.4, "temperature": 0.4},
        {"temperature": 1.0, "avg_logprob": -0.8},
    ],
)
def test_one_bad_sign_alone_drops_nothing(facts):
    kept, dropped = believe([segment(1, 3, **facts)], 0, 20, [])
    assert len(kept) == 1 and dropped == []


def test_words_placed_into_silence_are_not_believed():
    kept, (dropped,) = believe([segment(5, 7)], 0, 20, [Interval(start_s=4, end_s=9)])
    assert kept == [] and dropped.reason == NO_SIGNAL


def test_text_past_the_end_of_the_sound_is_dropped():
    kept, (dropped,) = believe([segment(21, 23)], 0, 20, [])
    assert kept == [] and "no length" in dropped.reason and dropped.end_s <= 20


def test_segments_without_text_are_nothing():
    assert believe([segment(1, 2) | {"text": "  "}], 0, 20, []) == ([], [])


times = st.floats(-5, 40)


@given(st.lists(st.tuples(times, times), max_size=8))
def test_words_are_in_order_inside_their_utterance_and_utterances_do_not_overlap(spans):
    raw = [segment(a, b) for a, b in spans]
    kept, dropped = believe(raw, 0.0, 30.0, [])
    assert len(kept) + len(dropped) == len(raw)
    at = 0.0
    for utterance in kept:
        assert at <= utterance.start_s < utterance.end_s <= 30
        inside = utterance.start_s
        for word in utterance.words:
            assert inside <= word.start_s <= word.end_s <= utterance.end_s
            inside = word.end_s
        at = utterance.end_s


def test_a_recording_without_any_word_says_so():
    (gap,) = unheard([], [], [], 12.0)
    assert (gap.start_s, gap.end_s, gap.reason, gap.text) == (0, 12, NOTHING_HEARD, "")
    (gap,) = unheard([], [], [Interval(start_s=0, end_s=12)], 12.0)
    assert gap.reason == NO_SIGNAL
    assert unheard([], [], [], 0.0) == []


def test_long_stretches_without_words_are_named_and_short_ones_are_not():
    kept, _ = believe([segment(1, 5), segment(50, 55), segment(60, 65)], 0, 100, [])
    gaps = [(gap.start_s, gap.end_s) for gap in unheard(kept, [], [], 100)]
    assert gaps == [(5, 50), (65, 100)]
