"""The index before the media, and nothing readable on disk while it is unknown."""

from __future__ import annotations

import errno
import io
import os
import struct
import tempfile

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture import faststart
from capture.faststart import Spool, deliver
from capture.proxy import make_proxy
from data_schemas.errors import StorageFull
from tests.capture.clips import Recipe, clip
from tests.capture.flashes import Pipe
from tests.capture.test_proxy import of


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


@given(st.lists(st.binary(max_size=90_000), max_size=6), st.integers(0, 200_000))
def test_a_spool_gives_back_what_was_written(pieces, start):
    whole = b"".join(pieces)
    with Spool(in_memory=1000) as spool:
        for piece in pieces:
            assert spool.write(piece) == len(piece)
        assert spool.size == spool.tell() == len(whole)
        assert spool.read(start, start + 70_000) == whole[start : start + 70_000]


@given(st.integers(0, 60_000), st.binary(min_size=1, max_size=16))
def test_its_head_can_be_patched_and_writing_goes_on_at_the_end(at, patch):
    with Spool() as spool:
        spool.write(bytes(100_000))
        spool.seek(at)
        spool.write(patch)
        spool.seek(0, os.SEEK_END)
        spool.write(b"end")
        expected = bytearray(100_000) + b"end"
        expected[at : at + len(patch)] = patch
        assert spool.read(0, spool.size) == bytes(expected)


def test_its_tail_cannot_be_patched():
    with Spool() as spool:
        spool.write(bytes(100_000))
        spool.seek(70_000)
        with pytest.raises(ValueError, match="cannot be written at 70000"):
            spool.write(b"late")


def test_nothing_readable_reaches_the_disk(monkeypatch):
    """What lies in the temporary file is the sealed stream: no box, no text, no pattern."""
    files = []

    def temporary(**_):
        files.append(tempfile.TemporaryFile())  # noqa: SIM115
        return files[-1]

    monkeypatch.setattr(faststart.tempfile, "SpooledTemporaryFile", temporary)
    marker = b"a frame of somebody's hands " * 8000
    with Spool() as spool:
        spool.write(marker)
        spool.read(0, 10)
        files[0].seek(0)
        stored = files[0].read()
    assert len(stored) > 100_000
    assert b"hands" not in stored
    counts = np.bincount(np.frombuffer(stored, np.uint8), minlength=256)
    assert counts.max() < 1.3 * counts.mean()


def test_a_proxy_longer_than_memory_is_made_through_the_disk_and_leaves_nothing_there(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source = of(clip(Recipe(audio="aac", width=640, height=480)))
    usual, through_disk = Pipe(), Pipe()
    make_proxy(source, usual)
    monkeypatch.setattr(faststart.Spool.__init__, "__defaults__", (0,))
    make_proxy(source, through_disk)
    assert usual.data == through_disk.data
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_one_sentence_and_writes_nothing(monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            if self.tell() + len(data) > 45:  # the header of the sealed stream still fits
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    monkeypatch.setattr(faststart.tempfile, "SpooledTemporaryFile", lambda **_: Full())
    pipe = Pipe()
    with pytest.raises(StorageFull, match=r"temporary files: free some space.*\.$"):
        make_proxy(of(clip(Recipe(width=640, height=480))), pipe)
    assert not pipe.data


@pytest.mark.parametrize("wide", [False, True])
def test_offsets_move_with_the_media_even_past_four_gigabytes(wide):
    places = [48, 4096, 2**32 - 20] + ([2**40] if wide else [])
    table = struct.pack(f">II{len(places)}{'Q' if wide else 'I'}", 0, len(places), *places)
    leaf = box(b"co64" if wide else b"stco", table)
    inner = box(b"stbl", box(b"stts", bytes(8)) + leaf)
    moov = box(b"moov", box(b"mvhd", b"h" * 20) + box(b"trak", box(b"mdia", box(b"minf", inner))))
    moved = faststart._moved(moov, shift=1000)
    at = moved.index(b"co64") + 12
    assert list(np.frombuffer(moved[at:], ">u8")) == [place + 1000 for place in places]
    assert struct.unpack_from(">I", moved)[0] == len(moved)


def test_delivered_media_lie_where_the_index_says():
    with Spool() as spool:
        with av.open(spool, "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=30)
            stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
            for grey in (10, 120, 240):
                image = np.full((64, 64, 3), grey, np.uint8)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
            container.mux(stream.encode(None))
        pipe = Pipe()
        deliver(spool, pipe)
    means = [frame.image.mean() for frame in pipe.media().frames()]
    assert means == pytest.approx([10, 120, 240], abs=4)


@given(st.integers(0, 60_000), st.integers(0, 60_000), st.binary(min_size=1, max_size=16))
def test_its_end_can_be_patched_after_the_media_is_whole(media, at, patch):
    with Spool(in_memory=1000) as spool:
        spool.write(b"m" * media)
        spool.end_here()
        spool.write(bytes(60_000))
        spool.seek(media + at)
        spool.write(patch)
        expected = bytearray(b"m" * media + bytes(60_000))
        expected[media + at : media + at + len(patch)] = patch
        assert spool.size == len(expected)
        assert spool.read(0, spool.size) == bytes(expected)
        middle = media + at
        assert spool.read(max(0, middle - 5), middle + 5) == bytes(
            expected[max(0, middle - 5) : middle + 5]
        )


def test_the_index_of_a_long_recording_is_larger_than_the_muxers_own_buffer():
    """Two minutes of pictures: the muxer goes back in an index that it has half written."""
    times = tuple(i / 30 for i in range(3600))
    long = Recipe(width=64, height=48, times_s=times, audio="aac", tone_s=((0.0, 120.0),))
    recording = of(clip(long))
    out = io.BytesIO()
    make_proxy(recording, out)
    with av.open(io.BytesIO(out.getvalue())) as proxy:
        assert sum(1 for _ in proxy.decode(video=0)) >= 3600
