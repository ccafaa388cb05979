"""Taking a recording in: what is accepted, what is refused in one sentence, and its clock."""

import io
import os
import struct
import zipfile

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.media import Limits, Media, media_from_path, sample_times
from data_schemas.errors import MediaError, Tampered
from tests.capture import clips
from tests.capture.clips import Recipe, clip


def media(data: bytes, limits: Limits | None = None) -> Media:
    return Media(lambda: io.BytesIO(data), limits)


def one_sentence(error: pytest.ExceptionInfo) -> str:
    text = str(error.value)
    assert text.endswith(".") and "\n" not in text and 20 < len(text) < 200
    return text


# --- what a recording is ---------------------------------------------------------------------


def test_facts_of_a_plain_recording():
    info = media(clip(Recipe(audio="aac"))).info
    assert (info.container, info.width, info.height, info.rotation) == ("mp4", 160, 120, 0)
    assert info.has_video and info.has_audio
    assert info.fps == pytest.approx(30)
    assert info.duration_s == pytest.approx(1.0, abs=0.05)
    assert info.audio_rate == clips.RATE and info.channels == 1


@pytest.mark.parametrize(
    ("container", "video", "audio", "name"),
    [
        ("mov", "libx264", "aac", "mp4"),
        ("matroska", "libx264", "flac", "matroska"),
        ("webm", "libvpx", "libopus", "matroska"),
        ("avi", "mpeg4", "libmp3lame", "avi"),
        ("ipod", None, "aac", "mp4"),
        ("wav", None, "pcm_s16le", "wav"),
        ("mp3", None, "libmp3lame", "mp3"),
        ("ogg", None, "libopus", "ogg"),
        ("flac", None, "flac", "flac"),
    ],
)
def test_every_container_of_the_whitelist_is_read(container, video, audio, name):
    recording = media(clip(Recipe(container, video, audio, ticks=30)))
    info = recording.info
    assert info.container == name
    assert (info.has_video, info.has_audio) == (video is not None, True)
    assert len(list(recording.frames())) == (30 if video else 0)
    sound = recording.sound_array()
    assert sound.dtype == np.float32 and len(sound) / 16_000 == pytest.approx(1.0, abs=0.06)
    middle = sound[4_000:12_000]
    assert np.sqrt((middle**2).mean()) == pytest.approx(0.4 / 2**0.5, rel=0.1)


def test_live_recording_of_a_browser_has_a_measured_duration_and_rate():
    info = media(clips.live()).info
    assert info.duration_s == pytest.approx(1.0, abs=0.05)
    assert info.fps == pytest.approx(30, rel=0.05)


def test_a_gif_has_pictures_and_no_sound():
    frames = [clips.corner_picture(64, 48, b) for b in (0, 90, 180)]
    from PIL import Image

    buffer = io.BytesIO()
    pictures = [Image.fromarray(f) for f in frames]
    pictures[0].save(buffer, "GIF", save_all=True, append_images=pictures[1:], duration=100)
    recording = media(buffer.getvalue())
    assert [f.time_s for f in recording.frames()] == pytest.approx([0, 0.1, 0.2])
    assert not recording.info.has_audio and len(recording.sound_array()) == 0


# --- frames ------------------------------------------------------------------------------------


def test_frames_are_upright_contiguous_rgb():
    frame = next(media(clip()).frames())
    assert frame.image.shape == (120, 160, 3) and frame.image.dtype == np.uint8
    assert frame.image.flags["C_CONTIGUOUS"]
    red, grey = frame.image[30, 40], frame.image[90, 120]
    assert red[0] > 230 and red[1] < 20 and grey.max() < 30


@pytest.mark.parametrize(
    ("rotation", "size", "red_at"),
    [(90, (160, 120), (120, 30)), (-90, (160, 120), (40, 90)), (180, (120, 160), (90, 120))],
)
def test_rotation_is_applied_counter_clockwise(rotation, size, red_at):
    recording = media(clip(Recipe(rotation=rotation)))
    frame = next(recording.frames())
    assert frame.image.shape[:2] == size
    assert (recording.info.height, recording.info.width) == size
    assert frame.image.flags["C_CONTIGUOUS"]
    assert frame.image[red_at][0] > 230 and frame.image[red_at][1] < 20


