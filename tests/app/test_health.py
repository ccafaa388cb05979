"""How a site fares: checks as data, codes for machines, a page for people, all for the doctor."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app import doctor, health_route, language, problems
from app.checks import running
from app.checks.base import Checkup
from app.gate import Gate
from app.guard import LOOPBACK, Guard
from app.health_route import told
from app.health_sentences import CHECKS
from capture import audit_heads, backup, key_backup, logbook, room, sessions, storage, upload
from capture.access import OWNER
from capture.consent import grant
from capture.logbook import Copied
from capture.site import Site
from data_schemas.rights import Consent
from pipelines import executors, progress
from pipelines.release.desk import recalled
from tests.app import sample
from tests.app.test_pages import page, texts

HANGUL = re.compile("[가-힣]")


@pytest.fixture
def client(used: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Gate and guard around the route; every look is a new one."""
    monkeypatch.setattr(health_route, "AGAIN_S", 0.0)
    app = Starlette(
        routes=health_route.ROUTES, middleware=[Middleware(Guard, hosts=LOOPBACK), Middleware(Gate)]
    )
    yield TestClient(app, base_url="http://localhost", client=("127.0.0.1", 5000))


def one(checks: Iterator[Checkup] | tuple[Checkup, ...], code: str) -> Checkup:
    return next(check for check in checks if check.code == code)


def test_machines_get_codes_and_a_status() -> None:
    good = Checkup(name="secret name", grade="ok", found="x", code="disk")
    warned = good.model_copy(update={"grade": "warn", "code": "drill"})
    failed = good.model_copy(update={"grade": "fail", "code": "worker"})
    assert told((good,)) == ({"status": "ok", "failing": [], "warnings": []}, 200)
    assert told((good, warned, warned)) == (
        {"status": "ok", "failing": [], "warnings": ["drill"]},
        200,
    )
    body, status = told((failed, warned))
    assert (status, body["status"], body["failing"]) == (503, "degraded", ["worker"])


