"""Recordings as they come: dark, cut off, too slow, too fast, turned, torn. The rest is kept."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from functools import cache

import av
import numpy as np
import pytest

from capture.media import Media
from data_schemas.motion import NO_FRAME, Status
from pipelines.motion import Options, detect
from pipelines.motion.events import find_events
from pipelines.motion.report import report
from tests.pipelines.motion.footage import DEMO, pictures, recording, steady

pytestmark = pytest.mark.weights
EVERY = Options(fps=None)


@cache
def person() -> list[np.ndarray]:
    """20 pictures of a person at work with both hands in view."""
    return pictures(DEMO, 20, start_s=5.0)


def encoded(images: list[np.ndarray], times_s: list[float], turned: int = 0) -> bytearray:
    """H.264 in MP4, a key frame every five; ``turned`` as a phone that was held upright."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        stream.codec_context.options = {"g": "5", "bf": "0", "preset": "ultrafast", "crf": "18"}
        if turned:
            stream.set_display_rotation(turned)
        for image, second in zip(images, times_s, strict=True):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.time_base, frame.pts = Fraction(1, 1000), round(second * 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return bytearray(out.getvalue())


def media(data: bytes | bytearray) -> Media:
    return Media(lambda: io.BytesIO(bytes(data)))


def codes(track) -> set[str]:
    return {advice.code for advice in report(track, sound=True).advice}


def test_nobody_in_the_picture_is_a_track_and_an_advice():
    empty = [np.full((240, 320, 3), 128, np.uint8)] * 8
    track = detect(recording(empty, steady(8)))
    assert len(track) == 8 and {"hands", "body"} <= set(report(track, sound=True).missing)
    assert "no_hands" in codes(track) and find_events(track) == ()


def test_a_black_picture_is_called_dark():
    track = detect(recording([np.zeros((240, 320, 3), np.uint8)] * 8, steady(8)))
    assert {"no_hands", "dark"} <= codes(track)


def test_a_person_half_in_the_picture_is_followed_and_told_of():
    half = [np.ascontiguousarray(image[:, : image.shape[1] // 2]) for image in person()]
    track = detect(recording(half, steady(20)))
    seen = report(track, sound=True)
    assert 0 < seen.left + seen.right < 2  # one hand is cut away
    assert codes(track) & {"out_of_frame", "no_hands", "gloves"}


def test_five_frames_a_second_are_taken_as_they_are():
    track = detect(recording(person(), steady(20, fps=5.0)))
    assert np.diff(track.t_us).tolist() == pytest.approx([200_000] * 19)
    assert (track.frame != NO_FRAME).all() and track.hand_rate > 0.8


def test_of_240_frames_a_second_15_are_looked_at():
    images = [image for image in person() for _ in range(12)]
    track = detect(recording(images, steady(240, fps=240.0)))
    assert 14 <= len(track) <= 16
    assert (np.diff(track.t_us) > 60_000).all()


@pytest.mark.parametrize("turned", [90, -90])
def test_a_phone_held_upright_gives_the_track_of_the_upright_picture(turned):
    lying = [np.ascontiguousarray(np.rot90(image, -turned // 90)) for image in person()]
    upright, flagged = (
        detect(media(encoded(images, steady(20), turn)))
        for images, turn in ((person(), 0), (lying, turned))
    )
    assert flagged.info.width, flagged.info.height == person()[0].shape[1::-1]
    assert flagged.hand_rate == pytest.approx(upright.hand_rate, abs=0.15)
    apart = np.abs(flagged.pose_xyz[:, :1, :2] - upright.pose_xyz[:, :1, :2])
    assert np.nanmedian(apart) < 0.02


def test_times_that_jump_back_lose_those_frames_and_nothing_else():
    class Jumping(Media):
        """A camera whose clock was set back for three frames."""

        def decoded(self, fps=None, keys=False):
            frames = list(super().decoded(None))
            yield from self._timed(
                _at(frame, second - 0.5 if 8 <= number < 11 else second)
                for number, (_, second, frame) in enumerate(frames)
            )

    def _at(frame, second):
        frame.pts, frame.time_base = round(second * 1000), Fraction(1, 1000)
        return frame

    data = encoded(person(), steady(20))
    track = detect(Jumping(lambda: io.BytesIO(bytes(data))), EVERY)
    assert (np.diff(track.t_us) > 0).all()
    assert track.frame.tolist() == [*range(8), *range(11, 20)]


def test_a_picture_that_ends_before_its_sound_is_marked_to_the_end():
    source = recording(person()[:8], steady(8))
    longer = replace(source.info, duration_s=5.0)
    source.__dict__["info"] = longer
    track = detect(source)
    assert track.frame.tolist() == [*range(8), NO_FRAME, NO_FRAME]
    (hole,) = [event for event in find_events(track) if event.kind == "no_picture"]
    assert hole.start_s == pytest.approx(8 / 15, abs=0.05)
    assert hole.end_s == pytest.approx(5.0, abs=0.1)
    told = {advice.code: advice.share for advice in report(track, sound=True).advice}
    assert told["no_picture"] == pytest.approx(0.89, abs=0.03)


def torn(first: int, last: int) -> bytearray:
    """100 pictures of which the packets ``first`` to ``last`` are nothing but zeros."""
    images = person() * 5
    data = encoded(images, steady(100))
    with av.open(io.BytesIO(bytes(data))) as container:
        packets = [p for p in container.demux(video=0) if p.size]
        for packet in packets[first : last + 1]:
            data[packet.pos : packet.pos + packet.size] = bytes(packet.size)
    return data


def test_a_torn_frame_costs_itself_and_at_most_what_leant_on_it():
    track = detect(media(torn(42, 42)), EVERY)
    kept = set(track.frame.tolist())
    assert len(track) >= 42 and len(track) >= 95
    assert track.t_us[-1] == pytest.approx(99 / 15 * 1e6, abs=2000)
    assert not [event for event in find_events(track) if event.kind == "no_picture"]
    assert NO_FRAME not in kept


def test_a_torn_stretch_is_a_hole_with_edges_and_the_rest_is_kept():
    track = detect(media(torn(40, 59)), EVERY)
    (hole,) = [event for event in find_events(track) if event.kind == "no_picture"]
    assert (hole.start_s, hole.end_s) == pytest.approx((40 / 15, 60 / 15), abs=0.1)
    assert (track.t_us[track.frame != NO_FRAME] > 4.0e6 - 1).sum() == 40
    there = track.frame == NO_FRAME
    assert there.sum() == 2 and (track.left.status[there] == Status.MISSING).all()
    assert np.isnan(track.pose_xyz[there]).all() and np.isnan(track.picture_light[there]).all()
    rests = [event for event in find_events(track) if event.kind in ("pause", "hidden")]
    assert not [e for e in rests if e.start_s < hole.end_s - 0.2 and hole.start_s + 0.2 < e.end_s]