@pytest.mark.parametrize("width", [854, 162, 98])
def test_widths_that_are_no_multiple_of_32_are_not_sheared(width):
    frame = next(media(clip(Recipe(width=width, height=64))).frames())
    assert frame.image.shape == (64, width, 3)
    assert (frame.image[:24, : width // 2 - 8, 0] > 200).all()
    assert (frame.image[40:, :, 0] < 60).all()


def test_times_come_from_timestamps_not_from_counting():
    times = (0.0, 0.033, 0.5, 0.52, 2.0, 2.7)
    frames = list(media(clip(Recipe(container="matroska", times_s=times))).frames())
    assert [f.time_s for f in frames] == pytest.approx(times, abs=0.001)
    assert [f.index for f in frames] == list(range(6))


def test_zero_is_the_first_frame_whatever_the_container_says():
    times = tuple(5 + i / 10 for i in range(5))
    recording = media(clip(Recipe(container="matroska", times_s=times)))
    assert [f.time_s for f in recording.frames()] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert recording.info.duration_s == pytest.approx(0.45, abs=0.06)


def test_sampling_takes_the_first_frame_at_or_after_each_tick():
    times = (0.0, 0.05, 0.12, 0.19, 0.45, 0.47, 0.51)
    frames = media(clip(Recipe(container="matroska", times_s=times))).frames(fps=10)
    assert [f.index for f in frames] == [0, 2, 4, 6]


def test_halving_the_rate_takes_every_second_frame_in_spite_of_rounded_times():
    times = tuple(i / 30 for i in range(60))
    frames = media(clip(Recipe(container="matroska", times_s=times))).frames(fps=15)
    assert [f.index for f in frames] == list(range(0, 60, 2))


@given(
    st.lists(st.floats(0.001, 0.5), min_size=1, max_size=80),
    st.floats(1, 60),
)
def test_sampling_never_gives_more_than_the_rate_and_misses_no_tick(steps, fps):
    times = np.cumsum([0.0, *steps])
    chosen = [t for _, t, _ in sample_times(((i, t, None) for i, t in enumerate(times)), fps, 0)]
    ticks = [int(t * fps + 1e-9) for t in chosen]
    assert len(set(ticks)) == len(ticks)
    for tick in {int(t * fps) for t in times}:
        at_or_after = [t for t in times if t >= tick / fps]
        assert at_or_after[0] in chosen


# --- sound ---------------------------------------------------------------------------------------


def loud(sound: np.ndarray, second: float) -> bool:
    at = int(second * 16_000)
    return bool(np.abs(sound[at : at + 320]).max() > 0.2)


def test_late_sound_is_padded_with_silence():
    recording = media(clip(Recipe(container="matroska", audio="pcm_s16le", tone_s=((0.5, 1.5),))))
    sound = recording.sound_array()
    assert recording.info.audio_start_s == pytest.approx(0.5, abs=0.002)
    assert not loud(sound, 0.45) and loud(sound, 0.52)
    assert len(sound) / 16_000 == pytest.approx(1.5, abs=0.02)


def test_early_sound_is_cut_at_the_first_frame():
    times = tuple(1 + i / 30 for i in range(30))
    recipe = Recipe(
        container="matroska", audio="pcm_s16le", times_s=times, tone_s=((0.0, 0.8), (1.2, 2))
    )
    recording = media(clip(recipe))
    sound = recording.sound_array()
    assert recording.info.audio_start_s == pytest.approx(-1.0, abs=0.002)
    assert not loud(sound, 0.1) and loud(sound, 0.25)
    assert len(sound) / 16_000 == pytest.approx(1.0, abs=0.02)


def test_gaps_in_the_sound_are_silence_and_nothing_shifts():
    recipe = Recipe(
        container="matroska", video=None, audio="pcm_s16le", tone_s=((0.0, 1.0), (3.0, 4.0))
    )
    sound = media(clip(recipe)).sound_array()
    assert loud(sound, 0.9) and not loud(sound, 1.1) and not loud(sound, 2.9) and loud(sound, 3.01)
    assert len(sound) / 16_000 == pytest.approx(4.0, abs=0.02)


def test_sound_only_recording_starts_at_its_first_sample():
    recipe = Recipe(container="matroska", video=None, audio="flac", tone_s=((2.0, 3.0),))
    recording = media(clip(recipe))
    assert recording.info.audio_start_s == 0
    assert loud(recording.sound_array(), 0.0)


def test_chunks_join_to_the_whole():
    recording = media(clip(Recipe(audio="aac")))
    assert np.array_equal(np.concatenate(list(recording.sound())), recording.sound_array())


def test_iterators_are_independent_and_files_are_closed():
    opened = []

    def open_source():
        opened.append(io.BytesIO(data))
        return opened[-1]

    data = clip(Recipe(audio="aac"))
    recording = Media(open_source)
    assert not opened
    frames, again, sound = recording.frames(), recording.frames(), recording.sound()
    first = [next(frames).index, next(again).index, len(next(sound)) > 0, next(frames).index]
    assert first == [0, 0, True, 1]
    for iterator in (frames, again, sound):
        iterator.close()
    assert all(file.closed for file in opened)


# --- what is refused -----------------------------------------------------------------------------


def zip_archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("movie.mp4", clip())
    return buffer.getvalue()


def subtitles_only() -> bytes:
    import av

    buffer = io.BytesIO()
    source = av.open(io.BytesIO(b"1\n00:00:00,000 --> 00:00:01,000\nhello\n\n"), format="srt")
    with av.open(buffer, "w", format="matroska") as out:
        stream = out.add_stream_from_template(source.streams[0])
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    return buffer.getvalue()


def many_streams() -> bytes:
    import av

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as out:
        streams = [out.add_stream("pcm_s16le", rate=8000, layout="mono") for _ in range(12)]
        for stream in streams:
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
            frame.sample_rate = 8000
            out.mux(stream.encode(frame))
    return buffer.getvalue()


def empty_wav() -> bytes:
    fmt = struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
    chunks = b"fmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", 0)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


HOSTILE = {
    "empty": (lambda: b"", "empty"),
    "text": (lambda: b"this is a note, not a film\n" * 50, "not a recording"),
    "ffconcat": (lambda: b"ffconcat version 1.0\nfile other.webm\n", "playlist"),
    "ffconcat after blanks": (lambda: b"\xef\xbb\xbf\n ffconcat version 1.0\nfile x\n", "playlist"),
    "hls": (lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n", "playlist"),
    "dash": (lambda: b'<?xml version="1.0"?><MPD></MPD>', "not a recording"),
    "zip": (zip_archive, "zip"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "picture"),
    "noise": (lambda: os.urandom(4096).replace(b"\xff", b"\0")[:4096], "not a recording"),
    "no stream": (subtitles_only, "neither picture nor sound"),
    "no frames": (lambda: clip(Recipe(times_s=())), "neither picture nor sound"),
    "no samples": (empty_wav, "content|cannot be opened"),
    "ten hours, mp4": (clips.ten_hours_mp4, "longer than the 8 hours"),
    "ten hours, webm": (clips.ten_hours_webm, "longer than the 8 hours"),
    "huge picture, mp4": (clips.huge_picture_mp4, "100 million pixels"),
    "huge picture, webm": (clips.huge_picture_webm, "100 million pixels"),
    "1000 fps, mp4": (
        lambda: clip(Recipe(fps=1000, times_s=tuple(i / 1000 for i in range(50)))),
        "1000 pictures a second",
    ),
    "1000 fps, mkv": (
        lambda: clip(
            Recipe("matroska", "mjpeg", fps=1000, times_s=tuple(i / 1000 for i in range(50)))
        ),
        "1000 pictures a second",
    ),
    "streams": (many_streams, "12 streams"),
    "timestamps of days": (
        lambda: clip(Recipe(container="matroska", times_s=(0.0, 1.0, 200_000.0))),
        "longer than the 8 hours",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_one_sentence(name, capfd):
    make, reason = HOSTILE[name]
    data = make()
    with pytest.raises(MediaError, match=reason) as error:
        media(data).check()
    one_sentence(error)
    assert capfd.readouterr() == ("", ""), "FFmpeg must not write to the terminal"


def test_a_really_huge_picture_is_refused_before_it_is_decoded():
    data = clip(Recipe("matroska", "mjpeg", width=12_000, height=8_400, times_s=(0.0,)))
    with pytest.raises(MediaError, match="101 million pixels"):
        media(data).check()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.999])
@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(audio="aac"),
        Recipe(audio="aac", options=(("movflags", "faststart"),)),
        Recipe(audio="aac", options=(("movflags", "frag_keyframe+empty_moov"),)),
        Recipe(container="matroska", audio="flac"),
        Recipe(container="webm", video="libvpx", audio="libopus"),
        Recipe(container="webm", video="libvpx", audio="libopus", options=(("live", "1"),)),
        Recipe(container="avi", video="mpeg4", ticks=30),
        Recipe(container="wav", video=None, audio="pcm_s16le", tone_s=((0, 3),)),
        Recipe(container="flac", video=None, audio="flac", tone_s=((0, 30),)),
        Recipe(container="mp3", video=None, audio="libmp3lame", tone_s=((0, 3),)),
        Recipe(container="ogg", video=None, audio="libopus", tone_s=((0, 3),)),
    ],
    ids=lambda r: f"{r.container} {' '.join(v for _, v in r.options)}",
)
def test_a_cut_recording_is_recognised(recipe, share):
    data = clip(recipe)
    media(data).check()
    if recipe.container == "flac" and share > 0.95:
        pytest.skip("FLAC says nothing about less than its last second")
    with pytest.raises(MediaError) as error:
        media(data[: int(len(data) * share)]).check()
    one_sentence(error)


