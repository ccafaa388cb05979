"""A real Label Studio, started as `make labelstudio` does it, with folders of its own.

Its environment takes minutes to make and its first start half a minute, so both are kept: the
environment where SONMAT_LS_VENV says, and beside it a data folder that was started once.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from pydantic import SecretStr

from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.remote import Connection

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tools" / "labelstudio"
PINS = ROOT / "constraints-labelstudio.txt"
VENV = Path(os.environ.get("SONMAT_LS_VENV") or ROOT / ".venv-labelstudio")
USER = "admin@sonmat.invalid"
START_S = 300
INSTALL_S = 900


class NoServer(Exception):
    """Why there is none."""


class Server:
    """One server with everything it has under ``base``; it may be killed and started again."""

    def __init__(self, base: Path, port: int = 0, pid: int = 0) -> None:
        """``pid``: of one that runs already, whose starter ends it."""
        self.base = base
        self.port = port or free_port()
        self._pid = pid
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def media(self) -> Path:
        """What SONMAT_LS_MEDIA is to be."""
        return self.base / "media"

    @property
    def log(self) -> Path:
        return self.base / "log"

    @property
    def pid(self) -> int:
        return self._pid if self._process is None else self._process.pid

    @property
    def token_file(self) -> Path:
        return self.base / "secrets" / "token"

    @property
    def token(self) -> SecretStr:
        return SecretStr(self.token_file.read_text().strip())

    @property
    def password(self) -> str:
        return (self.base / "secrets" / "password").read_text().strip()

    @property
    def command(self) -> list[str]:
        return [str(SCRIPT), "start"]

    @property
    def environment(self) -> dict[str, str]:
        """For the script; what is set here in vain must not reach the server."""
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.base), "DEBUG": "true", "PORT": "1",
            "SONMAT_LS_VENV": str(VENV), "SONMAT_LS_HOME": str(self.base / "home"),
            "SONMAT_LS_SECRETS": str(self.base / "secrets"), "SONMAT_LS_MEDIA": str(self.media),
            "SONMAT_LS_PORT": str(self.port),
        }  # fmt: skip

    def gateway(self) -> Gateway:
        return Gateway(Connection(self.url, self.token))

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command, cwd=self.base, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                said = self.log.read_text(errors="replace").strip().splitlines()
                raise NoServer(f"the server does not start: {said[-1] if said else 'no word'}")
            time.sleep(0.2)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Gone from one moment to the next."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False


def used_once(base: Path) -> Server:
    """One whose tables are there already, in the fresh folder ``base``. Not started yet.

    Raises NoServer where the environment cannot be made.
    """
    shutil.copytree(_fresh(), base, dirs_exist_ok=True)
    return Server(base)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """One process at a time; the file is made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _fresh() -> Path:
    """Folders of a server that was started once and stopped, for these pins and this script."""
    version = hashlib.sha256(PINS.read_bytes() + SCRIPT.read_bytes()).hexdigest()[:12]
    folder = VENV / f"fresh-{version}"
    with locked(VENV.with_name(VENV.name + ".lock")):
        _install()
        if not folder.exists():
            for old in VENV.glob("fresh-*"):
                shutil.rmtree(old)
            with tempfile.TemporaryDirectory() as outside:  # no secrets in a repository
                first = Server(Path(outside))
                first.start()
                first.stop()
                first.log.unlink()
                making = VENV / "fresh-making"
                shutil.rmtree(making, ignore_errors=True)
                shutil.copytree(outside, making)
            making.rename(folder)
    return folder


def _install() -> None:
    environment = {**os.environ, "SONMAT_LS_VENV": str(VENV)}
    done = subprocess.run(
        [SCRIPT, "install"], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=INSTALL_S,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise NoServer(said[-1] if said else "tools/labelstudio install failed")
