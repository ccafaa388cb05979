"""LeRobot's own loader, in an environment of its own, reads every frame where its row says.

``tools/loaders`` makes that environment (minutes, gigabytes); where it cannot, this is skipped with
its reason. ``test_lerobot.py`` holds the same promises without it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from pipelines.release.formats import FORMATS
from tests.conftest import ROOT
from tests.pipelines.release import coded
from tests.pipelines.release.test_lerobot import FPS, Written, bundle

INSTALL_S, READ_S = 300, 600
READS = Path(__file__).with_name("lerobot_reads.py")
pytestmark = pytest.mark.full


def not_tried(why: str) -> NoReturn:
    told = f"lerobot's loader was not tried: {why}"
    sys.stdout.write(f"\n{told}\n")
    pytest.skip(told)


@pytest.fixture(scope="module")
def python() -> str:
    # coreutils' timeout ends what the script started, too
    done = subprocess.run(
        ["timeout", "-k", "5", str(INSTALL_S), ROOT / "tools/loaders", "lerobot"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode == 124:
        not_tried(f"its environment was not made in {INSTALL_S} s")
    if done.returncode:
        not_tried(done.stderr.strip().splitlines()[-1])
    return done.stdout.strip()


def read(python: str, root: Path) -> dict:
    home = root.with_name(f"{root.name}-home")
    home.mkdir()
    plain = {"PATH": os.environ["PATH"], "HOME": str(home), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [python, READS, root], env=plain, capture_output=True, text=True, timeout=READ_S
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def made(python, tmp_path_factory) -> tuple[Written, dict]:
    root = tmp_path_factory.mktemp("loader") / "lerobot"
    root.mkdir()
    FORMATS["lerobot"](bundle(), root)
    return Written(root), read(python, root)


def number(quarters: list[float]) -> int:
    return -1 if max(quarters) < coded.DARK / 2 else coded.number_of_levels(quarters)


def test_no_frame_is_misplaced(made):
    written, found = made
    first = written.episodes[0]["length"]
    assert len(found["frames"]) == written.info["total_frames"]
    off = [
        n
        for n, (quarters, second, _) in enumerate(found["frames"][:first])
        if number(quarters) not in (-1, round(second * coded.FPS))
    ]
    assert off == []
    shown = sum(number(quarters) >= 0 for quarters, _, _ in found["frames"][:first])
    assert shown > first * 0.9


def test_tasks_windows_and_batches_come_as_it_gives_them(made):
    written, found = made
    names = written.tasks.index.tolist()
    assert found["tasks"] == names and found["episodes"] == 2 and found["fps"] == FPS
    tasks = [n for rows in written.rows for n in rows["task_index"]]
    assert [task for _, _, task in found["frames"]] == [names[n] for n in tasks]
    assert [number(one) for one in found["window"]] == [76, 80]
    assert found["actions"] == [3, 88] and found["padded"] == [False, True, True]
    assert found["batch"]["observation.state"] == [8, 88]
    assert found["batch"]["observation.images.work"] == [8, 2, 3, 48, 64]
    assert found["mean"] == pytest.approx(written.stats["observation.state"]["mean"])


def test_reviewed_words_are_there_by_default_and_it_reads_the_dataset_without_them(
    made, python, tmp_path
):
    written, found = made
    rows = {
        n: [[one["role"], one["style"], one["content"]] for one in row]
        for n, row in enumerate(written.rows[0]["language_events"]) if row
    }  # fmt: skip
    assert rows and {int(n): one for n, one in found["events"].items()} == rows
    assert ["assistant", "subtask", "플랜지를 닦는다"] in found["persistent"]
    chosen = bundle()
    options = chosen.options.model_copy(update={"lerobot_language": False})
    (tmp_path / "plain").mkdir()
    FORMATS["lerobot"](replace(chosen, options=options), tmp_path / "plain")
    assert read(python, tmp_path / "plain")["events"] == {}
