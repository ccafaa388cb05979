"""Figures of single pictures whose light and focus are known."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from pipelines.quality.checks import judge
from pipelines.quality.pictures import Seen, look, together
from tests.capture.pictures import scene


def codes(*images: np.ndarray) -> list[str]:
    check = judge(together([look(image, None) for image in images]))
    return [one.code for one in check.items if one.severity == "advice"]


def smeared(image: np.ndarray, by: float) -> np.ndarray:
    return gaussian_filter(image.astype(np.float32), (by, by, 0)).astype(np.uint8)


def test_a_sharp_well_lit_picture_is_well() -> None:
    assert codes(scene(720, 1280)) == []


@pytest.mark.parametrize("height", [240, 480, 720, 1080])
def test_a_blurred_one_is_found_at_every_size(height: int) -> None:
    image = scene(height, height * 4 // 3)
    assert codes(image) == []
    assert codes(smeared(image, 4.0 * max(1.0, height / 480))) == ["blurred"]


def test_dark_bright_and_flat() -> None:
    image = scene()
    assert codes((image * 0.08).astype(np.uint8))[0] == "dark"
    burnt = image.copy()
    burnt[:80] = 255
    assert codes(burnt) == ["bright"]
    assert codes((118 + image * 0.02).astype(np.uint8))[0] == "flat"


def test_one_colour_breaks_nothing() -> None:
    for level in (0, 128, 255):
        assert look(np.full((90, 120, 3), level, np.uint8), None).blur == 0.0


@given(st.integers(1, 40), st.integers(1, 40))
def test_pictures_of_any_size_have_figures(height: int, width: int) -> None:
    seen = look(
        np.random.default_rng(1).integers(0, 255, (height, width, 3)).astype(np.uint8), None
    )
    assert 0 <= seen.blur <= 1 and 0 <= seen.light <= 1 and 0 <= seen.burnt <= 1
    assert seen.hands is None and seen.face is None


class Drawn:
    """Stands where the models stand: points as they give them, drawn by the test."""

    def __init__(self, hands: list[list[tuple[float, float]]], face_at: float | None) -> None:
        self.hands, self.face_at = hands, face_at

    def look(self, _pixels: np.ndarray) -> tuple[object, object]:
        def point(x: float, y: float, visibility: float = 0.9) -> SimpleNamespace:
            return SimpleNamespace(x=x, y=y, visibility=visibility)

        body = [] if self.face_at is None else [[point(0.5, self.face_at)] * 33]
        hands = [[point(*xy) for xy in hand] for hand in self.hands]
        return SimpleNamespace(pose_landmarks=body), SimpleNamespace(hand_landmarks=hands)


def test_hands_and_face_are_counted_and_measured() -> None:
    whole, cut = [(0.4, 0.4), (0.6, 0.5)], [(0.9, 0.4), (0.995, 0.5)]
    seen = look(scene(), Drawn([whole, cut], 0.2))
    assert seen.hands == pytest.approx((0.2, 0.1)) and seen.cut and seen.face
    assert look(scene(), Drawn([whole], None)).face is False
    assert look(scene(), Drawn([whole], -0.1)).face is False  # above the picture's edge


def test_shares_are_of_the_pictures_in_which_it_was_looked_for() -> None:
    base = Seen(light=0.5, burnt=0, contrast=0.5, blur=0.3)
    seen = [replace(base, hands=(0.2,), face=True), replace(base, hands=(), face=False), base, base]
    found = together(seen)
    assert (found.hands, found.face, found.hands_cut, found.hand_size) == (0.5, 0.5, 0.0, 0.2)
    assert together([base]).hands is None
    assert together([]).light is None
