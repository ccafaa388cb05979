"""The words of the trade: which are asked for, and what of a second hearing is taken."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.procedure import GlossaryTerm
from data_schemas.transcript import Variant, Word
from pipelines.transcribe.glossary import Terms, fold, merge, prompt, sound


def terms(*given: str | GlossaryTerm) -> Terms:
    return Terms(tuple(GlossaryTerm(term=t) if isinstance(t, str) else t for t in given))


def read(term: str, *readings: str) -> GlossaryTerm:
    return GlossaryTerm(term=term, readings=readings)


def called(term: str, *variants: str) -> GlossaryTerm:
    return GlossaryTerm(term=term, variants=variants)


SHOP = terms(
    "아르곤",
    "개스킷",
    "토크 렌치",
    "torque wrench",
    read("TIG 용접", "티그 용접"),
    read("SUS304", "서스 삼공사"),
    read("PT", "피티"),
    called("플라이어", "뻰찌"),
)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("아루곤을 틀고", "아르곤"),
        ("게스킷을 닦아요", "개스킷"),
        ("토크 랜치로 조여요", "토크 렌치"),
        ("토크랜치로 조여요", "토크 렌치"),
        ("use the torque ranch", "torque wrench"),
        ("USE THE TORK WRENCH!", "torque wrench"),
        ("티그 용접을 합니다", "TIG 용접"),
        ("서스 삼공사로 된 판", "SUS304"),
        ("피티 검사를 합니다", "PT"),
        ("뻰찌로 잡고", "플라이어"),
    ],
)
def test_what_sounds_like_a_term_is_found_below_the_word(text, term):
    assert term in SHOP.near(text)


@pytest.mark.parametrize("text", ["아르곤을 틀고", "TIG용접", "Torque-Wrench", "sus304 판"])
def test_a_term_that_is_written_already_is_not_asked_for(text):
    named = SHOP.near(text)
    assert all(fold(term) not in fold(text) for term in named)


@pytest.mark.parametrize("text", ["", "...", "오늘 날씨가 좋네요", "hello there my friend"])
def test_what_sounds_like_none_asks_for_none(text):
    assert SHOP.near(text) == ()


def test_a_glossary_without_terms_asks_for_none():
    assert Terms().near("아루곤을 틀고") == ()


def test_a_short_form_must_stand_in_the_text_letter_by_letter():
    assert SHOP.near("파티 검사를 합니다") == ()


def test_the_nearest_term_comes_first():
    both = terms("아르곤 가스통", "아르곤")
    assert both.near("아루곤을 틀고")[0] == "아르곤"


def test_few_terms_are_asked_for_at_once():
    many = terms(*(f"아르곤{letter}" for letter in "가나다라마바사아자차카타파하"))
    assert len(many.near("아루곤을 틀고")) == 10


def test_ten_thousand_terms_are_looked_through():
    many = terms(*(f"부품 {n:04d} 홀더" for n in range(9_999)), "개스킷")
    assert "개스킷" in many.near("이제 게스킷을 닦고 " + "볼트를 하나씩 조여 주세요 " * 10)


@given(st.text(max_size=60))
def test_any_text_can_be_looked_through(text):
    assert len(SHOP.near(text)) <= 10


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert sound(text) == sound(fold(text))


def test_the_prompt_is_a_line_in_the_language():
    assert prompt(("아르곤", "TIG 용접"), "ko") == "용어: 아르곤, TIG 용접."
    assert prompt(("argon",), "en") == "Terms: argon."
    assert prompt(("argon",), "de") == prompt(("argon",), "en")


def said(text: str, start_s: float = 0.0, each_s: float = 0.5) -> tuple[Word, ...]:
    return tuple(
        Word(start_s=start_s + each_s * n, end_s=start_s + each_s * (n + 1), text=word)
        for n, word in enumerate(text.split())
    )


def merged(plain: str, biased: str, glossary: Terms = SHOP) -> tuple[str, list[Variant]]:
    named = glossary.near(plain)
    words, variants = merge(said(plain), said(biased), glossary, named)
    return " ".join(word.text for word in words), list(variants)


@pytest.mark.parametrize(
    ("plain", "biased"),
    [
        ("아루곤을 틀고", "아르곤을 틀고"),
        ("먼저 게스킷을 닦아요", "먼저 개스킷을 닦아요"),
        ("토크 랜치로 조여요", "토크 렌치로 조여요"),
        ("토크랜치로 조여요", "토크 렌치로 조여요"),
        ("티그 용접을 합니다", "TIG 용접을 합니다"),
        ("틱 용접을 합니다", "TIG 용접을 합니다"),
        ("이 서스 삼공사 판을", "이 SUS304 판을"),
        ("피티 검사를 합니다", "PT 검사를 합니다"),
        ("뻰찌로 잡고", "플라이어로 잡고"),
        ("use the torque ranch now", "use the torque wrench now"),
        ("아루곤 다음에 게스킷", "아르곤 다음에 개스킷"),
    ],
)
def test_a_term_that_sounds_like_what_was_heard_is_taken(plain, biased):
    text, variants = merged(plain, biased)
    assert text == biased
    assert {variant.used for variant in variants} == {"with_glossary"}


@pytest.mark.parametrize(
    ("plain", "biased", "kept"),
    [
        ("데이터, 모델, 테스트 아루곤을", "아르곤을", "데이터, 모델, 테스트 아르곤을"),
        ("모델, 테스트 조여요 아루곤", "조여요 아르곤", "모델, 테스트 조여요 아르곤"),
        ("그 아루곤을 틀고", "아르곤을 틀고", "그 아르곤을 틀고"),
        ("이제 게스킷 닦고", "개스킷 닦고", "이제 개스킷 닦고"),
        ("게스킷 꼭 닦고", "개스킷 닦고", "개스킷 꼭 닦고"),
        ("게스킷 하나 더", "개스킷", "개스킷 하나 더"),
        ("옆에 게스킷", "개스킷 개스킷 개스킷", "옆에 개스킷"),
    ],
)
def test_words_that_the_second_hearing_swallowed_stay(plain, biased, kept):
    text, _ = merged(plain, biased)
    assert text == kept


@pytest.mark.parametrize(
    ("plain", "biased"),
    [
        ("볼트를 닦고 나서", "아르곤 닦고 나서"),
        ("데이터, 모델, 테스트", "아르곤, 개스킷, 토크 렌치"),
        ("오늘은 여기까지 아루곤", "개스킷 토크 렌치"),
        ("아루곤을 틀고", ""),
        ("아루곤을 틀고", "용어를 틀고"),
        ("", "아르곤을 틀고"),
        ("네", "아르곤"),
    ],
)
def test_what_sounds_different_replaces_nothing(plain, biased):
    words, variants = merge(said(plain), said(biased), SHOP, ("아르곤", "개스킷", "토크 렌치"))
    assert words == said(plain)
    assert {variant.used for variant in variants} <= {"plain"}


def test_only_terms_are_taken_not_what_else_was_heard_better():
    text, variants = merged("아루곤을 틀구 갑시다", "아르곤을 틀고 갑시다")
    assert text == "아르곤을 틀구 갑시다"
    assert [(v.plain, v.with_glossary, v.used) for v in variants] == [
        ("아루곤을", "아르곤을", "with_glossary"),
        ("틀구", "틀고", "plain"),
    ]


def test_a_term_is_only_taken_when_it_was_asked_for():
    words, _ = merge(said("아루곤을"), said("아르곤을"), SHOP, ("개스킷",))
    assert words == said("아루곤을")


def test_a_word_that_holds_the_term_already_stays_as_it_was_heard():
    words, _ = merge(said("아르곤이 새요"), said("아르곤을 새요"), SHOP, ("아르곤",))
    assert words == said("아르곤이 새요")


def test_spelling_without_any_sound_is_no_difference():
    words, variants = merge(said("오 링을, 끼워요."), said("오링을 끼워요"), SHOP, ("아르곤",))
    assert words == said("오 링을, 끼워요.") and variants == ()


def test_a_difference_says_what_both_hearings_were_and_when():
    _, (one,) = merge(said("자 아루곤을"), said("자 아르곤을", 0.2), SHOP, ("아르곤",))
    assert (one.plain, one.with_glossary, one.terms) == ("아루곤을", "아르곤을", ("아르곤",))
    assert (one.start_s, one.end_s) == pytest.approx((0.5, 1.2))


@pytest.mark.parametrize("shift_s", [-40, -0.3, 0, 0.3, 40])
def test_a_term_takes_the_time_of_what_it_replaces(shift_s):
    plain, biased = said("자 토크랜치로 조여요", 10), said("자 토크 렌치로 조여요", 10 + shift_s)
    words, _ = merge(plain, biased, SHOP, ("토크 렌치",))
    assert [w.text for w in words] == ["자", "토크", "렌치로", "조여요"]
    assert [(w.start_s, w.end_s) for w in words[1:3]] == [(10.5, 10.75), (10.75, 11.0)]


def test_words_of_a_second_hearing_without_length_still_lie_in_the_old_time():
    words, _ = merge(said("토크랜치로", 4), said("토크 렌치로", 9, each_s=0), SHOP, ("토크 렌치",))
    assert all(4 <= word.start_s <= word.end_s <= 4.5 for word in words)


PIECES = (
    "아루곤을 아르곤을 게스킷 개스킷 토크 랜치로 렌치로 토크랜치 티그 TIG 용접 서스 삼공사 SUS304 "
    "피티 PT 뻰찌 플라이어 데이터, 모델 그 네 . torque ranch wrench"
)
HEARING = st.lists(st.sampled_from(PIECES.split()), max_size=10).map(" ".join)
ASKED = st.lists(st.sampled_from([term.term for term in SHOP.terms]), unique=True)


@settings(deadline=None)
@given(HEARING, HEARING, ASKED)
def test_every_plain_word_survives_or_is_named_in_a_variant(plain, biased, asked):
    words, variants = merge(said(plain), said(biased), SHOP, asked)
    replaced = [w for v in variants if v.used == "with_glossary" for w in v.plain.split()]
    added = [w for v in variants if v.used == "with_glossary" for w in v.with_glossary.split()]
    assert sorted([w.text for w in words] + replaced) == sorted(plain.split() + added)


@settings(deadline=None)
@given(HEARING, HEARING, ASKED, st.floats(-3, 3), st.floats(0, 1))
def test_times_go_on_rising_and_stay_in_what_was_heard(plain, biased, asked, shift_s, each_s):
    old = said(plain, 5)
    words, _ = merge(old, said(biased, 5 + shift_s, each_s), SHOP, asked)
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(words))
    assert all(old[0].start_s <= w.start_s <= w.end_s <= old[-1].end_s for w in words)


@settings(deadline=None)
@given(HEARING, ASKED)
def test_hearing_the_same_again_changes_nothing(text, asked):
    assert merge(said(text), said(text), SHOP, asked) == (said(text), ())


@settings(deadline=None)
@given(HEARING, HEARING)
def test_without_terms_nothing_is_taken_and_all_differences_are_told(plain, biased):
    words, variants = merge(said(plain), said(biased), SHOP, ())
    assert words == said(plain)
    assert {variant.used for variant in variants} <= {"plain"}
    if fold(plain) != fold(biased):
        assert variants


@settings(deadline=None)
@given(HEARING, HEARING, ASKED)
def test_what_is_taken_holds_a_term_that_was_not_there(plain, biased, asked):
    for variant in merge(said(plain), said(biased), SHOP, asked)[1]:
        assert (variant.used == "with_glossary") == bool(variant.terms)
        for term in variant.terms:
            assert term in asked
            assert fold(term) in fold(variant.with_glossary)
            assert fold(term) not in fold(variant.plain)
