"""A folder that proves itself whole: BagIt 1.0 (RFC 8493) with SHA-256.

Whoever can change the files can also write new manifests. The digest of the manifest, which the
site keeps with the release, shows that: compare it where the copy's way was not safe.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from data_schemas.errors import InputError

BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO, MANIFEST, TAGS = "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
TAGGED = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
_LINE = re.compile(r"([0-9a-f]{64})  ?(\S.*)")


def write_tags(folder: Path, name: str, created_at: datetime, software: str) -> str:
    """Write the tag files of ``folder``, whose payload lies in ``data/``.

    Returns the digest of the release: SHA-256 over the sorted list of files with their hashes.
    """
    payload = sorted(_files(folder / "data", "data/"))
    sizes = [(folder / path).stat().st_size for path in payload]
    manifest = "".join(f"{sha256(folder / p)}  {_encoded(p)}\n" for p in payload)
    info = {
        "Bag-Software-Agent": software,
        "Bagging-Date": created_at.date().isoformat(),
        "External-Identifier": name,
        "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}",
    }
    lines = (f"{key}: {' '.join(value.split())}\n" for key, value in info.items())
    for file, text in (("bagit.txt", BAGIT), (INFO, "".join(lines)), (MANIFEST, manifest)):
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    tags = "".join(f"{sha256(folder / file)}  {file}\n" for file in TAGGED)
    (folder / TAGS).write_text(tags, encoding="utf-8", newline="\n")
    return sha256(folder / MANIFEST)


def verify(folder: Path) -> list[str]:
    """What is wrong with a release, a sentence each; nothing wrong gives an empty list.

    Reads only plain files inside ``folder`` and follows no link, whatever the manifest says.
    """
    if not folder.is_dir():
        raise InputError(f"{folder.name} is not a folder; give the folder of a release")
    problems: list[str] = []
    found = set(_walk(folder, problems))
    if "bagit.txt" not in found or _text(folder / "bagit.txt") != BAGIT:
        problems.append("bagit.txt is missing or is not that of a release")
    wanted = _manifest(folder, MANIFEST, found, problems)
    tags = _manifest(folder, TAGS, found, problems)
    problems += [f"{name} is not listed in {TAGS}" for name in TAGGED if name not in tags]
    problems += [f"{_shown(p)} in {MANIFEST} lies outside data/" for p in wanted
                 if not p.startswith("data/")]  # fmt: skip
    listed = {path: digest for path, digest in wanted.items() if path.startswith("data/")}
    listed |= {path: digest for path, digest in tags.items() if path in TAGGED}
    problems += [f"{_shown(path)} is missing" for path in sorted(listed.keys() - found)]
    problems += [f"{_shown(p)} is not listed" for p in sorted(found - listed.keys() - {TAGS})]
    problems += [
        f"{_shown(path)} was changed"
        for path in sorted(listed.keys() & found)
        if sha256(folder / path) != listed[path]
    ]
    return problems


def manifest_of(folder: Path) -> dict[str, str]:
    """Path -> SHA-256 of the payload as the manifest has it; check it with ``verify`` first."""
    problems: list[str] = []
    listed = _manifest(folder, MANIFEST, {MANIFEST}, problems)
    if problems:
        raise InputError(f"{folder.name} is not a release: {problems[0]}")
    return listed


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path, prefix: str) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield prefix + path.relative_to(folder).as_posix()


def _walk(root: Path, problems: list[str]) -> Iterator[str]:
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(root / prefix) as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
                elif entry.is_file(follow_symlinks=False):
                    yield path
                else:
                    problems.append(f"{_shown(path)} is a link or not a plain file")


def _manifest(folder: Path, name: str, found: set[str], problems: list[str]) -> dict[str, str]:
    if name not in found:
        problems.append(f"{name} is missing")
        return {}
    listed: dict[str, str] = {}
    for number, line in enumerate(_text(folder / name).splitlines(), start=1):
        match = _LINE.fullmatch(line)
        path = _decoded(match[2]) if match else ""
        if match is None or not _safe(path):
            problems.append(f"{name} line {number} is not a SHA-256 and a path inside the release")
        elif path in listed:
            problems.append(f"{name} line {number} lists a file twice")
        else:
            listed[path] = match[1]
    return listed


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def _safe(path: str) -> bool:
    parts = path.split("/")
    tricks = {"", ".", ".."}
    return not tricks.intersection(parts) and "\\" not in path and path.isprintable()


def _encoded(path: str) -> str:
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _decoded(path: str) -> str:
    # RFC 8493: these three and nothing else
    found = {"%25": "%", "%0D": "\r", "%0A": "\n"}
    return re.sub("%25|%0[DA]", lambda m: found[m[0].upper()], path, flags=re.IGNORECASE)


def _shown(path: str) -> str:
    """A path as it may stand in a message: no control characters of a hostile name."""
    return path if path.isprintable() else ascii(path)
