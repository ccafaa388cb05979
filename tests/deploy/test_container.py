"""The container file: building it takes an engine, so each thing that it rests on is looked at."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from capture.settings import Settings
from tests.conftest import ROOT

TEXT = (ROOT / "deploy" / "Containerfile").read_text()
LINES = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE)).splitlines()
COPIED = [
    name
    for line in LINES
    if line.startswith("COPY") and "--from" not in line
    for name in line.split()[1:-1]
]


def test_every_file_that_it_copies_is_there():
    assert {"pyproject.toml", "constraints.txt", "app", "capture"} <= set(COPIED)
    for name in COPIED:
        assert (ROOT / name).exists(), name


def test_it_ends_as_a_user_without_rights_and_holds_no_secret():
    last = [line.split()[1] for line in LINES if line.startswith("USER")][-1]
    assert last == "990:990"
    after = LINES[max(n for n, line in enumerate(LINES) if line.startswith("USER")) :]
    assert not [line for line in after if line.startswith(("RUN", "COPY", "ADD"))]
    assert "ADD " not in TEXT and "curl" not in TEXT and "SONMAT_SITE_KEY=" not in TEXT


def test_its_variables_are_settings():
    names = set(re.findall(r"\bSONMAT_[A-Z_]+(?==)", TEXT))
    known = {f"SONMAT_{name.upper()}" for name in Settings.model_fields} | {"SONMAT_MODELS"}
    assert len(names) == 5 and names <= known
    key = re.search(r"SONMAT_SITE_KEY_FILE=(\S+)", TEXT)
    ledger = re.search(r"SONMAT_LEDGER_FILE=(\S+)", TEXT)
    # The rest of the file system is read-only.
    assert key and ledger and key[1].startswith("/run/secrets/")
    assert ledger[1].startswith("/var/lib/sonmat/")


@pytest.mark.full
def test_what_it_installs_holds_every_file_of_the_packages(tmp_path):
    """A wheel of what is copied, as pip makes one."""
    there = tmp_path / "src"
    there.mkdir()
    for name in COPIED:
        place = ROOT / name
        (shutil.copytree if place.is_dir() else shutil.copy)(place, there / name)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", str(tmp_path / "out"), str(there)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    (wheel,) = (tmp_path / "out").glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "data_schemas", "capture", "pipelines", "app"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout.split()  # fmt: skip
    assert [name for name in tracked if name not in held] == []
    recording = {path.name for path in (ROOT / "examples/demo/recording").iterdir()}
    demo = {name.rpartition("/")[2] for name in held if "/share/sonmat/demo/recording/" in name}
    assert demo == recording
