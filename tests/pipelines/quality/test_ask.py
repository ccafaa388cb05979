"""The process that looks for the web server: started late, gone early, and never an error."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_schemas.errors import MediaError
from pipelines.quality import ask
from pipelines.quality.ask import Asker, Busy
from tests.capture.clips import Recipe, clip
from tests.capture.pictures import jpeg, scene
from tests.pipelines.motion.footage import DEMO, pictures

PICTURE = jpeg(scene(480, 640))


@pytest.fixture
def asker() -> Iterator[Asker]:
    made = Asker()
    yield made
    made.stop()


def gone(pid: int) -> bool:
    """Whether a process of ours has ended; waits for it a little."""
    for _ in range(200):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_nothing_runs_before_somebody_asks(asker: Asker) -> None:
    assert asker.pid is None
    asker.stop()


def test_a_picture_is_measured_and_the_process_stays(asker: Asker) -> None:
    found = asker.picture(PICTURE)
    pid = asker.pid
    assert found is not None and 0.2 < found.light < 0.8 and found.blur < 0.6
    assert asker.picture(PICTURE) == found
    assert asker.pid == pid is not None


@pytest.mark.weights
def test_hands_and_face_of_the_demo_are_seen(asker: Asker) -> None:
    (image,) = pictures(DEMO, 1, fps=1, start_s=5)
    found = asker.picture(jpeg(image, quality=85))
    assert found is not None and found.hands == 1.0 and found.face == 1.0


def test_a_hostile_picture_is_refused_and_the_next_one_is_looked_at(asker: Asker) -> None:
    with pytest.raises(MediaError, match="no JPEG"):
        asker.picture(b"GIF89a")
    with pytest.raises(MediaError, match="damaged"):
        asker.picture(PICTURE[:300])
    assert asker.picture(PICTURE) is not None


def test_a_clip_is_measured_whole(asker: Asker) -> None:
    times = tuple(n / 10 for n in range(30))
    data = clip(Recipe(audio="aac", fps=10, times_s=times, tone_s=((0.0, 3.0),)))
    found = asker.clip(io.BytesIO(data), len(data), "ko")
    assert found is not None and found.sound_db > -40 and found.light is not None
    with pytest.raises(MediaError, match="zip"):
        asker.clip(io.BytesIO(b"PK\x03\x04" + bytes(60)), 64, "ko")


def test_one_picture_at_a_time(asker: Asker) -> None:
    """While one is under way another one is told to come later, and does not wait."""
    asker.picture(PICTURE)
    os.kill(asker.pid, signal.SIGSTOP)
    first = threading.Thread(target=asker.picture, args=(PICTURE,))
    first.start()
    try:
        while not asker._turn.locked():
            time.sleep(0.01)
        with pytest.raises(Busy, match="a little later"):
            asker.picture(PICTURE)
    finally:
        os.kill(asker.pid, signal.SIGCONT)
        first.join()
    assert asker.picture(PICTURE) is not None


def test_a_process_that_dies_costs_no_error(asker: Asker) -> None:
    """Killed between two pictures or at work, it is replaced and asked once more."""
    found = asker.picture(PICTURE)
    os.kill(asker.pid, signal.SIGKILL)
    assert asker.picture(PICTURE) == found
    pid = asker.pid
    os.kill(pid, signal.SIGSTOP)
    answers: list[object] = []
    asking = threading.Thread(target=lambda: answers.append(asker.picture(PICTURE)))
    asking.start()
    while not asker._turn.locked():
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    asking.join(timeout=120)
    assert answers == [found] and asker.pid != pid


@pytest.mark.parametrize("program", ["/bin/false", "/bin/cat", "/nowhere/python"])
def test_one_that_always_dies_is_no_error(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(ask.sys, "executable", program)
    assert asker.picture(PICTURE) is None
    assert asker.clip(io.BytesIO(b"RIFF"), 4, "ko") is None


def test_one_that_hangs_is_ended(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    asker.picture(PICTURE)
    pid = asker.pid
    monkeypatch.setitem(ask.PATIENCE_S, "picture", 0.2)
    os.kill(pid, signal.SIGSTOP)
    assert asker.picture(PICTURE) is None
    assert gone(pid) and asker.pid is None


def test_it_ends_when_nobody_asks() -> None:
    asker = Asker(idle_s=0.3)
    try:
        asker.picture(PICTURE)
        assert gone(asker._process.pid)
        assert asker.picture(PICTURE) is not None  # and another one is started
    finally:
        asker.stop()


def test_it_ends_with_whoever_started_it(asker: Asker) -> None:
    asker.picture(PICTURE)
    pid = asker.pid
    asker._process.stdin.close()  # as the system does when the server dies
    assert gone(pid)


def test_nothing_of_a_picture_is_written_and_no_core_either(asker: Asker) -> None:
    asker.picture(PICTURE)
    with open(f"/proc/{asker.pid}/limits") as limits:
        assert next(line for line in limits if "core file" in line).split()[4] == "0"
    folder = Path(f"/proc/{asker.pid}")
    writable = []
    for number in os.listdir(folder / "fd"):
        name = os.readlink(folder / "fd" / number)
        told = (folder / "fdinfo" / number).read_text().splitlines()
        flags = int(next(line for line in told if line.startswith("flags")).split()[1], 8)
        is_file = name.startswith("/") and not name.startswith("/dev/")
        if is_file and flags & (os.O_WRONLY | os.O_RDWR):
            writable.append(name)
    assert writable == []
