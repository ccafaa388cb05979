"""Nothing needs another machine and nothing asks for one.

Following hands and body may not even open an internet socket: the kernel kills the child at the
first attempt. What serves a browser must open some, so there every attempt to reach another host is
watched (``watching``); here that watch is held against attempts that are planted, and
``test_whole_way`` holds it over everything.
"""

import os
import platform
import signal
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.security.watching import Watched, can_trace

DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"
# Kernel headers linux/seccomp.h, linux/filter.h, linux/audit.h; syscall 41 of x86-64 is socket.
BLOCKED = """
import ctypes, struct
def step(code, true, false, value):
    return struct.pack("HBBI", code, true, false, value)
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
program = b"".join([
    step(LOAD, 0, 0, 4), step(EQUAL, 0, 6, 0xC000003E),
    step(LOAD, 0, 0, 0), step(EQUAL, 0, 4, 41),
    step(LOAD, 0, 0, 16), step(EQUAL, 1, 0, 2), step(EQUAL, 0, 1, 10),
    step(RETURN, 0, 0, KILL), step(RETURN, 0, 0, ALLOW),
])
code = ctypes.create_string_buffer(program, len(program))
whole = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", 9, ctypes.addressof(code)))
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
assert libc.prctl(38, 1, 0, 0, 0) == 0  # no new privileges
# This filter, for every thread to come.
assert libc.prctl(22, 2, ctypes.addressof(whole), 0, 0) == 0, ctypes.get_errno()
"""
ASKS = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
LOCAL = "import socket; socket.socket(socket.AF_UNIX)"
FOLLOWS = f"""
import itertools
from capture.media import media_from_path
from pipelines.motion.engine import Landmarkers
from pipelines.motion.options import Options
frames = itertools.islice(media_from_path({str(DEMO)!r}).frames(5), 8)
with Landmarkers(Options()) as models:
    for frame in frames:
        for coming in models.start(frame.image, round(frame.time_s * 1000)):
            coming.result()
print("followed")
"""

linux = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="the filter is written for Linux on x86-64",
)


def child(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
    )


@linux
def test_the_block_kills_who_asks_for_the_internet_and_nobody_else() -> None:
    assert child(ASKS).returncode == -signal.SIGSYS
    assert child(LOCAL).returncode == 0


@linux
@pytest.mark.weights
def test_motion_opens_no_internet_socket() -> None:
    done = child(FOLLOWS)
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout == "followed\n"


# 192.0.2.0/24 and 2001:db8::/32 are nobody's (RFC 5737, RFC 3849).
PLANTED = {
    "a connection": "socket.create_connection(('192.0.2.1', 9), 1)",
    "one of IPv6": "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 9))",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
    "a name": "socket.getaddrinfo('telemetry.example', 443)",
    "a page": "import urllib.request; urllib.request.urlopen('http://telemetry.example/')",
}
GRANDCHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}], check=True)"
HERE = """
listener = socket.create_server(("127.0.0.1", 0))
socket.create_connection(listener.getsockname()).close()
socket.getaddrinfo("localhost", 80)
"""


def watched(folder, command):
    seen = Watched(folder)
    done = subprocess.run(
        seen.command(command), env=seen.environment(dict(os.environ)), cwd=folder,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return seen, done


@pytest.mark.parametrize("what", PLANTED)
@pytest.mark.parametrize("by", ["child", "grandchild"])
def test_the_watch_sees_and_refuses_what_is_planted(tmp_path, what, by):
    code = f"import socket; {PLANTED[what]}"
    code = GRANDCHILD.format(code=code) if by == "grandchild" else code
    seen, done = watched(tmp_path, [sys.executable, "-c", code])
    assert done.returncode and "is not this machine" in done.stderr
    assert seen.foreign() and seen.processes() == (2 if by == "grandchild" else 1)


def test_the_watch_lets_pass_what_stays_on_this_machine(tmp_path):
    seen, done = watched(tmp_path, [sys.executable, "-c", f"import socket\n{HERE}"])
    assert done.returncode == 0, done.stderr
    assert seen.processes() == 1 and seen.foreign() == []


@pytest.mark.skipif(not can_trace(), reason="no strace that may trace: run tools/system-packages")
@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_what_is_no_python_is_seen_by_its_calls(tmp_path, host):
    seen, _ = watched(tmp_path, ["timeout", "2", "bash", "-c", f"exec 3<>/dev/tcp/{host}/9"])
    assert seen.processes() == 0
    assert any(host in call for call in seen.foreign())


# Its first report comes some seconds after a model was loaded.
FACES = """
import time
from pipelines.deidentify.faces.centerface import CenterFace
CenterFace()
time.sleep(25)
"""


@pytest.mark.parametrize("module", ["pipelines", "pipelines.deidentify.desk", "pipelines.worker"])
def test_onnxruntime_is_told_to_send_nothing_before_it_is_loaded(module):
    """From 1.29 on it tells Microsoft of every model that it runs."""
    code = f"import {module}, os, sys; print(os.environ['ORT_DISABLE_TELEMETRY'], [*sys.modules])"
    loud = {**os.environ, "ORT_DISABLE_TELEMETRY": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=loud, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("1 ") and "onnxruntime" not in done.stdout


@pytest.mark.full
@pytest.mark.weights
@pytest.mark.skipif(not can_trace(), reason="no strace that may trace: run tools/system-packages")
def test_looking_for_faces_asks_nobody(tmp_path):
    loud = {k: v for k, v in os.environ.items() if k not in ("CI", "ORT_DISABLE_TELEMETRY")}
    seen = Watched(tmp_path)
    done = subprocess.run(
        seen.command([sys.executable, "-c", FACES]), env=seen.environment(loud), cwd=tmp_path,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    assert seen.foreign() == []
