"""A data folder that is full or cannot be written: one sentence, and nothing lost."""

import json
import os
import subprocess

import pytest

from tests.conftest import CSV, ROOT

RECORDING = ROOT / "examples" / "demo" / "recording" / "recording.mp4"


@pytest.fixture
def small_disk(settings):
    """The data folder as a disk of its own, too small for a second recording."""
    settings.folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=600m,mode=0700", "sonmat-test"]
    if os.getuid() != 0 or subprocess.run([*command, settings.folder], check=False).returncode:
        pytest.skip("only root can mount a small disk here")
    yield settings.folder
    subprocess.run(["umount", "-l", settings.folder], check=True)


@pytest.fixture
def sonmat(environment, commands):
    def call(*arguments):
        return commands.call([*map(str, arguments)], environment)

    return call


def one_sentence(done):
    assert done.returncode == 1 and done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("sonmat: ") and line.endswith(".")
    return line


def test_a_full_disk_refuses_the_recording_and_keeps_what_is_there(
    small_disk, sonmat, tmp_path, take
):
    (tmp_path / "flange.csv").write_bytes(CSV)
    (tmp_path / "take.mp4").write_bytes(take)
    imported = json.loads(sonmat("procedure", "import", tmp_path / "flange.csv", "--json").stdout)
    arguments = ("--procedure", imported["procedure"], "--expert", "Kim", "--json")
    first = json.loads(sonmat("ingest", tmp_path / "take.mp4", *arguments).stdout)
    big = tmp_path / "big.mp4"
    big.write_bytes(RECORDING.read_bytes())
    filler = small_disk / "filler"
    free = os.statvfs(small_disk)
    filler.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - 900_000)))
    assert "full" in one_sentence(sonmat("ingest", big, *arguments)) or "room" in one_sentence(
        sonmat("ingest", big, *arguments)
    )
    filler.unlink()
    assert json.loads(sonmat("show", first["session"], "--json").stdout)["duration_s"] > 0
    again = json.loads(sonmat("ingest", tmp_path / "take.mp4", *arguments).stdout)
    assert again == {**first, "duplicate": True}


def test_a_read_only_data_folder_is_one_sentence(small_disk, sonmat, tmp_path):
    (tmp_path / "flange.csv").write_bytes(CSV)
    assert sonmat("procedure", "import", tmp_path / "flange.csv", "--json").returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    line = one_sentence(sonmat("procedure", "import", tmp_path / "flange.csv", "--json"))
    assert "cannot be written" in line
