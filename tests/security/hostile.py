"""Files made to harm, each with the way by which somebody brings it in.

``FILES`` is one table. A maker gives the bytes, or puts something that is no plain file at the
path; the way says which command is called with it.
"""

from __future__ import annotations

import gzip
import json
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.capture import clips
from tests.capture.clips import Recipe, clip, patched
from tests.capture.formats.office_files import workbook
from tests.capture.formats.test_scans import bomb
from tests.capture.paper import pdf, picture
from tests.capture.test_media import empty_wav, many_streams, subtitles_only, torn, zip_archive
from tests.security.making import (
    MJPEG,
    armed_document,
    armed_sheet,
    before_the_beginning,
    bomb_sheet,
    box_of,
    braces,
    endless_cluster,
    far_away_alone,
    film_after_a_pdf,
    flipped,
    half_a_sign,
    nested_archive,
    no_file,
    no_number,
    no_time_scale,
    oversized_element,
    rate_of,
    srt,
    tar_archive,
    twice,
    web_page_in_mp4,
    words,
)

Make = Callable[[], bytes] | bytes | Callable[[Path], None]


@dataclass(frozen=True)
class Hostile:
    """``way``: a key of ``WAYS``; ``says``: words of the sentence that refuses it."""

    way: str
    make: Make
    name: str = "take.mp4"
    says: str = ""


# What is brought through the app: a scan of a form, and a recording in parts.
THROUGH_THE_APP = frozenset({"scan", "signature", "upload"})
# What is called with the path of the file; what stands in braces the test knows.
WAYS: dict[str, tuple[str, ...]] = {
    "ingest": ("ingest", "{path}", "--procedure", "{procedure}", "--expert", "Mallory"),
    "folder": ("import", "{folder}", "--procedure", "{procedure}", "--expert", "Mallory"),
    "watch": (
        "watch",
        "{folder}",
        "--procedure",
        "{procedure}",
        "--expert",
        "Mallory",
        "--once",
        "--settle",
        "0",
    ),
    "procedure": ("procedure", "import", "{path}"),
    "update": ("procedure", "import", "{path}", "--update", "{procedure}"),
    "transcript": (
        "ingest",
        "{take}",
        "--procedure",
        "{procedure}",
        "--expert",
        "Mallory",
        "--transcript",
        "{path}",
    ),
    "consent": (
        "ingest",
        "{take}",
        "--procedure",
        "{procedure}",
        "--expert",
        "Mallory",
        "--consent",
        "{path}",
    ),
    "glossary": ("glossary", "import", "{path}"),
    "confidential": ("confidential", "import", "{path}"),
    "cards": ("question-cards", "import", "{path}"),
    "share": ("key", "combine", "{path}", "--out", "{out}"),
    "keys": ("restore", "{backup}", "{path}", "--data", "{out}"),
    "heads": ("audit", "verify", "--heads", "{path}"),
    "approval": ("approval", "verify", "{path}"),
    "transcribe": ("transcribe", "{path}"),
    "motion": ("motion", "{path}"),
    "check": ("check", "{path}"),
}

DEEP = b"[" * 100_000
LAUGHS = b"a: &a [x,x,x]\nb: &b [*a,*a,*a]\nsteps: [*b,*b,*b]\n"
CSV = b"step,title\n1,a\n"
ETC = "/etc/passwd"