def test_our_own_recorder_may_hand_in_a_live_recording_that_ends_early():
    data = clips.live()
    recording = media(data[: int(len(data) * 0.8)], Limits(allow_cut=True))
    assert 5 < len(list(recording.frames())) < 30


def test_a_playlist_never_reads_the_file_it_names(tmp_path):
    (tmp_path / "other.mp4").write_bytes(clip())
    playlist = tmp_path / "innocent.mp4"
    playlist.write_text("ffconcat version 1.0\nfile other.mp4\n")
    with pytest.raises(MediaError, match="playlist"):
        media_from_path(playlist).check()


def test_limits_are_settings():
    data = clip(Recipe(audio="aac"))
    for limits in (
        Limits(duration_s=0.5),
        Limits(size=100),
        Limits(streams=1),
        Limits(pixels=100),
        Limits(fps=10),
        Limits(audio_rate=8000),
    ):
        with pytest.raises(MediaError):
            media(data, limits).check()


def torn(recipe: Recipe, kind: str, share: tuple[float, float]) -> bytes:
    """A clip whose packets in ``share`` of one stream are zeros."""
    data = bytearray(clip(recipe))
    with av.open(io.BytesIO(bytes(data))) as container:
        packets = [p for p in container.demux(**{kind: 0}) if p.size]
    for packet in packets[slice(*(round(s * len(packets)) for s in share))]:
        data[packet.pos : packet.pos + packet.size] = bytes(packet.size)
    return bytes(data)


