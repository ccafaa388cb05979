"""The cipher speaks Tink's format, reads at random, and notices every change."""

import io
import os
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.cipher import (
    CACHED_SEGMENTS,
    FIRST_PLAIN,
    HEADER,
    NEXT_PLAIN,
    SEGMENT,
    TAG,
    Encryptor,
    Reader,
)
from data_schemas.errors import Tampered

KEY = bytes(range(32))
AAD = b"sonmat/session/artifact"
SIZES = [
    0, 1, FIRST_PLAIN - 1, FIRST_PLAIN, FIRST_PLAIN + 1, NEXT_PLAIN,
    FIRST_PLAIN + NEXT_PLAIN - 1, FIRST_PLAIN + NEXT_PLAIN, FIRST_PLAIN + NEXT_PLAIN + 1,
    FIRST_PLAIN + 2 * NEXT_PLAIN + 12345,
]  # fmt: skip
LONG = os.urandom(FIRST_PLAIN + 2 * NEXT_PLAIN + 999)


def encrypted(plain: bytes, piece: int = 300_000) -> bytes:
    sink = io.BytesIO()
    with Encryptor(sink, KEY, AAD) as out:
        for start in range(0, len(plain), piece):
            out.write(plain[start : start + piece])
    return sink.getvalue()


SEALED = encrypted(LONG)


def reader(sealed: bytes, key: bytes = KEY, aad: bytes = AAD) -> Reader:
    return Reader(io.BytesIO(sealed), key, aad)


@pytest.fixture(scope="module")
def tink_primitive():  # type: ignore[no-untyped-def]
    """Tink's own implementation under the very same key."""
    import tink
    from tink import cleartext_keyset_handle, streaming_aead
    from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2

    streaming_aead.register()
    key = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(
        version=0,
        key_value=KEY,
        params=aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
            ciphertext_segment_size=SEGMENT, derived_key_size=32, hkdf_hash_type=common_pb2.SHA256
        ),
    )
    keyset = tink_pb2.Keyset(primary_key_id=1)
    keyset.key.add(
        key_data=tink_pb2.KeyData(
            type_url="type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey",
            value=key.SerializeToString(),
            key_material_type=tink_pb2.KeyData.SYMMETRIC,
        ),
        status=tink_pb2.ENABLED,
        key_id=1,
        output_prefix_type=tink_pb2.RAW,
    )
    handle = cleartext_keyset_handle.read(tink.BinaryKeysetReader(keyset.SerializeToString()))
    return handle.primitive(streaming_aead.StreamingAead)


@pytest.mark.parametrize("size", SIZES)
def test_tink_reads_what_we_write(tink_primitive, size):  # type: ignore[no-untyped-def]
    plain = os.urandom(size)
    with tink_primitive.new_decrypting_stream(io.BytesIO(encrypted(plain)), AAD) as stream:
        assert stream.read() == plain


@pytest.mark.parametrize("size", SIZES)
def test_we_read_what_tink_writes(tink_primitive, size):  # type: ignore[no-untyped-def]
    plain = os.urandom(size)
    sink = io.BytesIO()
    sink.close = lambda: None  # type: ignore[method-assign]
    with tink_primitive.new_encrypting_stream(sink, AAD) as stream:
        stream.write(plain)
    opened = reader(sink.getvalue())
    assert opened.size == size
    assert opened.read() == plain


@pytest.mark.parametrize("size", SIZES)
def test_size_on_disk_is_plaintext_plus_header_and_one_tag_a_segment(size: int) -> None:
    sealed = encrypted(b"\0" * size)
    segments = max(1, -(-len(sealed) // SEGMENT))
    assert len(sealed) == HEADER + size + segments * TAG


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(LONG) + 5), st.integers(0, 1_200_000)), max_size=6))
def test_random_access_returns_the_same_bytes_as_slicing(jumps: list[tuple[int, int]]) -> None:
    opened = reader(SEALED)
    for start, length in jumps:
        assert opened.seek(start) == start
        assert opened.read(length) == LONG[start : start + length]
        assert opened.tell() == max(start, min(start + length, len(LONG)))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 700_000), max_size=8))
def test_how_writes_are_cut_does_not_matter(pieces: list[int]) -> None:
    sink = io.BytesIO()
    written = b""
    with Encryptor(sink, KEY, AAD) as out:
        for length in pieces:
            part = LONG[:length]
            assert out.write(part) == length
            written += part
        assert out.tell() == len(written)
    assert reader(sink.getvalue()).read() == written


def test_it_behaves_like_a_file() -> None:
    opened = reader(SEALED)
    assert opened.readable() and opened.seekable()
    assert opened.seek(-10, io.SEEK_END) == len(LONG) - 10
    assert opened.read(100) == LONG[-10:]
    assert opened.read(1) == b""
    assert opened.seek(7) == 7
    assert opened.seek(3, io.SEEK_CUR) == 10
    with pytest.raises(ValueError, match="before the start"):
        opened.seek(-1)
    with pytest.raises(ValueError, match="whence"):
        opened.seek(0, 9)
    assert io.BufferedReader(reader(encrypted(b"one\ntwo\n"))).readlines() == [b"one\n", b"two\n"]


