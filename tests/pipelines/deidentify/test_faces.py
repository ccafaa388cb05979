"""Two opinions on faces: brought together, followed, held over misses, padded."""

from __future__ import annotations

import io
from itertools import islice

import numpy as np
import pytest

from capture.media import Media, media_from_path
from data_schemas.errors import MediaError
from data_schemas.mask import BoxAt, Patch, PictureMask
from pipelines.deidentify.faces.centerface import CenterFace, Face
from pipelines.deidentify.faces.find import AT_ONCE, _searched, find_faces
from pipelines.deidentify.faces.heads import heads
from pipelines.deidentify.faces.looks import Sight, sights
from pipelines.deidentify.faces.path import Held, path, shortened
from pipelines.deidentify.faces.tracks import Track, tracks
from tests.conftest import ROOT
from tests.pipelines.deidentify.made import film, speckled, track_of

STEP_S = 1 / 3
DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"


def at(x: float, y: float = 0.3) -> Patch:
    return Patch(x=x, y=y, w=0.1, h=0.15)


def row(places, score=0.9, start=0) -> list[list[Sight]]:
    """A look each third of a second; None: nothing was seen in it."""
    return [
        [] if x is None else [Sight((start + n) * STEP_S, at(x), score, False)]
        for n, x in enumerate(places)
    ]


def test_the_head_of_a_body_lies_round_its_face_points():
    found = heads(track_of(None, face=(0.5, 0.4)))
    assert len(found) == 30
    box = found[0][1]
    for right, down in ((0.05, -0.03), (-0.05, -0.03), (0.015, 0.04), (0.0, -0.05)):
        assert box.x < 0.5 + right < box.x + box.w and box.y < 0.4 + down < box.y + box.h
    assert box.w < 0.25 and box.h < 0.35


def test_a_head_outside_of_the_picture_is_none():
    assert heads(track_of(None, face=(0.5, -0.2))) == []
    assert heads(track_of(None)) == []


def test_a_face_that_both_see_is_one_and_sure():
    (one,) = sights(1.0, (Face(at(0.3), 0.4),), at(0.31))
    assert one.sure and one.head and one.box.x == pytest.approx(0.3)
    assert one.box.x + one.box.w == pytest.approx(0.41)


def test_what_only_one_sees_stays_apart_and_is_no_sure_thing():
    found = sights(1.0, (Face(at(0.7), 0.4),), at(0.1))
    assert sorted(one.head for one in found) == [False, True]
    assert not any(one.sure for one in found)


def test_a_face_is_followed_over_a_miss():
    (one,) = tracks(row([0.1, 0.12, None, None, 0.18, 0.2]))
    assert [round(s.at_s / STEP_S) for s in one.sights] == [0, 1, 4, 5]


def test_two_people_who_pass_each_other_keep_their_tracks():
    left = [0.1 + 0.08 * n for n in range(10)]
    looks = [
        [
            Sight(n * STEP_S, at(x), 0.9, False),
            Sight(n * STEP_S, at(0.9 - x + 0.1, 0.5), 0.9, False),
        ]
        for n, x in enumerate(left)
    ]
    found = tracks(looks)
    assert len(found) == 2
    for one in found:
        assert len({sight.box.y for sight in one.sights}) == 1


def test_a_single_weak_hit_is_no_mask_but_three_are():
    assert not tracks(row([0.1], score=0.4))[0].holds
    assert tracks(row([0.1], score=0.55))[0].holds
    assert tracks(row([0.1, 0.1, 0.1], score=0.4))[0].holds


def covered(boxes: tuple[BoxAt, ...], second: float, face: Patch) -> bool:
    mask = PictureMask(
        id="m", recording="r", kind="face", origin="machine", boxes=boxes,
        start_s=boxes[0].at_s, end_s=boxes[-1].at_s,
    )  # fmt: skip
    box = mask.box_at(second)
    return box is not None and box.shared(face) >= 0.999 * face.w * face.h


def test_a_mask_begins_before_and_is_held_after_a_face_was_seen():
    (one,) = tracks(row([0.4, 0.4, 0.4], start=6))
    boxes = path(one, (), Held(), end_s=20.0)
    assert boxes[0].at_s == pytest.approx(1.5) and boxes[-1].at_s == pytest.approx(
        8 / 3 + 1, abs=1e-3
    )
    for second in np.arange(1.5, 3.6, 0.1):
        assert covered(boxes, float(second), at(0.4))


