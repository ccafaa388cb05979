"""A file through the resumable route of the real server."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from app import tokens
from benchmarks.common import ROOT
from benchmarks.upload.memory import Peak
from capture import upload
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site

PART = 4 << 20


def ours(folder: Path, file: Path, sha256: str) -> dict[str, Any]:
    """Figures of the server process; raises RuntimeError if what is stored is not the file."""
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    site, port = Site.open(settings), free_port()
    environment = {
        **os.environ,
        "SONMAT_DATA": str(settings.folder),
        "SONMAT_SITE_KEY_FILE": str(settings.key_file),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", str(port)],
        env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port, server)
        token = tokens.mint(site, OWNER, tokens.UPLOAD, tokens.NEW)
        peak = Peak(server.pid)
        name = _send(port, token, file)
        figures = peak.stop()
        if _stored(site, name) != sha256:
            raise RuntimeError("what is stored is not what was sent")
        return {**figures, "stored_is_what_was_sent": True}
    finally:
        server.terminate()
        server.wait(timeout=60)
        site.close()


def _send(port: int, token: str, file: Path) -> str:
    size = file.stat().st_size
    line = http.client.HTTPConnection("localhost", port, timeout=300)
    said = _ask(line, "POST", "/upload", token, json.dumps({"size": size}).encode(), {})
    name, own = str(said["upload"]), str(said["token"])
    with file.open("rb") as source:
        for at in range(0, size, PART):
            headers = {
                "content-type": "application/offset+octet-stream",
                "upload-offset": str(at),
            }
            part = source.read(min(PART, size - at))
            _ask(line, "PATCH", f"/upload/{name}", own, part, headers)
    line.close()
    return name


def _ask(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    token: str,
    body: bytes,
    headers: dict[str, str],
) -> dict[str, Any]:
    line.request(method, path, body, {**headers, "authorization": f"Bearer {token}"})
    answer = line.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} was answered {answer.status}")
    return json.loads(said) if said else {}


def _stored(site: Site, name: str) -> str:
    digest = hashlib.sha256()
    with upload.source(site, OWNER, name, "take.mp4").open() as kept:
        while block := kept.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until it answers. Raises RuntimeError if it ends before."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if server.poll() is not None:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.1)
