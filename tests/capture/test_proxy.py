"""The proxy: what any browser plays, on a clock that the time map ties to the recording's."""

from __future__ import annotations

import io
from itertools import pairwise

import av
import numpy as np
import pytest
from av.video.frame import PictureType
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.media import Media
from capture.proxy import ProxyOptions, make_proxy
from data_schemas.clock import TimeMap
from data_schemas.errors import Cancelled, MediaError, Tampered
from tests.capture.captions import CAPTION, captioned, carries
from tests.capture.clips import Recipe, clip
from tests.capture.flashes import Pipe, Scene, brightness, clicks, flash, flashes, scene


def proxy_of(media: Media, **options) -> tuple[Media, TimeMap]:
    pipe = Pipe()
    time_map = make_proxy(media, pipe, options=ProxyOptions(**options))
    return pipe.media(), time_map


def of(data: bytes) -> Media:
    return Media(lambda: io.BytesIO(data))


def steady(seconds: float, fps: float = 30) -> list[float]:
    return [i / fps for i in range(round(seconds * fps))]


def packets(media: Media, kind: str) -> list[av.Packet]:
    with av.open(media._open_source()) as container:
        stream = getattr(container.streams, kind)[0]
        return [p for p in container.demux(stream) if p.pts is not None]


# --- the picture -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"), [(30, 30), (24, 24), (25, 25), (60, 30), (12, 12), (2, 5)]
)
def test_pictures_come_at_a_constant_rate_near_the_sources(source, expected):
    proxy, _ = proxy_of(scene(Scene(steady(2, source), rate=source)))
    times = [float(p.pts * p.time_base) for p in packets(proxy, "video")]
    assert proxy.info.fps == pytest.approx(expected)
    assert times == pytest.approx([i / expected for i in range(len(times))], abs=1e-6)
    assert len(times) / expected == pytest.approx(2, abs=0.51 if source == 2 else 0.05)


def test_every_second_starts_with_a_key_frame_and_no_frame_refers_ahead():
    proxy, _ = proxy_of(scene(Scene(steady(4.5), grey=flash(1.3, 2.6))))
    found = packets(proxy, "video")
    assert [i for i, packet in enumerate(found) if packet.is_keyframe] == [0, 30, 60, 90, 120]
    assert all(packet.pts == packet.dts for packet in found)
    with av.open(proxy._open_source()) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        kinds = {frame.pict_type for frame in container.decode(video=0)}
        assert kinds == {PictureType.I, PictureType.P}


def test_a_rounded_clock_neither_doubles_nor_drops_pictures():
    """Matroska rounds to milliseconds, so frames lie up to half a one beside their ticks."""
    proxy, _ = proxy_of(scene(Scene(steady(2), grey=lambda s: 20 + 3 * round(s * 30))))
    greys = [grey for _, grey in brightness(proxy)]
    assert len(greys) == 60
    assert greys == pytest.approx([20 + 3 * i for i in range(60)], abs=2.5)


def test_a_variable_rate_shows_the_newest_frame_at_every_tick():
    times = [0.0, 0.03, 0.5, 0.51, 0.52, 0.9, 1.7, 1.75, 2.0]
    greys = {round(t * 1000): 20 + 25 * i for i, t in enumerate(times)}
    source = scene(Scene(times, grey=lambda s: greys[round(s * 1000)], rate=10))
    proxy, time_map = proxy_of(source)
    fps = proxy.info.fps
    for second, grey in brightness(proxy):
        newest = max(t for t in times if t <= second + 0.1 / fps + 1e-9)
        assert grey == pytest.approx(greys[round(newest * 1000)], abs=4), second
    assert time_map == TimeMap.identity()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((161, 121), (160, 120)),
        ((1920, 1080), (1280, 720)),
        ((1082, 1922), (720, 1280)),
        ((1278, 720), (1278, 720)),
        ((2000, 30), (1280, 18)),
    ],
)
def test_sizes_are_even_and_at_most_1280(size, expected):
    video = "libvpx" if size[0] % 2 else "libx264"
    recipe = Recipe(
        container="matroska", video=video, width=size[0], height=size[1], times_s=(0.0, 0.1)
    )
    proxy, _ = proxy_of(of(clip(recipe)))
    assert (proxy.info.width, proxy.info.height) == expected


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_rotated_recordings_stand_upright(rotation):
    source = of(clip(Recipe(rotation=rotation, width=320, height=180)))
    proxy, _ = proxy_of(source)
    assert proxy.info.rotation == 0
    assert (proxy.info.width, proxy.info.height) == (source.info.width, source.info.height)
    shown, truth = next(proxy.frames()).image, next(source.frames()).image
    assert np.abs(shown.astype(int) - truth).mean() < 8


