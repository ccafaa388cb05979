"""Short codes: used once, for what they were given, in time, and never guessed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.codes import LENGTH, LIFE_S, SIGNS, TRIES, WINDOW_S, Codes, Unknown, Waiting, spaced
from data_schemas.errors import Denied


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codes(clock: Clock) -> Codes:
    return Codes(clock)


def wrong(code: str) -> str:
    """Another code of the same form."""
    return ("A" if code[0] != "A" else "B") + code[1:]


def test_a_code_gives_its_value_once(codes: Codes) -> None:
    code = codes.give("camera", "ses-1")
    assert codes.redeem("camera", code) == "ses-1"
    with pytest.raises(Unknown):
        codes.redeem("camera", code)


def test_a_code_has_eight_signs_that_nobody_mistakes(codes: Codes) -> None:
    code = codes.give("pair")
    assert len(code) == LENGTH == 8 and set(code) <= set(SIGNS)
    assert not set("01OIL") & set(SIGNS) and len(set(SIGNS)) == len(SIGNS)


@given(st.data())
def test_however_it_is_typed_it_fits(data: st.DataObject) -> None:
    codes = Codes()
    code = codes.give("pair")
    typed = "".join(
        data.draw(st.sampled_from(["", " ", "-"])) + data.draw(st.sampled_from([s, s.lower()]))
        for s in code
    )
    codes.redeem("pair", typed)


def test_a_code_holds_for_its_own_purpose_only(codes: Codes) -> None:
    code = codes.give("camera", "ses-1")
    with pytest.raises(Unknown):
        codes.redeem("pair", code)
    assert codes.redeem("camera", code) == "ses-1"


def test_a_code_ends_after_ten_minutes(codes: Codes, clock: Clock) -> None:
    code = codes.give("pair")
    clock.now = LIFE_S - 0.001
    assert codes.holds("pair")
    clock.now = LIFE_S
    assert not codes.holds("pair")
    with pytest.raises(Unknown):
        codes.redeem("pair", code)


def test_a_new_code_takes_the_place_of_the_one_before(codes: Codes) -> None:
    old, other, new = codes.give("pair"), codes.give("pair", "page"), codes.give("pair")
    with pytest.raises(Unknown):
        codes.redeem("pair", old)
    assert codes.redeem("pair", new) == "" and codes.redeem("pair", other) == "page"


def test_a_code_can_be_taken_back(codes: Codes) -> None:
    code = codes.give("pair")
    codes.end("pair")
    with pytest.raises(Unknown):
        codes.redeem("pair", code)


def test_after_ten_wrong_codes_not_even_the_right_one_is_looked_at(
    codes: Codes, clock: Clock
) -> None:
    code = codes.give("pair")
    for second in range(TRIES):
        clock.now = float(second)
        with pytest.raises(Unknown):
            codes.redeem("pair", wrong(code))
    for at in (float(TRIES), WINDOW_S - 0.001):
        clock.now = at
        with pytest.raises(Waiting):
            codes.redeem("pair", code)
    clock.now = WINDOW_S
    assert codes.redeem("pair", code) == ""


def test_wrong_codes_count_over_all_purposes(codes: Codes) -> None:
    code = codes.give("pair")
    for number in range(TRIES):
        with pytest.raises(Unknown):
            codes.redeem(f"other-{number}", code)
    with pytest.raises(Waiting):
        codes.redeem("pair", code)


@given(st.lists(st.floats(0, 30), min_size=20, max_size=60))
def test_never_more_than_ten_tries_in_any_minute(waits: list[float]) -> None:
    clock = Clock()
    codes = Codes(clock)
    looked: list[float] = []
    for wait in waits:
        clock.now += wait
        try:
            codes.redeem("pair", "AAAAAAAA")
        except Waiting:
            continue
        except Unknown:
            looked.append(clock.now)
    for at in looked:
        assert sum(at <= other < at + WINDOW_S for other in looked) <= TRIES


@pytest.mark.parametrize("code", ["", "x" * 10_000, "\0", "ｱｱｱｱ", "2" * LENGTH, "\ud800"])
def test_what_is_no_code_is_refused_like_a_wrong_one(codes: Codes, code: str) -> None:
    codes.give("pair")
    with pytest.raises(Unknown):
        codes.redeem("pair", code)


def test_two_at_the_same_moment_are_let_in_once(codes: Codes) -> None:
    code = codes.give("pair")

    def attempt(_: int) -> bool:
        try:
            codes.redeem("pair", code)
        except Denied:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


def test_the_code_itself_is_kept_nowhere(codes: Codes) -> None:
    code = codes.give("pair")
    held = repr(vars(codes))
    assert "'pair'" in held and code not in held


def test_it_is_shown_in_two_halves(codes: Codes) -> None:
    code = codes.give("pair")
    assert spaced(code) == f"{code[:4]}-{code[4:]}"
    codes.redeem("pair", spaced(code))
