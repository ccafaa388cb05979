"""Every benchmark runs at a small size, and without development data says so and ends well."""

import os
import subprocess
import sys

import pytest

from benchmarks.__main__ import BENCHMARKS, SOAK
from tests.conftest import ROOT

SHOWS = {
    "benchmarks.align": "hsmm",
    "benchmarks.deidentify": "precision_95",
    "benchmarks.demo": "s_a_frame",
    "benchmarks.first": "plays_s",
    "benchmarks.growth": ("worst_page", '"search"', "exponent_spread"),
    "benchmarks.moments": "about_the_explained",
    "benchmarks.motion": "sound_starts",
    "benchmarks.search": "nDCG@10",
    "benchmarks.pipeline": ("cpu_ratio_median", "hidden_share_median", "a_session_ratio"),
    "benchmarks.readers": "throughput_to_bare_ratio",
    "benchmarks.recorder": "drift_ms",
    "benchmarks.release": "kb_a_session",
    "benchmarks.timeline": "empty_canvas",
    "benchmarks.train": "better_sessions",
    "benchmarks.transcribe": "peak_more_mb",
    "benchmarks.upload": "peak_more_mb",
    "benchmarks.workers": ("two_to_one_ratio_median", '"made_twice": 0'),
    "benchmarks.soak": "folder_mb",
    "benchmarks.chaos": '"broken": []',
}


# These need a server that only the full run installs.
SERVED = ("benchmarks.workers",)


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
@pytest.mark.parametrize(
    "name",
    [
        *(one for one in BENCHMARKS if one not in SERVED),
        *(pytest.param(one, marks=pytest.mark.full) for one in (*SERVED, *SOAK)),
    ],
)
def test_the_small_size_runs(name):
    results = {path: path.read_bytes() for path in (ROOT / "benchmarks" / "results").iterdir()}
    done = run(name)
    assert done.returncode == 0, done.stderr[-2000:]
    shows = SHOWS[name] if isinstance(SHOWS[name], tuple) else (SHOWS[name],)
    shown = all(one in done.stdout for one in shows)
    assert shown or "skipped: no bench data" in done.stdout + done.stderr
    after = {path: path.read_bytes() for path in (ROOT / "benchmarks" / "results").iterdir()}
    assert after == results, "a small run must not replace kept results"


@pytest.mark.parametrize("name", ["benchmarks.align", "benchmarks.search", "benchmarks.transcribe"])
def test_without_development_data_it_says_so(name, tmp_path):
    done = run(name, SONMAT_BENCH_DATA=str(tmp_path))
    assert done.returncode == 0
    assert "skipped: no bench data" in done.stdout + done.stderr
