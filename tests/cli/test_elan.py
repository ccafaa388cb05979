"""``sonmat elan`` as a person at the keyboard has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capture.site import Site
from tests.pipelines.labelstudio.handed import ready


@pytest.fixture
def elan(environment, commands):
    return lambda *words: commands.call(["elan", *map(str, words)], environment)


def test_out_and_in_and_what_cannot_be_in_one_sentence(elan, site: Site, tmp_path: Path) -> None:
    made = ready(site)
    out = tmp_path / "for-elan"
    written = json.loads(elan("write", made.session.id, "--out", out, "--json").stdout)
    assert written["session"] == made.session.id and written["stretches"] == 6
    file = out / written["document"]
    assert file.is_file() and (out / written["media"]).is_file()
    came = json.loads(elan("read", file, "--json").stdout)
    assert came == {
        "session": made.session.id, "entries": 0, "review": "", "beside": [], "left": [],
    }  # fmt: skip
    file.write_text(file.read_text()[:500])
    for refused in (
        elan("read", file),
        elan("write", made.session.id, "--out", out),
        elan("write", "ses-unknown", "--out", tmp_path / "x"),
    ):
        assert refused.returncode == 1 and len(refused.stderr.strip().splitlines()) == 1
        assert "Traceback" not in refused.stderr
