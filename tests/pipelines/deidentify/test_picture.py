"""What is painted over is gone; hands at work are not; a drawn box goes with what is in it."""

from __future__ import annotations

import io

import numpy as np
import pytest

from capture.media import Media
from capture.proxy import ProxyOptions, make_proxy
from data_schemas.clock import TimeMap
from data_schemas.mask import BoxAt, Patch
from pipelines.deidentify.copy import Hidden, make_masked
from pipelines.deidentify.picture.follow import follow
from pipelines.deidentify.picture.hands import WorkingHands, area
from pipelines.deidentify.picture.paint import LUMA, Painter
from tests.pipelines.deidentify.made import (
    FPS,
    HEIGHT,
    WIDTH,
    film,
    hand_at,
    speckled,
    still_mask,
    track_of,
)

FACE = Patch(x=0.4, y=0.2, w=0.2, h=0.3)


def masked(media: Media, hidden: Hidden) -> Media:
    out = io.BytesIO()
    make_masked(media, hidden, out)
    data = out.getvalue()
    return Media(lambda: io.BytesIO(data))


def inner(image, patch: Patch, by: int = 4):
    """The pixels well inside of a patch: its rim is mixed with what lies beside by coding."""
    top, left = int(patch.y * HEIGHT) + by, int(patch.x * WIDTH) + by
    foot, right = int((patch.y + patch.h) * HEIGHT) - by, int((patch.x + patch.w) * WIDTH) - by
    return image[top:foot, left:right].astype(int)


