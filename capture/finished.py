"""Which files of a draft are whole, so that who was killed while writing goes on where they were.

The list lies in the draft itself. A file counts only while it still has the SHA-256 that it had
when it was finished; everything else in the draft is cleared before it is gone on with.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_DONE = re.compile(r"done  (\S.*)")


class Finished:
    """``what`` is a digest of all that decides the content: of another one nothing is kept.

    With ``""`` nothing is ever kept.
    """

    def __init__(self, what: str = "") -> None:
        self._what = what
        self._draft = Path()
        self._list: Path | None = None
        self._files: dict[str, str] = {}
        self._done: set[str] = set()

    def open(self, draft: Path, journal: Path) -> frozenset[Path]:
        """Begin or go on in ``draft``; the files in it that hold, all others must be cleared."""
        self._draft, self._list = draft, journal
        files, done = self._read(journal)
        self._files = {name: sha for name, sha in files.items() if _is(draft / name, sha)}
        lost = files.keys() - self._files.keys()
        self._done = {
            group for group in done if not any(name.startswith(f"{group}/") for name in lost)
        }
        kept = [f"{sha}  {name}" for name, sha in self._files.items()]
        kept += [f"done  {group}" for group in self._done]
        text = "".join(f"{line}\n" for line in (self._what, *kept))
        fresh = journal.with_name(f"{journal.name}.new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(journal)
        return frozenset(draft / name for name in self._files)

    def once(self, path: Path, write: Callable[[Path], object]) -> None:
        """``write(path)``, unless the file is there whole from before."""
        name = path.relative_to(self._draft).as_posix()
        if name not in self._files:
            write(path)
            self._note(path, name)

    def group(self, folder: Path, write: Callable[[], object]) -> None:
        """``write()``, which fills ``folder``, unless all of it is there from before."""
        name = folder.relative_to(self._draft).as_posix()
        if name in self._done:
            return
        write()
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            own = path.relative_to(self._draft).as_posix()
            if own not in self._files:
                self._note(path, own)
        self._append(f"done  {name}")
        self._done.add(name)

    def step(self, name: str, do: Callable[[], object], again: bool = False) -> None:
        """``do()``, which leaves no file in the draft, unless it was done before."""
        if again or name not in self._done:
            do()
            self._append(f"done  {name}")
            self._done.add(name)

    def _note(self, path: Path, name: str) -> None:
        if name.isprintable():
            self._files[name] = _sha256(path)
            self._append(f"{self._files[name]}  {name}")

    def _append(self, line: str) -> None:
        """One write a line: a line that a kill cut short is none when it is read."""
        if self._list is None or not self._what:
            return
        handle = os.open(self._list, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.write(handle, f"{line}\n".encode())
        finally:
            os.close(handle)

    def _read(self, journal: Path) -> tuple[dict[str, str], list[str]]:
        try:
            text = journal.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return {}, []
        whole = text[: text.rfind("\n") + 1].splitlines()
        if not self._what or not whole or whole[0] != self._what:
            return {}, []
        files = {found[2]: found[1] for line in whole if (found := _LINE.fullmatch(line))}
        done = [found[1] for line in whole if (found := _DONE.fullmatch(line))]
        return {name: sha for name, sha in files.items() if _inside(name)}, done


def _inside(name: str) -> bool:
    return not {"", ".", ".."}.intersection(name.split("/"))


def _is(path: Path, sha: str) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    return _sha256(path) == sha


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
