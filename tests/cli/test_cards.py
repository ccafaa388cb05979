"""``sonmat import`` and ``watch`` as people and scripts call them."""

import hashlib
import json
import signal
import subprocess
import sys
import time

import pytest

from tests.capture.clips import Recipe, clip
from tests.capture.sounds import RATE, camera, heard, workshop
from tests.cli.test_cli import files, imported, sentence, sonmat  # noqa: F401
from tests.conftest import ROOT

WHOLE = workshop(30.0, 1)


@pytest.fixture
def card(tmp_path):
    folder = tmp_path / "card" / "DCIM" / "100GOPRO"
    folder.mkdir(parents=True)
    (folder / "GX010001.MP4").write_bytes(camera(WHOLE[: 15 * RATE], "2026-11-24T10:15:00Z"))
    (folder / "GX020001.MP4").write_bytes(camera(WHOLE[15 * RATE :], "2026-11-24T10:15:00Z"))
    side = camera(heard(WHOLE[4 * RATE :], "thin", 2), "2015-01-01T00:00:00Z")
    (tmp_path / "card" / "C0001.MP4").write_bytes(side)
    return tmp_path / "card"


@pytest.fixture
def options(sonmat, files):  # noqa: F811
    return ("--procedure", imported(sonmat, files), "--expert", "Kim")


def test_a_card_is_shown_taken_in_and_known(sonmat, card, options):  # noqa: F811
    shown = sonmat("import", card, *options, "--plan")
    assert "GX010001.MP4" in shown.stdout and "+15.00 s" in shown.stdout
    assert "sound (" in shown.stdout and "2026-11-24 10:15" in shown.stdout
    planned = json.loads(sonmat("import", card, *options, "--plan", "--json").stdout)
    first = json.loads(sonmat("import", card, *options, "--verify", "--json").stdout)
    (before,), (after,) = planned["sessions"], first["sessions"]
    assert before["session"] is None and after["session"].startswith("ses")
    assert after["sure"] and after["notes"] == []
    places = [(one["path"], round(one["offset_s"], 1), one["offset_by"]) for one in after["files"]]
    assert places == [
        ("DCIM/100GOPRO/GX010001.MP4", 0.0, "nobody"),
        ("DCIM/100GOPRO/GX020001.MP4", 15.0, "clock"),
        ("C0001.MP4", 4.0, "sound"),
    ]
    for one in after["files"]:
        assert one["sha256"] == hashlib.sha256((card / one["path"]).read_bytes()).hexdigest()
        assert one["verified"] and one["known_in"] is None
    (again,) = json.loads(sonmat("import", card, *options, "--json").stdout)["sessions"]
    assert again["session"] is None and {one["known_in"] for one in again["files"]} == {1}
    told = sonmat("import", card, *options).stdout
    assert told.count("already here in session No. 1") == 3
    assert after["files"][0]["sha256"] in told
    sync = sonmat("session", "sync", after["session"]).stdout
    assert "by the clock of its device" in sync


def test_what_cannot_be_used_is_named_and_the_rest_is_taken_in(sonmat, card, options):  # noqa: F811
    (card / "list.mp4").write_text("ffconcat version 1.0\nfile C0001.MP4\n")
    (card / "00000.MTS").write_bytes(b"G" * 188)
    done = sonmat("import", card, *options, "--json", status=1)
    answer = json.loads(done.stdout)
    assert {one["path"] for one in answer["refused"]} == {"list.mp4", "00000.MTS"}
    assert len(answer["sessions"]) == 1 and answer["sessions"][0]["session"]
    lines = done.stderr.strip().splitlines()
    assert any("playlist" in line for line in lines) and any("AVCHD" in line for line in lines)
    assert lines[-1] == "sonmat: 2 of the files could not be used: see above."


def test_wrong_folders_procedures_and_consents_are_one_sentence(sonmat, card, options, tmp_path):  # noqa: F811
    sentence(sonmat("import", tmp_path / "none", *options, status=1))
    (tmp_path / "empty").mkdir()
    assert "no recording" in sentence(sonmat("import", tmp_path / "empty", *options, status=1))
    wrong = ("--procedure", "prc-none", "--expert", "Kim")
    for command in ("import", "watch"):
        sentence(sonmat(command, card, *wrong, status=1))
        sentence(sonmat(command, card, *options, "--consent", tmp_path / "none.yaml", status=1))
        sentence(sonmat(command, tmp_path / "none", *options, status=1))
        sentence(sonmat(command, card, *options, "--gap", "-1", status=2))


def test_a_watched_folder_is_taken_in_once(sonmat, card, options):  # noqa: F811
    done = sonmat("watch", card, *options, "--once", "--settle", "0.2")
    assert done.stdout.count("taken in") == 1 and done.stdout.count(".MP4") == 3
    (card / "bad.mp4").write_bytes(b"text")
    done = sonmat("watch", card, *options, "--once", "--settle", "0.2", status=1)
    assert done.stdout.count("already here") == 3 and "bad.mp4: " in done.stderr


def test_watching_ends_cleanly_when_it_is_stopped(card, options, environment):
    (card / "late.mp4").write_bytes(clip(Recipe(ticks=60)))
    command = [sys.executable, "-m", "app.cli", "watch", card, *options, "--gap", "0",
               "--settle", "0.1"]  # fmt: skip
    watching = subprocess.Popen(
        [str(part) for part in command], env=environment, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert watching.stdout is not None
    assert "taken in" in watching.stdout.readline()
    time.sleep(0.3)
    watching.send_signal(signal.SIGINT)
    _out, errors = watching.communicate(timeout=60)
    assert watching.returncode == 0, errors
    assert "Stopped watching" in errors and "Traceback" not in errors
