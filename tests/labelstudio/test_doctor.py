"""``sonmat labelstudio doctor`` against a server as it should be, and one as it should not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.checks.labelstudio import examine
from capture.settings import Settings
from pipelines.labelstudio.media.folder import MediaFolder
from tests.conftest import ROOT
from tests.labelstudio.server import VENV, NoServer, Server, free_port, used_once

pytestmark = pytest.mark.full


def settings(server: Server, **other: object) -> Settings:
    given = {
        "ls_url": server.url, "ls_token_file": server.token_file, "ls_media": server.media,
        "ls_class": "internal", **other,
    }  # fmt: skip
    return Settings(data=server.base / "none", site_key_file=server.base / "k" / "key", **given)


def grades(server: Server, monkeypatch: pytest.MonkeyPatch, **other: object) -> dict[str, str]:
    monkeypatch.setenv("SONMAT_LS_HOME", str(server.base / "home"))
    found = {one.name: one for one in examine(settings(server, **other))}
    assert all(one.mend for one in found.values() if one.grade != "ok")
    return {name: one.grade for name, one in found.items()}


def test_a_server_of_make_labelstudio_is_as_it_should_be(server, monkeypatch):
    found = grades(server, monkeypatch)
    for disk in ("its disk", "disk of the media"):
        assert found.pop(disk) in ("ok", "warn")
    assert set(found) == {
        "media for annotators", "protection class", "Label Studio's database",
        "connection to Label Studio", "Label Studio", "Label Studio's token", "labelling screen",
        "media reachable", "signing up", "Label Studio's telemetry",
    }  # fmt: skip
    assert set(found.values()) == {"ok"}, found


def test_the_trial_leaves_nothing_behind(server, monkeypatch):
    with server.gateway() as gateway:
        grades(server, monkeypatch)
        # Others may make projects of theirs on this server meanwhile.
        assert [one for one in gateway.projects() if one.title.startswith("Sonmat doctor")] == []
    assert not [one for one in MediaFolder(server.media).held() if one.startswith("trial-")]


def test_a_folder_that_the_server_does_not_show_is_found(server, monkeypatch, tmp_path):
    assert grades(server, monkeypatch, ls_media=tmp_path / "other")["media reachable"] == "fail"


def test_the_command_tells_all_of_it_and_fails_where_something_does(server):
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(server.base), "PYTHONPATH": str(ROOT),
        "SONMAT_DATA": str(server.base / "none"), "SONMAT_LS_URL": server.url,
        "SONMAT_LS_TOKEN_FILE": str(server.token_file), "SONMAT_LS_MEDIA": str(server.media),
        "SONMAT_LS_CLASS": "internal",
    }  # fmt: skip
    good = run(environment)
    assert good.returncode == 0, good.stdout
    assert {one["name"] for one in json.loads(good.stdout)} >= {"media reachable", "signing up"}
    wrong = "e" * 40
    bad = run({**environment, "SONMAT_LS_TOKEN_FILE": "", "SONMAT_LS_TOKEN": wrong})
    assert bad.returncode == 1
    for done in (good, bad):
        assert server.token.get_secret_value() not in done.stdout + done.stderr
        assert wrong not in done.stdout + done.stderr and "Traceback" not in done.stderr
    down = run({**environment, "SONMAT_LS_URL": f"http://127.0.0.1:{free_port()}"})
    assert down.returncode == 1 and "does not answer" in down.stdout


def run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "app.cli", "labelstudio", "doctor", "--json"]
    given = {name: value for name, value in environment.items() if value}
    return subprocess.run(line, env=given, capture_output=True, text=True, timeout=120)


class Careless(Server):
    """Label Studio as it starts when nobody tells it anything."""

    @property
    def command(self) -> list[str]:
        return [
            str(VENV / "bin" / "label-studio"), "start", "--no-browser", "--internal-host",
            "0.0.0.0", "--port", str(self.port),
        ]  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.base / "home"), "SENTRY_DSN": "",
            "LABEL_STUDIO_BASE_DATA_DIR": str(self.base / "home"), "FEATURE_FLAGS_OFFLINE": "true",
            "LATEST_VERSION_CHECK": "false",
        }  # fmt: skip


@pytest.fixture
def careless(tmp_path: Path) -> Iterator[Server]:
    try:
        used_once(tmp_path / "careless")
    except (NoServer, subprocess.TimeoutExpired) as error:
        pytest.skip(f"no Label Studio: {error}. Run `tools/labelstudio install`")
    made = Careless(tmp_path / "careless")
    made.start()
    yield made
    made.stop()


def test_a_server_started_by_hand_is_found_out(careless, monkeypatch):
    (careless.base / "home").chmod(0o755)
    found = grades(careless, monkeypatch, ls_class="")
    assert {name for name, grade in found.items() if grade == "fail"} == {
        "protection class", "Label Studio's database", "connection to Label Studio",
        "media reachable", "signing up", "Label Studio's telemetry",
    }  # fmt: skip
