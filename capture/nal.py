"""The two ways in which H.264 marks where a unit ends: start codes, or lengths (ITU-T H.264 B,
ISO/IEC 14496-15)."""

from __future__ import annotations

import re

_START = re.compile(rb"\x00\x00(?:\x00)?\x01")


def nal_length(extradata: bytes | None) -> int:
    """Bytes of a length in packets beside this configuration record; 0 for start codes."""
    if not extradata or len(extradata) < 5 or extradata[0] != 1:
        return 0
    return (extradata[4] & 3) + 1


def length_prefixed(data: bytes, length: int) -> bytes:
    """Units that start codes part, each after its length in ``length`` bytes."""
    units = [unit.rstrip(b"\x00") for unit in _START.split(data)]
    return b"".join(len(unit).to_bytes(length, "big") + unit for unit in units if unit)
