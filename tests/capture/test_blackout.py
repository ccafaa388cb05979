"""A recording written anew: black and silent in the cut, the same everywhere else, on its clock."""

import io

import av
import numpy as np
import pytest

from capture import blackout
from capture.blackout import black_out
from capture.media import Media
from capture.nal import length_prefixed, nal_length
from data_schemas.clock import Interval
from data_schemas.errors import MediaError
from tests.capture.clips import Recipe, clip

CUT = Interval(start_s=4.5, end_s=6.0)
TIMES = tuple(n / 30 for n in range(300))
TONE = ((0.0, 10.0),)
GROUPS = {"preset": "ultrafast", "g": "30", "bf": "3"}
OPEN = {**GROUPS, "x264-params": "open-gop=1"}


def made(cut=CUT, options=None, **recipe):
    """(before, after, what became of the rest)."""
    coding = tuple((options or {}).items())
    data = clip(Recipe(**{"times_s": TIMES, "tone_s": TONE, "coding": coding, **recipe}))
    out = io.BytesIO()
    kept = black_out(lambda: io.BytesIO(data), (cut,), out, lambda share: None)
    return Media(lambda: io.BytesIO(data)), Media(lambda: io.BytesIO(out.getvalue())), kept


def pictures(media):
    return [(second, frame.to_ndarray(format="rgb24")) for _, second, frame in media.decoded()]


def loudness(media, start_s, end_s):
    sound = np.concatenate(list(media.sound_within(Interval(start_s=start_s, end_s=end_s), 16_000)))
    return float(np.abs(sound).max())


CASES = {
    "phone": ("copied", {"audio": "aac", "options": GROUPS}),
    "open groups": ("encoded", {"audio": "aac", "options": OPEN}),
    "one long group": ("copied", {"audio": "aac"}),
    "matroska": ("copied", {"container": "matroska", "audio": "aac", "options": GROUPS}),
    "browser": ("copied", {"container": "webm", "video": "libvpx", "audio": "libopus"}),
    "browser vp9": ("copied", {"container": "webm", "video": "libvpx-vp9", "audio": "libopus"}),
    "on its side": ("copied", {"audio": "aac", "rotation": 90, "options": GROUPS}),
    "without sound": ("copied", {"options": GROUPS}),
    "old camera": ("encoded", {"container": "avi", "video": "mpeg4", "audio": "mp3", "ticks": 30}),
    "mpeg4": ("encoded", {"video": "mpeg4", "audio": "aac"}),
    "quicktime": ("encoded", {"container": "mov", "video": "mjpeg", "audio": "pcm_s16le"}),
}


@pytest.mark.parametrize(("kept", "recipe"), CASES.values(), ids=CASES)
def test_black_and_silent_inside_and_the_same_outside(kept, recipe):
    before, after, how = made(**recipe)
    assert how == kept
    info = after.info
    assert (info.width, info.height, info.rotation) == (
        before.info.width, before.info.height, before.info.rotation,
    )  # fmt: skip
    assert info.duration_s == pytest.approx(before.info.duration_s, abs=0.05)
    old, new = pictures(before), pictures(after)
    assert len(old) == len(new)
    for (at, was), (second, now) in zip(old, new, strict=True):
        assert second == pytest.approx(at, abs=0.0011)
        if CUT.contains(at):
            assert now.max() < 24, f"{at} is not black"
        else:
            assert np.abs(was.astype(int) - now).mean() < 12, f"{at} changed"
    if before.info.has_audio:
        assert loudness(after, CUT.start_s, CUT.end_s) < 1e-4
        for start_s, end_s in ((0.5, 4.2), (6.3, 9.5)):
            assert loudness(after, start_s, end_s) == pytest.approx(
                loudness(before, start_s, end_s), rel=0.02
            )


def test_what_no_cut_meets_is_copied_bit_by_bit():
    before, after, _ = made(options=GROUPS, audio="aac")
    same = [
        at
        for (at, was), (_, now) in zip(pictures(before), pictures(after), strict=True)
        if np.array_equal(was, now)
    ]
    assert all(at < 4.5 or at >= 6.0 for at in same)
    outside = [at for at in TIMES if at < 4.0 or at >= 6.0]
    assert set(np.round(outside, 3)) <= set(np.round(same, 3))