FILES: dict[str, Hostile] = {
    # playlists and pages, which open other files, and archives
    "ffconcat": Hostile("ingest", b"ffconcat version 1.0\nfile /etc/passwd\n", says="playlist"),
    "ffconcat after a mark": Hostile("ingest", b"\xef\xbb\xbf\nffconcat version 1.0\nfile x\n"),
    "HLS": Hostile("ingest", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n", says="playlist"),
    "HLS in a folder": Hostile("folder", b"#EXTM3U\n#EXTINF:1,\nhttp://evil.example/a.ts\n"),
    "DASH": Hostile("ingest", b'<?xml version="1.0"?><MPD><BaseURL>file:///etc/</BaseURL></MPD>'),
    "playlist in a watched folder": Hostile("watch", b"ffconcat version 1.0\nfile x\n"),
    "escape codes in a folder": Hostile("folder", b"x", "a\x1b[2Jb.mp4"),
    "SVG": Hostile("ingest", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
    "SDP": Hostile("ingest", b"v=0\no=- 0 0 IN IP4 192.0.2.1\nm=video 9 RTP/AVP 96\n"),
    "zip": Hostile("ingest", zip_archive, says="zip"),
    "zip bomb": Hostile("ingest", nested_archive, says="zip"),
    "tar": Hostile("ingest", tar_archive),
    "tar.gz": Hostile("ingest", lambda: tar_archive("w:gz")),
    "gzip bomb": Hostile("ingest", lambda: gzip.compress(bytes(10 << 20))),
    "program": Hostile("ingest", b"\x7fELF" + bytes(200)),
    "page in MP4": Hostile("ingest", web_page_in_mp4),
    "PDF before MP4": Hostile("ingest", film_after_a_pdf),
    # recordings that are cut, damaged or say what cannot be
    "nothing": Hostile("ingest", b"", says="empty"),
    "noise": Hostile("ingest", lambda: bytes(range(1, 255)) * 20),
    "half an MP4": Hostile("ingest", lambda: clip(Recipe(audio="aac"))[:4000]),
    "half a WebM": Hostile("ingest", lambda: clip(Recipe("webm", "libvpx"))[:-900]),
    "half an AVI": Hostile("ingest", lambda: clip(Recipe("avi", "mpeg4", ticks=30))[:-900]),
    "half a WAV": Hostile("ingest", lambda: clip(Recipe("wav", None, "pcm_s16le"))[:-900]),
    "half an OGG": Hostile("ingest", lambda: clip(Recipe("ogg", None, "libopus"))[:-900]),
    "half a FLAC": Hostile(
        "ingest", lambda: clip(Recipe("flac", None, "flac", tone_s=((0, 30),)))[:-150_000]
    ),
    "half an MP3": Hostile("ingest", lambda: clip(Recipe("mp3", None, "libmp3lame"))[:-900]),
    "half a MOV": Hostile("ingest", lambda: clip(Recipe("mov", "mjpeg"))[:-900]),
    "half a Matroska file": Hostile("folder", lambda: clip(MJPEG)[:-900], "GX010001.mkv"),
    "flipped head of MP4": Hostile("ingest", lambda: flipped(clip(), 4)),
    "flipped head of Matroska": Hostile("ingest", lambda: flipped(clip(MJPEG), 0)),
    "flipped head of WAV": Hostile(
        "ingest", lambda: flipped(clip(Recipe("wav", None, "pcm_s16le")), 8)
    ),
    "flipped index of MP4": Hostile("ingest", lambda: patched(clip(), b"stsd", -4, b"\xff" * 8)),
    "pictures all torn": Hostile("ingest", lambda: torn(Recipe("mov", "mjpeg"), "video", (0, 1))),
    "no samples": Hostile("ingest", empty_wav),
    "no pictures": Hostile("ingest", lambda: clip(Recipe(times_s=()))),
    "subtitles alone": Hostile("ingest", subtitles_only),
    "a box without end": Hostile("ingest", lambda: box_of(0xFFFFFFF0)),
    "a box of one byte": Hostile("ingest", lambda: box_of(1)),
    "endless cluster": Hostile("ingest", endless_cluster),
    "cluster of 2**55 bytes": Hostile("ingest", oversized_element),
    "ten hours": Hostile("ingest", clips.ten_hours_mp4, says="8 hours"),
    "ten hours, WebM": Hostile("ingest", clips.ten_hours_webm, says="8 hours"),
    "days between pictures": Hostile(
        "ingest", lambda: clip(Recipe("matroska", times_s=(0.0, 1.0, 200_000.0)))
    ),
    "negative length": Hostile("ingest", before_the_beginning),
    "length of no number": Hostile("ingest", no_number),
    "seconds without ticks": Hostile("ingest", no_time_scale),
    "1000 pictures a second": Hostile(
        "ingest", lambda: clip(Recipe(fps=1000, times_s=tuple(i / 1000 for i in range(50))))
    ),
    "a billion pictures a second": Hostile(
        "ingest",
        lambda: patched(clip(), b"mdhd", 16, struct.pack(">I", 2**31 - 1)),
    ),
    "more ticks than there are": Hostile(
        "ingest", lambda: patched(clip(), b"mdhd", 16, struct.pack(">I", 4_000_000_000))
    ),
    "no samples a second": Hostile("ingest", lambda: rate_of(0, 2)),
    "4 billion samples a second": Hostile("ingest", lambda: rate_of(0xFFFFFFFF, 2)),
    "100 million pixels": Hostile("ingest", clips.huge_picture_mp4, says="pixels"),
    "100 million pixels, WebM": Hostile("ingest", clips.huge_picture_webm, says="pixels"),
    "65535 x 65535": Hostile(
        "ingest", lambda: patched(clip(), b"avc1", 28, struct.pack(">HH", 65_535, 65_535))
    ),
    "12 streams": Hostile("ingest", many_streams, says="streams"),
    # one file, nothing stored: the same must hold
    "playlist to transcribe": Hostile("transcribe", b"ffconcat version 1.0\nfile /etc/passwd\n"),
    "half a film to look at": Hostile("motion", lambda: clip(Recipe(audio="aac"))[:4000]),
    "archive to check": Hostile("check", zip_archive),
    # no plain files
    "folder as a film": Hostile("ingest", no_file(Path.mkdir)),
    "pipe as a film": Hostile("ingest", no_file(os.mkfifo)),
    "device as a film": Hostile("ingest", no_file(lambda path: path.symlink_to("/dev/zero"))),
    "link to nowhere": Hostile("ingest", no_file(lambda path: path.symlink_to("nowhere"))),
    "link out of a folder": Hostile("folder", no_file(lambda path: path.symlink_to(ETC))),
    "pipe as a procedure": Hostile("procedure", no_file(os.mkfifo), "p.csv"),
    "device as a procedure": Hostile(
        "procedure", no_file(lambda path: path.symlink_to("/dev/zero")), "p.csv"
    ),
    "device as a share": Hostile("share", no_file(lambda path: path.symlink_to("/dev/zero"))),
    "folder as a procedure": Hostile("procedure", no_file(Path.mkdir), "p.csv"),
    # names
    "right to left": Hostile("ingest", b"x", "a\u202e4pm.exe.mp4"),
    "escape codes": Hostile("ingest", b"x", "a\x1b[2Jb\r.mp4"),
    "two lines": Hostile("procedure", b"x", "a\nsonmat: all is well.csv"),
    "not UTF-8": Hostile("ingest", b"x", os.fsdecode(b"a\xff\xfe.mp4")),
    "250 letters": Hostile("ingest", b"x", "a" * 250 + ".mp4"),
    "an option": Hostile("glossary", b"\0\0", "--help.csv"),
    "markup": Hostile("cards", b"x: [", "<img src=x onerror=alert(1)>.yaml"),
    # procedures
    "a bomb in Excel": Hostile("procedure", bomb_sheet, "p.xlsx", "unpacks into more"),
    "entities in Excel": Hostile("procedure", armed_sheet, "p.xlsx", "XML entities"),
    "entities in Word": Hostile("procedure", armed_document, "p.docx", "XML entities"),
    "another archive": Hostile("procedure", zip_archive, "p.xlsx"),
    "half an Excel file": Hostile(
        "procedure", lambda: workbook([("step", "title"), ("1", "a")])[:900], "p.xlsx"
    ),
    "sheet in another file": Hostile("procedure", far_away_alone, "p.xlsx"),
    "macro of old": Hostile("procedure", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "p.xls"),
    "PDF": Hostile("procedure", b"%PDF-1.7\n%%EOF", "p.pdf"),
    "aliases": Hostile("procedure", LAUGHS, "p.yaml", "aliases"),
    "a tag that runs": Hostile(
        "procedure", b"steps: !!python/object/apply:os.system [id]", "p.yaml"
    ),
    "YAML 100000 deep": Hostile("procedure", b"steps: " + DEEP, "p.yaml"),
    "a key twice": Hostile("procedure", b"steps: [{title: a}]\nsteps: []\n", "p.yaml"),
    "more steps than any": Hostile(
        "update", CSV + b"".join(b"%d,a\n" % n for n in range(2, 6000)), "p.csv"
    ),
    "megabytes of text": Hostile("update", CSV + b"2," + b"a" * (2 << 20), "p.csv"),
    "a circle": Hostile(
        "update",
        b"steps: [{id: a, title: a},{id: b, title: b}]\nbefore: [[a, b],[b, a]]\n",
        "p.yaml",
    ),
    "invalid UTF-8": Hostile("procedure", b"step,title\n1,\xff\xfe\xfa\x80\n", "p.csv"),
    "half of UTF-16": Hostile("procedure", "step,title\n1,가\n".encode("utf-16")[:-1], "p.csv"),
    "NUL": Hostile("procedure", b"step,title\n1,a\0b\n", "p.csv"),
    "quotes without end": Hostile("procedure", b'step,title\n1,"' + b"a\n" * 50, "p.csv"),
    "half a sign": Hostile("procedure", b'steps: [{title: "\\uD800"}]\n', "p.yaml"),
    "half a sign in a list": Hostile("glossary", b'- term: "\\udfff"\n', "g.yaml"),
    # words of a recording
    "SRT without times": Hostile("transcript", srt("1", "now --> then", "a"), "a.srt"),
    "SRT that ends before it begins": Hostile(
        "transcript", srt("1", "00:00:05,000 --> 00:00:01,000", "a"), "a.srt"
    ),
    "SRT of a billion hours": Hostile(
        "transcript", srt("1", "999999999:00:00,000 --> 9999999999:00:00,000", "a"), "a.srt"
    ),
    "VTT without an empty line": Hostile(
        "transcript", b"WEBVTT\n00:01.000 --> 00:02.000\na\n", "a.vtt"
    ),
    "JSON 100000 deep": Hostile("transcript", DEEP, "a.json"),
    "JSON with a number of 5000 digits": Hostile(
        "transcript", b'{"utterances": ' + b"9" * 5000 + b"}", "a.json"
    ),
    "JSON at no number": Hostile("transcript", words(start_s=float("nan")), "a.json"),
    "JSON without end": Hostile("transcript", words(end_s=float("inf")), "a.json"),
    "JSON before the beginning": Hostile("transcript", words(start_s=-5.0), "a.json"),
    "JSON with a key twice": Hostile(
        "transcript",
        twice,
        "a.json",
    ),
    "JSON with half a sign": Hostile("transcript", half_a_sign, "a.json"),
    "JSON in UTF-16, cut": Hostile("transcript", words().decode().encode("utf-16")[:-1], "a.json"),
    # consent
    "consent with a tag": Hostile("consent", b"purposes: !!python/name:os.system ''\n", "c.yaml"),
    "consent to everything": Hostile("consent", b"purposes: [everything]\n", "c.yaml"),
    "consent of another shape": Hostile("consent", b"- teach\n- train\n", "c.yaml"),
    "consent with aliases": Hostile("consent", b"purposes: &a [teach]\nplace: *a\n", "c.yaml"),
    "consent in two truths": Hostile(
        "consent", b"purposes: [teach]\npurposes: [publish]\n", "c.yaml"
    ),
    "consent until no day": Hostile(
        "consent", b"purposes: [teach]\nretain_until: 2026-02-31\n", "c.yaml"
    ),
    # lists
    "glossary of 20001 terms": Hostile(
        "glossary", "\n".join(f"용어{n}" for n in range(20_001)).encode(), "g.txt"
    ),
    "glossary that is a program": Hostile("glossary", b"\x7fELF" + bytes(200), "g.txt"),
    "glossary with aliases": Hostile("glossary", b"- &a {term: x}\n- *a\n", "g.yaml"),
    "secret words of one letter": Hostile("confidential", b"a\n", "s.txt"),
    "secret word shown by another": Hostile(
        "confidential", b"term,kind,replacement\nAlpha,other,Beta\nBeta,other,\n", "s.csv"
    ),
    "secret words in another table": Hostile("confidential", b"word,secret\na,b\n", "s.csv"),
    "cards with a tag": Hostile("cards", b"probes: !!python/object/new:os.system [id]\n", "q.yaml"),
    "cards with unknown braces": Hostile("cards", braces, "q.yaml"),
    "cards 100000 deep": Hostile("cards", b"probes: " + DEEP, "q.json"),
    # papers that were signed, through the app
    "scan with a script": Hostile(
        "scan", lambda: pdf(b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>")
    ),
    "scan with a hidden script": Hostile("scan", lambda: pdf(b"/A <</S /J#61vaScript /J#53 (x)>>")),
    "scan with another file": Hostile("scan", lambda: pdf(b"/Names <</EmbeddedFiles 2 0 R>>")),
    "scan with a password": Hostile("scan", lambda: pdf(b"/Encrypt 4 0 R")),
    "scan that starts a program": Hostile(
        "scan", lambda: pdf(b"/AA <</O <</S /Launch /F (cmd.exe)>>>>")
    ),
    "scan that is a page": Hostile(
        "scan", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
    ),
    "scan of 19999 x 19999": Hostile("scan", lambda: bomb(19_999, 19_999)),
    "scan with a page behind": Hostile("scan", lambda: picture("PNG") + b"<script>1</script>"),
    "half a scan": Hostile("scan", lambda: picture("JPEG")[:15]),
    "signature of 1000 million pixels": Hostile("signature", lambda: bomb(1 << 15, 1 << 15)),
    "signature that is a PDF": Hostile("signature", lambda: pdf()),
    # recordings in parts, through the app
    "playlist in parts": Hostile("upload", b"ffconcat version 1.0\nfile /etc/passwd\n"),
    "archive in parts": Hostile("upload", zip_archive),
    "page in parts": Hostile("upload", web_page_in_mp4),
    "half a film in parts": Hostile("upload", lambda: clip(Recipe(audio="aac"))[:4000]),
    "100 million pixels in parts": Hostile("upload", clips.huge_picture_mp4),
    "a name that leads elsewhere": Hostile("upload", b"x", "../../etc/cron.d/a\x1b[2J.mp4"),
    # keys, heads and lists that are signed
    "share of noise": Hostile("share", bytes(range(256)), "share.txt"),
    "share with a changed word": Hostile("share", b"academic " * 33, "share.txt"),
    "share as long as a book": Hostile("share", b"academic " * 200_000, "share.txt"),
    "keys that are a list": Hostile("keys", b"[]", "keys.json"),
    "keys that lead elsewhere": Hostile(
        "keys", json.dumps({"keys": {"../../x": "aa"}}).encode(), "keys.json"
    ),
    "keys 100000 deep": Hostile("keys", DEEP, "keys.json"),
    "heads of somebody else": Hostile(
        "heads", b'{"number": 1, "mac": "x", "at": "2026-01-01T00:00:00Z"}\n', "heads"
    ),
    "heads of noise": Hostile("heads", bytes(range(256)), "heads"),
    "approval that nobody signed": Hostile(
        "approval", b'{"list": {}, "signature": "", "public_key": ""}', "a.json"
    ),
    "approval 100000 deep": Hostile("approval", DEEP, "a.json"),
}
