"""Two web servers of one site behind the proxy of ``deploy/haproxy.cfg``, each as a machine's own.

State lies on a PostgreSQL server and what is kept in one folder, as in an object store.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from capture.settings import Settings
from capture.site import Site
from pipelines.models import models_folder
from tests.app.serving import free_port
from tests.capture.company import authority, server, written
from tests.conftest import ROOT
from tests.served import fresh_database, postgres

NAME = "sonmat.plant.example"
CONFIG = (ROOT / "deploy" / "haproxy.cfg").read_text()
SERVERS = re.findall(r"^    server (\S+) ", CONFIG, re.MULTILINE)
PATIENCE_S = 300


@dataclass
class Web:
    """One web server; ``window`` is the file into which it tells what people read."""

    name: str
    settings: Settings
    window: Path
    process: subprocess.Popen[bytes]
    port: int

    def code(self) -> str:
        """The newest code of its window."""
        return re.findall(r"Code (\S+),", self.window.read_text())[-1]

    def kill(self) -> None:
        """As a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@dataclass
class Plant:
    folder: Path
    site: Site
    root: str
    files: tuple[Path, Path]
    proxy: int = 0
    webs: dict[str, Web] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.proxy}"

    def client(self, port: int, source: str = "127.0.0.1") -> httpx.Client:
        """A browser of this company that asks at one door, seen from this address."""
        return httpx.Client(
            base_url=f"https://{NAME}:{port}", timeout=30,
            transport=_To(ssl.create_default_context(cadata=self.root), source),
        )  # fmt: skip

    def where(self, source: str) -> str:
        """The server at which the proxy keeps a device."""
        with socket.socket(socket.AF_UNIX) as asked:
            asked.connect(str(self.folder / "proxy.sock"))
            asked.sendall(b"show table web\n")
            told = b"".join(iter(lambda: asked.recv(4096), b"")).decode()
        found = re.search(rf"key=(?:::ffff:)?{re.escape(source)} .*server_name=(\S+)", told) or (
            re.search(rf"key=(?:::ffff:)?{re.escape(source)} .*server_id=(\d+)", told)
        )
        assert found, told
        return SERVERS[int(found[1]) - 1] if found[1].isdigit() else found[1]

    def revive(self) -> None:
        """Start those again that were killed, where they were."""
        for name, one in list(self.webs.items()):
            if one.process.poll() is not None:
                self.start(name)
        self.wait()

    def start(self, name: str) -> None:
        place, before = self.folder / name, self.webs.get(name)
        place.mkdir(exist_ok=True)
        given = self.site.settings.model_copy(update={"data": place / "data"})
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(place), "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8", "SONMAT_MODELS": str(models_folder()),
            "SONMAT_DATA": str(given.folder), "SONMAT_SITE_KEY_FILE": str(given.key_file),
            "SONMAT_DATABASE_URL": given.database_url, "SONMAT_VAULT_URL": given.vault_url,
        }  # fmt: skip
        certificate, key = self.files
        others = {one.port for one in self.webs.values()}
        port = before.port if before else _three_free_ports(others)
        window = place / "window"
        with window.open("w") as told:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", "--no-worker", "--lan",
                 "--port", str(port), "--certificate", str(certificate), "--key", str(key)],
                cwd=place, env=environment, stdin=subprocess.DEVNULL, stdout=told, stderr=told,
            )  # fmt: skip
        self.webs[name] = Web(name, given, window, process, port)

    def wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        for one in self.webs.values():
            while "gives new codes" not in one.window.read_text():
                assert one.process.poll() is None, one.window.read_text()[-2000:]
                assert time.monotonic() < until, one.window.read_text()[-2000:]
                time.sleep(0.1)


def _three_free_ports(taken: set[int]) -> int:
    """The first of three that nobody listens on, apart from those of other servers."""
    while True:
        first = free_port()
        if first > 65000 or any(abs(first - one) < 10 for one in taken):
            continue
        try:
            for port in range(first, first + 3):
                socket.create_server(("", port)).close()
        except OSError:
            continue
        return first


class _To(httpx.HTTPTransport):
    """The company's name leads to this machine."""

    def __init__(self, tls: ssl.SSLContext, source: str) -> None:
        super().__init__(verify=tls, local_address=source)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        there = httpx.Request(
            request.method, request.url.copy_with(host="127.0.0.1"), headers=request.headers,
            stream=request.stream, extensions={**request.extensions, "sni_hostname": NAME},
        )  # fmt: skip
        return super().handle_request(there)


@contextmanager
def plant(folder: Path) -> Iterator[Plant]:
    """Skips where the proxy or the database is not installed."""
    program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if program is None:
        pytest.skip("no proxy: sudo apt-get install haproxy")
    with postgres() as database:
        root = authority("Plant root")
        files = written(folder / "tls", server(root, (NAME,)))
        site = Site.open(
            Settings(
                data=folder / "here", site_key_file=folder / "key" / "site.key",
                database_url=fresh_database(database), vault_url=str(folder / "vault"),
            )
        )  # fmt: skip
        made = Plant(folder, site, root.pem, files)
        try:
            for name in SERVERS:
                made.start(name)
            made.wait()
            with _proxy(program, made):
                yield made
        finally:
            for one in made.webs.values():
                one.process.terminate()
                one.process.wait(timeout=30)
            site.close()


@contextmanager
def _proxy(program: str, made: Plant) -> Iterator[None]:
    """The configuration as it is shipped, but for addresses, and with a socket to look inside."""
    made.proxy = free_port()
    text = CONFIG.replace("bind :8501", f"bind :{made.proxy}")
    for name, one in made.webs.items():
        text = text.replace(f"server {name} {name}:8501", f"server {name} 127.0.0.1:{one.port}")
    config = made.folder / "haproxy.cfg"
    config.write_text(
        f"global\n    stats socket {made.folder / 'proxy.sock'} level admin\n\n{text}"
    )
    with (made.folder / "proxy.log").open("w") as log:
        running = subprocess.Popen([program, "-db", "-f", str(config)], stdout=log, stderr=log)
    try:
        until = time.monotonic() + PATIENCE_S
        while True:
            assert running.poll() is None, (made.folder / "proxy.log").read_text()
            try:
                with made.client(made.proxy) as client:
                    assert client.get("/trusted.json").json() == {"trusted": True}
                break
            except httpx.TransportError:
                assert time.monotonic() < until, (made.folder / "proxy.log").read_text()
                time.sleep(0.1)
        yield
    finally:
        running.terminate()
        running.wait(timeout=30)
