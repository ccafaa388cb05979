"""What this machine has and lacks: interpreter, libraries, weights, and what would phone home."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

from app.checks.base import Checkup, judge
from data_schemas.errors import SettingsError, SonmatError

STREAMLIT = Path(__file__).parents[1] / ".streamlit" / "config.toml"
PHONES_HOME = (0, 10, 35)
SYSTEM_PACKAGES = "chromium fonts-nanum libegl1 libegl-mesa0 libgl1-mesa-dri libnss3-tools strace"
# Each switches off what a dependency would otherwise send or fetch.
QUIET = {
    "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
}  # fmt: skip


def python() -> Iterator[Checkup]:
    found = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info[:2] == (3, 11)
    yield judge("Python", good, found, "Install Python 3.11 and run `make setup` again.")


def torch() -> Iterator[Checkup]:
    """CPU or CUDA build, told from the version tag so that torch is not loaded."""
    found = _version("torch")
    if found is None:
        yield Checkup(name="PyTorch", grade="fail", found="missing", mend="Run `make setup`.")
        return
    has_cuda = any(
        (dist.metadata["Name"] or "").lower().startswith("nvidia-c") for dist in distributions()
    )
    yield Checkup(
        name="PyTorch",
        grade="ok",
        found=f"{found}, {'CUDA' if has_cuda else 'CPU'} build (docs/install.md: the variants)",
    )


def mediapipe() -> Iterator[Checkup]:
    found = _version("mediapipe")
    if found is None:
        yield Checkup(name="mediapipe", grade="fail", found="missing", mend="Run `make setup`.")
        return
    numbers = tuple(int(part) for part in found.split(".")[:3] if part.isdigit())
    yield judge(
        "mediapipe",
        numbers < PHONES_HOME,
        found,
        "This version sends usage data: run `pip install -c constraints.txt mediapipe`.",
    )


def opencv() -> Iterator[Checkup]:
    """Two distributions that both own ``cv2`` overwrite each other."""
    names = sorted(
        name
        for dist in distributions()
        if (name := (dist.metadata["Name"] or "").lower()).startswith("opencv-")
    )
    good = len(names) <= 1
    mend = f"Uninstall all of {', '.join(names)}, then run `make setup` again."
    yield judge("OpenCV", good, ", ".join(names) or "none", mend)


def models() -> Iterator[Checkup]:
    from pipelines.models import list_models

    for model in list_models():
        yield judge(
            f"weights {model.name}",
            model.present,
            "present" if model.present else "missing",
            "Run `sonmat models fetch`.",
        )


def speech() -> Iterator[Checkup]:
    """The engine and the weights that this site chose."""
    from capture.settings import load_settings
    from pipelines.weights import weights_digest

    try:
        settings = load_settings()
        digest = weights_digest(settings.speech_model)[:12]
    except SonmatError as error:
        yield Checkup(name="speech", grade="fail", found="unusable", mend=str(error))
        return
    here = settings.speech_engine != "faster-whisper" or _version("faster-whisper") is not None
    mend = "Run `pip install 'sonmat[fast]'`, or set SONMAT_SPEECH_ENGINE=openai-whisper."
    found = f"{settings.speech_engine}, weights {digest}"
    yield judge("speech", here, found if here else "engine missing", mend)


def telemetry() -> Iterator[Checkup]:
    options = tomllib.loads(STREAMLIT.read_text())
    off = options.get("browser", {}).get("gatherUsageStats") is False
    yield judge("Streamlit usage statistics", off, "off" if off else "on", "Reinstall Sonmat.")
    loud = [name for name, quiet in QUIET.items() if os.environ.get(name, quiet) != quiet]
    yield judge(
        "model hub",
        not loud,
        "offline" if not loud else f"{', '.join(loud)} set otherwise",
        f"Unset {', '.join(loud)}: Sonmat itself never asks a hub for anything.",
        grade="warn",
    )


def language_model() -> Iterator[Checkup]:
    """Off unless the site set one; asked only whether it is there."""
    from capture.settings import load_settings
    from pipelines.local_model import endpoint_of, look

    try:
        endpoint = endpoint_of(load_settings())
    except SettingsError as error:
        yield Checkup(name="language model", grade="fail", found="unusable", mend=str(error))
        return
    if endpoint is None:
        yield Checkup(name="language model", grade="ok", found="none set: nothing is asked")
        return
    try:
        look(endpoint)
    except SonmatError as error:
        mend = f"{error} Or unset SONMAT_LANGUAGE_MODEL_URL: everything works without it."
        yield Checkup(name="language model", grade="warn", found="does not answer", mend=mend)
        return
    yield Checkup(name="language model", grade="ok", found=f"{endpoint.label} answers")


def vectors() -> Iterator[Checkup]:
    """Those of search: in this process unless the site set a server."""
    from capture.settings import load_settings
    from pipelines.search.served import version_at

    try:
        url = load_settings().vectors_url
        found = version_at(url) if url else "in this process"
    except SonmatError as error:
        mend = f"{error} Nothing is searched until then."
        yield Checkup(name="vectors of search", grade="fail", found="unusable", mend=mend)
        return
    yield Checkup(name="vectors of search", grade="ok", found=found)


def extras() -> Iterator[Checkup]:
    for extra, module in (
        ("fast", "faster_whisper"),
        ("s3", "s3fs"),
        ("sso", "authlib"),
        ("pgvector", "pgvector"),
        ("ray", "ray"),
    ):
        here = importlib.util.find_spec(module) is not None
        yield Checkup(
            name=f"extra [{extra}]",
            grade="ok",
            found="installed" if here else f"not installed (pip install '.[{extra}]')",
        )


def system() -> Iterator[Checkup]:
    """Only tests and the demo's renderer need these."""
    lines = f"For tests and rendering run: sudo apt-get install {SYSTEM_PACKAGES}"
    browser = shutil.which("chromium") is not None
    yield judge(
        "Chromium", browser, _there(browser), f"{lines} (skipped: browser tests)", grade="warn"
    )
    egl = ctypes.util.find_library("EGL") is not None
    yield judge(
        "EGL", egl, _there(egl), f"{lines} (skipped: rendering the demo anew)", grade="warn"
    )


def _there(here: bool) -> str:
    return "here" if here else "missing"


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
