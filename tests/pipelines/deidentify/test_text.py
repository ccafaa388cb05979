"""Identifiers in talk: what each rule finds, what it leaves, and what holds for every text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.masking import ConfidentialTerm, ConfidentialTerms, KnownNames
from pipelines.deidentify.text import sums
from pipelines.deidentify.text.find import identifiers, masked, put, rules
from pipelines.deidentify.text.spoken import digits_of

KNOWN = KnownNames(names=("김도윤", "Walter Brandt", "Grant"))
TERMS = ConfidentialTerms(
    terms=(
        ConfidentialTerm(term="한빛정밀", kind="company", replacement="고객사 A"),
        ConfidentialTerm(term="KX-700", kind="product"),
        ConfidentialTerm(term="soak ratio", kind="parameter"),
    )
)
RULES = rules(KNOWN, TERMS)


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in identifiers(text, "", RULES)]


@pytest.mark.parametrize(
    ("text", "kind", "hidden"),
    [
        ("제 번호가 공일공 공이삼사 오육칠팔이에요", "phone", "공일공 공이삼사 오육칠팔"),
        ("제 번호 이 공일공, 공이삼사. 오육칠팔.", "phone", "공일공, 공이삼사. 오육칠팔"),
        ("010 공이삼사 5678로 걸어요", "phone", "010 공이삼사 5678"),
        ("공일공공이삼사오육칠이이에요", "phone", "공일공공이삼사오육칠이"),
        ("공하나공에 둘삼둘삼 오육칠팔", "phone", "공하나공에 둘삼둘삼 오육칠팔"),
        ("010, 0234, 5678입니다", "phone", "010, 0234, 5678"),
        ("０１０－０２３４－５６７８", "phone", "０１０－０２３４－５６７８"),
        ("010\u200b-0234-5678", "phone", "010\u200b-0234-5678"),
        ("oh one oh twelve thirty-four fifty-six seventy-eight", "phone", "oh one oh twelve"),
        ("call triple five oh one double nine", "phone", "triple five oh one double nine"),
        ("두 번째 주민번호 900101-1******", "resident_number", "900101-1******"),
        ("등록번호 570312-7106840", "foreigner_number", "570312-7106840"),
        ("0000-0000 말고 4111 1111 1111 1111", "card_number", "4111 1111 1111 1111"),
        ("use IBAN GB21 TEST 0000 0012 3456 78 for it", "account_number", "GB21 TEST 0000"),
        ("서울 강남구 테헤란로 152로 보내요", "address", "서울 강남구 테헤란로 152"),
        ("육이년생이에요", "birth_date", "육이년생"),
        ("mr kim said so", "person", "kim"),
        ("Dr. O'Brien-Smith's wrench", "person", "O'Brien-Smith"),
        ("박과장이 왔어요", "person", "박"),
        ("김영희한테 물어봐요", "person", "김영희"),
        ("도윤아 이거 잡아", "person", "도윤"),
        ("WALTER hits it", "person", "WALTER"),
        ("walter brandt hits it", "person", "walter brandt"),
        ("한빛 정밀이 샀어요", "confidential", "한빛 정밀"),
        ("kx 700의 커버", "confidential", "kx 700"),
        ("Soak ratios matter", "confidential", "Soak ratio"),
        ("김철수 반장님", "person", "김철수"),
    ],
)
def test_what_is_found(text, kind, hidden):
    assert [(one, words[: len(hidden)]) for one, words in found(text)] == [(kind, hidden)]


@pytest.mark.parametrize(
    "text",
    [
        "배선 기사 두 명과 조립 반장, 정비 과장, 현장소장님, 부반장",
        "주차장 옆 공사장에서 이번 과장 교육",
        "한빛정밀화학 KX-7000 soak rationale",
        "아저씨 솜씨와 날씨, 호박 씨",
        "다시 앞으로 30 밀고 공구 세로 20, 입구 위로 3",
        "일 이 삼 사 오 육 칠 팔 구",
        "ten nine eight seven six five four three two one zero",
        "zero point three five, 0.016, 0.022, 0.0165, 0.033",
        "30도 1500 알피엠, 12바 3456 회",
        "2024년 3월 생산분, 62년 생산",
        "Serial number 555 123 4567 and firmware 2.4.10.3",
        "SSN 000-12-3456, 666-12-3456, 900-12-3456",
        "1111-1111-1111-1111 and 4111-1111-1111-1112",
        "grant me a minute, mark it, Will it hold? Oh, two",
        "30 ms before the tone",
        "이 기사에서 제목의 기사까지",
    ],
)
def test_what_is_left(text):
    assert found(text) == []


def test_a_new_resident_number_has_no_right_check_digit_and_is_found_all_the_same():
    assert not sums.resident("5703123416724")
    assert found("번호 570312-3416724") == [("resident_number", "570312-3416724")]


def test_why_is_told():
    def why(text: str) -> list[str]:
        return [one.why for one in identifiers(text, "", RULES)]

    assert why("570312-3416723") == ["checksum"]
    assert why("010-0234-5678") == ["form"]
    assert why("여권번호 M12345678") == ["context"]
    assert why("KX-700") == ["known"]
    assert why("김영희한테") == ["likely"]


def test_what_stands_in_its_place_is_numbered_and_in_the_language_of_the_text():
    text = (
        "김철수 반장님 번호는 010-0234-5678, 박영희 씨는 김철수 반장님 번호"
        " 공일공 공이삼사 오육칠팔"
    )
    said = masked(text, identifiers(text, "ko", RULES), "ko")
    assert said == (
        "[이름 1] 반장님 번호는 [전화번호 1], [이름 2] 씨는 [이름 1] 반장님 번호 [전화번호 1]"
    )
    text = "Mr. Harris calls 202-555-0143 for 한빛정밀 parts of the KX-700"
    assert masked(text, identifiers(text, "en", RULES), "en") == (
        "Mr. [name 1] calls [phone 1] for [고객사 A] parts of the [confidential 1]"
    )


def test_said_digits_are_read_as_they_are_written():
    assert digits_of("공일공에 음 이삼사오 다시 육칠팔구") == "01023456789"
    assert digits_of("double oh seven, twenty-three, eight hundred") == "00723800"
    assert digits_of("번호 이 오일") == "251"


PIECES = st.sampled_from(
    [
        *("010-0234-5678", "공일공 공이삼사 오육칠팔", "570312-3416723", "4111 1111 1111 1111"),
        *("김철수", "김도윤", "도윤이", "박", "이", " ", "\n", ". ", ", ", "반장님", " 씨", "과장"),
        *("한빛정밀", "의", "KX-700", "Mr. ", "Walter", "Grant", "Maria Gonzalez", "계좌 ", "차 "),
        *("110-000-123456", "12가 3456", "주소는 ", "공단로 45", "서울 ", "kim@example.com", "at "),
        *("example dot com", "https://example.com/a", "born on ", "March 12, 1961", "년생", "육이"),
        *("[이름 1]", "[고객사 A]", "[", "]", "1", "0", "하나", "다시", "zero one ", "five ", "-"),
        *("사번 ", "20231187", "여권 ", "M12345678", "219-09-9999", "192.168.0.1", "\ue000"),
        "\u200b",
        "\u1100\u1161",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["", "ko", "en"]))
def test_masks_lie_apart_leave_nothing_behind_and_change_nothing_else(text, language):
    hits = identifiers(text, language, RULES)
    assert all(one.text == text[one.start : one.end] for one in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))
    shown = masked(text, hits, language)
    assert identifiers(shown, language, RULES) == (), shown
    kept = put(text, [(one.start, one.end, "\0") for one in hits])
    assert RULES.closed.sub("\0", shown) == RULES.closed.sub("\0", kept)
    assert (shown == text) == (not hits)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_masks(text):
    assert identifiers(text, "", RULES) == identifiers(text, "", rules(KNOWN, TERMS))


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_exactly_one_last_digit_fits(front):
    for check, length in (
        (sums.resident, 12), (sums.foreigner, 12), (sums.corporate, 12), (sums.business, 9),
        (sums.routing, 8), (sums.luhn, 12),
    ):  # fmt: skip
        assert sum(check(front[:length] + str(last)) for last in range(10)) == 1
