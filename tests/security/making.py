"""How files that are made to harm are made."""

from __future__ import annotations

import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.capture import clips
from tests.capture.clips import Recipe, clip, patched
from tests.capture.formats.office_files import document, repacked, with_doctype, workbook

MJPEG = Recipe("matroska", "mjpeg")
EBML_VOID = b"\xec"


def flipped(data: bytes, at: int, size: int = 24) -> bytes:
    return data[:at] + bytes(byte ^ 0x5A for byte in data[at : at + size]) + data[at + size :]


def endless_cluster() -> bytes:
    """A Matroska file whose clusters never end: one of unknown size, filled with empty elements."""
    data = clips.live()
    return data[: len(data) // 2] + (EBML_VOID + b"\x80") * 50_000 + b"\x1f\x43\xb6"


def oversized_element() -> bytes:
    """A cluster that says it holds 2**55 bytes."""
    data = clip(Recipe(container="webm", video="libvpx"))
    at = data.index(b"\x1f\x43\xb6\x75") + 4
    return data[:at] + b"\x01" + b"\x7f" * 7 + data[at + 8 :]


def box_of(size: int) -> bytes:
    """An MP4 whose second box says it has ``size`` bytes."""
    data = clip(Recipe(audio="aac"))
    at = int.from_bytes(data[:4], "big")
    return data[:at] + struct.pack(">I", size) + data[at + 4 :]


def rate_of(numerator: int, denominator: int) -> bytes:
    """A WAV that says it has so many samples a second, in frames of so many bytes."""
    fmt = struct.pack("<HHIIHH", 1, 1, numerator, 2 * numerator % 2**32, denominator, 16)
    sound = b"fmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", 64) + bytes(64)
    return b"RIFF" + struct.pack("<I", 4 + len(sound)) + b"WAVE" + sound


def no_time_scale() -> bytes:
    """An MP4 in which a second has no ticks."""
    return patched(patched(clip(), b"mvhd", 16, bytes(4)), b"mdhd", 16, bytes(4))


def before_the_beginning() -> bytes:
    """A WebM that lasts less than nothing, then one that lasts no number."""
    data = clip(Recipe(container="webm", video="libvpx"))
    return patched(data, b"\x44\x89\x88", 3, struct.pack(">d", -5e9))


def no_number() -> bytes:
    data = clip(Recipe(container="webm", video="libvpx"))
    return patched(data, b"\x44\x89\x88", 3, struct.pack(">d", float("nan")))


def nested_archive() -> bytes:
    """A zip bomb: ten megabytes of zeros in a thousand bytes, and that ten times."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.mp4", bytes(10 << 20))
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(10):
            archive.writestr(f"{n}.zip", inner.getvalue())
    return outer.getvalue()


def tar_archive(packing: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=packing) as archive:
        member = tarfile.TarInfo("../../etc/cron.d/x")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"hello"))
    return out.getvalue()


def web_page_in_mp4() -> bytes:
    """Half page, half film: a box of text in front, as content sniffers fall for."""
    page = b"<html><script>alert(1)</script></html>"
    return struct.pack(">I", len(page) + 8) + b"free" + page + b"<svg onload=alert(1)/>"


def film_after_a_pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n" + clip()


def bomb_sheet() -> bytes:
    plain = workbook([("step", "title"), ("1", "a")])
    return repacked(plain, lambda _, content: content, **{"xl/media/a.bin": b"0" * (130 << 20)})


def armed_sheet() -> bytes:
    plain = workbook([("step", "title"), ("1", "a")])
    return repacked(plain, lambda name, c: with_doctype(c) if "sheet1" in name else c)


def armed_document() -> bytes:
    def write(page: object) -> None:
        page.add_paragraph("1. a")  # type: ignore[attr-defined]

    plain = document(write)
    return repacked(plain, lambda name, c: with_doctype(c) if "document.xml" in name else c)


def far_away_alone() -> bytes:
    """A workbook whose only sheet lies in another file."""
    plain = workbook([("step", "title")])

    def away(name: str, content: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            there = b'Target="file:///etc/passwd" TargetMode="External"'
            return content.replace(b'Target="/xl/worksheets/sheet1.xml"', there)
        return content

    return repacked(plain, away)


def no_file(put: Callable[[Path], object]) -> Callable[[Path], None]:
    """Something that is no plain file."""

    def make(path: Path) -> None:
        put(path)

    make.places = True  # type: ignore[attr-defined]
    return make


def srt(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def words(**utterance: object) -> bytes:
    plain = {"start_s": 0.0, "end_s": 0.5, "text": "a"}
    return json.dumps({"utterances": [{**plain, **utterance}]}).encode()


def braces() -> bytes:
    """A question card that asks a template for more than words."""
    asks = {"en": "{a.__class__}", "ko": "{a.__class__}"}
    card = {"id": "abc", "method": "critical_decision", "fills": ["reason"], "question": asks}
    return json.dumps({"probes": [card]}).encode()


def twice() -> bytes:
    """A transcript whose words another reader takes for none."""
    return b'{"utterances": [], "utterances": [{"start_s": 0, "end_s": 1, "text": "a"}]}'


def half_a_sign() -> bytes:
    return b'{"utterances": [{"start_s": 0, "end_s": 1, "text": "\\ud800"}]}'
