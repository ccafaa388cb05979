"""A bundle is made whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bundle import small
from tools.bundle import wheels
from tools.bundle.__main__ import main


@pytest.mark.parametrize("words", [("--with", "ponies"), ("--without", "wheels")])
def test_parts_that_there_are_not(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path / "bundle"), *words]) == 2
    assert f"There is no part '{words[1]}'" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_had_leaves_the_older_bundle_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = small.make(tmp_path / "bundle")
    before = small.everything(tmp_path)
    assert main(["--out", str(older), "--models", "whisper-enormous"]) == 1
    assert "whisper-enormous" in capsys.readouterr().err
    assert small.everything(tmp_path) == before
    assert small.install(older, "--check").code == 0


def test_of_the_working_tree_goes_what_git_knows(tmp_path: Path) -> None:
    """Data, exports and folders of older builds are ignored by git, and stay here."""
    wheels.copy_known_to_git(tmp_path)
    assert (tmp_path / "app" / "cli" / "demo.py").is_file()
    top = {path.name for path in tmp_path.iterdir()}
    assert "pyproject.toml" in top and not top & {".venv", "build", "data", ".git"}