def test_somebody_who_walks_is_covered_all_the_way_also_where_they_were_missed():
    def place(second: float) -> float:
        return 0.1 + 0.2 * second

    seen = [place(n * STEP_S) if n not in (4, 5) else None for n in range(10)]
    (one,) = tracks(row(seen))
    boxes = path(one, (), Held(), end_s=20.0)
    for second in np.arange(0.0, 3.3, 0.05):
        assert covered(boxes, float(second), at(place(float(second))))


def test_between_two_looks_the_mask_goes_with_the_bodys_head():
    """A quick nod and back, of which the pictures that were searched show nothing."""
    first, second = Sight(0.0, at(0.4), 0.9, True), Sight(STEP_S, at(0.4), 0.9, True)
    nod = [(n / 15, at(0.4, 0.3 + (0.1 if n in (2, 3) else 0.0))) for n in range(6)]
    boxes = path(Track([first, second]), nod, Held(), end_s=9.0)
    assert covered(boxes, 2.5 / 15, at(0.4, 0.4))


def test_a_shortened_way_stays_near_the_long_one():
    rng = np.random.default_rng(3)
    places = np.cumsum(rng.normal(0, 0.004, 300)) + 0.4
    long = [BoxAt(at_s=n / 15, box=at(float(x))) for n, x in enumerate(places)]
    short = tuple(shortened(long))
    assert len(short) < 200
    mask = PictureMask(
        id="m", recording="r", kind="face", origin="machine", boxes=short, start_s=0, end_s=20
    )
    for one in long[:-1]:
        found = mask.box_at(one.at_s)
        assert found is not None and abs(found.x - one.box.x) <= 0.06 * one.box.w + 1e-9


@pytest.mark.weights
def test_the_network_finds_the_demo_experts_face_and_none_in_noise():
    frame = next(iter(media_from_path(DEMO).frames(1.0)))
    (best, *_others) = CenterFace().find(frame.image)
    middle = best.box.x + best.box.w / 2, best.box.y + best.box.h / 2
    assert middle == pytest.approx((0.51, 0.22), abs=0.06) and best.score > 0.5
    assert CenterFace(sure=0.6).find(speckled(640, 480)) == ()


@pytest.mark.weights
def test_faces_of_a_recording_are_masked_from_its_first_to_its_last_picture():
    pictures = [f.image for f in media_from_path(DEMO).frames(15.0) if f.time_s < 2.0]
    found = find_faces(film(pictures[:30]), None, "rec-1")
    assert found.looked_at == 6
    (mask,) = found.masks
    assert mask.start_s == 0.0 and mask.end_s == pytest.approx(2.0, abs=0.1)
    assert mask.origin == "machine" and mask.id.startswith("mask-")
    again = find_faces(film(pictures[:30]), None, "rec-1")
    assert [one.id for one in again.masks] == [mask.id]


@pytest.mark.weights
def test_a_picture_without_anybody_gives_no_mask():
    found = find_faces(film([speckled()] * 15), None, "rec-1")
    assert found.masks == () and found.looked_at == 3


def test_damage_is_told_in_a_sentence():
    from data_schemas.errors import MediaError

    with pytest.raises(MediaError):
        find_faces(Media(lambda: io.BytesIO(b"no film")), None, "rec-1")


@pytest.mark.weights
def test_pictures_searched_at_once_give_what_each_gives_alone_in_order():
    """More of them than are searched at a time, and each another one."""
    network = CenterFace()
    frames = list(islice(media_from_path(DEMO).frames(0.2), 2 * AT_ONCE + 1))
    assert len(frames) > AT_ONCE
    found = list(_searched(network, frames))
    assert found == [(frame.time_s, network.find(frame.image)) for frame in frames]


@pytest.mark.weights
def test_an_error_between_pictures_ends_the_search():
    def broken():
        yield next(media_from_path(DEMO).frames(1))
        raise MediaError("broken off")

    with pytest.raises(MediaError):
        list(_searched(CenterFace(), broken()))