def test_closing_the_reader_closes_its_source() -> None:
    source = io.BytesIO(SEALED)
    with Reader(source, KEY, AAD) as opened:
        opened.read(1)
    assert source.closed
    with pytest.raises(ValueError, match="closed"):
        opened.read(1)


def test_small_sequential_reads_decrypt_each_segment_once() -> None:
    source = Counting(SEALED)
    opened = Reader(source, KEY, AAD)
    source.reads = 0
    while opened.read(64_000):
        pass
    # four segments, the last of which was already opened to prove the size
    assert source.reads == 3


def test_no_more_than_a_few_segments_are_held() -> None:
    opened = reader(encrypted(b"x" * (CACHED_SEGMENTS + 4) * SEGMENT))
    opened.read()
    assert len(opened._cache) == CACHED_SEGMENTS


def test_two_streams_of_the_same_bytes_differ() -> None:
    assert encrypted(b"same") != encrypted(b"same")


def test_the_writer_holds_no_more_than_a_segment() -> None:
    sink = io.BytesIO()
    out = Encryptor(sink, KEY, AAD)
    out.write(LONG)
    assert len(LONG) - sink.tell() <= SEGMENT


def test_an_exception_leaves_a_stream_that_does_not_open() -> None:
    sink = io.BytesIO()
    with pytest.raises(RuntimeError), Encryptor(sink, KEY, AAD) as out:
        out.write(LONG)
        raise RuntimeError
    with pytest.raises(Tampered):
        reader(sink.getvalue())
    with pytest.raises(ValueError, match="closed"):
        out.write(b"more")


def flip(position: int) -> Callable[[bytes], bytes]:
    def attack(sealed: bytes) -> bytes:
        return sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]

    return attack


OPENING = {
    "empty": lambda s: b"",
    "header only": lambda s: s[:HEADER],
    "half a header": lambda s: s[:20],
    "cut at a segment": lambda s: s[: 2 * SEGMENT],
    "cut after the first segment": lambda s: s[:SEGMENT],
    "cut inside a segment": lambda s: s[: 2 * SEGMENT + 500],
    "cut inside a tag": lambda s: s[:-1],
    "cut to less than a tag": lambda s: s[: 2 * SEGMENT + 5],
    "appended byte": lambda s: s + b"\0",
    "appended segment": lambda s: s + s[-SEGMENT:],
    "appended stream": lambda s: s + s,
    "last segment flipped": flip(len(SEALED) - 20),
    "salt flipped": flip(5),
    "nonce prefix flipped": flip(35),
    "header length flipped": flip(0),
    "segments in reverse": lambda s: (
        s[:HEADER] + s[2 * SEGMENT :] + s[SEGMENT : 2 * SEGMENT] + s[HEADER:SEGMENT]
    ),
}


@pytest.mark.parametrize("attack", OPENING.values(), ids=OPENING.keys())
def test_a_stream_changed_at_its_ends_does_not_open(attack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Tampered):
        reader(attack(SEALED))


@pytest.mark.parametrize("position", [HEADER, SEGMENT - 1, SEGMENT, 2 * SEGMENT - 1])
def test_a_flipped_byte_is_noticed_when_its_segment_is_read(position: int) -> None:
    opened = reader(flip(position)(SEALED))
    with pytest.raises(Tampered):
        opened.read()


def test_swapped_segments_are_noticed() -> None:
    sealed = encrypted(b"a" * FIRST_PLAIN + b"b" * NEXT_PLAIN + b"c" * NEXT_PLAIN + b"d")
    one, two, three = (sealed[i * SEGMENT : (i + 1) * SEGMENT] for i in (1, 2, 3))
    opened = reader(sealed[:SEGMENT] + two + one + three)
    assert opened.read(10) == b"a" * 10
    with pytest.raises(Tampered):
        opened.read()


def test_a_segment_of_another_stream_under_the_same_key_is_noticed() -> None:
    other = encrypted(LONG)
    opened = reader(SEALED[:SEGMENT] + other[SEGMENT : 2 * SEGMENT] + SEALED[2 * SEGMENT :])
    with pytest.raises(Tampered):
        opened.read()


@pytest.mark.parametrize("key, aad", [(KEY[::-1], AAD), (KEY, AAD + b"x"), (KEY, b"")])
def test_another_key_or_address_opens_nothing(key: bytes, aad: bytes) -> None:
    with pytest.raises(Tampered):
        reader(SEALED, key, aad)


def test_a_short_key_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Encryptor(io.BytesIO(), b"short", AAD)


class Counting(io.BytesIO):
    """Counts reads of ciphertext."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)
