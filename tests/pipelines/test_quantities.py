"""Spoken numbers with their units, Korean and English; what only looks like one is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.transcript import Quantity, Word
from pipelines import units
from pipelines.quantities import quantities


def said(text: str) -> tuple[Word, ...]:
    """One word a second."""
    return tuple(
        Word(start_s=n, end_s=n + 0.8, text=word, confidence=0.5)
        for n, word in enumerate(text.split())
    )


def found(text: str) -> list[tuple[float, str]]:
    return [(one.value, one.unit) for one in quantities(said(text))]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("사십 암페어", 40, "A"),
        ("사십암페어로 맞추세요", 40, "A"),
        ("40A로", 40, "A"),
        ("40 암페어까지만", 40, "A"),
        ("전류는 사십 암페어입니다", 40, "A"),
        ("전류를 120A로 올려요", 120, "A"),
        ("백이십 볼트", 120, "V"),
        ("백 이십 볼트", 120, "V"),
        ("사 십 볼트", 40, "V"),
        ("이이공 볼트 전원", 220, "V"),
        ("24V 전원", 24, "V"),
        ("12V배터리를", 12, "V"),
        ("영점오 밀리", 0.5, "mm"),
        ("영 점 오 밀리미터", 0.5, "mm"),
        ("이쩜오 밀리", 2.5, "mm"),
        ("삼점이오 밀리만", 3.25, "mm"),
        ("2점5 밀리", 2.5, "mm"),
        ("간격은 3.2mm예요", 3.2, "mm"),
        ("10mm볼트", 10, "mm"),
        ("1,200 밀리", 1200, "mm"),
        ("오 밀리", 5, "mm"),
        ("십오 센치", 15, "cm"),
        ("3/8 인치", 0.375, "in"),
        ("반 밀리만 더", 0.5, "mm"),
        ("이십 뉴턴미터", 20, "N·m"),
        ("20 뉴턴 미터로 조입니다", 20, "N·m"),
        ("20 Nm", 20, "N·m"),
        ("삼천육백 알피엠", 3600, "rpm"),
        ("만 이천 와트", 12000, "W"),
        ("일억 이천만 옴", 120_000_000, "Ω"),
        ("육 메가파스칼", 6, "MPa"),
        ("십 바까지", 10, "bar"),
        ("칠십 퍼센트", 70, "%"),
        ("70프로 정도", 70, "%"),
        ("구십도로 꺾어요", 90, "°"),
        ("섭씨 백팔십 도씨", 180, "°C"),
        ("25℃에서", 25, "°C"),
        ("영하 십오 도", -15, "°"),
        ("마이너스 5도", -5, "°"),
        ("-5도", -5, "°"),
        ("십 분 정도", 10, "min"),
        ("30초간 기다려요", 30, "s"),
        ("두 시간", 2, "h"),
        ("2시간 반", 2.5, "h"),
        ("한 바퀴 반", 1.5, "turn"),
        ("한 바퀴 반만 더 돌려요", 1.5, "turn"),
        ("한바퀴반", 1.5, "turn"),
        ("1바퀴 반", 1.5, "turn"),
        ("반 바퀴", 0.5, "turn"),
        ("반바퀴만", 0.5, "turn"),
        ("세 번 돌립니다", 3, "times"),
        ("한 번만 더", 1, "times"),
        ("오십 번", 50, "times"),
        ("볼트 네 개를", 4, "pcs"),
        ("열두 개", 12, "pcs"),
        ("열여섯 개씩", 16, "pcs"),
        ("스물다섯 개", 25, "pcs"),
        ("스물 다섯 개", 25, "pcs"),
        ("기름 두 방울", 2, "drop"),
        ("오일 일 리터", 1, "L"),
        ("㎜ 말고 5㎝", 5, "cm"),
        ("４０Ａ로", 40, "A"),
    ],
)
def test_korean_quantities_are_found(text, value, unit):
    assert found(text) == [(pytest.approx(value), unit)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("three point two mil", 3.2, "mm"),
        ("three point two five millimeters", 3.25, "mm"),
        ("three point twenty five millimeters", 3.25, "mm"),
        ("zero point five mil", 0.5, "mm"),
        ("point five millimeters", 0.5, "mm"),
        ("forty amps", 40, "A"),
        ("Set it to 40 A.", 40, "A"),
        ("a 40-amp fuse", 40, "A"),
        ("forty-five degrees", 45, "°"),
        ("ninety degrees celsius", 90, "°C"),
        ("minus ten degrees", -10, "°"),
        ("one hundred and twenty volts", 120, "V"),
        ("one hundred twenty volts", 120, "V"),
        ("a hundred and five newtons", 105, "N"),
        ("one twenty volts", 120, "V"),
        ("two forty five volts", 245, "V"),
        ("two two zero volts", 220, "V"),
        ("fifteen hundred rpm", 1500, "rpm"),
        ("three thousand six hundred rpm", 3600, "rpm"),
        ("two thousand and fifty watts", 2050, "W"),
        ("1,200 rpm", 1200, "rpm"),
        ("twenty newton meters", 20, "N·m"),
        ("20 N·m", 20, "N·m"),
        ("half a turn", 0.5, "turn"),
        ("a half turn", 0.5, "turn"),
        ("one half turn", 0.5, "turn"),
        ("half of a turn", 0.5, "turn"),
        ("quarter turn", 0.25, "turn"),
        ("three quarters of a turn", 0.75, "turn"),
        ("three quarter inch", 0.75, "in"),
        ("half an inch", 0.5, "in"),
        ("one eighth inch", 0.125, "in"),
        ("two and a half turns", 2.5, "turn"),
        ("two turns and a half", 2.5, "turn"),
        ("one and three quarter inches", 1.75, "in"),
        ("1 1/2 inch", 1.5, "in"),
        ("1½ inch", 1.5, "in"),
        ("one turn", 1, "turn"),
        ("five times", 5, "times"),
        ("12 pieces", 12, "pcs"),
        ("thirty seconds", 30, "s"),
        ("a 30 second wait", 30, "s"),
        ("ten minutes", 10, "min"),
        ("fifty percent", 50, "%"),
        ("50%", 50, "%"),
        ("±0.05 mm", 0.05, "mm"),
        ("a 10 μm film", 10, "µm"),
        ("5 kΩ and 10 Ω", 10, "Ω"),
    ],
)
def test_english_quantities_are_found(text, value, unit):
    assert found(text) == [(pytest.approx(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        # this bolt, this piece, this person, this time
        "이 볼트를 조입니다", "이 개", "이 회로를 봐요", "이 도면", "이번에는", "이분이",
        "이 시간에", "이 회전 방향", "이 V벨트", "이 바닥", "이 프로그램",
        # everyday words that begin like a number
        "일 분만", "일도 많다", "오일 방울을 닦고", "오일 리터", "사이 개스킷", "사이도 닦고",
        "공구 개수", "공회전", "일이 분명히", "일이 초과되면", "만일 도면이", "천천히 돌려요",
        "네 개스킷을 주세요", "세척 한 다음", "열 번호", "반시계 방향", "반드시 초기화", "구분해요",
        # ordinals, labels, parts of a whole, other units
        "두 번째 볼트", "두번째", "세 번 째", "십이 번 볼트", "두 번호", "두 회로", "삼분의 일",
        "3분의 1", "3개월", "5 킬로미터", "오 밀리그램", "3 V벨트", "M6 볼트", "5 m/s", "5 m²",
        "5S 활동", "5 kgf", "12:30 분", "한번 보세요",
        # about so many: no single number
        "이삼 분", "삼사 밀리", "이삼십 분", "한두 개", "두세 번", "여러 개", "몇 번",
        # no unit, no number
        "사십", "40", "암페어", "볼트를 조여요", "밀리 단위로", "개", "반", "점",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_korean_quantity_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "use a hammer", "a hammer", "an amp", "half a hammer", "a second bolt", "the second bolt",
        "wait for a minute", "two and a hammer", "use 40 a hammer", "at 10 a.m.", "we used 5 as it",
        "step two turn the bolt", "step 3 turn it", "number five bar", "the twenty second bolt",
        "this one turns", "oh drop it", "at this point two turns", "the third turn", "2 vs 3",
        "five six volts", "3 ms", "two kilometers", "five hundred", "forty", "amps", "mil", "and",
        "two bolts and a half", "point", "minus degrees", "a hundred", "1/0 inch", "3D",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_english_quantity_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("between five and six millimeters", [(6, "mm")]),
        ("five or six millimeters", [(6, "mm")]),
        ("3-4 mm", [(4, "mm")]),
        ("40A로 10초간 두 번", [(40, "A"), (10, "s"), (2, "times")]),
        ("한 바퀴 돌리고 반 바퀴 풀고", [(1, "turn"), (0.5, "turn")]),
        ("한 바퀴 반대로 돌려요", [(1, "turn")]),
        ("한 바퀴 반드시 돌려요", [(1, "turn")]),
        ("six bolts at twenty newton meters, then a quarter turn", [(20, "N·m"), (0.25, "turn")]),
        ("5볼트 5 밀리 볼트", [(5, "V"), (5, "mm")]),
        ("this 십 밀리 bolt takes forty amps", [(10, "mm"), (40, "A")]),
    ],
)
def test_several_quantities_stand_in_their_order(text, pairs):
    assert found(text) == pairs


def test_a_number_has_the_time_and_the_words_that_said_it():
    (one,) = quantities(said("전류를 사십 암페어로 맞춰요"))
    assert one == Quantity(start_s=1, end_s=2.8, text="사십 암페어로", value=40, unit="A")


def test_a_number_in_one_word_has_the_time_of_that_word():
    (one,) = quantities(said("이제 40A로 맞춰요"))
    assert (one.start_s, one.end_s, one.text) == (1, 1.8, "40A로")


def test_the_half_behind_a_turn_and_the_sign_before_a_number_belong_to_it():
    (turn,) = quantities(said("딱 한 바퀴 반 돌려요"))
    assert (turn.start_s, turn.end_s, turn.text) == (1, 3.8, "한 바퀴 반")
    (cold,) = quantities(said("at minus ten degrees outside"))
    assert (cold.start_s, cold.end_s, cold.text) == (1, 3.8, "minus ten degrees")


def test_words_stay_as_they_are_and_punctuation_is_kept():
    words = said("Three, point. Set 40 A!")
    before = [word.model_dump() for word in words]
    (one,) = quantities(words)
    assert one.text == "40 A!"
    assert [word.model_dump() for word in words] == before


def test_no_words_hold_no_numbers():
    assert quantities(()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "9" * 5000 + "mm",
        "9" * 20 + " mm",
        "일" * 5000 + " 밀리",
        "구억" * 50 + " 밀리",
        "hundred " * 300 + "volts",
        "million " * 100 + "volts",
        "one " * 300 + "volts",
        "5개" + "이나" * 3000 + "뷁",
        "5" + "밀리" * 3000,
        "1/" * 2000 + " mm",
        "점" * 3000,
        "-" * 3000 + "5",
        "반" * 3000,
        "½" * 2000 + "inch",
        "İ" * 100 + " 40A",
        "ﷺ" * 50 + " 40A",
    ],
)
def test_hostile_text_is_read_at_once_and_gives_sane_numbers(text):
    for one in quantities(said(text)):
        assert abs(one.value) < 10**12


PIECES = (
    "사십 이 삼 점 백 만 오 한 두 반 영하 암페어 볼트 밀리 바퀴 번 째 개 로 40 3/8 -5 1½ A mm ° % "
    "three point two and a half quarter hundred twenty minus step turn turns amps of an"
)
TEXT = st.one_of(
    st.text(max_size=12),
    st.lists(st.sampled_from(PIECES.split()), max_size=6).map("".join),
    st.lists(st.sampled_from(PIECES.split()), max_size=6).map(" ".join),
)
WORDS = st.lists(st.tuples(TEXT, st.floats(0, 100), st.floats(0, 9)), max_size=8)


@settings(deadline=None)
@given(WORDS)
def test_any_words_are_read_without_harm(given_words):
    words = [Word(start_s=at, end_s=at + length, text=text) for text, at, length in given_words]
    for one in quantities(words):
        assert min(w.start_s for w in words) <= one.start_s
        assert one.end_s <= max(w.end_s for w in words)
        assert one.unit in units.UNITS
        assert one.text and one.text in " ".join(w.text for w in words)


@given(st.integers(1, 9999), st.sampled_from(["mm", "rpm", "kg", "%"]))
def test_digits_mean_what_they_say(value, unit):
    assert found(f"이제 {value}{unit}로") == [(value, unit)]
    assert found(f"about {value:,} {unit} of it") == [(value, unit)]


def sino(value: int) -> str:
    """A number below 100 million as it is read."""
    if value >= 10_000:
        above = sino(value // 10_000) if value >= 20_000 else ""
        return above + "만" + sino(value % 10_000)
    text = ""
    for size, name in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit = value // size % 10
        if digit:
            text += ("" if digit == 1 and name else "일이삼사오육칠팔구"[digit - 1]) + name
    return text


@given(st.integers(1, 99_999_999).filter(lambda value: value != 10_001))
def test_every_sino_korean_number_is_read_back(value):
    assert found(f"{sino(value)} 밀리미터") == [(value, "mm")]


ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
ONES += " fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def english(value: int) -> str:
    """A number below a million as it is read."""
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if value >= size:
            rest = f" {english(value % size)}" if value % size else ""
            return f"{english(value // size)} {name}{rest}"
    if value < 20:
        return ONES.split()[value]
    return TENS.split()[value // 10 - 2] + (f"-{ONES.split()[value % 10]}" if value % 10 else "")


@given(st.integers(0, 999_999))
def test_every_english_number_is_read_back(value):
    assert found(f"take {english(value)} millimeters") == [(value, "mm")]


def test_every_unit_can_be_said_by_each_of_its_names():
    for symbol, names in units.UNITS.items():
        for name in names:
            written = "A" if name == "a" else name + "s" * (name in units.VERBS)
            assert found(f"25 {written}") == [(25, symbol)]
