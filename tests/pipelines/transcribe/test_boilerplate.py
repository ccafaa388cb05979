"""Phrases of subtitles are not believed; what people say at a workbench is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.transcribe.boilerplate import NEVER, SELDOM, is_boilerplate

SURE, DOUBTED = {"no_speech": 0.01, "confidence": 0.95}, {"no_speech": 0.7, "confidence": 0.3}


@pytest.mark.parametrize("facts", [SURE, DOUBTED])
@pytest.mark.parametrize(
    "text",
    [
        "시청해 주셔서 감사합니다.",
        "끝까지 시청해주셔서 감사합니다!",
        "오늘도 시청해 주셔서 감사합니다",
        "구독과 좋아요 부탁드립니다~",
        "다음 영상에서 만나요",
        "한글자막 by 한효정",
        "자막 제공: 광고를 포함하고 있습니다",
        "MBC 뉴스 이덕영입니다.",
        "Thanks for watching!",
        "THANK YOU FOR WATCHING",
        "Please subscribe.",
        "Don't forget to subscribe",
        "Subtitles by the Amara.org community",
        "Transcribed by ESO",
    ],
)
def test_what_only_subtitles_say_is_refused_however_sure_the_model_is(text, facts):
    assert is_boilerplate(text, **facts)


@pytest.mark.parametrize(
    "text",
    [
        "이 영상은 교육용이고 끝까지 시청해 주셔서 감사합니다 그럼 이제 플랜지 볼트를 조여 봅시다",
        "지난번 교육 자료에는 자막 제공이 안 되어 있어서 신입들이 순서를 몰랐어요",
        "I told him thanks for watching the pressure gauge while I was opening the valve",
    ],
)
def test_a_real_sentence_around_such_a_phrase_survives(text):
    assert not is_boilerplate(text, **SURE)
    assert not is_boilerplate(text, **DOUBTED)


@pytest.mark.parametrize(
    "text", ["감사합니다", "감사합니다.", "네.", "안녕하세요", "Okay.", "Thank you!", "So,", "you"]
)
def test_what_people_do_say_counts_when_it_is_said_clearly(text):
    assert not is_boilerplate(text, **SURE)
    assert is_boilerplate(text, **DOUBTED)
    assert is_boilerplate(text, no_speech=0.7, confidence=0.95)
    assert is_boilerplate(text, no_speech=0.01, confidence=0.1)


@pytest.mark.parametrize(
    "text",
    [
        "감사합니다 이제 시작하겠습니다",
        "네 이쪽으로 돌려 주세요",
        "okay now the second bolt",
        "you turn it slowly",
        "음악 소리가 아니라 베어링 소리예요",
    ],
)
def test_a_sentence_that_only_begins_like_one_survives_even_doubt(text):
    assert not is_boilerplate(text, **DOUBTED)


@pytest.mark.parametrize("text", ["", " ", "...", "♪♪", "- -", "!?", "[_]"])
def test_notes_dashes_and_dots_are_no_words(text):
    assert is_boilerplate(text, **SURE)


@pytest.mark.parametrize(
    "text",
    [
        "토크 렌치로 사십 뉴턴 미터까지 조입니다",
        "개스킷을 새것으로 바꿔 주세요",
        "뉴스 말고 도면을 보세요",
        "Tighten it to forty newton metres.",
        "Watch the gauge.",
        "See the next bolt.",
        "구독 말고 좋아요 하나만 눌러 볼게요",
    ],
)
def test_work_is_never_taken_for_it(text):
    assert not is_boilerplate(text, **DOUBTED)


def test_the_lists_are_written_as_texts_are_compared():
    for phrase in (*NEVER, *SELDOM):
        assert phrase == "".join(filter(str.isalnum, phrase.casefold()))
    assert not {phrase for phrase in NEVER if len(phrase) < 4}


@given(st.sampled_from(NEVER), st.text(" .,!?-…~", max_size=6), st.text(" .,!?-…~", max_size=6))
def test_punctuation_does_not_hide_a_phrase(phrase, before, after):
    assert is_boilerplate(f"{before}{phrase.upper()}{after}", **SURE)


@given(st.sampled_from(NEVER), st.lists(st.text("가나다라", min_size=5), min_size=3))
def test_much_other_text_saves_a_phrase(phrase, words):
    assert not is_boilerplate(f"{' '.join(words)} {phrase}", **DOUBTED)
