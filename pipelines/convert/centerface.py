"""CenterFace as a network for pictures of any size.

The published file fixes its input to ten pictures of 32 x 32, though nothing in the network asks
for it, and the runtime holds it to that. Only the declared sizes are written anew, no weight: what
is changed are a few bytes of a protocol buffer (its encoding and ONNX's field numbers are public).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

Edit = Callable[[bytes], bytes]
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
# ModelProto.graph, GraphProto.input and .output; ValueInfoProto.name and its way to the sizes.
_GRAPH, _INPUT, _OUTPUT, _NAME = 7, 11, 12, 1
_SIZES = (2, 1, 2, 1)
_DIM_PARAM = 2
_CHANNELS = 2  # the second size stays
_OPEN = frozenset({b"input.1", b"537", b"538", b"539", b"540"})


def convert(raw: Path, out: Path) -> str:
    """Write ``model.onnx``; returns the SHA-256 of it."""
    data = raw.read_bytes()
    for ends in (_INPUT, _OUTPUT):
        data = _edited(data, (_GRAPH, ends), _opened)
    (out / "model.onnx").write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def digest_of(made: Path) -> str:
    """What ``convert`` returned, of what lies there now."""
    return hashlib.sha256((made / "model.onnx").read_bytes()).hexdigest()


def _opened(info: bytes) -> bytes:
    """An input or output whose sizes have names instead of numbers."""
    name = next(value for number, _, value in _fields(info) if number == _NAME)
    if bytes(name) not in _OPEN:
        return info
    count = 0

    def named(size: bytes) -> bytes:
        nonlocal count
        count += 1
        if count == _CHANNELS:
            return size
        return _field(_DIM_PARAM, _BYTES, name.replace(b".", b"_") + b"_%d" % count)

    return _edited(info, _SIZES, named)


def _edited(message: bytes, path: tuple[int, ...], edit: Edit) -> bytes:
    """The message with ``edit`` applied to every part that ``path`` of field numbers leads to."""
    if not path:
        return edit(message)
    parts = []
    for number, form, value in _fields(message):
        if number == path[0] and form == _BYTES:
            value = _edited(value, path[1:], edit)
        parts.append(_field(number, form, value))
    return b"".join(parts)


def _fields(message: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(number, form, value) of each field; a number is kept as it was written."""
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        number, form = key >> 3, key & 7
        start = at
        if form == _BYTES:
            length, start = _number(message, at)
            at = start + length
        elif form == _VARINT:
            at = _number(message, at)[1]
        elif form in (_FIXED32, _FIXED64):
            at += 4 if form == _FIXED32 else 8
        else:
            raise ValueError(f"a field of form {form} is not known")
        yield number, form, message[start:at]


def _field(number: int, form: int, value: bytes) -> bytes:
    length = _varint(len(value)) if form == _BYTES else b""
    return _varint(number << 3 | form) + length + value


def _number(message: bytes, at: int) -> tuple[int, int]:
    """A number at a place, and where it ends."""
    value = shift = 0
    while True:
        value |= (message[at] & 127) << shift
        shift += 7
        at += 1
        if message[at - 1] < 128:
            return value, at


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
