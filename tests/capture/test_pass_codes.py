"""Short codes: used once, for what they were given, in time, and never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session as Db
from sqlmodel import select, update

from capture.pass_codes import (
    LENGTH,
    LIFE_S,
    SIGNS,
    TRIES,
    WINDOW_S,
    Codes,
    Unknown,
    Waiting,
    spaced,
)
from capture.site import Site
from data_schemas.errors import Denied
from data_schemas.tables import PassCodeRow

# Every example goes on in the same site, under a purpose or a time of its own.
one_site = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


class Clock:
    """Seconds since some morning."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self, _db: Db | None = None) -> datetime:
        return datetime(2026, 1, 5, 8, tzinfo=UTC) + timedelta(seconds=self.now)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codes(site: Site, clock: Clock) -> Codes:
    return Codes(site, clock)


@pytest.fixture
def elsewhere(site: Site, clock: Clock) -> Iterator[Codes]:
    """The same site, opened by another web server."""
    opened = Site.open(site.settings)
    yield Codes(opened, clock)
    opened.close()


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


@one_site
@given(st.data())
def test_however_it_is_typed_it_fits(codes: Codes, data: st.DataObject) -> None:
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


@settings(one_site, max_examples=8)
@given(st.lists(st.floats(0, 30), min_size=20, max_size=60))
def test_never_more_than_ten_tries_in_any_minute(
    codes: Codes, elsewhere: Codes, clock: Clock, waits: list[float]
) -> None:
    """At two servers in turn: they count together."""
    clock.now += 10 * WINDOW_S
    looked: list[float] = []
    for number, wait in enumerate(waits):
        clock.now += wait
        try:
            (codes, elsewhere)[number % 2].redeem("pair", "AAAAAAAA")
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


def test_a_code_of_one_server_is_taken_at_another_one(codes: Codes, elsewhere: Codes) -> None:
    code = codes.give("camera", "ses-1")
    assert elsewhere.holds("camera", "ses-1")
    assert elsewhere.redeem("camera", code) == "ses-1" and not codes.holds("camera", "ses-1")
    with pytest.raises(Unknown):
        codes.redeem("camera", code)


def test_two_at_the_same_moment_are_let_in_once(codes: Codes, elsewhere: Codes) -> None:
    """At both servers at once."""
    code = codes.give("pair")

    def attempt(number: int) -> bool:
        try:
            (codes, elsewhere)[number % 2].redeem("pair", code)
        except Denied:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


def test_the_code_itself_is_kept_nowhere(codes: Codes) -> None:
    code = codes.give("pair")
    with codes._site.db() as db:
        held = repr([one.model_dump() for one in db.exec(select(PassCodeRow))])
    assert "'pair'" in held and code not in held + repr(vars(codes))


@pytest.mark.parametrize(
    "forged", [{"value": "ses-2"}, {"purpose": "pair"}, {"until": datetime(2030, 1, 1, tzinfo=UTC)}]
)
def test_who_edits_the_database_makes_nothing_of_a_code(
    codes: Codes, site: Site, clock: Clock, forged: dict[str, object]
) -> None:
    code = codes.give("camera", "ses-1")
    with site.db() as db:
        db.exec(update(PassCodeRow).values(**forged))
    clock.now = LIFE_S if "until" in forged else 0.0
    for purpose in ("camera", "pair"):
        with pytest.raises(Unknown):
            codes.redeem(purpose, code)


def test_it_is_shown_in_two_halves(codes: Codes) -> None:
    code = codes.give("pair")
    assert spaced(code) == f"{code[:4]}-{code[4:]}"
    codes.redeem("pair", spaced(code))
