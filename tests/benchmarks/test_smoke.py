"""Every benchmark runs at a small size, and without development data says so and ends well."""

import os
import subprocess
import sys

import pytest

from benchmarks.__main__ import BENCHMARKS, SOAK
from tests.conftest import ROOT

SHOWS = {
    "benchmarks.align": "hsmm",
    "benchmarks.demo": "s_a_frame",
    "benchmarks.moments": "about_the_explained",
    "benchmarks.motion": "sound_starts",
    "benchmarks.search": "nDCG@10",
    "benchmarks.pipeline": "ratio_median",
    "benchmarks.recorder": "drift_ms",
    "benchmarks.timeline": "empty_canvas",
    "benchmarks.transcribe": "peak_more_mb",
    "benchmarks.upload": "peak_more_mb",
    "benchmarks.soak": "folder_mb",
}


def run(name, **environment):
    return subprocess.run(
        [sys.executable, "-m", name, "--smoke"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=900,
    )


@pytest.mark.weights
@pytest.mark.parametrize("name", [*BENCHMARKS, pytest.param(*SOAK, marks=pytest.mark.full)])
def test_the_small_size_runs(name):
    results = {path: path.read_bytes() for path in (ROOT / "benchmarks" / "results").iterdir()}
    done = run(name)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "skipped: no bench data" in done.stdout + done.stderr or SHOWS[name] in done.stdout
    after = {path: path.read_bytes() for path in (ROOT / "benchmarks" / "results").iterdir()}
    assert after == results, "a small run must not replace kept results"


@pytest.mark.parametrize("name", ["benchmarks.align", "benchmarks.search", "benchmarks.transcribe"])
def test_without_development_data_it_says_so(name, tmp_path):
    done = run(name, SONMAT_BENCH_DATA=str(tmp_path))
    assert done.returncode == 0
    assert "skipped: no bench data" in done.stdout + done.stderr