def test_at_this_machine_it_needs_no_sign_in_and_tells_no_content(
    client: TestClient, used: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.take_in(used, seconds=1.0)
    monkeypatch.setattr(Gate, "are_asked", lambda _self: True)
    answer = client.get("/health")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert set(body) == {"status", "failing", "warnings"}
    assert set(body["failing"]) | set(body["warnings"]) <= set(CHECKS)
    assert client.post("/health").status_code == 405
    # Nothing else is let through with it.
    for other in ("/health/", "/healthy", "/health/../library", "/library"):
        assert client.get(other).status_code == 401


def test_who_comes_through_a_proxy_or_the_network_does_not_get_past_the_gate(
    client: TestClient,
) -> None:
    for name in ("forwarded", "via", "x-forwarded-for"):
        assert client.get("/health", headers={name: "127.0.0.1"}).status_code == 401
    assert client.get("/health", headers={"host": "sonmat.example"}).status_code == 400
    far = TestClient(client.app, base_url="http://localhost", client=("192.168.0.50", 5000))
    assert far.get("/health").status_code == 401


def test_a_site_that_fails_says_so(client: TestClient, used: Site) -> None:
    used.settings.folder.chmod(0o755)
    answer = client.get("/health")
    used.settings.folder.chmod(0o700)
    assert answer.status_code == 503 and "data_folder" in answer.json()["failing"]


def test_work_that_waits_needs_a_worker(used: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = sample.take_in(used, seconds=1.0)
    assert one(running.queue(used), "worker").found == "not running: nothing waits"
    sessions.want(used, OWNER, made.session.id)
    # Just asked for: somebody may be about to begin.
    assert one(running.queue(used), "worker").grade == "ok"
    later = used.now() + timedelta(minutes=90)
    monkeypatch.setattr(used, "now", lambda: later)
    found = one(running.queue(used), "worker")
    assert (found.grade, found.found) == ("fail", "work waits and nobody does it")
    waiting = one(running.queue(used), "queue")
    assert (waiting.grade, waiting.found) == ("warn", "1 waiting, the first for 90 minutes")
    # One that has the folder but has not looked for two minutes hangs; one that looks is well.
    monkeypatch.setattr(executors, "is_running", lambda _site: True)
    assert one(running.queue(used), "worker").grade == "fail"
    progress.beat(used)
    os.utime(used.settings.folder / progress.BEAT, (later.timestamp(), later.timestamp()))
    assert one(running.queue(used), "worker").grade == "ok"
    sessions.cancel(used, OWNER, made.session.id)
    assert one(running.queue(used), "queue").found == "empty"


def test_room_is_told_at_eighty_percent_and_fails_when_nothing_is_left(
    used: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = storage.measure(used).used
    for share, grade in ((0.5, "ok"), (0.85, "warn")):
        limit = used.settings.model_copy(update={"storage_budget_gb": taken / share / room.GB})
        monkeypatch.setattr(used, "settings", limit)
        assert one(running.room(used), "storage").grade == grade
    name = upload.begin(used, OWNER, 100)
    upload.append(used, OWNER, name, 0, b"x" * 100)
    limit = used.settings.model_copy(update={"storage_budget_gb": 1 / room.GB})
    monkeypatch.setattr(used, "settings", limit)
    assert one(running.room(used), "storage").grade == "fail"


def test_backups_and_the_drill_are_asked_for_once_there_is_something_to_lose(
    used: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {check.grade for check in running.deeds(used)} == {"ok"}
    sample.take_in(used, seconds=1.0)
    assert [check.found for check in running.deeds(used)] == ["never yet"] * 3
    backup.backup(used, OWNER, tmp_path / "backup")
    key_backup.backup_keys(used, OWNER, tmp_path / "stick")
    logbook.note_done(used.settings, "drill", used.now())
    assert {check.grade for check in running.deeds(used)} == {"ok"}
    later = used.now() + timedelta(days=31)
    monkeypatch.setattr(used, "now", lambda: later)
    grades = [check.grade for check in running.deeds(used)]
    assert grades == ["warn", "warn", "ok"]


def test_the_log_is_signed_today(used: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert one(running.log(used), "audit_head").found == "never yet"
    audit_heads.sign_daily(used)
    assert one(running.log(used), "audit_head").found == "today"
    later = used.now() + timedelta(days=3)
    monkeypatch.setattr(used, "now", lambda: later)
    assert one(running.log(used), "audit_head").grade == "warn"


def test_copies_that_must_go_are_named_by_the_doctor_and_counted_for_everybody_else(
    used: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mine", "theirs"):
        (tmp_path / name).mkdir()
        place_of = str(tmp_path / name)
        copied = Copied(path=place_of, kind="release", id=f"rel-{name}", at=used.now())
        logbook.note_copy(used.settings, copied)
    assert {check.grade for check in running.copies(used)} == {"ok"}
    monkeypatch.setattr(running, "recalled", lambda _site: frozenset({"rel-mine"}))
    found = list(running.copies(used))
    named = next(check for check in found if check.name.endswith("mine"))
    assert named.grade == "warn" and f"destroy {tmp_path / 'mine'}" in named.mend
    assert named not in doctor.health(used)
    assert one(iter(found), "copies").found == "2 lie on this machine, 1 must be destroyed"
    shutil.rmtree(tmp_path / "mine")
    assert one(running.copies(used), "copies").found == "1 lie on this machine"


def test_what_is_over_is_recalled_like_what_was_withdrawn(used: Site) -> None:
    from capture.records import releases

    made = sample.take_in(used, seconds=1.0)
    with used.db() as db:
        given = releases.Given("rel-1", "release", "m", "a", used.now())
        releases.add(db, given, [made.session.id])
    assert recalled(used) == frozenset()
    grant(
        used, OWNER, made.session.id, Consent(retain_until=(used.now() - timedelta(days=2)).date())
    )
    assert recalled(used) == {"rel-1"}
    assert one(running.keeping(used), "retention").grade == "warn"


def test_media_for_annotators_that_lie_readable_are_found(
    used: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(running.LS_MEDIA, raising=False)
    assert list(running.annotation(used)) == []
    monkeypatch.setenv(running.LS_MEDIA, str(tmp_path / "media"))
    assert one(running.annotation(used), "annotation_media").found == "no such folder"
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.mp4").write_bytes(b"x")
    found = one(running.annotation(used), "annotation_media")
    assert (found.grade, found.found) == ("warn", "1 readable files")


def test_a_logbook_that_is_spoilt_or_cannot_be_written_stops_nothing(used: Site) -> None:
    path = used.settings.ledger.with_suffix(".logbook")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"{not json")
    assert logbook.read(used.settings).done == {}
    logbook.note_done(used.settings, "drill", used.now())
    assert set(logbook.read(used.settings).done) == {"drill"}
    assert path.stat().st_mode & 0o077 == 0
    path.unlink()
    path.mkdir()
    logbook.note_done(used.settings, "drill", used.now())
    assert logbook.read(used.settings).done == {}


def test_every_code_has_a_name_and_all_that_is_found_is_told_in_korean(
    used: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.take_in(used, seconds=1.0)
    checks = doctor.health(used)
    assert {check.code for check in checks} <= set(CHECKS)
    assert len({check.code for check in checks}) >= 13
    monkeypatch.setattr(language, "current", lambda: "ko")
    for check in checks:
        for said in (check.found, check.mend):
            assert not said or HANGUL.search(problems.reason(said)), said


def test_an_empty_folder_is_no_site_and_the_doctor_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONMAT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SONMAT_SITE_KEY_FILE", str(tmp_path / "key" / "site.key"))
    (tmp_path / "data").mkdir()
    codes = {check.code for check in doctor.examine()}
    assert "site_key" in codes and "worker" not in codes
    assert list((tmp_path / "data").iterdir()) == [] and not (tmp_path / "key").exists()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Health of this site"), ("ko", "시스템 상태")]
)
def test_the_page_is_drawn_in_both_languages(used: Site, language: str, word: str) -> None:
    sample.take_in(used, seconds=1.0)
    test = page("condition", language)
    assert not test.exception and not test.error
    assert word in texts(test)


def test_the_owner_erases_what_is_over_with_a_word(used: Site) -> None:
    made = sample.take_in(used, seconds=1.0)
    over = Consent(retain_until=(used.now() - timedelta(days=2)).date())
    grant(used, OWNER, made.session.id, over)
    assert "time of keeping" in texts(page("library"))
    test = page("condition")
    assert test.button(key="over-erase").disabled
    test.checkbox(key=f"over-{made.session.id}").check().run()
    test.text_input(key="over-typed").set_value("erase").run()
    test.button(key="over-erase").click().run()
    assert not test.exception and not test.error
    assert sessions.get_session(used, OWNER, made.session.id).withdrawn_at is not None
    assert "nothing ends within 30 days" in texts(test)