def test_pictures_in_full_range_keep_their_brightness():
    source = scene(Scene(steady(0.5), grey=lambda _: 250, pixels="yuvj420p"))
    proxy, _ = proxy_of(source)
    assert brightness(proxy)[3][1] == pytest.approx(250, abs=3)


def test_captions_inside_the_pictures_stay_with_the_source():
    """Nobody has looked at them, and words that somebody takes back could be among them."""
    source = captioned(0.5)
    assert carries(source, CAPTION)
    pipe = Pipe()
    make_proxy(of(source), pipe)
    assert not carries(pipe.media()._open_source().read(), CAPTION)


# --- the sound -------------------------------------------------------------------------------


def test_a_recording_without_sound_gets_silence_as_long_as_its_picture():
    proxy, _ = proxy_of(of(clip(Recipe())))
    sound = proxy.sound_array()
    assert proxy.info.audio_codec == "aac"
    assert np.abs(sound).max() < 1e-3
    assert len(sound) / 16_000 == pytest.approx(1.0, abs=0.05)


def test_a_flash_and_a_click_stay_together_and_where_they_were():
    at = [0.5, 2.2, 4.9, 9.4]
    proxy, _ = proxy_of(scene(Scene(steady(10), flash(*at), at, [(0, 10)])))
    assert flashes(proxy) == pytest.approx(at, abs=0.04)
    assert clicks(proxy) == pytest.approx(at, abs=0.02)


def test_sound_that_starts_late_or_before_the_picture_stays_in_place():
    late, _ = proxy_of(scene(Scene(steady(3), flash(2.0), [2.0], [(1.5, 3)])))
    assert clicks(late) == pytest.approx([2.0], abs=0.02)
    early = scene(Scene([0.7 + t for t in steady(3)], flash(2.0), [2.0], [(0, 3.5)]))
    proxy, _ = proxy_of(early)
    assert clicks(proxy) == pytest.approx([1.3], abs=0.02)
    assert flashes(proxy) == pytest.approx([1.3], abs=0.04)


def test_the_last_picture_is_held_as_long_as_there_is_sound():
    proxy, _ = proxy_of(scene(Scene(steady(1), clicks_s=[2.5], sound_s=[(0, 3)])))
    assert clicks(proxy) == pytest.approx([2.5], abs=0.02)
    assert brightness(proxy)[-1][0] == pytest.approx(3 - 1 / 30, abs=0.04)


def test_sound_alone_becomes_sound_alone():
    source = scene(Scene([], clicks_s=[0.3, 1.8], sound_s=[(0, 2)]))
    proxy, time_map = proxy_of(source)
    assert not proxy.info.has_video and proxy.info.audio_codec == "aac"
    assert clicks(proxy) == pytest.approx([0.3, 1.8], abs=0.02)
    assert proxy.info.duration_s == pytest.approx(2, abs=0.15)
    assert time_map == TimeMap.identity()


# --- jumps -----------------------------------------------------------------------------------


def test_an_hour_in_which_nothing_was_recorded_is_left_out_and_mapped():
    times = [*steady(2, 10), *(3600 + t for t in steady(2, 10))]
    source = scene(Scene(times, flash(1.0, 3601.0), rate=10))
    proxy, time_map = proxy_of(source)
    first, second = flashes(proxy)
    assert proxy.info.duration_s == pytest.approx(4.9, abs=0.3)
    assert first == pytest.approx(1.0, abs=0.04)
    assert time_map.to_source(first) == pytest.approx(1.0, abs=0.04)
    assert time_map.to_source(second) == pytest.approx(3601.0, abs=0.1)
    assert time_map.to_proxy(3601.0) == pytest.approx(second, abs=0.1)
    assert time_map.to_proxy(1800.0) == pytest.approx(2.9, abs=0.15)


