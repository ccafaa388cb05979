"""Following hands and body needs no network and asks for none.

The child may not open an internet socket: the kernel kills it at the first attempt. It is not asked
whether data would have gone anywhere; a look-up of a name is an attempt too.
"""

import platform
import signal
import subprocess
import sys

import pytest

from tests.conftest import ROOT

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

pytestmark = pytest.mark.skipif(
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


def test_the_block_kills_who_asks_for_the_internet_and_nobody_else() -> None:
    assert child(ASKS).returncode == -signal.SIGSYS
    assert child(LOCAL).returncode == 0


@pytest.mark.weights
def test_motion_opens_no_internet_socket() -> None:
    done = child(FOLLOWS)
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout == "followed\n"
