"""Scans of paper forms: by their first bytes and their size, and nothing that could act."""

import struct
import zlib

import pytest

from capture.formats.scans import SCAN_LIMIT, check_scan, check_signature
from data_schemas.errors import InputError
from tests.capture.paper import pdf, picture


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk
        + struct.pack(">I", zlib.crc32(chunk)) + b"\0\0\0\0IEND\xaeB`\x82"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (pdf(), "application/pdf"),
    ],
)
def test_what_a_scanner_writes_is_taken(data, mime):
    assert check_scan(data) == mime


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<html>%PDF-1.4 %%EOF",
        b"GIF89a" + b"\0" * 40,
        b"PK\x03\x04 docx",
        b"MZ" + b"\0" * 100,
        picture("PNG")[:-10],
        picture("PNG") + b"<script>1</script>",
        picture("JPEG")[:15],
        b"\xff\xd8\xff" + b"\0" * 500,
        b"%PDF-1.4 cut off",
        bomb(1 << 31, 1 << 31),
        bomb(19_999, 19_999),
        bomb(0, 10),
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(InputError):
        check_scan(data)


@pytest.mark.parametrize(
    "more",
    [
        b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>",
        b"/AA <</O <</S /Launch /F (cmd.exe)>>>>",
        b"/Names <</EmbeddedFiles 2 0 R>>",
        b"/A <</S /J#61vaScript /J#53 (x)>>",
        b"/XFA 3 0 R",
        b"/Encrypt 4 0 R",
    ],
)
def test_a_pdf_that_could_act_or_hides_its_pages_is_refused(more):
    with pytest.raises(InputError, match="scan the paper again"):
        check_scan(pdf(more))


def test_one_byte_too_many_is_refused():
    start = picture("PNG")
    whole = start[:-12] + b"\0" * (SCAN_LIMIT - len(start)) + start[-12:]
    assert check_scan(whole) == "image/png"
    with pytest.raises(InputError, match="20 MB"):
        check_scan(whole[:-12] + b"\0" + whole[-12:])


def test_a_signature_is_a_small_png():
    check_signature(picture("PNG", (600, 180)))
    for data in (picture("JPEG"), picture("PNG", (5000, 10)), b"", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(InputError):
            check_signature(data)
