"""Keys, backup, restore, erasing and the audit log as a user calls them; docs/backup.md is run."""

import json
import os
import re
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from capture import artifacts, logbook
from capture.settings import Settings
from capture.site import Site
from tests.app import sample
from tests.conftest import ROOT


def workers_of(settings):
    """Ids of workers that a command of this test started and that nobody waits for."""
    mine = f"SONMAT_DATA={settings.folder}\0".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mine in (folder / "environ").read_bytes():
                yield int(folder.name)


@pytest.fixture
def sonmat(environment, tmp_path, settings, commands):
    def call(line, status=0, given=""):
        done = commands.call(
            line.split(), {**environment, "PYTHONPATH": str(ROOT)}, tmp_path, given
        )
        assert status is None or done.returncode == status, done.stderr
        return done

    yield call
    for worker in workers_of(settings):
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


@pytest.fixture
def made(site):
    found = sample.processed(site)
    site.close()
    return found


def test_the_drill_of_the_docs_runs(sonmat, made, settings, tmp_path):
    (block,) = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "backup.md").read_text(), re.S)
    lines = [line.removeprefix("sonmat ") for line in block.splitlines()]
    assert len(lines) == 6
    for line in lines:
        told = sonmat(line).stdout
        if "restore" in line or line == "verify":
            assert "0 problems" in told
    assert set(logbook.read(settings).done) == {"backup", "keys", "drill"}
    restored = settings.model_copy(update={"data": tmp_path / "restored"})
    there = Site.open(restored)
    assert artifacts.known(there, made.session.recordings[0].original)
    there.close()


def test_a_key_is_changed_shared_lost_and_made_again(sonmat, made, settings, tmp_path):
    before = settings.key_file.read_text()
    told = sonmat("key rotate")
    assert "was changed" in told.stdout and "new shares" in told.stderr
    assert settings.key_file.read_text() != before
    sonmat("key split --out shares --shares 3 --threshold 2")
    settings.key_file.rename(tmp_path / "lost")
    one, two, three = (f"shares/share-{n}-of-3.txt" for n in (1, 2, 3))
    assert "are needed" in sonmat(f"key combine {one} --json", status=1).stderr
    assert json.loads(sonmat(f"key combine {three} {one} --json").stdout)["opens"] is True
    assert settings.key_file.read_text() == (tmp_path / "lost").read_text()
    assert "already" in sonmat("key split --out shares --shares 3", status=1).stderr
    assert (tmp_path / two).stat().st_mode & 0o777 == 0o600
    sonmat("verify")


def test_a_part_is_erased_after_a_word(sonmat, made, settings):
    line = f"erase {made.session.id} --recording {made.recording} --from 5 --to 7"
    refused = sonmat(line, status=1, given="no\n")
    assert "Nothing was erased" in refused.stderr and "from 5 s to 7 s" in refused.stderr
    done = json.loads(sonmat(f"{line} --yes --wait --json").stdout)
    assert done["done"] and done["parts"][0]["start_s"] == 5
    again = Site.open(settings)
    original = made.session.recordings[0].original
    assert again.keys.find(artifacts.session_scope(made.session.id), original) is None
    again.close()
    later = line.replace("--from 5 --to 7", "--from 500 --to 700 --yes")
    assert "within the recording" in sonmat(later, status=1).stderr
    assert "Give both" in sonmat(line.removesuffix(" --to 7"), status=1).stderr


def test_the_log_is_shown_signed_and_checked(sonmat, made, settings, tmp_path):
    rows = json.loads(sonmat(f"audit show {made.session.id} --json").stdout)
    assert {"at", "who", "action", "allowed"} == set(rows[0])
    (tmp_path / "printed").write_text(sonmat("audit heads").stdout)
    assert "signed heads" in sonmat("audit verify --heads printed").stdout
    (tmp_path / "other").write_text("no heads")
    assert "holds no heads" in sonmat("audit verify --heads other", status=1).stderr


def test_doctor_names_old_backups_of_keys(sonmat, made, tmp_path):
    sonmat("backup-keys --out stick")
    (tmp_path / "stick").rename(tmp_path / "drawer")
    found = json.loads(sonmat("doctor --json", status=None).stdout)
    (check,) = [one for one in found if one["name"].startswith("backup of the keys")]
    assert check["grade"] == "warn" and "--forget" in check["mend"]
    sonmat(f"backup-keys --forget {tmp_path / 'stick' / 'keys.sonmat'}")


def test_settings_name_the_ledger(monkeypatch, tmp_path):
    monkeypatch.setenv("SONMAT_LEDGER_FILE", str(tmp_path / "x.erased"))
    assert Settings().ledger == tmp_path / "x.erased"


def test_what_a_crash_left_goes_where_all_is_whole_and_only_there(sonmat, site, made, settings):
    site = Site.open(settings)
    site.vault.put("session:ses-none", "never-named", b"bytes without a row")
    site.close()
    vault = settings.folder / "vault"
    old = time.time() - 2 * 86_400
    for file in (one for one in vault.rglob("*") if one.is_file()):
        os.utime(file, (old, old))

    def left(line, status=0):
        return json.loads(sonmat(line, status).stdout)["left"]

    assert left("verify --json") == 2
    damaged = next(one for one in (vault / "objects").rglob("*") if one.stat().st_size > 10_000)
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert left("verify --tidy --json", status=1) == 2, (
        "nothing is removed where something is wrong"
    )
    damaged.write_bytes(whole)
    assert left("verify --tidy --json") == 0
    assert left("verify --json") == 0
