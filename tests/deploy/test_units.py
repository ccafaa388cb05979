"""The units of systemd: what they shut off, and that Sonmat runs without it.

systemd itself does not run where these tests do. Its own analyser reads the units, and the test
that is run in full starts their commands as a user without rights, on a system that is read-only
but for the folder of the service, the worker without any network.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipelines.models import models_folder
from tests.app.serving import free_port
from tests.conftest import ROOT
from tests.deploy import unit

ANALYSER = shutil.which("systemd-analyze")
# What each unit says, word for word; what is not in here, no test holds it to.
SHUT = {
    "ProtectSystem": ["strict"], "ProtectHome": ["yes"], "PrivateTmp": ["yes"],
    "PrivateDevices": ["yes"], "PrivateUsers": ["yes"], "ProtectProc": ["invisible"],
    "ProcSubset": ["pid"], "ProtectClock": ["yes"], "ProtectControlGroups": ["yes"],
    "ProtectHostname": ["yes"], "ProtectKernelLogs": ["yes"], "ProtectKernelModules": ["yes"],
    "ProtectKernelTunables": ["yes"], "NoNewPrivileges": ["yes"], "CapabilityBoundingSet": [""],
    "AmbientCapabilities": [""], "RestrictNamespaces": ["yes"], "RestrictRealtime": ["yes"],
    "RestrictSUIDSGID": ["yes"], "RemoveIPC": ["yes"], "LockPersonality": ["yes"],
    "KeyringMode": ["private"], "SystemCallArchitectures": ["native"], "UMask": ["0077"],
    "StateDirectory": ["sonmat"], "StateDirectoryMode": ["0700"], "LimitCORE": ["0"],
    "User": ["sonmat"], "Group": ["sonmat"],
    "LoadCredential": ["site.key:/etc/sonmat/site.key"],
}  # fmt: skip
LINE = {
    "sonmat.service": {
        "IPAddressDeny": ["any"], "IPAddressAllow": ["localhost"],
        "SystemCallFilter": ["@system-service", "~@privileged @resources"],
    },
    "sonmat-worker.service": {
        "PrivateNetwork": ["yes"], "RestrictAddressFamilies": ["AF_UNIX"],
        "SystemCallFilter": ["@system-service", "~@privileged"],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", unit.NAMES)
def test_everything_is_shut_that_the_table_names(name):
    found = unit.read(name)
    assert {key: found[key] for key in SHUT} == SHUT
    assert {key: found[key] for key in LINE[name]} == LINE[name]
    assert "MemoryDenyWriteExecute" not in found
    # All that is written lies in the one folder that may be.
    values = unit.environment(name, {})
    written = {"HOME", "SONMAT_DATA", "SONMAT_LEDGER_FILE"}
    assert all(values[key].startswith("/var/lib/sonmat") for key in written)
    assert values["SONMAT_LOG"] == "json" and "SONMAT_SITE_KEY" not in values


@pytest.mark.skipif(not ANALYSER, reason="systemd-analyze is not installed")
@pytest.mark.parametrize(
    ("name", "most"), [("sonmat.service", 1.5), ("sonmat-worker.service", 1.0)]
)
def test_systemds_own_analyser_finds_little_open(name, most):
    told = subprocess.run(
        [ANALYSER, "security", "--offline=yes", "--no-pager", str(unit.path_of(name))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", told.stdout)
    assert level and float(level[1]) <= most, told.stdout[-400:] + told.stderr


@pytest.mark.skipif(not ANALYSER, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("name", unit.NAMES)
def test_systemd_reads_every_line(name, tmp_path):
    """With a command that exists, since /opt/sonmat does not here; unknown words are told."""
    text = unit.path_of(name).read_text().replace("/opt/sonmat/.venv/bin/sonmat", "/bin/true")
    (tmp_path / name).write_text(text)
    told = subprocess.run(
        [ANALYSER, "verify", "--man=no", str(tmp_path / name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    own = [
        line for line in told.stderr.splitlines() if name in line and "sonmat-worker" not in line
    ]
    assert not [
        line for line in told.stderr.splitlines() if "Unknown" in line or "ignoring" in line
    ]
    assert not own, own


def test_each_command_of_a_unit_is_one_that_sonmat_has():
    for name in unit.NAMES:
        (line,) = unit.read(name)["ExecStart"]
        words = line.split()
        assert words[0] == "/opt/sonmat/.venv/bin/sonmat"
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", words[1], "--help"],
            capture_output=True, text=True, cwd=ROOT, check=False,
        )  # fmt: skip
        assert done.returncode == 0
        assert all(word in done.stdout for word in words[2:])


@pytest.mark.full
def test_why_memory_may_be_written_and_run():
    """What numba compiles cannot be kept from that; the day it can, the directive goes in."""
    code = (
        "import ctypes\nassert ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0\n"
        "import numba\n@numba.njit\ndef f(x): return x + 1\nf(1)\n"
    )
    probe = subprocess.run(
        [sys.executable, "-c", code.split("import numba")[0]], capture_output=True, check=False
    )
    if probe.returncode:
        pytest.skip("this kernel does not know the switch")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode and "executable memory" in done.stderr


# -- the commands, run as the units run them --------------------------------------------------

# Everything read-only but the service's own folder, a /tmp of its own, and a user without rights.
INSIDE = """
set -e
mount --make-rprivate /
mkdir -p "$PLACE/code" "$PLACE/venv" "$PLACE/models"
mount --bind "$CODE" "$PLACE/code"; mount --bind "$VENV" "$PLACE/venv"
mount --bind "$MODELS" "$PLACE/models"
mount --bind "$PLACE/state" "$PLACE/state"
mount -o remount,ro,bind / || true
mount -o remount,ro,bind "$PLACE/code"; mount -o remount,ro,bind "$PLACE/venv"
mount -o remount,ro,bind "$PLACE/models"
mount -t tmpfs tmpfs /tmp
cd "$PLACE/state"
umask "$MASK"
! touch "$PLACE/code/probe" 2>/dev/null
exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all "$@"
"""


class Machine:
    """Runs commands as ``nobody`` on a read-only system."""

    def __init__(self, place: Path) -> None:
        self.place = place
        for name in ("state", "credentials"):
            (place / name).mkdir()
        key = place / "credentials" / "site.key"
        key.write_text("ab" * 32 + "\n")
        # As systemd hands it over where it uses an access list.
        key.chmod(0o440)
        for path in (place / "state", place / "credentials", key):
            os.chown(path, 65534, 65534)
        (place / "credentials").chmod(0o500)
        (place / "state").chmod(0o700)
        place.chmod(0o755)
        self.places = {
            "/var/lib/sonmat": str(place / "state"), "/opt/sonmat/models": str(place / "models"),
            "%d": str(place / "credentials"),
        }  # fmt: skip

    def start(self, name: str, *more: str, network: bool = True) -> subprocess.Popen[str]:
        (line,) = unit.read(name)["ExecStart"]
        return self.run(name, *line.split()[1:], *more, network=network)

    def run(self, name: str, *words: str, network: bool = True) -> subprocess.Popen[str]:
        environment = {
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "PLACE": str(self.place), "CODE": str(ROOT),
            "VENV": sys.prefix, "MODELS": str(models_folder()), "PYTHONDONTWRITEBYTECODE": "1",
            "MASK": unit.read(name)["UMask"][0],
            "PYTHONPATH": str(self.place / "code"), "OMP_NUM_THREADS": "1",
            "CREDENTIALS_DIRECTORY": str(self.place / "credentials"),
            **unit.environment(name, self.places),
        }  # fmt: skip
        python = str(self.place / "venv" / "bin" / "python")
        space = ["unshare", "--mount", *([] if network else ["--net"])]
        return subprocess.Popen(
            [*space, "sh", "-c", INSIDE, "sh", python, "-m", "app.cli", *words],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def done(self, *words: str) -> str:
        running = self.run("sonmat.service", *words)
        out, errors = running.communicate(timeout=600)
        assert running.returncode == 0, errors[-2000:]
        return out


@pytest.fixture
def machine() -> Iterator[Machine]:
    if os.geteuid() or not shutil.which("setpriv") or not shutil.which("unshare"):
        pytest.skip("needs root, setpriv and unshare")
    # Not under /tmp, of which each service has its own.
    place = Path("/var/tmp") / f"sonmat-unit-{os.getpid()}"
    place.mkdir()
    yield Machine(place)
    shutil.rmtree(place)


@pytest.mark.full
@pytest.mark.weights
def test_both_run_as_a_user_without_rights_on_a_read_only_system(machine, take):
    """A recording is taken in and worked on to the end, and the site says that it is well."""
    port = free_port()
    (machine.place / "state" / "take.mp4").write_bytes(take)
    (machine.place / "state" / "steps.csv").write_text("step,title\n1,Clean the face\n2,Close it\n")
    steps = json.loads(machine.done("procedure", "import", "steps.csv", "--json"))
    worker = machine.start("sonmat-worker.service", network=False)
    served = machine.start("sonmat.service", "--port", str(port))
    try:
        made = json.loads(machine.done(
            "ingest", "take.mp4", "--procedure", steps["procedure"], "--expert", "E1", "--json",
        ))  # fmt: skip
        # It would start a worker of its own, with a network, if the service's did not run.
        state = json.loads(machine.done("process", made["session"], "--wait", "--json"))
        assert state["state"] == "ready", state
        health = answer(port)
        assert health.status_code == 200, health.text
        assert "worker" not in health.json()["failing"]
    finally:
        logs = {}
        for name, running in (("server", served), ("worker", worker)):
            running.terminate()
            logs[name] = running.communicate(timeout=120)[1]
    # A library in C may have left half a line before one of ours.
    told = [json.loads(line) for line in re.findall(r'{"at": .*}$', logs["worker"], re.MULTILINE)]
    done = {line.get("stage") for line in told if line["event"] == "stage.done"}
    assert {"align", "transcribe", "proxy"} <= done, logs["worker"][-4000:]
    assert "E1" not in logs["worker"] + logs["server"]
    for path in (machine.place / "state").rglob("*"):
        if path.name not in ("take.mp4", "steps.csv"):
            assert path.stat().st_uid == 65534 and not path.stat().st_mode & 0o077, path


def answer(port: int) -> httpx.Response:
    until = time.monotonic() + 300
    while True:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health", timeout=120)
        except httpx.ConnectError:
            assert time.monotonic() < until
            time.sleep(0.5)