EVERY_KEY = Recipe(video="mjpeg", container="mov", audio="aac")


def test_damage_in_the_middle_costs_the_frames_that_it_hit():
    whole = [frame.time_s for frame in media(clip(EVERY_KEY)).frames()]
    kept = [frame.time_s for frame in media(torn(EVERY_KEY, "video", (0.4, 0.6))).frames()]
    assert set(kept) < set(whole) and len(kept) == pytest.approx(0.8 * len(whole), abs=2)
    assert max(kept) == max(whole)


def test_damaged_sound_shifts_nothing():
    whole = media(clip(EVERY_KEY)).sound_array()
    kept = media(torn(EVERY_KEY, "audio", (0.4, 0.6))).sound_array()
    assert len(kept) == pytest.approx(len(whole), abs=1600)
    loud = np.abs(kept) > 0.1
    assert loud[:4000].any() and loud[-6000:].any()


def test_a_recording_that_is_mostly_damage_is_refused_in_one_sentence():
    with pytest.raises(MediaError) as error:
        list(media(torn(EVERY_KEY, "video", (0.1, 0.95))).frames())
    one_sentence(error)


def test_a_broken_seal_is_not_mistaken_for_a_bad_recording():
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 1000:
                raise Tampered("The stored bytes are not what was written: restore the backup.")
            return super().read(size)

    data = clip(Recipe(container="matroska", width=640, height=480))
    with pytest.raises(Tampered):
        list(Media(lambda: Broken(data)).frames())


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(MediaError) as error:
        media_from_path(tmp_path / "nothing.mp4")
    assert str(tmp_path) not in one_sentence(error)


@pytest.mark.parametrize("live", ["0", "1"])
def test_a_damaged_matroska_file_does_not_lose_its_rest_silently(live):
    recipe = Recipe(container="matroska", audio="pcm_s16le", options=(("live", live),))
    data = bytearray(clip(recipe))
    block = data.index(b"\xa3", len(data) // 2)
    while data[block + 1] & 0xF0 not in (0x10, 0x40):  # a block of ordinary size begins here
        block = data.index(b"\xa3", block + 1)
    data[block : block + 600] = bytes(600)
    with pytest.raises(MediaError, match="damaged"):
        media(bytes(data)).check()
