"""Which of an engine's words are believed; what is not believed stays visible."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.clock import Interval
from data_schemas.transcript import Word
from pipelines.transcribe.believe import (
    BOILERPLATE,
    FOREIGN,
    LOOP,
    NO_LENGTH,
    NO_SIGNAL,
    NO_SPEECH,
    NOTHING_HEARD,
    TOO_FAST,
    UNCLEAR,
    believe,
    unheard,
)
from pipelines.transcribe.listen import Placed


def span(start_s: float, end_s: float) -> Interval:
    return Interval(start_s=start_s, end_s=end_s)


ALWAYS = [span(0, 1000)]


def timed(*words: tuple[str, float, float]) -> Placed:
    """What was heard clearly, from (word, start, end)."""
    made = tuple(Word(start_s=a, end_s=b, text=text, confidence=0.9) for text, a, b in words)
    text = " ".join(word.text for word in made)
    return Placed(text, made, logprob=-0.2, no_speech=0.01, compression=1.2, language="ko")


def heard(text: str, start_s: float = 1, end_s: float = 3, **facts) -> Placed:
    """``text`` with its words spread evenly over ``[start_s, end_s]``."""
    words = text.split()
    edges = [start_s + (end_s - start_s) * n / len(words) for n in range(len(words) + 1)]
    spread = zip(words, edges, edges[1:], strict=False)
    return replace(timed(*((w, a, b) for w, a, b in spread)), **facts)


def reasons(*placed: Placed, speech=ALWAYS) -> list[str]:
    return [one.reason for one in believe(placed, speech)[1]]


def test_plain_speech_becomes_an_utterance_with_words():
    (utterance,), dropped = believe([heard("돌려 주세요")], ALWAYS)
    assert (utterance.start_s, utterance.end_s) == (1, 3)
    assert utterance.text == "돌려 주세요"
    assert [(w.text, w.start_s, w.end_s) for w in utterance.words] == [
        ("돌려", 1, 2),
        ("주세요", 2, 3),
    ]
    assert utterance.language == "ko" and utterance.speaker == "unsure"
    assert dropped == []


def test_nothing_heard_is_nothing_kept_and_nothing_dropped():
    assert believe([], ALWAYS) == ([], [])


def test_the_engine_s_own_punctuation_is_kept():
    (utterance,), _ = believe([replace(heard("돌려 주세요"), text="돌려, 주세요!")], ALWAYS)
    assert utterance.text == "돌려, 주세요!"


CLEAR = "플랜지 볼트를 조입니다"
LOOPING = "볼트를 볼트를 볼트를 볼트를 볼트를 볼트를 볼트를 볼트를"


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (heard(CLEAR, no_speech=0.7, logprob=-1.2), NO_SPEECH),
        (heard(CLEAR, no_speech=0.93, logprob=-0.83), NO_SPEECH),
        (heard(CLEAR, logprob=-1.3), UNCLEAR),
        (heard(LOOPING, 1, 1.5), LOOP),
        (heard(CLEAR, 1, 1.4, compression=9.0), LOOP),
        (heard("시청해 주셔서 감사합니다"), BOILERPLATE),
        (heard("감사합니다", no_speech=0.5), BOILERPLATE),
        (heard("♪ ♪"), BOILERPLATE),
        (heard(CLEAR, foreign="ja"), FOREIGN.format(language="ja")),
        (heard("ボルトを締めます"), FOREIGN.format(language="?")),
        (heard("затяните болты", language="en"), FOREIGN.format(language="?")),
        (heard("지금부터 플랜지 볼트를 대각선으로 조입니다", 1, 1.5), TOO_FAST),
        (heard(CLEAR, 2, 2), NO_LENGTH),
    ],
)
def test_doubtful_text_is_dropped_with_its_reason_and_stays_readable(part, reason):
    kept, (dropped,) = believe([part], ALWAYS)
    assert kept == []
    assert dropped.reason == reason and dropped.reason.endswith(".")
    assert dropped.text == part.text
    assert part.words[0].start_s <= dropped.start_s <= dropped.end_s <= part.words[-1].end_s


@pytest.mark.parametrize(
    "part",
    [
        heard(CLEAR, no_speech=0.7, logprob=-0.5),
        heard(CLEAR, no_speech=0.95, logprob=-0.3),
        heard(CLEAR, no_speech=0.2, logprob=-1.2),
        heard(CLEAR, compression=3.0),
        heard(LOOPING, 1, 6),
        heard("감사합니다"),
        heard("네"),
        heard("플랜지 면을 シール 합니다"),
        heard("Tighten the bolts", language="en"),
        heard("Ø 12 ± 0.5 mm", language="en"),
    ],
)
def test_one_bad_sign_alone_drops_nothing(part):
    kept, dropped = believe([part], ALWAYS)
    assert [u.text for u in kept] == [part.text] and dropped == []


def test_numbers_alone_are_no_foreign_language():
    assert reasons(heard("12 34")) == []


def test_words_placed_where_nobody_speaks_are_not_believed():
    elsewhere = [span(0, 2), span(20, 30)]
    assert reasons(heard(CLEAR, 8, 11), speech=elsewhere) == [NO_SPEECH]
    assert reasons(heard(CLEAR, 8, 11), speech=[]) == [NO_SPEECH]
    assert reasons(heard(CLEAR, 21, 24), speech=elsewhere) == []


def test_words_that_reach_a_little_out_of_speech_are_drawn_into_it():
    (utterance,), _ = believe([heard(CLEAR, 0, 6)], [span(1, 5)])
    assert 1 <= utterance.start_s < utterance.end_s <= 5
    assert utterance.text == CLEAR


def test_text_over_what_was_already_said_has_no_time_left():
    kept, (dropped,) = believe([heard(CLEAR, 1, 5), heard("다시 조입니다", 2, 4)], ALWAYS)
    assert [u.text for u in kept] == [CLEAR]
    assert (dropped.reason, dropped.text) == (NO_LENGTH, "다시 조입니다")


def test_a_dropped_text_takes_no_time_from_the_next_one():
    kept, dropped = believe([heard(CLEAR, 1, 9, logprob=-3), heard("돌려 주세요", 2, 4)], ALWAYS)
    assert [(u.start_s, u.end_s) for u in kept] == [(2, 4)]
    assert [d.reason for d in dropped] == [UNCLEAR]


def test_whoever_pauses_says_something_new():
    part = timed(("먼저", 1, 1.4), ("닦고", 1.5, 2), ("그다음", 3.3, 3.8), ("조여요", 4.9, 5.4))
    kept, dropped = believe([part], ALWAYS)
    assert [(u.text, u.start_s, u.end_s) for u in kept] == [
        ("먼저 닦고", 1, 2),
        ("그다음 조여요", 3.3, 5.4),
    ]
    assert dropped == []


def test_of_a_text_with_a_pause_only_the_doubtful_piece_is_dropped():
    part = timed(("볼트를", 1, 1.5), ("조여요", 1.5, 2), ("감사합니다", 8, 9))
    kept, dropped = believe([replace(part, no_speech=0.5)], ALWAYS)
    assert [u.text for u in kept] == ["볼트를 조여요"]
    assert [(d.text, d.reason) for d in dropped] == [("감사합니다", BOILERPLATE)]


def test_what_is_believed_is_as_sure_as_the_recording_lets_it_be():
    def sure(snr_db: float | None, logprob: float = -0.2) -> float:
        (utterance,), _ = believe([heard(CLEAR, logprob=logprob)], ALWAYS, snr_db)
        mean = sum(word.confidence for word in utterance.words) / len(utterance.words)
        assert utterance.confidence == pytest.approx(mean)
        return utterance.confidence

    assert 0 < sure(0) <= sure(None) <= sure(30) < 1
    assert sure(20, logprob=-1.0) < sure(20, logprob=-0.1)


SECONDS = st.floats(-2, 40)
PIECES = "볼트를 조여요 감사합니다 네 ♪ ... bolt ボルト 시청해주셔서감사합니다 자막제공 40A로"
TEXT = st.sampled_from(PIECES.split())
WORDS = st.lists(st.tuples(TEXT, SECONDS, SECONDS), min_size=1, max_size=8)
FACTS = st.fixed_dictionaries(
    {
        "logprob": st.floats(-3, 0),
        "no_speech": st.floats(0, 1),
        "compression": st.floats(0.5, 4),
        "foreign": st.sampled_from(["", "", "", "ja"]),
        "language": st.sampled_from(["ko", "en"]),
    }
)
SPEECH = st.lists(st.tuples(st.floats(0.3, 9), st.floats(0.2, 9)), max_size=6)


@st.composite
def placed(draw: st.DrawFn) -> Placed:
    words = [(text, min(a, b), max(a, b)) for text, a, b in draw(WORDS)]
    if draw(st.booleans()):  # engines mostly keep the order, not always
        words.sort(key=lambda word: word[1])
    return replace(timed(*words), **draw(FACTS))


def stretches(turns: list[tuple[float, float]]) -> list[Interval]:
    parts, at = [], 0.0
    for pause, length in turns:
        parts.append(span(at + pause, at + pause + length))
        at += pause + length
    return parts


@settings(deadline=None)
@given(st.lists(placed(), max_size=5), SPEECH)
def test_nothing_is_dropped_silently(parts, turns):
    kept, dropped = believe(parts, stretches(turns))
    said = sorted(word.text for part in parts for word in part.words)
    assert sorted(w for one in (*kept, *dropped) for w in one.text.split()) == said
    assert all(one.reason.endswith(".") for one in dropped)


@settings(deadline=None)
@given(st.lists(placed(), max_size=5), SPEECH)
def test_utterances_do_not_overlap_and_their_words_are_in_order_inside(parts, turns):
    kept, _ = believe(parts, stretches(turns))
    for before, after in pairwise(kept):
        assert before.end_s <= after.start_s
    for utterance in kept:
        assert utterance.start_s < utterance.end_s
        inside = utterance.start_s
        for word in utterance.words:
            assert inside <= word.start_s <= word.end_s <= utterance.end_s
            inside = word.end_s
        assert utterance.text.split() == [word.text for word in utterance.words]


@settings(deadline=None)
@given(st.lists(placed(), max_size=5), SPEECH)
def test_whatever_is_believed_was_said_while_somebody_spoke(parts, turns):
    speech = stretches(turns)
    for utterance in believe(parts, speech)[0]:
        assert sum(utterance.overlap_s(part) for part in speech) > 0


def test_a_recording_without_any_word_says_so():
    (gap,) = unheard([], [], [], 12.0)
    assert (gap.start_s, gap.end_s, gap.reason, gap.text) == (0, 12, NOTHING_HEARD, "")
    (gap,) = unheard([], [], [span(0, 12)], 12.0)
    assert gap.reason == NO_SIGNAL
    assert unheard([], [], [], 0.0) == []


def test_long_stretches_without_words_are_named_and_short_ones_are_not():
    kept, _ = believe([heard(CLEAR, a, b) for a, b in ((1, 5), (50, 55), (60, 65))], ALWAYS)
    gaps = [(gap.start_s, gap.end_s) for gap in unheard(kept, [], [], 100)]
    assert gaps == [(5, 50), (65, 100)]


def test_what_was_dropped_is_accounted_for_already():
    kept, dropped = believe([heard(CLEAR, 1, 5), heard(CLEAR, 30, 40, logprob=-3)], ALWAYS)
    assert unheard(kept, dropped, [], 60) == []
    assert len(unheard(kept, [], [], 60)) == 1


def test_a_gap_is_silent_only_where_most_of_it_is():
    kept, _ = believe([heard(CLEAR, 1, 5)], ALWAYS)
    for silent_s, reason in ((38, NO_SIGNAL), (30, NOTHING_HEARD)):
        (gap,) = unheard(kept, [], [span(5, 5 + silent_s)], 45)
        assert gap.reason == reason


@given(st.lists(st.tuples(SECONDS, SECONDS).map(sorted), max_size=8), st.floats(0, 200))
def test_gaps_touch_no_words_and_do_not_overlap(spans, duration_s):
    dropped = unheard([], [], [], duration_s)
    words = [gap.model_copy(update={"start_s": a, "end_s": b}) for gap in dropped for a, b in spans]
    gaps = unheard([], words, [], duration_s)
    for before, after in pairwise(gaps):
        assert before.end_s <= after.start_s
    for gap in gaps:
        assert 0 <= gap.start_s < gap.end_s <= duration_s
        assert all(gap.overlap_s(word) == 0 for word in words)
