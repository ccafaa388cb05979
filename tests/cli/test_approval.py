"""``sonmat approval``: how far a session is, the signed list in a file, and what is found in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capture.access import OWNER
from capture.site import Site
from data_schemas.entry import Act, Draft
from pipelines.review import desk
from pipelines.review.signing.desk import sign
from tests.app import sample
from tests.cli.test_cli import sentence, sonmat  # noqa: F401


@pytest.fixture
def session(site: Site) -> str:
    found = sample.processed(site).session.id
    desk.amend(site, OWNER, found, Draft(act=Act.CONFIRM, target="seg-gasket"), 0)
    return found


@pytest.fixture
def approved(site: Site, session: str) -> str:
    for n, state in enumerate(("confirmed", "reviewed", "approved"), 1):
        sign(site, OWNER, session, state, "Kim", n)  # type: ignore[arg-type]
    return session


def test_the_list_is_written_and_checked_and_a_change_in_it_is_found(
    sonmat, approved: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    shown = json.loads(sonmat("approval", "show", approved, "--json").stdout)
    assert (shown["state"], [one["name"] for one in shown["signed"]]) == ("approved", ["Kim"] * 3)
    out = tmp_path / "list.json"
    made = json.loads(sonmat("approval", "save", approved, "--out", out, "--json").stdout)
    assert made == {"file": str(out), "version": 1}
    told = json.loads(sonmat("approval", "verify", out, "--json").stdout)
    assert told == {"session": approved, "version": 1, "valid": True}
    value = json.loads(out.read_text())
    value["list"]["items"][0]["text"] = "Something else"
    out.write_text(json.dumps(value))
    assert "changed after it was signed" in sentence(sonmat("approval", "verify", out, status=1))


def test_it_is_signed_from_the_command_line_in_turn_and_by_somebody(
    sonmat, session: str  # noqa: F811
) -> None:  # fmt: skip
    turn = ("approval", "sign", session)
    assert "turn" in sentence(sonmat(*turn, "approved", "--name", "Kim", status=1))
    assert "name" in sentence(sonmat(*turn, "confirmed", "--name", " ", status=1))
    assert "STATE is" in sentence(sonmat(*turn, "draft", "--name", "Kim", status=2))
    for state in ("confirmed", "reviewed", "approved"):
        told = json.loads(sonmat(*turn, state, "--name", "Kim", "--json").stdout)
        assert (told["state"], told["signed"][-1]["name"]) == (state, "Kim")


def test_what_cannot_be_is_one_sentence(
    sonmat, site: Site, session: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    out = tmp_path / "list.json"
    assert "approved yet" in sentence(sonmat("approval", "save", session, "--out", out, status=1))
    assert not out.exists()
    assert "cannot be read" in sentence(sonmat("approval", "verify", out, status=1))
    out.write_text("[]")
    assert "no signed list" in sentence(sonmat("approval", "verify", out, status=1))


def test_nothing_is_overwritten_or_put_into_the_data_folder(
    sonmat, site: Site, approved: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    out = tmp_path / "list.json"
    out.write_text("mine")
    assert "new file" in sentence(sonmat("approval", "save", approved, "--out", out, status=1))
    assert out.read_text() == "mine"
    inside = site.settings.folder / "list.json"
    assert "outside" in sentence(sonmat("approval", "save", approved, "--out", inside, status=1))
