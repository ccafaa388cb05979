"""``tools/labelstudio``: what it starts, with what around it, and what it refuses to start."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.labelstudio.server import USER, Server

pytestmark = pytest.mark.full


def told(server: Server, *words: str, **other: str) -> subprocess.CompletedProcess[str]:
    line = [*server.command[:1], *words]
    return subprocess.run(
        line, env={**server.environment, **other}, capture_output=True, text=True, timeout=60
    )


def test_it_runs_with_nothing_of_our_environment(server):
    held = Path(f"/proc/{server.pid}/environ").read_bytes().decode().split("\0")
    names = {one.partition("=")[0] for one in held if one}
    assert not {"DEBUG", "PORT", "SONMAT_LS_HOME"} & names  # these were set for the script
    values = dict(one.split("=", 1) for one in held if one)
    off = ("COLLECT_ANALYTICS", "LATEST_VERSION_CHECK")
    assert {values[name] for name in off} == {"false"}
    assert values["SENTRY_DSN"] == values["FRONTEND_SENTRY_DSN"] == ""
    assert values["FEATURE_FLAGS_OFFLINE"] == "true"
    assert values["LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT"] == str(server.media)


def test_no_list_of_processes_shows_a_secret(server):
    line = Path(f"/proc/{server.pid}/cmdline").read_text()
    assert "label-studio" in line and "127.0.0.1" in line
    assert server.token.get_secret_value() not in line and server.password not in line


def test_everything_it_makes_is_for_this_user_only(server):
    for folder in ("home", "secrets", "media"):
        assert (server.base / folder).stat().st_mode & 0o077 == 0, folder
    for secret in (server.base / "secrets").iterdir():
        assert secret.stat().st_mode & 0o177 == 0, secret


def test_the_password_is_told_when_it_is_asked_for_only(server):
    done = told(server, "password")
    assert done.stdout.split() == [USER, server.password]
    assert server.password not in server.log.read_text(errors="replace")


def test_a_port_that_is_taken_is_said_and_no_other_one_is_used(server):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = told(server, "start", SONMAT_LS_PORT=port)
    assert done.returncode == 1 and f"Port {port} is taken" in done.stderr


@pytest.mark.parametrize("folder", ["home", "secrets", "media"])
def test_a_folder_that_others_may_read_is_refused(server, tmp_path, folder):
    (tmp_path / folder).mkdir(mode=0o755)
    (tmp_path / folder).chmod(0o755)
    done = told(server, "start", **folders(tmp_path))
    assert done.returncode == 1 and "chmod 700" in done.stderr
    assert not (tmp_path / "secrets" / "token").exists()


@pytest.mark.parametrize("inside", ["home", "media"])
def test_secrets_lie_apart_from_what_the_server_shows(server, tmp_path, inside):
    given = {**folders(tmp_path), "SONMAT_LS_SECRETS": str(tmp_path / inside / "secrets")}
    done = told(server, "start", **given)
    assert done.returncode == 1 and "SONMAT_LS_SECRETS" in done.stderr
    shutil.rmtree(tmp_path / inside)
    given = {**folders(tmp_path), "SONMAT_LS_MEDIA": str(tmp_path / "home" / "media")}
    done = told(server, "start", **given)
    assert done.returncode == 1 and "SONMAT_LS_MEDIA" in done.stderr


def folders(base: Path) -> dict[str, str]:
    return {f"SONMAT_LS_{name.upper()}": str(base / name) for name in ("home", "secrets", "media")}
