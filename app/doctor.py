"""What is missing, unsafe or phoning home, and how to mend it. Each check is one function."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import stat
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path
from typing import Literal

from data_schemas.errors import SettingsError, SonmatError
from data_schemas.value import Value

Grade = Literal["ok", "warn", "fail"]
STREAMLIT = Path(__file__).parent / ".streamlit" / "config.toml"
PHONES_HOME = (0, 10, 35)
SYSTEM_PACKAGES = "chromium fonts-nanum libegl1 libegl-mesa0 libgl1-mesa-dri libnss3-tools"
ROOM_BYTES = 5 << 30
# Each switches off what a dependency would otherwise send or fetch.
QUIET = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}


class Check(Value):
    """``mend`` is the sentence that says what to do; empty when all is well."""

    name: str
    grade: Grade
    found: str
    mend: str = ""


def examine() -> tuple[Check, ...]:
    """Every check, in the order of ``CHECKS``. Nothing is changed."""
    return tuple(check for look in CHECKS for check in look())


def _python() -> Iterator[Check]:
    found = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info[:2] == (3, 11)
    yield _judge("Python", good, found, "Install Python 3.11 and run `make setup` again.")


def _torch() -> Iterator[Check]:
    """CPU or CUDA build, told from the version tag so that torch is not loaded."""
    found = _version("torch")
    if found is None:
        yield Check(name="PyTorch", grade="fail", found="missing", mend="Run `make setup`.")
        return
    has_cuda = any(
        (dist.metadata["Name"] or "").lower().startswith("nvidia-c") for dist in distributions()
    )
    yield Check(
        name="PyTorch",
        grade="ok",
        found=f"{found}, {'CUDA' if has_cuda else 'CPU'} build (docs/install.md: the variants)",
    )


def _mediapipe() -> Iterator[Check]:
    found = _version("mediapipe")
    if found is None:
        yield Check(name="mediapipe", grade="fail", found="missing", mend="Run `make setup`.")
        return
    numbers = tuple(int(part) for part in found.split(".")[:3] if part.isdigit())
    yield _judge(
        "mediapipe",
        numbers < PHONES_HOME,
        found,
        "This version sends usage data: run `pip install -c constraints.txt mediapipe`.",
    )


def _opencv() -> Iterator[Check]:
    """Two distributions that both own ``cv2`` overwrite each other."""
    names = sorted(
        name
        for dist in distributions()
        if (name := (dist.metadata["Name"] or "").lower()).startswith("opencv-")
    )
    good = len(names) <= 1
    mend = f"Uninstall all of {', '.join(names)}, then run `make setup` again."
    yield _judge("OpenCV", good, ", ".join(names) or "none", mend)


def _models() -> Iterator[Check]:
    from pipelines.models import list_models

    for model in list_models():
        yield _judge(
            f"weights {model.name}",
            model.present,
            "present" if model.present else "missing",
            "Run `sonmat models fetch`.",
        )


def _speech() -> Iterator[Check]:
    """The engine and the weights that this site chose."""
    from capture.settings import load_settings
    from pipelines.weights import weights_digest

    try:
        settings = load_settings()
        digest = weights_digest(settings.speech_model)[:12]
    except SonmatError as error:
        yield Check(name="speech", grade="fail", found="unusable", mend=str(error))
        return
    here = settings.speech_engine != "faster-whisper" or _version("faster-whisper") is not None
    mend = "Run `pip install 'sonmat[fast]'`, or set SONMAT_SPEECH_ENGINE=openai-whisper."
    found = f"{settings.speech_engine}, weights {digest}"
    yield _judge("speech", here, found if here else "engine missing", mend)


def _telemetry() -> Iterator[Check]:
    options = tomllib.loads(STREAMLIT.read_text())
    off = options.get("browser", {}).get("gatherUsageStats") is False
    yield _judge("Streamlit usage statistics", off, "off" if off else "on", "Reinstall Sonmat.")
    loud = [name for name, quiet in QUIET.items() if os.environ.get(name, quiet) != quiet]
    yield _judge(
        "model hub",
        not loud,
        "offline" if not loud else f"{', '.join(loud)} set otherwise",
        f"Unset {', '.join(loud)}: Sonmat itself never asks a hub for anything.",
        grade="warn",
    )


def _site() -> Iterator[Check]:
    from capture.settings import load_settings
    from capture.site import key_problem

    try:
        settings = load_settings()
    except SettingsError as error:
        yield Check(name="settings", grade="fail", found="unusable", mend=str(error))
        return
    problem = key_problem(settings)
    yield _judge(
        "site key", not problem, "keep a copy elsewhere" if not problem else "unusable", problem
    )
    if settings.folder.exists():
        private = not settings.folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        mend = f"Run `chmod 700 {settings.folder}`."
        yield _judge("data folder", private, "private" if private else "open to others", mend)
    near = next(p for p in (settings.folder, *settings.folder.parents) if p.exists())
    free = shutil.disk_usage(near).free
    found, mend = f"{free >> 30} GiB free", "Free some room, or set SONMAT_DATA to a larger disk."
    yield _judge("disk", free >= ROOM_BYTES, found, mend, grade="warn")


def _network() -> Iterator[Check]:
    """Keys of ``sonmat serve --lan``, where there are any."""
    from capture import authority
    from capture.settings import load_settings

    try:
        problem = authority.problem(load_settings(), datetime.now(UTC))
    except SettingsError:
        return
    if problem is not None:
        found = "private, in time" if not problem else "not as it should be"
        yield _judge("certificate for tablets", not problem, found, problem)


def _extras() -> Iterator[Check]:
    for extra, module in (("fast", "faster_whisper"), ("s3", "s3fs")):
        here = importlib.util.find_spec(module) is not None
        yield Check(
            name=f"extra [{extra}]",
            grade="ok",
            found="installed" if here else f"not installed (pip install '.[{extra}]')",
        )


def _system() -> Iterator[Check]:
    """Only tests and the demo's renderer need these."""
    lines = f"For tests and rendering run: sudo apt-get install {SYSTEM_PACKAGES}"
    browser = shutil.which("chromium") is not None
    yield _judge("Chromium", browser, _there(browser), f"{lines} (skipped: browser tests)", "warn")
    egl = ctypes.util.find_library("EGL") is not None
    yield _judge("EGL", egl, _there(egl), f"{lines} (skipped: rendering the demo anew)", "warn")


def _there(here: bool) -> str:
    return "here" if here else "missing"


def _judge(name: str, good: bool, found: str, mend: str, grade: Grade = "fail") -> Check:
    if good:
        return Check(name=name, grade="ok", found=found)
    return Check(name=name, grade=grade, found=found, mend=mend)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


CHECKS: tuple[Callable[[], Iterator[Check]], ...] = (
    _python, _torch, _mediapipe, _opencv, _models, _speech, _telemetry, _site, _network, _extras,
    _system,
)  # fmt: skip
