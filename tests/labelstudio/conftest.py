"""One server for all tests of a run, also where several processes share them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from capture.site import Site
from data_schemas.procedure import Procedure
from pipelines.labelstudio.gateway import Gateway
from tests.app import sample
from tests.browser.conftest import browser as browser
from tests.labelstudio.out import ready
from tests.labelstudio.server import NoServer, Server, locked, used_once


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that runs. Each test makes projects of its own there."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    try:
        running = _joined(shared)
    except (NoServer, subprocess.TimeoutExpired) as error:
        pytest.skip(f"no Label Studio: {error}. Run `tools/labelstudio install`")
    yield running
    _left(shared)


@pytest.fixture
def gateway(server: Server) -> Iterator[Gateway]:
    with server.gateway() as one:
        yield one


@pytest.fixture(scope="module")
def procedure(place: Site) -> Procedure:
    """All sessions of a module are of one job, so that they share a project."""
    return sample.take_in(place).procedure


@pytest.fixture
def made(place: Site, procedure: Procedure, request: pytest.FixtureRequest) -> sample.Sample:
    """A session of its own: the same film of another expert is another one."""
    taken = sample.take_in(place, request.node.name[:60], procedure=procedure)
    return ready(place, taken)


def _joined(shared: Path) -> Server:
    """The first one starts it, the last one ends it."""
    with locked(shared / "labelstudio.lock"):
        note = shared / "labelstudio.json"
        if note.exists():
            found = json.loads(note.read_text())
            found["users"] += 1
            running = Server(shared / "labelstudio", found["port"], found["pid"])
        else:
            running = used_once(shared / "labelstudio")
            running.start()
            found = {"port": running.port, "pid": running.pid, "users": 1}
        note.write_text(json.dumps(found))
    return running


def _left(shared: Path) -> None:
    with locked(shared / "labelstudio.lock"):
        note = shared / "labelstudio.json"
        found = json.loads(note.read_text())
        found["users"] -= 1
        note.write_text(json.dumps(found))
        if found["users"] == 0:
            note.unlink()
            _end(found["pid"])


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        for _ in range(150):
            with suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0]:
                    return
            os.kill(pid, 0)
            time.sleep(0.2)
        os.kill(pid, signal.SIGKILL)