def test_a_damaged_splice_is_noticed_and_all_is_encoded(monkeypatch):
    """Where a decoder takes a copied group otherwise, the whole picture is written anew."""
    kept = blackout.Spliced._placed

    def broken(self, *given):
        packet = kept(self, *given)
        packet.pts += 1_000
        return packet

    monkeypatch.setattr(blackout.Spliced, "_placed", broken)
    _, after, how = made(options=GROUPS, audio="aac")
    assert how == "encoded"
    assert all(picture.max() < 24 for at, picture in pictures(after) if CUT.contains(at))


@pytest.mark.parametrize(
    ("container", "codec"), [("wav", "pcm_s16le"), ("mp3", "mp3"), ("ogg", "libopus"),
                             ("flac", "flac"), ("mp4", "aac")],
)  # fmt: skip
@pytest.mark.parametrize("cut", [(0.0, 1.0), (4.5, 6.0), (9.0, 12.0)])
def test_sound_alone_keeps_its_length_its_start_and_every_other_sample(container, codec, cut):
    part = Interval(start_s=cut[0], end_s=cut[1])
    before, after, _ = made(part, container=container, video=None, audio=codec)
    assert after.info.duration_s == pytest.approx(before.info.duration_s, abs=0.06)
    was, now = before.sound_array(48_000), after.sound_array(48_000)
    length = min(len(was), len(now))
    start, end = (min(length, round(edge * 48_000)) for edge in cut)
    assert not now[start:end].any()
    for a, b in ((0, start), (end, length)):
        assert np.abs(was[a:b] - now[a:b]).max(initial=0) < 1e-4


@pytest.mark.parametrize("cut", [(0.0, 0.4), (0.0, 10.0), (9.9, 30.0), (4.51, 4.52)])
def test_cuts_at_the_edges(cut):
    part = Interval(start_s=cut[0], end_s=cut[1])
    before, after, _ = made(part, options=GROUPS, audio="aac")
    shown = [(at, picture) for at, picture in pictures(after)]
    assert len(shown) == len(TIMES)
    dark = {round(at, 2) for at, picture in shown if picture.max() < 24}
    inside = {round(at, 2) for at in TIMES if part.contains(at)}
    # the picture that is still shown when the cut begins is black, too
    assert inside <= dark and len(dark) <= len(inside) + 2
    assert after.info.duration_s == pytest.approx(before.info.duration_s, abs=0.15)


def test_everything_else_in_the_file_is_left_out():
    """Subtitles, cover art and data of a camera may tell what was to be seen."""
    data = clip(Recipe(times_s=TIMES[:60], video="libvpx", container="webm"))
    with_words = io.BytesIO()
    with av.open(io.BytesIO(data)) as given, av.open(with_words, "w", format="matroska") as target:
        pairs = {one.index: target.add_stream_from_template(one) for one in given.streams}
        words = target.add_stream("ass")
        words.codec_context.subtitle_header = b"[Script Info]\n"
        for packet in given.demux():
            if packet.dts is not None:
                packet.stream = pairs[packet.stream.index]
                target.mux(packet)
        said = av.Packet(b"0,0,Default,,0,0,0,,SECRET WORDS")
        said.pts = said.dts = 100
        said.duration, said.time_base = 500, av.time_base and words.time_base
        said.stream = words
        target.mux(said)
    assert b"SECRET WORDS" in with_words.getvalue()
    out = io.BytesIO()
    black_out(
        lambda: io.BytesIO(with_words.getvalue()), (Interval(start_s=0.5, end_s=1.0),), out,
        lambda share: None,
    )  # fmt: skip
    assert b"SECRET WORDS" not in out.getvalue()


def test_what_cannot_be_read_writes_nothing():
    out = io.BytesIO()
    with pytest.raises(MediaError):
        black_out(lambda: io.BytesIO(b"no recording"), (CUT,), out, lambda share: None)
    assert out.getvalue() == b""


def test_units_after_their_lengths():
    config = bytes([1, 66, 0, 30, 0xFF])
    assert nal_length(config) == 4 and nal_length(b"") == 0
    assert nal_length(b"\x00\x00\x00\x01\x67") == 0
    data = b"\x00\x00\x00\x01\x67\x42\x00\x00\x01\x65\x88\x80"
    assert length_prefixed(data, 4) == b"\x00\x00\x00\x02\x67\x42\x00\x00\x00\x03\x65\x88\x80"
