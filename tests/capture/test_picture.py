"""One still picture from a browser: read as it is, or refused before a decoder sees it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.picture import (
    DAMAGED,
    MOST_BYTES,
    MOST_PIXELS,
    NO_JPEG,
    TOO_LARGE,
    TOO_WIDE,
    read_jpeg,
)
from data_schemas.errors import MediaError
from tests.capture.pictures import EOI, SOI, jpeg, scene, with_scans, with_size

WHOLE = jpeg()
PROGRESSIVE = jpeg(progressive=True)


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 0}, {"quality": 60}]
)
def test_a_picture_comes_back_as_it_was(options: dict[str, object]) -> None:
    image = read_jpeg(jpeg(**options))
    assert image.shape == (240, 320, 3) and image.dtype == np.uint8
    assert np.abs(image.astype(int) - scene().astype(int)).mean() < 8


def test_the_largest_that_is_taken_and_one_more() -> None:
    wide = np.zeros((16, MOST_PIXELS, 3), np.uint8)
    assert read_jpeg(jpeg(wide)).shape == (16, MOST_PIXELS, 3)
    with pytest.raises(MediaError, match="pixels either way"):
        read_jpeg(jpeg(np.zeros((16, MOST_PIXELS + 1, 3), np.uint8)))


def test_grey_pictures_have_three_channels() -> None:
    assert read_jpeg(jpeg(scene()[..., 0])).shape == (240, 320, 3)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", NO_JPEG),
        (b"GIF89a" + bytes(100), NO_JPEG),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", NO_JPEG),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', NO_JPEG),
        (SOI, NO_JPEG),
        (SOI + EOI, DAMAGED),
        (WHOLE + bytes(MOST_BYTES), TOO_LARGE),
        (with_size(WHOLE, 65_000, 65_000), TOO_WIDE),
        (with_size(PROGRESSIVE, 0, 240), TOO_WIDE),
        (with_size(WHOLE, 320, 0), TOO_WIDE),
        (with_scans(jpeg(scene(24, 32), progressive=True), 300), DAMAGED),
        (WHOLE[:-2] + WHOLE, DAMAGED),  # another picture inside
        (WHOLE.replace(b"\xff\xc0", b"\xff\xc3", 1), DAMAGED),  # lossless
        (WHOLE.replace(b"\xff\xc0", b"\xff\xc9", 1), DAMAGED),  # arithmetic
        (WHOLE[: WHOLE.index(b"\xff\xda")], DAMAGED),  # no picture in it
        (WHOLE[: WHOLE.index(b"\xff\xc0") + 4], DAMAGED),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(len(value)),
)
def test_what_is_no_such_picture_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(MediaError) as refused:
        read_jpeg(data)
    assert str(refused.value) == sentence


@given(st.integers(2, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
def test_damage_is_refused_or_read_and_nothing_else(at: int, junk: bytes) -> None:
    data = WHOLE[:at] + junk + WHOLE[at + len(junk) :]
    try:
        image = read_jpeg(data)
    except MediaError:
        return
    assert image.ndim == 3 and max(image.shape) <= MOST_PIXELS


@given(st.binary(max_size=300))
def test_any_bytes_behind_a_beginning_are_refused(junk: bytes) -> None:
    with pytest.raises(MediaError):
        read_jpeg(SOI + b"\xff" + junk)
