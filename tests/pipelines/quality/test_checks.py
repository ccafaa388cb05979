"""The table against figures: what is said, in which order, and what is left unsaid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.advice import ADVICE, ALL_WELL, LOOKED_AT, NOTHING_TO_SAY, well
from data_schemas.quality import Levels, Measures
from pipelines.quality.checks import HOUR_BYTES, RULES, judge, with_levels

WELL = Measures(
    light=0.5, burnt=0.01, contrast=0.6, blur=0.3, hands=1.0, hands_cut=0.0, hand_size=0.15,
    face=1.0, sound_db=-25.0, voice_db=-20.0, snr_db=30.0, clipped=0.0, speech_share=0.5,
    room_h=20.0,
)  # fmt: skip


def codes(found: Measures, spoken: str = "ko") -> list[str]:
    return [one.code for one in judge(found, spoken).items if one.severity == "advice"]


def test_where_all_is_well_nothing_is_said() -> None:
    check = judge(WELL)
    assert check.advice is None and check.hands and check.face
    assert {one.code for one in check.items} == {rule.code for rule in RULES}
    assert well(check) == ALL_WELL


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("room", {"room_h": 0.99}),
        ("silent", {"sound_db": -120.0}),
        ("dark", {"light": 0.05}),
        ("bright", {"burnt": 0.4}),
        ("flat", {"contrast": 0.05}),
        ("blurred", {"blur": 0.75}),
        ("no_hands", {"hands": 0.2}),
        ("small_hands", {"hand_size": 0.03}),
        ("cut_hands", {"hands_cut": 0.8}),
        ("overload", {"clipped": 0.05}),
        ("soft", {"voice_db": -52.0}),
        ("loud", {"voice_db": -4.0}),
        ("noise", {"snr_db": 3.0}),
        ("nobody_speaks", {"speech_share": 0.0}),
        ("no_face", {"face": 0.0}),
    ],
)
def test_one_thing_amiss_is_the_one_thing_said(code: str, bad: dict[str, float]) -> None:
    check = judge(WELL.model_copy(update=bad))
    assert check.advice is not None and check.advice.code == code
    assert codes(WELL.model_copy(update=bad)) == [code]


def test_every_row_has_a_word_and_a_sentence_in_the_catalogues() -> None:
    assert {rule.code for rule in RULES} == set(LOOKED_AT)
    assert {rule.says for rule in RULES} == set(ADVICE)


def test_the_cause_is_said_before_what_follows_from_it() -> None:
    """In the dark no hand is found, and a full disk matters more than both."""
    dark = WELL.model_copy(update={"light": 0.02, "hands": 0.0, "face": 0.0})
    assert codes(dark) == ["dark", "no_hands", "no_face"]
    assert codes(dark.model_copy(update={"room_h": 0.1}))[0] == "room"


def test_what_was_not_looked_at_is_neither_well_nor_amiss() -> None:
    check = judge(Measures(sound_db=-30.0))
    assert [one.code for one in check.items] == ["silent"]
    assert check.hands is None and check.face is None
    assert well(check) == NOTHING_TO_SAY


@pytest.mark.parametrize(("spoken", "said"), [("ko", ["noise"]), ("en", []), ("xx", ["noise"])])
def test_korean_needs_a_clearer_voice_than_english(spoken: str, said: list[str]) -> None:
    assert codes(WELL.model_copy(update={"snr_db": 11.0}), spoken) == said


@given(st.floats(-120, 0), st.floats(-120, 0))
def test_levels_of_a_browser_say_nobody_speaks_or_judge_the_voice(loud: float, soft: float) -> None:
    found = with_levels(Measures(), Levels(level_db=loud, noise_db=soft), None)
    heard = {one.code for one in judge(found).items}
    assert ("nobody_speaks" in heard) != ({"soft", "loud", "noise"} <= heard)
    assert found.room_h is None


def test_the_smaller_of_two_disks_counts() -> None:
    levels = Levels(level_db=-20, noise_db=-60, free_bytes=HOUR_BYTES // 2)
    assert with_levels(Measures(), levels, 10 * HOUR_BYTES).room_h == 0.5
    assert with_levels(Measures(), levels, 0).room_h == 0.0
    assert with_levels(Measures(), None, 3 * HOUR_BYTES).room_h == 3.0