def test_nothing_of_what_is_hidden_is_left_in_the_copy():
    """The first picture too, and in the place where another picture follows."""
    film_ = film([speckled(seed=n // 5) for n in range(20)])
    found = list(masked(film_, Hidden((still_mask(FACE),))).frames())
    assert len(found) == 20
    for frame in found:
        there = inner(frame.image, FACE)
        assert there.std() < 3.0 and abs(there.mean() - LUMA * 255 / 219) < 25
    outside = inner(found[3].image, Patch(x=0.0, y=0.6, w=0.3, h=0.3))
    assert outside.std() > 40


def test_whatever_lay_under_the_mask_gives_the_same_pixels_there():
    """Two recordings that differ only under the mask cannot be told apart by their copies."""
    one, other = speckled(), speckled()
    rows, columns = slice(60, 100), slice(140, 180)
    other[rows, columns] = 255 - other[rows, columns]
    copies = [
        list(masked(film([p] * 5), Hidden((still_mask(FACE),))).frames()) for p in (one, other)
    ]
    for a, b in zip(*copies, strict=True):
        assert np.abs(inner(a.image, FACE) - inner(b.image, FACE)).max() <= 2


def test_a_copy_that_may_leave_is_coded_finer_than_one_that_somebody_waits_for():
    """The same quality is asked of both."""
    moving = film([np.roll(speckled(), 3 * n, axis=1) for n in range(20)])
    soon = io.BytesIO()
    make_proxy(moving, soon, options=ProxyOptions(longest_px=WIDTH, max_fps=60, crf=24))
    fine = io.BytesIO()
    make_masked(moving, Hidden(), fine)
    assert len(fine.getvalue()) < 0.9 * len(soon.getvalue())


def test_a_mask_hides_only_in_its_own_time():
    film_ = film([speckled()] * FPS * 2)
    hidden = Hidden((still_mask(FACE, end_s=1.0),))
    stds = [inner(f.image, FACE).std() for f in masked(film_, hidden).frames()]
    assert max(stds[:FPS]) < 3 and min(stds[FPS:]) > 40


def test_masks_lie_on_the_recordings_clock_and_not_the_copys():
    film_ = film([speckled()] * FPS * 2)
    clock = TimeMap(proxy_s=(0.0,), source_s=(10.0,))
    late = still_mask(FACE, start_s=11.0, end_s=20.0, boxes=(BoxAt(at_s=11.0, box=FACE),))
    stds = [
        inner(f.image, FACE).std() for f in masked(film_, Hidden((late,), clock=clock)).frames()
    ]
    assert min(stds[:FPS]) > 40 and max(stds[FPS:]) < 3


def test_a_mask_that_hangs_over_the_edge_is_painted_as_far_as_there_is_a_picture():
    wide = Patch(x=-0.5, y=-0.5, w=0.7, h=0.7)
    (frame, *_) = masked(film([speckled()] * 3), Hidden((still_mask(wide),))).frames()
    assert inner(frame.image, Patch(x=0.0, y=0.0, w=0.2, h=0.2)).std() < 3


def test_colour_goes_with_the_light_of_a_masked_pixel_everywhere():
    colours = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    colours[..., 0] = 255
    odd = Patch(x=0.303, y=0.303, w=0.1, h=0.1)
    (frame, *_) = masked(film([colours] * 3), Hidden((still_mask(odd),))).frames()
    there = inner(frame.image, odd)
    assert np.abs(there[..., 0] - there[..., 2]).max() < 12


def test_no_point_of_a_working_hand_is_under_a_mask():
    hand = hand_at(0.5, 0.5)
    track = track_of(hand, wrists=(0.5, 0.5), face=(0.5, 0.2))
    painter = Painter((still_mask(FACE.grown(1.0)),), WorkingHands(track))
    hidden = painter.hidden(painter.at(0.5), 0.5, (HEIGHT, WIDTH))
    for x, y, _z in hand:
        assert not hidden[int(y * HEIGHT), int(x * WIDTH)]
    assert hidden[int(0.21 * HEIGHT), int(0.42 * WIDTH)]


def test_between_spread_fingers_the_mask_stays():
    hand = hand_at(0.5, 0.5, size=0.3)
    free = area([hand[:, :2].astype(float)], HEIGHT, WIDTH)
    tips = hand[[8, 12], :2].mean(axis=0)
    assert free is not None and free[int(tips[1] * HEIGHT), int(tips[0] * WIDTH)] == 0


def test_a_hand_that_the_model_only_imagines_on_a_face_bares_nothing():
    """The body's own wrists are elsewhere: what looks like a hand is none of its."""
    track = track_of(hand_at(0.5, 0.4), wrists=(0.2, 0.9), face=(0.5, 0.3))
    painter = Painter((still_mask(FACE),), WorkingHands(track))
    assert painter.hidden(painter.at(0.5), 0.5, (HEIGHT, WIDTH))[80:110, 140:180].all()


def test_where_nobody_is_seen_an_unsure_hand_bares_nothing():
    track = track_of(hand_at(0.5, 0.4))
    painter = Painter((still_mask(FACE),), WorkingHands(track))
    assert painter.hidden(painter.at(0.5), 0.5, (HEIGHT, WIDTH))[80:110, 140:180].all()


def test_a_mask_that_a_person_wants_over_hands_covers_them():
    track = track_of(hand_at(0.5, 0.4), wrists=(0.5, 0.4), face=(0.5, 0.1))
    painter = Painter((still_mask(FACE, over_hands=True),), WorkingHands(track))
    assert painter.hidden(painter.at(0.5), 0.5, (HEIGHT, WIDTH))[60:110, 140:180].all()


def sliding(step: float, count: int = 30, jump_at: int | None = None):
    """A badge full of detail that moves over a quiet wall; its true boxes beside the pictures."""
    badge, pictures, truth = speckled(60, 40, seed=5), [], []
    for n in range(count):
        x = int(40 + step * n + (60 if jump_at is not None and n >= jump_at else 0))
        picture = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
        picture[100:140, x : x + 60] = badge
        pictures.append(picture)
        truth.append(Patch(x=x / WIDTH, y=100 / HEIGHT, w=60 / WIDTH, h=40 / HEIGHT))
    return film(pictures), truth


def worst(found: tuple[BoxAt, ...], truth) -> float:
    mask = still_mask(FACE, boxes=found, start_s=found[0].at_s, end_s=99.0)
    boxes = [(mask.box_at(n / FPS + 1e-6), one) for n, one in enumerate(truth)]
    return min(box.iou(one) for box, one in boxes if box is not None)


@pytest.mark.parametrize("step", [0.0, 1.0, 4.0])
def test_a_drawn_box_goes_with_what_is_in_it(step):
    media, truth = sliding(step)
    found = follow(media, (BoxAt(at_s=0.0, box=truth[0]),), 2.0)
    assert worst(found, truth) > 0.8


def test_what_is_lost_in_a_jump_is_mended_by_drawing_it_again():
    media, truth = sliding(1.0, jump_at=15)
    first = BoxAt(at_s=0.0, box=truth[0])
    assert worst(follow(media, (first,), 2.0), truth) < 0.5
    again = (first, BoxAt(at_s=16 / FPS, box=truth[16]))
    found = follow(media, again, 2.0)
    assert worst(tuple(one for one in found if one.at_s >= 16 / FPS), truth) > 0.7


def test_a_box_round_nothing_stays_where_it_was_drawn():
    media = film([np.full((HEIGHT, WIDTH, 3), 90, np.uint8)] * FPS)
    found = follow(media, (BoxAt(at_s=0.0, box=FACE),), 1.0)
    assert {one.box for one in found} == {FACE}
