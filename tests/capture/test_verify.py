"""Whatever somebody changes in what is stored, a walk over everything finds it."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import text

from capture import artifacts, audit, audit_heads, erased, journal, root
from capture.access import NOBODY, OWNER
from capture.consent import grant
from capture.ingest import Intake, ingest
from capture.site import Site
from capture.verify import verify
from data_schemas.entry import Act, Draft
from data_schemas.errors import Denied, SonmatError
from data_schemas.rights import Action, Consent, Purpose
from tests.conftest import source


@pytest.fixture
def full(site, procedure, take):
    """A session with consent and an entry, and one that was erased."""
    made = ingest(site, OWNER, Intake((source(take),), procedure.id, "Kim")).session
    grant(site, OWNER, made.id, Consent(purposes=frozenset({Purpose.TEACH})))
    draft = Draft(act=Act.CONFIRM, target="seg-1")
    journal.append(site, OWNER, made.id, draft, 0)
    site.vault.put("session:gone", "a", b"x")
    site.vault.erase_scope("session:gone")
    erased.settled(site)  # else the next opening erases it again, and mends what a test damaged
    audit_heads.sign_daily(site)
    return made


def found(site):
    return {one.what for one in verify(site, OWNER).problems}


def test_what_was_not_touched_is_whole(site, full):
    checked = verify(site, OWNER)
    assert checked.problems == () and checked.artifacts > 4
    with pytest.raises(Denied):
        verify(site, NOBODY)


def every_file(settings):
    vault = settings.folder / "vault"
    return sorted(path for path in vault.rglob("*") if path.is_file())


def test_a_flipped_bit_in_any_stored_file_is_found(site, settings, full):
    """Every object, wrapped key and tombstone, the secrets and the list of erasures."""
    site.close()
    files = every_file(settings)
    kinds = {path.relative_to(settings.folder / "vault").parts[0] for path in files}
    assert kinds == {"keys", "objects"}
    for path in files:
        before = path.read_bytes()
        for at in (0, len(before) // 2, len(before) - 1):
            data = bytearray(before)
            data[at] ^= 4
            path.write_bytes(bytes(data))
            assert seen(settings), f"{path} at {at}"
        path.write_bytes(before)
    again = Site.open(settings)
    assert verify(again, OWNER).problems == ()
    again.close()


def seen(settings):
    """Whether the folder does not open, or the walk finds something."""
    try:
        site = Site.open(settings)
    except SonmatError:
        return True
    try:
        return bool(verify(site, OWNER).problems)
    finally:
        site.close()


def test_a_removed_file_is_found(site, settings, full):
    site.close()
    for path in every_file(settings):
        if path.parent.name == "erased":
            continue  # filled up from the copy beside the site key
        before = path.read_bytes()
        path.unlink()
        assert seen(settings), path
        path.write_bytes(before)


def test_an_object_in_the_place_of_another_is_found(site, settings, full):
    one, other, *_ = (path for path in every_file(settings) if "objects" in path.parts)
    shutil.copyfile(one, other)
    assert "bytes" in found(site)


ROWS = {
    "more purposes": "UPDATE session SET purposes = 'publish teach'",
    "another class": "UPDATE session SET protection_class = 'open'",
    "longer kept": "UPDATE session SET retain_until = '2099-01-01 00:00:00'",
    "nobody to ask": "UPDATE session SET to_mask = 1",
    "another size": "UPDATE artifact SET size = size + 1 WHERE kind = 'original'",
    "another digest": "UPDATE artifact SET sha256 = 'x' WHERE kind = 'consent'",
    "another scope": "UPDATE artifact SET scope = 'site' WHERE kind = 'entry'",
    "another recording": "UPDATE recording SET original = 'x'",
    "another name": "UPDATE expert SET name_mac = 'x'",
    "another author": "UPDATE entry SET actor = 'somebody'",
    "another act": "UPDATE entry SET act = 'strike'",
    "another number": "UPDATE entry SET number = 7",
}


@pytest.mark.parametrize("statement", ROWS.values(), ids=ROWS)
def test_a_changed_row_is_found(site, full, statement):
    with site.db() as db:
        db.execute(text(statement))
    assert found(site) & {"row", "bytes"}


def test_a_key_row_that_came_back_is_found(site, settings, full):
    """Somebody puts an old wrapped key over a tombstone."""
    path = settings.folder / "vault" / site.keys.folder("session:gone") / "scope"
    other = settings.folder / "vault" / site.keys.folder("site") / "scope"
    shutil.copyfile(other, path)
    assert "key" in found(site)


def untie(site):
    with site.db() as db:
        names = db.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'")).all()
        for (name,) in names:
            db.execute(text(f"DROP TRIGGER {name}"))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET actor = 'x' WHERE number = 2", "DELETE FROM audit WHERE number = 2",
     "UPDATE audit SET at = '2001-01-01 00:00:00' WHERE number = 1",
     "UPDATE audit SET allowed = 0 WHERE number = 1",
     "DELETE FROM audit WHERE number > 1", "DELETE FROM audit"],
)  # fmt: skip
def test_a_changed_audit_row_is_found_and_so_is_a_cut_off_end(site, full, statement):
    assert audit.verify(site).rows > 3
    untie(site)
    with site.db() as db:
        db.execute(text(statement))
    assert "audit" in found(site)


def test_a_log_that_was_cut_and_goes_on_is_found(site, full):
    untie(site)
    with site.db() as db:
        db.execute(text("DELETE FROM audit WHERE number > 2"))
    for n in range(20):
        audit.append(site, OWNER, Action.RECORD, f"t{n}", allowed=True)
    report = audit_heads.check(site, OWNER)
    assert report.broken_at is None and "cut off or replaced" in report.problems[0]


def test_a_head_a_day_and_none_that_was_changed(site, settings, full, monkeypatch):
    path = settings.ledger.with_suffix(".heads")
    audit_heads.sign_daily(site)
    assert len(path.read_text().splitlines()) == 1
    later = site.now() + timedelta(days=1)
    monkeypatch.setattr(site, "now", lambda: later)
    audit_heads.sign_daily(site)
    assert len(path.read_text().splitlines()) == 2
    assert path.stat().st_mode & 0o777 == 0o600
    good = path.read_text()
    for before, after in (('"number":', '"number":1'), ('"mac":"', '"mac":"0'), ("{", "x{")):
        path.write_text(good.replace(before, after, 1))
        assert audit_heads.check(site, OWNER).problems
    path.write_text(good)
    assert audit_heads.check(site, OWNER).problems == ()


def test_printed_heads_show_what_was_cut_where_the_file_was_cut_too(site, settings, full):
    printed = "\n".join(one.model_dump_json() for one in audit_heads.heads(site, OWNER))
    settings.ledger.with_suffix(".heads").unlink()
    untie(site)
    with site.db() as db:
        db.execute(text("DELETE FROM audit WHERE number > 3"))
    assert audit_heads.check(site, OWNER).problems == ()
    noted = audit_heads.parse(printed)
    assert "cut off" in audit_heads.check(site, OWNER, noted).problems[0]


def test_another_sites_head_is_no_proof(site, settings, full, tmp_path):
    there = settings.model_copy(
        update={"data": tmp_path / "other", "site_key_file": tmp_path / "other.key"}
    )
    other = Site.open(there)
    noted = audit_heads.heads(other, OWNER)
    other.close()
    assert audit_heads.check(site, OWNER, noted).problems


def test_a_replaced_artifact_of_the_same_size_is_found(site, full):
    original = full.recordings[0].original
    scope = artifacts.session_scope(full.id)
    with site.vault.open(scope, original) as source_:
        data = bytearray(source_.read())
    data[-1] ^= 1
    site.vault.put(scope, original, bytes(data))
    assert "row" in found(site)


def test_the_secrets_are_checked_by_the_key(site, settings, full):
    site.close()
    path = settings.folder / "vault" / root.PATH
    path.write_bytes(path.read_bytes()[::-1])
    assert seen(settings)
