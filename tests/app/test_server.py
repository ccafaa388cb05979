"""The server as a whole: where it may listen, what it refuses, what each answer carries."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app import server
from app.guard import host_of, security_headers
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import SettingsError
from tests.app.serving import serving

HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options",
           "referrer-policy", "permissions-policy")  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    with serving(settings, folder / "log", folder) as address:
        yield address


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "sonmat.lan", ""])
def test_nobody_else_can_reach_it_over_an_open_line(site: Site, host: str) -> None:
    with pytest.raises(SettingsError, match="in the open"):
        server.run(host, 0, site)


def test_a_taken_port_is_one_sentence(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"Port {port}"):
            server.run("127.0.0.1", port, site)


@pytest.mark.parametrize(
    "path",
    ["/", "/favicon.png", "/search", "/_stcore/health", "/recordings/a/b", "/nothing/here.js"],
)
def test_every_answer_carries_the_headers(url: str, path: str) -> None:
    answer = httpx.get(url + path)
    for name in HEADERS:
        assert name in answer.headers, f"{path} lacks {name}"
    assert "server" not in answer.headers
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_scripts_come_from_here_only() -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in security_headers()["content-security-policy"].split(";")
    )
    assert "unsafe-inline" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert "http" not in str(policy)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "10.0.0.1", "", "127.0.0.1.nip.io"]
)
def test_a_foreign_name_is_not_served(url: str, host: str) -> None:
    """DNS rebinding: a page of another name that resolves to this machine gets nothing."""
    answer = httpx.get(url, headers={"Host": host})
    assert answer.status_code == 400
    assert "Streamlit" not in answer.text
    for name in HEADERS:
        assert name in answer.headers or host == ""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:1"])
def test_loopback_names_are_served(url: str, host: str) -> None:
    assert httpx.get(url, headers={"Host": host}).status_code == 200


def test_a_websocket_of_a_foreign_name_is_refused(url: str) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    answer = httpx.get(f"{url}/_stcore/stream", headers={**upgrade, "Host": "evil.example"})
    assert answer.status_code == 403
    answer = httpx.get(
        f"{url}/_stcore/stream", headers={**upgrade, "Origin": "http://evil.example"}
    )
    assert answer.status_code == 403


def test_two_host_headers_are_none() -> None:
    assert host_of({"headers": [(b"host", b"localhost"), (b"host", b"evil")]}) == ""
    assert host_of({"headers": []}) == ""


def test_links_are_in_no_log(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key")
    log = tmp_path / "log"
    with serving(settings, log, tmp_path) as address:
        httpx.get(f"{address}/recordings/ses-1/rec-1?t=SECRET")
        httpx.get(f"{address}/?t=SECRET")
    assert "SECRET" not in log.read_text()


def test_the_app_loads_nothing_that_only_work_needs() -> None:
    """Pages open at once: torch and mediapipe are for the worker and for the first search, signals
    and tables for what is measured and given out."""
    code = (
        "import sys, app.server, app.nav;"
        "print([m for m in ('torch', 'mediapipe', 'whisper', 'sentence_transformers', 'cv2',"
        " 'scipy.signal', 'scipy.stats', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_telemetry_is_off_wherever_it_is_started(tmp_path: Path) -> None:
    """The settings lie beside the script; a settings file of the working folder changes nothing."""
    hostile = tmp_path / ".streamlit"
    hostile.mkdir()
    (hostile / "config.toml").write_text(
        '[browser]\ngatherUsageStats = true\n[client]\nshowErrorDetails = "full"\n'
    )
    code = (
        "from app.server import build; build(); from streamlit import config as c;"
        "print(c.get_option('browser.gatherUsageStats'), c.get_option('client.showErrorDetails'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin",
             "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.strip() == "False none"
