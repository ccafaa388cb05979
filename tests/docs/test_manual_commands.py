"""Every command of the manuals is run, or is held by name to the test that runs it.

Both languages have the same blocks (``test_manuals.py``), so that one of them is run.
"""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
import typer.main

from app.cli.base import app
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from tests.app import sample
from tests.capture.clips import Recipe, clip
from tests.cli.command import Commands
from tests.cli.conftest import commands  # noqa: F401
from tests.conftest import ROOT
from tests.docs.manuals import MANUALS, Manual
from tests.hidden import answered_for
from tests.pipelines.labelstudio.handed import ready

COMMAND = typer.main.get_command(app)
SAMPLE = ROOT / "examples" / "sample_release"
# What is not run here, and the file in which it is.
ELSEWHERE = {
    "make demo": "tests/test_docs.py",
    "make labelstudio": "tests/labelstudio/conftest.py",
    "sonmat serve --lan": "tests/browser/test_lan.py",
    "sonmat serve --lan --certificate sonmat.crt --key sonmat.key": "tests/app/lan/test_company.py",
    "sonmat labelstudio doctor": "tests/cli/test_labelstudio.py",
    "sonmat labelstudio push": "tests/cli/test_labelstudio.py",
    "sonmat labelstudio pull": "tests/cli/test_labelstudio.py",
    "sonmat labelstudio status": "tests/cli/test_labelstudio.py",
    "python -m examples.train examples/sample_release --folds 2": "tests/examples/test_train.py",
}


def lines(name: str, kind: str = "sh") -> list[str]:
    """Commands of a manual in their order."""
    blocks = [text for said, text in Manual(name, "en").blocks() if said == kind]
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def spoken(manual: Manual) -> list[str]:
    """Commands in blocks and in sentences."""
    inline = [
        one.content for children in manual.inline() for one in children if one.type == "code_inline"
    ]
    return [one for one in [*lines_of(manual), *inline] if one.startswith("sonmat ")]


def lines_of(manual: Manual) -> list[str]:
    return [line.strip() for _, text in manual.blocks() for line in text.splitlines()]


@pytest.mark.parametrize("manual", MANUALS, ids=lambda one: f"{one.name}-{one.language}")
def test_every_command_and_option_exists(manual: Manual) -> None:
    for line in spoken(manual):
        words, command = shlex.split(line)[1:], COMMAND
        while hasattr(command, "commands"):
            assert words and words[0] in command.commands, line
            command = command.commands[words.pop(0)]
        known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_what_is_run_elsewhere_is_there() -> None:
    said = {line for manual in MANUALS for line in lines_of(manual)}
    for line, file in ELSEWHERE.items():
        assert line in said, f"no manual says {line!r} any more"
        assert (ROOT / file).is_file()
        words = line.split()
        if words[0] == "make":
            told = ["make", "--dry-run", words[1]]
            subprocess.run(told, cwd=ROOT, check=True, capture_output=True)


@dataclass
class Desk:
    """Somebody who types what a manual says, line by line."""

    commands: Commands
    environment: dict[str, str]
    folder: Path
    # what stands in the manual, and what it is here
    instead: dict[str, str]

    def types(self, line: str) -> str:
        for said, here in self.instead.items():
            line = line.replace(said, here)
        if not line.startswith("sonmat "):
            done = subprocess.run(
                line, shell=True, cwd=self.folder, capture_output=True, text=True, check=False
            )
        else:
            words = shlex.split(line)[1:]
            done = self.commands.call(words, self.environment, self.folder)
            if "--data" in words:  # from now on that is the data folder
                restored = str(self.folder / words[words.index("--data") + 1])
                self.environment["SONMAT_DATA"] = restored
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        return done.stdout


@pytest.fixture
def desk(
    commands: Commands,  # noqa: F811
    environment: dict[str, str],
    settings: Settings,
    site: Site,
    tmp_path: Path,
) -> Iterator[Desk]:
    """No worker begins what a command asks for: what it does is tried elsewhere."""
    folder = tmp_path / "desk"
    folder.mkdir()
    with (settings.folder / ".worker.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield Desk(commands, {**environment, "PYTHONPATH": str(ROOT)}, folder, {})


def typed(desk: Desk, name: str) -> dict[str, str]:
    """All lines that are for this test, with what each of them told."""
    return {line: desk.types(line) for line in lines(name) if line not in ELSEWHERE}


@pytest.mark.weights
def test_the_interviewers_commands_run(desk: Desk, site: Site) -> None:
    made = sample.take_in(site)
    card = desk.folder / "card"
    card.mkdir()
    for ticks, name in ((60, "GX010001.MP4"), (45, "GX020001.MP4")):
        (card / name).write_bytes(clip(Recipe(ticks=ticks)))
    (desk.folder / "clip.mp4").write_bytes(clip(Recipe(audio="aac")))
    (desk.folder / "consent.yaml").write_text(
        "purposes: [teach]\ngranted_by: Kim\ntext_version: ko-1\nsigned_at: 2026-11-23\n"
    )
    desk.instead = {"/media/card": str(card), "prc-1f…": made.procedure.id}
    told = [*typed(desk, "interviewer").values()]
    assert "No hand is seen" in told[0]
    assert all("GX020001.MP4" in one for one in told[1:])
    from capture import sessions

    assert len(sessions.list_sessions(site, OWNER)) == 2


def test_the_annotators_commands_run(desk: Desk, site: Site) -> None:
    made = ready(site)
    desk.instead = {"ses-4c…": made.session.id, "session-1.": f"session-{made.session.number}."}
    assert len(typed(desk, "annotator")) == 2


def test_the_administrators_commands_run(desk: Desk, site: Site, settings: Settings) -> None:
    sample.processed(site)
    site.close()
    told = typed(desk, "administrator")
    for line, said in told.items():
        if line.startswith(("sonmat restore", "sonmat verify")):
            assert "0 problems" in said, line
    assert "Park Jisoo" in told["sonmat accounts list"]
    assert (desk.folder / "sonmat.crt").is_file() and (desk.folder / "restored").is_dir()


def test_the_ai_developers_commands_run(desk: Desk, site: Site) -> None:
    made = sample.processed(site)
    answered_for(site, made.session.id)
    key = pyrage.x25519.Identity.generate()
    (desk.folder / "key.txt").write_text(f"{key}\n")
    desk.types(f"sonmat release create valve --out first.age --recipient {key.to_public()}")
    shutil.copytree(SAMPLE, desk.folder / "examples" / "sample_release")
    shutil.copytree(SAMPLE, desk.folder / "second")
    (desk.folder / "exports").mkdir()
    for line in lines("developer"):
        if line in ELSEWHERE:
            continue
        desk.types(line)
        if line.startswith("sonmat release open"):
            # Either the one that came or the sample: both are called alike.
            assert (desk.folder / "first" / "data").is_dir()
            shutil.rmtree(desk.folder / "first")
    assert (desk.folder / "exports" / "first" / "data" / "vtt").is_dir()


def test_the_ai_developers_lines_of_python_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "first")
    monkeypatch.chdir(tmp_path)
    blocks = [text for kind, text in Manual("developer", "en").blocks() if kind == "python"]
    code = "\n".join(blocks)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "HF_HOME": str(tmp_path / "hf"), "HF_DATASETS_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert re.search(r"\{'train': 28, 'test': 6\}", done.stdout)
