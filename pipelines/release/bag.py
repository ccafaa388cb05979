"""A folder that proves itself whole: BagIt 1.0 (RFC 8493) with SHA-256, and a signature.

Whoever can change the files can also write new manifests and sign them with a key of their own. The
site's public key, got by another way than the release, shows that: give it to ``verify``.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data_schemas.errors import InputError
from pipelines.release.signing import Signer, checked, comment_of, public_key

BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO, MANIFEST, TAGS = "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNATURE, PUBLIC = f"{MANIFEST}.minisig", "minisign.pub"
TAGGED = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
SIGNED = (SIGNATURE, PUBLIC)
_LINE = re.compile(r"([0-9a-f]{64})  ?(\S.*)")


@dataclass(frozen=True)
class About:
    """What the bag tells of the release; ``number`` is of its name, asked with its digest."""

    name: str
    dated: datetime
    software: str
    number: Callable[[str], int] | None = None


def write_tags(folder: Path, about: About, signer: Signer | None = None) -> tuple[str, int | None]:
    """Write the tag files of ``folder``, whose payload lies in ``data/``.

    Returns the digest of the release, SHA-256 over the sorted list of files with their hashes, and
    its number.
    """
    payload = sorted(_files(folder / "data", "data/"))
    sizes = [(folder / path).stat().st_size for path in payload]
    manifest = "".join(f"{sha256(folder / p)}  {_encoded(p)}\n" for p in payload).encode()
    digest = hashlib.sha256(manifest).hexdigest()
    number = about.number(digest) if about.number else None
    info = {
        "Bag-Software-Agent": about.software,
        "Bagging-Date": about.dated.date().isoformat(),
        "External-Identifier": about.name,
        "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}",
        **({"Release-Number": str(number)} if number is not None else {}),
    }
    told = "".join(f"{key}: {' '.join(value.split())}\n" for key, value in info.items()).encode()
    files = {"bagit.txt": BAGIT.encode(), INFO: told, MANIFEST: manifest}
    if signer is not None:
        files[SIGNATURE] = signer.sign(manifest, comment_of(told))
        files[PUBLIC] = signer.public.encode()
    for file, text in files.items():
        (folder / file).write_bytes(text)
    tags = "".join(f"{sha256(folder / file)}  {file}\n" for file in sorted(files))
    (folder / TAGS).write_text(tags, encoding="utf-8", newline="\n")
    return digest, number


def files_of(folder: Path) -> list[str]:
    """All files of a bag that was just written: its payload, then its tags, the manifest last."""
    tags = (one for one in (*SIGNED, INFO, "bagit.txt", TAGS) if (folder / one).is_file())
    return [*sorted(_files(folder / "data", "data/")), *tags, MANIFEST]


def number_of(folder: Path) -> int | None:
    """The number that a release tells of itself; check it with ``verify`` first."""
    found = re.search(r"^Release-Number: ([0-9]{1,9})$", _text(folder / INFO), re.MULTILINE)
    return int(found[1]) if found else None


def verify(folder: Path, key: str = "", beside: Collection[str] = ()) -> list[str]:
    """What is wrong with a release, a sentence each; nothing wrong gives an empty list.

    ``key``: the public key, as file or line of minisign, that must have signed it. Without it the
    key that lies in the folder is taken, which says nothing about who made the release. ``beside``:
    files that may lie there, too.
    Reads only plain files inside ``folder`` and follows no link, whatever the manifest says.
    """
    if not folder.is_dir():
        raise InputError(f"{folder.name} is not a folder; give the folder of a release")
    problems: list[str] = []
    found = set(_walk(folder, problems)).difference(beside)
    if "bagit.txt" not in found or _text(folder / "bagit.txt") != BAGIT:
        problems.append("bagit.txt is missing or is not that of a release")
    wanted = _manifest(folder, MANIFEST, found, problems)
    tags = _manifest(folder, TAGS, found, problems)
    problems += [f"{name} is not listed in {TAGS}" for name in TAGGED if name not in tags]
    problems += [f"{_shown(p)} in {MANIFEST} lies outside data/" for p in wanted
                 if not p.startswith("data/")]  # fmt: skip
    listed = {path: digest for path, digest in wanted.items() if path.startswith("data/")}
    listed |= {path: digest for path, digest in tags.items() if path in (*TAGGED, *SIGNED)}
    problems += [f"{_shown(path)} is missing" for path in sorted(listed.keys() - found)]
    problems += [f"{_shown(p)} is not listed" for p in sorted(found - listed.keys() - {TAGS})]
    problems += [
        f"{_shown(path)} was changed"
        for path in sorted(listed.keys() & found)
        if sha256(folder / path) != listed[path]
    ]
    return problems + _signature(folder, found, key)


def is_signed(folder: Path) -> bool:
    return (folder / SIGNATURE).is_file()


def _signature(folder: Path, found: set[str], key: str) -> list[str]:
    if not found.intersection(SIGNED) and not key:
        return []
    there = {name for name in (SIGNATURE, MANIFEST, INFO) if name in found}
    if len(there) < 3 or (not key and PUBLIC not in found):
        return ["its signature, or what is signed, is missing"]
    try:
        chosen = public_key(key or _text(folder / PUBLIC))
    except InputError:
        if key:
            raise
        return [f"{PUBLIC} holds no public key"]
    signed = (folder / SIGNATURE).read_bytes()
    comment = checked((folder / MANIFEST).read_bytes(), signed, chosen)
    if comment is None:
        return [f"{MANIFEST} is not signed with {'the key that was given' if key else PUBLIC}"]
    if comment != comment_of((folder / INFO).read_bytes()):
        return [f"{INFO} is not the one that was signed"]
    return []


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
