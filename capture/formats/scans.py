"""Scans of signed paper forms and drawn signatures: looked at, never decoded, kept as they are.

A scan is handed out as a file of its kind and never shown as a page, so what is refused here is
what could act on whoever opens it.
"""

from __future__ import annotations

import re
import struct

from data_schemas.errors import InputError

SCAN_LIMIT = 20 << 20
SIGNATURE_LIMIT = 256 << 10
SIDE_LIMIT = 20_000
PIXELS_LIMIT = 120_000_000
SIGNATURE_SIDE = 4_000

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
PDF = b"%PDF-"
# What runs, opens something else or carries another file along; no scanner writes these.
ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToR|GoToE)\b"
)
ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
# Start-of-frame markers of JPEG, which hold the size; 0xC4, 0xC8 and 0xCC are other things.
SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check_scan(data: bytes) -> str:
    """Mime type of a scan (JPEG, PNG or PDF). Raises InputError for anything else."""
    if not 0 < len(data) <= SCAN_LIMIT:
        raise InputError(f"A scan may have up to {SCAN_LIMIT >> 20} MB: scan it again, smaller.")
    if data.startswith(PNG):
        _check_size(*_png_size(data))
        return "image/png"
    if data.startswith(JPEG):
        _check_size(*_jpeg_size(data))
        return "image/jpeg"
    if data.startswith(PDF):
        _check_pdf(data)
        return "application/pdf"
    raise InputError("A scan must be a JPEG, PNG or PDF file: save it as one of these.")


def check_signature(data: bytes) -> None:
    """Raises InputError unless ``data`` is a small PNG picture, as our own pad draws it."""
    if not data.startswith(PNG) or len(data) > SIGNATURE_LIMIT:
        raise _broken("signature")
    if max(_png_size(data)) > SIGNATURE_SIDE:
        raise _broken("signature")


def _png_size(data: bytes) -> tuple[int, int]:
    if len(data) < 45 or data[12:16] != b"IHDR" or not data.endswith(b"IEND\xaeB`\x82"):
        raise _broken("picture")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk the segments to the first frame header."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            break
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in SIZES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        if length < 2:
            break
        at += 2 + length
    raise _broken("picture")


def _check_size(width: int, height: int) -> None:
    if not (0 < width <= SIDE_LIMIT and 0 < height <= SIDE_LIMIT):
        raise InputError("This picture is too large or empty: scan it again at 300 dpi or less.")
    if width * height > PIXELS_LIMIT:
        raise InputError("This picture is too large or empty: scan it again at 300 dpi or less.")


def _check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-2048:]:
        raise _broken("PDF")
    # A name may be written with escapes: /J#61vaScript is /JavaScript.
    plain = ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)
    if ACTIVE.search(plain) or b"/Encrypt" in plain:
        raise InputError(
            "This PDF holds more than pages, such as scripts, other files or a password: scan the"
            " paper again as JPEG or PNG."
        )


def _broken(what: str) -> InputError:
    return InputError(f"This {what} is not whole: make it again.")
