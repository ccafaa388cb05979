"""The real server on the network, in a process of its own, with what its window shows."""

from __future__ import annotations

import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from capture import authority
from capture.pass_codes import written
from capture.settings import Settings
from pipelines.models import models_folder

START = """
from app.lan.serve import run
from app.lan.terminal import Terminal
from capture.site import Site
tell = lambda text: print(text, flush=True)
run("0.0.0.0", 0, Site.open(), lambda lan: Terminal(lan, tell).welcome(), tell)
"""
READY = "gives new codes"


@dataclass(frozen=True)
class Served:
    """``window`` is the file into which the server tells what people read."""

    settings: Settings
    window: Path

    @staticmethod
    def settings_in(folder: Path) -> Settings:
        return Settings(data=folder / "data", site_key_file=folder / "key" / "site.key")

    @property
    def shown(self) -> str:
        return self.window.read_text()

    @property
    def app(self) -> str:
        return self._found(r"at (https://\S+) on its network")

    @property
    def trust(self) -> str:
        return self._found(r"^(http://\S+)$")

    @property
    def own(self) -> str:
        return self._found(r"is at (http://127\.0\.0\.1:\d+)")

    @property
    def address(self) -> str:
        return urlsplit(self.app).hostname or ""

    def code(self) -> str:
        """The newest code; each one is good once."""
        return written(re.findall(r"Code (\S+),", self.shown)[-1])

    def context(self) -> ssl.SSLContext:
        """Trusts this site's authority and nothing else."""
        pem = (authority.folder_of(self.settings) / authority.AUTHORITY).read_text()
        return ssl.create_default_context(cadata=pem[pem.index("-----BEGIN CERT") :])

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.app, verify=self.context(), timeout=30)

    def pair(self, client: httpx.Client) -> httpx.Response:
        """With the code of the window, as its page does it; waits for the next code."""
        code = self.code()
        answer = client.post("/pair", json={"code": code}, headers={"origin": self.app})
        until = time.monotonic() + 30
        while answer.is_success and self.code() == code and time.monotonic() < until:
            time.sleep(0.02)
        return answer

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self.shown, re.MULTILINE)
        assert found, self.shown
        return found[1]


@contextmanager
def serving_lan(folder: Path, settings: Settings | None = None) -> Iterator[Served]:
    used = settings or Served.settings_in(folder)
    running = Served(used, folder / "window")
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONIOENCODING": "utf-8",
        "SONMAT_DATA": str(used.folder),
        "SONMAT_SITE_KEY_FILE": str(used.key_file),
        "SONMAT_MODELS": str(models_folder()),
    }
    with running.window.open("w") as window:
        server = subprocess.Popen(
            [sys.executable, "-c", START],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=window, stderr=window,
        )  # fmt: skip
        try:
            while READY not in running.shown:
                assert server.poll() is None, running.shown[-2000:]
                time.sleep(0.05)
            yield running
        finally:
            server.terminate()
            server.wait(timeout=30)
