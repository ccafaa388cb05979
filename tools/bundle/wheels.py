"""Sonmat's own wheel and those of all that it needs, for this machine's Python and system."""

from __future__ import annotations

import shutil
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from packaging.utils import parse_wheel_filename

from tools.bundle.base import ROOT, CannotBundle, run

# All that a site may switch on. Ray is for a cluster, which has an environment of its own.
EXTRAS = ("demo", "fast", "s3", "sso", "pgvector", "keyring", "labelstudio", "aas")
_PIP = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check"]
_PIP += ["--quiet", "--no-input"]
_MADE = "Wheels could not be had: see that pip reaches its package registry, then try again."


def gather(out: Path, known: Path) -> None:
    """Every wheel into ``out``; ``known`` is a folder that keeps them for the next time.

    Sonmat's wheel is made of a copy of the files that git knows: folders of an earlier build would
    bring along what was removed since.
    """
    with tempfile.TemporaryDirectory() as temporary:
        source, made = Path(temporary) / "sonmat", Path(temporary) / "made"
        copy_known_to_git(source)
        run([*_PIP, "--no-deps", "--wheel-dir", made, source], _MADE)
        (own,) = made.glob("*.whl")
        # pip itself comes along, since a plain Debian has none
        wanted = (f"{own}[{','.join(EXTRAS)}]", f"pip=={version('pip')}")
        _closure(wanted, ROOT / "constraints.txt", out, known)
    if any("+cpu" in path.name for path in out.glob("torch-*.whl")):
        # openai-whisper asks for it by name, and imports it only where there is a GPU; it would be
        # the largest wheel of all (286 MB)
        for path in out.glob("triton-*.whl"):
            path.unlink()


def gather_labelstudio(out: Path, known: Path) -> None:
    """The annotators' server, which has an environment of its own (tools/labelstudio)."""
    _closure(("label-studio",), ROOT / "constraints-labelstudio.txt", out, known)


def listing(folder: Path) -> str:
    """The lines of a requirements file that names every wheel of a folder exactly."""
    pairs = (parse_wheel_filename(path.name)[:2] for path in sorted(folder.glob("*.whl")))
    return "".join(f"{name}=={number}\n" for name, number in pairs)


def unpacked_bytes(folder: Path) -> int:
    """How much the wheels take once installed, without what Python compiles."""
    total = 0
    for path in folder.glob("*.whl"):
        with zipfile.ZipFile(path) as archive:
            total += sum(one.file_size for one in archive.infolist())
    return total


def copy_known_to_git(out: Path) -> None:
    """The working tree as it is, without what git ignores or does not know yet."""
    listed = run(["git", "ls-files", "-z"], "The files of the repository cannot be listed.")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, out / name)


def _closure(wanted: Sequence[str], constraints: Path, out: Path, known: Path) -> None:
    """What is wanted with all that it rests on: out of ``known`` alone, or from the registry."""
    known.mkdir(parents=True, exist_ok=True)
    command = [*_PIP, "--constraint", constraints, "--find-links", known, "--wheel-dir", out]
    try:
        run([*command, "--no-index", *wanted], _MADE)
    except CannotBundle:  # something is not there yet, or not in this version
        run([*command, *wanted], _MADE)
    for path in out.glob("*.whl"):
        if not path.name.startswith("sonmat-") and not (known / path.name).exists():
            shutil.copyfile(path, known / path.name)
