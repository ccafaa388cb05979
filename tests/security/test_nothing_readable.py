"""No word and no picture of a session lies readable under the data folder, in whatever form.

What people say, write and are called is known here word by word; then every file is searched for
it. The search is held against files in which it was planted first.
"""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import tempfile
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

from capture import artifacts
from capture.access import OWNER
from capture.sessions import get_session
from capture.settings import Settings
from capture.site import Site
from tests.app import told
from tests.security import acts
from tests.security.searching import Searcher, windows

SECRET = "Zahnriemenspannung 돌림쇠조임새"


def in_a_database(path: Path, value: object) -> None:
    """Deleted again, so that it lies in a page that was freed."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA secure_delete=OFF")
    db.execute("CREATE TABLE t (a)")
    db.execute("INSERT INTO t VALUES (?)", (value,))
    db.commit()
    db.execute("DELETE FROM t")
    db.commit()
    db.close()


def in_a_cell(path: Path, value: object) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE t (a)")
    db.execute("INSERT INTO t VALUES (?)", (value,))
    db.commit()
    db.close()


AROUND = b"\x00\x93around"
TEXT = SECRET.encode()
PLANTED = {
    "as it is": lambda path: path.write_bytes(AROUND + TEXT + AROUND),
    "over two blocks": lambda path: path.write_bytes(bytes((8 << 20) - 5) + TEXT),
    "in capitals": lambda path: path.write_bytes(SECRET.upper().encode()),
    "UTF-16": lambda path: path.write_bytes(b"x" + SECRET.encode("utf-16-le")),
    "UTF-16, big end first": lambda path: path.write_bytes(SECRET.encode("utf-16-be")),
    "JSON": lambda path: path.write_text(json.dumps({"a": SECRET})),
    "JSON in JSON": lambda path: path.write_text(json.dumps(json.dumps(SECRET))),
    "address": lambda path: path.write_text("/x?q=" + quote("돌림쇠조임새")),
    "base64": lambda path: path.write_bytes(base64.b64encode(TEXT)),
    "base64, one byte in": lambda path: path.write_bytes(base64.b64encode(b"x" + TEXT + b"yz")),
    "base64, two bytes in": lambda path: path.write_bytes(base64.b64encode(b"xy" + TEXT + b"z")),
    "gzip": lambda path: path.write_bytes(AROUND + gzip.compress(TEXT * 3)),
    "zlib": lambda path: path.write_bytes(AROUND + zlib.compress(TEXT * 3) + AROUND),
    "freed page": lambda path: in_a_database(path, SECRET),
    "base64 and zlib in a cell": lambda path: in_a_cell(
        path, base64.b64encode(zlib.compress(TEXT * 3)).decode()
    ),
    "name of a file": lambda path: path.with_name(f"{path.name} Zahnriemenspannung").touch(),
}  # fmt: skip


@pytest.mark.parametrize("how", PLANTED)
def test_the_search_finds_what_was_planted(tmp_path: Path, how: str) -> None:
    searcher = Searcher()
    searcher.words(acts.phrases([SECRET]))
    PLANTED[how](tmp_path / "file")
    assert searcher.search([tmp_path])
    (tmp_path / "elsewhere").mkdir()
    assert searcher.search([tmp_path / "elsewhere"]) == []


def test_the_search_finds_a_piece_of_a_recording(tmp_path: Path, take: bytes) -> None:
    searcher = Searcher()
    searcher.pieces("take", windows(take))
    (tmp_path / "cache").write_bytes(bytes(1000) + take[2000:4000])
    assert len(searcher.needles) > 20 and searcher.search([tmp_path])
    (tmp_path / "cache").write_bytes(bytes(3000))
    assert searcher.search([tmp_path]) == []


def test_nothing_that_people_said_wrote_or_were_called_is_readable(
    site: Site, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known words through the real doors, without any model; ``test_whole_way`` has the models."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    empty = Settings(data=tmp_path / "empty", site_key_file=tmp_path / "other" / "site.key")
    Site.open(empty).close()
    made = told.told(site)
    acts.everything(site, made.session, tmp_path / "out")
    original = get_session(site, OWNER, made.session).work[0].original
    with artifacts.open_bytes(site, original) as opened:
        recording = opened.read()
    searcher = Searcher()
    searcher.words(acts.phrases((*acts.WORDS, *acts.words_of(site, made.session))))
    searcher.pieces("recording", windows(recording))
    searcher.without([empty.folder])
    assert len(searcher.known()) > 100

    folders = [settings.folder, settings.key_file.parent, temporary]
    assert searcher.search(folders) == [], "while the site is open: its log of writes as well"
    site.close()
    assert searcher.search(folders) == []
    assert searcher.files > 60 and searcher.searched > 500_000
    assert searcher.search([tmp_path / "out"]), "what was given out is readable, and only that"
