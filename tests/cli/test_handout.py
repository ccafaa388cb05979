"""``sonmat handout``: files in a new folder, JSON alone, one sentence where it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capture import consent
from capture.access import OWNER
from capture.site import Site
from data_schemas.rights import Consent
from tests.app import sample
from tests.cli.test_cli import sentence, sonmat  # noqa: F401


@pytest.fixture
def session(site: Site) -> str:
    return sample.processed(site).session.id


def test_papers_and_clips_are_written_and_withdrawal_asks_for_them_back(
    sonmat, session: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    out = tmp_path / "paper"
    done = sonmat(
        "handout", session, "--out", out, "--kind", "sheet,clips,redline", "--language", "ko",
        "--format", "html,text", "--address", "https://10.0.0.5:8501", "--json",
    )  # fmt: skip
    made = json.loads(done.stdout)
    assert {one["name"] for one in made["files"]} == {one.name for one in out.iterdir()}
    sheet = (out / f"{made['id']}-sheet.txt").read_text()
    assert "작업 분해표" in sheet and made["id"] in sheet
    assert (
        f"https://10.0.0.5:8501/session?session={session}&amp;at="
        in (out / f"{made['id']}-sheet.html").read_text()
    )
    receipt = json.loads(sonmat("withdraw", session, "--json").stdout)
    assert receipt["handouts_to_recall"] == [made["id"]]


def test_a_sentence_says_what_is_wrong(
    sonmat, session: str, site: Site, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    def refused(*arguments: object, status: int = 1) -> str:
        return sentence(sonmat("handout", *arguments, status=status))

    out = tmp_path / "paper"
    assert "--kind is" in refused(session, "--out", out, "--kind", "sheets", status=2)
    assert "--language is" in refused(session, "--out", out, "--language", "de", status=2)
    assert "--address begins" in refused(
        session, "--out", out, "--address", "javascript:x", status=2
    )
    assert "inside the data folder" in refused(session, "--out", site.settings.folder / "x")
    assert "no such session" in refused("ses-none", "--out", out)
    consent.grant(site, OWNER, session, Consent())
    assert "no consent was given" in refused(session, "--out", out)
    assert not out.exists()