def test_after_a_cut_sound_and_picture_are_still_together():
    runs = [(0, 2), (40, 42), (90, 92)]
    times = [a + t for a, _ in runs for t in steady(2, 15)]
    at = [1.0, 41.0, 91.0]
    proxy, time_map = proxy_of(scene(Scene(times, flash(*at), at, runs, rate=15)))
    seen, heard = flashes(proxy), clicks(proxy)
    assert len(seen) == len(heard) == 3
    assert heard == pytest.approx(seen, abs=0.04)
    assert [time_map.to_source(s) for s in heard] == pytest.approx(at, abs=0.04)


def test_what_is_said_while_the_picture_stands_still_is_never_cut():
    times = [*steady(2, 10), *(30 + t for t in steady(1, 10))]
    proxy, time_map = proxy_of(scene(Scene(times, clicks_s=[17.0], sound_s=[(0, 31)], rate=10)))
    assert time_map == TimeMap.identity()
    assert clicks(proxy) == pytest.approx([17.0], abs=0.02)
    assert proxy.info.duration_s == pytest.approx(31, abs=0.2)


@pytest.mark.parametrize(("gap_s", "is_cut"), [(9.9, False), (10.4, True)])
def test_only_gaps_of_more_than_ten_seconds_are_cut(gap_s, is_cut):
    _, time_map = proxy_of(scene(Scene([0.0, 0.1, 0.1 + gap_s, 0.2 + gap_s], rate=10)))
    assert (time_map != TimeMap.identity()) == is_cut


@given(runs=st.lists(st.tuples(st.floats(0.0, 60.0), st.integers(1, 4)), min_size=1, max_size=4))
@settings(deadline=None, max_examples=15)
def test_the_map_leads_from_every_recorded_picture_to_the_proxy_and_back(runs):
    times: list[float] = []
    for gap_s, count in runs:
        start = round(times[-1] + 0.1 + gap_s, 3) if times else 0.0
        times += [round(start + i * 0.1, 3) for i in range(count)]
    proxy, time_map = proxy_of(scene(Scene(times, rate=10)), min_fps=5)
    for second in times:
        assert time_map.to_source(time_map.to_proxy(second)) == pytest.approx(second, abs=1e-6)
        assert time_map.to_proxy(second) <= proxy.info.duration_s + 1e-6
    end = time_map.to_proxy(times[-1])
    assert all(b >= a for a, b in pairwise(map(time_map.to_proxy, times)))
    assert end <= 12.0 * len(runs)


# --- how it is delivered ---------------------------------------------------------------------


def test_the_index_comes_before_the_media():
    proxy, _ = proxy_of(of(clip(Recipe(audio="aac"))))
    data = proxy._open_source().read()
    assert data[4:8] == b"ftyp"
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_same_recording_gives_the_same_bytes():
    made = [Pipe(), Pipe()]
    for pipe in made:
        make_proxy(of(clip(Recipe(audio="aac"))), pipe)
    assert made[0].data == made[1].data


def test_progress_rises_to_one():
    shares: list[float] = []
    make_proxy(of(clip(Recipe(audio="aac"))), Pipe(), shares.append)
    assert shares == sorted(shares) and shares[-1] == 1.0 and len(shares) > 10


@pytest.mark.parametrize("after", [0.0, 0.5, 0.95001])
def test_a_cancelled_proxy_leaves_nothing_playable(after):
    def stop(share: float) -> None:
        if share >= after:
            raise Cancelled("Stopped.")

    pipe = Pipe()
    with pytest.raises(Cancelled):
        make_proxy(scene(Scene(steady(3), sound_s=[(0, 3)])), pipe, stop)
    if after < 0.95:
        assert not pipe.data
    with pytest.raises(MediaError):
        assert pipe.media().info


def test_a_recording_whose_seal_breaks_half_way_leaves_nothing():
    data = scene(Scene(steady(20), sound_s=[(0, 20)]))._open_source().read()

    class Breaking(io.BytesIO):
        def read(self, size=-1):
            if len(data) // 2 < self.tell() < len(data) - 1000:
                raise Tampered("The stored bytes were changed.")
            return super().read(size)

    source = Media(lambda: Breaking(data))
    pipe = Pipe()
    with pytest.raises(Tampered):
        make_proxy(source, pipe)
    assert not pipe.data
