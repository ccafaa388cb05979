"""Debian packages with everything that they rest on, as a folder that apt reads like an archive."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.bundle.base import CannotBundle, run

# The app needs Python alone; subtitles drawn into a picture need a font with Hangul.
WANTED = ("python3", "python3-venv", "fonts-nanum")
_RELEASE = "VERSION_CODENAME=bookworm"


def gather(out: Path, wanted: Sequence[str] = WANTED) -> None:
    """The packages and their closure into ``out``, with the index that apt asks for.

    The closure is that of a machine with nothing on it: the one that installs takes what it has not
    got. ``CannotBundle`` on another system, and where apt has no lists or reaches no archive.
    """
    system = Path("/etc/os-release")
    if shutil.which("apt-get") is None or _RELEASE not in system.read_text().splitlines():
        raise CannotBundle(
            "Debian packages are fetched on Debian 12: make the bundle there, or without them"
            " (make bundle WITHOUT=debian)."
        )
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        _download(Path(temporary), wanted)
        for path in sorted(Path(temporary).glob("archives/*.deb")):
            # epochs are written with a colon, which file systems of other makers refuse
            shutil.move(path, out / path.name.replace("%3a", "."))
    (out / "Packages").write_text("\n".join(_entry(path) for path in sorted(out.glob("*.deb"))))
    (out / "wanted.txt").write_text("".join(f"{name}\n" for name in wanted))


def _download(work: Path, wanted: Sequence[str]) -> None:
    (work / "archives" / "partial").mkdir(parents=True)
    (work / "status").touch()
    options = {
        "Dir::State::status": work / "status",
        "Dir::Cache::archives": work / "archives",
        # other programs of this machine keep their own view of what is installed
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "Debug::NoLocking": "1",
        "APT::Sandbox::User": "root",
    }
    command = ["apt-get", "-qq", "-y", "--no-install-recommends", "--download-only"]
    command += [part for pair in options.items() for part in ("-o", "=".join(map(str, pair)))]
    run(
        [*command, "install", *wanted],
        "Debian packages could not be fetched: run `apt-get update` as root and try again.",
    )


def _entry(path: Path) -> str:
    """A paragraph of the index: what the package says of itself, and the file."""
    about = run(["dpkg-deb", "--field", path], f"{path.name} is no Debian package.").rstrip("\n")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    return f"{about}\nFilename: ./{path.name}\nSize: {size}\nSHA256: {digest}\n"
