"""docs/tls.md as it is written: a certificate of the company, served and checked from outside."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from app.lan import addresses, served
from app.lan.served import Ports
from capture import certificate
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import SettingsError
from pipelines.models import models_folder
from tests.capture.company import authority, server, written
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "tls.md").read_text()


@dataclass(frozen=True)
class Plant:
    address: str
    app: str
    own: str
    window: Path
    settings: Settings
    root: str
    files: tuple[Path, Path]

    def context(self) -> ssl.SSLContext:
        """What a browser in this company does: it knows the root, and nothing of Sonmat."""
        return ssl.create_default_context(cadata=self.root)

    def get(self, path: str, **more: str) -> httpx.Response:
        return httpx.get(self.app + path, verify=self.context(), headers=more, timeout=30)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """The server as the guide starts it, in a process of its own."""
    found = addresses.reachable(addresses.EVERYWHERE)
    if not found:
        pytest.skip("this machine has no address but loopback's")
    folder = tmp_path_factory.mktemp("plant")
    root = authority("Plant root")
    below = authority("Plant servers", root)
    files = written(folder / "tls", server(below, (str(found[0]), "sonmat.plant.example")), below)
    settings = Settings(data=folder / "data", site_key_file=folder / "key" / "site.key")
    line = re.search(r"^sonmat serve --lan --certificate \S+ --key \S+$", GUIDE, re.MULTILINE)
    assert line, "the guide starts the server"
    words = line[0].replace("sonmat.crt", str(files[0])).replace("sonmat.key", str(files[1]))
    port = _three_free_ports()
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONPATH": str(ROOT),
        "SONMAT_DATA": str(settings.folder), "SONMAT_SITE_KEY_FILE": str(settings.key_file),
        "SONMAT_MODELS": str(models_folder()), "SONMAT_LOG": "json",
    }  # fmt: skip
    window = folder / "window"
    with window.open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *words.split()[1:], "--port", str(port)],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            while "gives new codes" not in window.read_text():
                assert running.poll() is None, window.read_text()[-2000:]
                time.sleep(0.05)
            address = str(found[0])
            yield Plant(
                address, f"https://{address}:{port}", f"http://127.0.0.1:{port + 2}", window,
                settings, root.pem, files,
            )  # fmt: skip
        finally:
            running.terminate()
            running.wait(timeout=60)


def _three_free_ports() -> int:
    for _ in range(50):
        with socket.create_server(("0.0.0.0", 0)) as probe:
            port = int(probe.getsockname()[1])
        try:
            for step in range(3):
                socket.create_server(("0.0.0.0", port + step)).close()
        except OSError:
            continue
        return port
    raise AssertionError("no three free ports in a row")


def test_who_knows_the_companys_root_trusts_it_and_nobody_else_does(plant: Plant) -> None:
    assert plant.get("/trusted.json").json() == {"trusted": True}
    with pytest.raises(httpx.ConnectError):
        httpx.get(plant.app + "/trusted.json")
    with pytest.raises(httpx.ConnectError):
        stranger = ssl.create_default_context(cadata=authority("Other root").pem)
        httpx.get(plant.app + "/trusted.json", verify=stranger)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_only_tls_1_2_and_newer_is_spoken(plant: Plant) -> None:
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        one = plant.context()
        one.minimum_version = one.maximum_version = version
        assert httpx.get(plant.app + "/trusted.json", verify=one).status_code == 200
    old = plant.context()
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(httpx.ConnectError):
        httpx.get(plant.app + "/trusted.json", verify=old)


def test_browsers_are_told_never_to_ask_in_the_open_again(plant: Plant) -> None:
    for path in ("/trusted.json", "/pair", "/library", "/nowhere"):
        assert plant.get(path).headers["strict-transport-security"] == "max-age=31536000"
    # Loopback is plain on purpose, and browsers would take a wish like this for all its ports.
    answer = httpx.get(plant.own + "/health")
    assert "strict-transport-security" not in answer.headers


def test_no_page_in_the_open_explains_a_certificate_that_everybody_trusts(plant: Plant) -> None:
    port = int(plant.app.rsplit(":", 1)[1]) + 1
    with pytest.raises(OSError):
        socket.create_connection((plant.address, port), timeout=5).close()
    assert "check number" not in plant.window.read_text()


def test_it_answers_to_the_names_of_its_certificate_only(plant: Plant) -> None:
    assert plant.get("/trusted.json", host="sonmat.plant.example").status_code == 200
    assert plant.get("/trusted.json", host="plant.example").status_code == 400


def test_a_proxy_is_turned_away_as_the_guide_says(plant: Plant) -> None:
    assert "turned away" in GUIDE
    for name in ("forwarded", "via", "x-forwarded-for"):
        assert httpx.get(plant.own + "/health", headers={name: "10.0.0.1"}).status_code == 401
    assert plant.get("/health").status_code == 401


def test_health_is_told_on_this_machine(plant: Plant) -> None:
    answer = httpx.get(plant.own + "/health", timeout=60)
    assert answer.status_code == 200, answer.text
    assert "certificate" not in answer.json()["warnings"]


def test_no_code_cookie_or_key_is_in_its_log(plant: Plant) -> None:
    until = time.monotonic() + 120
    while '"worker.started"' not in plant.window.read_text() and time.monotonic() < until:
        time.sleep(0.2)
    shown = plant.window.read_text()
    lines = [json.loads(line) for line in shown.splitlines() if line.startswith("{")]
    assert {"server.started", "worker.started"} <= {line["event"] for line in lines}
    code = re.findall(r"Code (\S+),", shown)[-1]
    assert all(code not in json.dumps(line) for line in lines)
    assert "PRIVATE KEY" not in shown


def test_a_newer_certificate_is_taken_up_without_a_restart(plant: Plant, tmp_path: Path) -> None:
    """What the running server does every half minute, done once here."""
    old, new = authority("Plant root"), authority("Plant root")
    files = written(tmp_path, server(old, ("old.plant.example",)))
    named = {"certificate": files[0], "certificate_key": files[1]}
    site = Site.open(plant.settings.model_copy(update=named))
    lan = served.open_lan(site, addresses.EVERYWHERE, Ports(1, 2, 3))
    assert lan.app_url() == "https://old.plant.example:1"
    written(tmp_path, server(new, ("new.plant.example",)))
    assert lan.renew() is False
    assert lan.app_url() == "https://new.plant.example:1" and "new.plant.example" in lan.hosts
    # A spoilt one is told, and the one at hand goes on being served.
    files[0].write_text("spoilt")
    with pytest.raises(SettingsError):
        lan.renew()
    assert lan.app_url() == "https://new.plant.example:1"
    site.close()


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_the_trial_authority_of_the_guide_makes_files_that_are_taken(tmp_path: Path) -> None:
    (block,) = [one for one in re.findall(r"```sh\n(.+?)```", GUIDE, re.DOTALL) if "x509" in one]
    done = subprocess.run(["sh", "-ec", block], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    settings = Settings(
        certificate=tmp_path / "sonmat.crt", certificate_key=tmp_path / "sonmat.key"
    )
    found = certificate.given(settings, datetime.now(UTC))
    assert found is not None and found.names == ("sonmat.plant.example", "192.168.0.7")
