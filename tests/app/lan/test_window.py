"""What the window shows: codes that can be read by a camera, and by a person."""

from __future__ import annotations

import io
import sys

import pytest
import segno

from app.lan.served import PAIR, Lan
from app.lan.terminal import Terminal, qr
from capture.pass_codes import Unknown, spaced, written

HALVES = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def window(lan: Lan, told: list[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return Terminal(lan, told.append)


def code_in(told: list[str]) -> str:
    found = [text for text in told if "Code " in text]
    return written(found[-1].split("Code ")[1].split(",")[0])


def test_the_blocks_are_the_modules_of_the_code() -> None:
    """Read back from the half blocks: light is a block, since most windows are dark."""
    text = "https://192.168.0.7:8501/pair#ABCDEFGH"
    rows = [[HALVES[sign] for sign in line] for line in qr(text).splitlines()]
    light = [list(half) for row in rows for half in zip(*row, strict=True)]
    wanted = [
        [1 - dark for dark in row] for row in segno.make(text, error="m").matrix_iter(border=2)
    ]
    assert light[: len(wanted)] == wanted


def test_colours_make_it_light_on_dark_in_any_window() -> None:
    plain, coloured = qr("x").splitlines(), qr("x", coloured=True).splitlines()
    assert coloured == [f"\x1b[97;40m{line}\x1b[0m" for line in plain]


def test_it_tells_both_addresses_the_number_and_a_code(
    window: Terminal, told: list[str], lan: Lan
) -> None:
    window.welcome()
    text = "\n".join(told)
    for part in (lan.app_url(), lan.trust_url(), "http://127.0.0.1:8503", lan.certificates.digest):
        assert part in text
    code = code_in(told)
    assert spaced(code) in text and qr(lan.pairing_url(code)) in text
    assert lan.codes.redeem(PAIR, code) == lan.window


def test_each_pairing_brings_a_new_code(window: Terminal, told: list[str], lan: Lan) -> None:
    window.welcome()
    first = code_in(told)
    lan.on_paired(lan.codes.redeem(PAIR, first))
    assert code_in(told) != first
    count = len([text for text in told if "Code " in text])
    lan.on_paired("page")
    assert len([text for text in told if "Code " in text]) == count


def test_enter_brings_a_new_code_in_place_of_the_old_one(
    window: Terminal, told: list[str], lan: Lan, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.welcome()
    first = code_in(told)
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    window._on_enter()
    assert code_in(told) != first
    with pytest.raises(Unknown):
        lan.codes.redeem(PAIR, first)


def test_a_window_without_these_signs_shows_the_address(
    window: Terminal, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    window.new_code()
    assert "█" not in told[-1] and "type the address" in told[-1] and code_in(told)
