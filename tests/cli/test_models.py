"""``sonmat models``: weights by way of the site's store, told in plain lines."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipelines.models import models_folder
from tests.cli.test_backup import sonmat  # noqa: F401

NAME = "hand_landmarker"
pytestmark = pytest.mark.weights


@pytest.fixture
def machine(environment, tmp_path: Path, monkeypatch):
    """Be a machine of the site with these weights of its own and without any network."""
    source = models_folder()
    environment["PIP_NO_INDEX"] = "1"
    for name in ("HTTPS_PROXY", "https_proxy"):
        environment[name] = "http://127.0.0.1:9"

    def at(name: str, *weights: str) -> Path:
        folder = tmp_path / name
        for one in weights:
            shutil.copytree(source / one, folder / one)
        environment["SONMAT_MODELS"] = str(folder)
        return folder

    return at


def test_what_one_machine_shares_another_fetches(sonmat, machine, site, settings):  # noqa: F811
    site.close()
    east = machine("east", NAME)
    shared = sonmat("models share")
    assert "shared hand_landmarker" in shared.stderr and shared.stdout == f"{NAME}\n"
    assert json.loads(sonmat("models share --json").stdout) == {"kept": [NAME]}
    west = machine("west")
    assert f"fetched {NAME}" in sonmat(f"models fetch {NAME}").stderr
    sonmat(f"models verify {NAME}")
    file = f"{NAME}/{NAME}.task"
    assert (west / file).read_bytes() == (east / file).read_bytes()
    assert sonmat("verify --json").stdout

    (west / file).write_bytes(b"damaged")
    assert f"fetched {NAME}" in sonmat(f"models fetch {NAME}").stderr
    assert (west / file).read_bytes() == (east / file).read_bytes()

    (stored,) = [one for one in (settings.folder / "vault" / "objects").rglob("*") if one.is_file()]
    stored.write_bytes(b"x" + stored.read_bytes()[1:])
    machine("north")
    refused = sonmat(f"models fetch {NAME}", status=1)
    assert f"sonmat models share {NAME}" in refused.stderr and "Traceback" not in refused.stderr

    assert "name the weights" in sonmat("models share --remove", status=2).stderr
    assert f"took out {NAME}" in sonmat(f"models share {NAME} --remove").stderr
    assert "cannot be fetched" in sonmat(f"models fetch {NAME}", status=1).stderr


def test_fetching_makes_no_site_where_there_is_none(sonmat, machine, environment, tmp_path):  # noqa: F811
    machine("east", NAME)
    data = tmp_path / "none"
    environment["SONMAT_DATA"] = str(data)
    environment["SONMAT_SITE_KEY_FILE"] = str(tmp_path / "none.key")
    sonmat(f"models fetch {NAME}")
    assert not data.exists() and not (tmp_path / "none.key").exists()


def test_a_site_that_does_not_open_is_told_and_others_are_asked(
    sonmat,  # noqa: F811
    machine,
    environment,
    site,
    tmp_path,
):
    site.close()
    machine("east", NAME)
    other = tmp_path / "other.key"
    other.write_text("ab" * 32)
    other.chmod(0o600)
    environment["SONMAT_SITE_KEY_FILE"] = str(other)
    told = sonmat(f"models fetch {NAME}").stderr
    assert "The site is not asked for weights." in told
