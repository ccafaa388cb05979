"""The folder whose files a Label Studio server shows: plain, so private, small and soon emptied.

``sessions/<session>/`` is what its projects may show; the rest of it no server serves.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO
from urllib.parse import quote

from data_schemas.errors import InputError, SettingsError, StorageFull

SESSIONS = "sessions"
_MAKING = ".making-"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True)
class MediaFolder:
    """``root`` is SONMAT_LS_MEDIA."""

    root: Path

    @classmethod
    def of(cls, root: Path | None) -> MediaFolder:
        """Ready to be written to; made where there is none. Raises SettingsError."""
        if root is None:
            raise SettingsError(
                "Set SONMAT_LS_MEDIA to the folder that the server of the annotators shows, as"
                " `make labelstudio` tells it."
            )
        folder = cls(root)
        for one in (root, folder.sessions):
            one.mkdir(mode=0o700, parents=True, exist_ok=True)
        if problem := folder.problem():
            raise SettingsError(problem)
        return folder

    @property
    def sessions(self) -> Path:
        """What is registered as the storage of a project."""
        return self.root / SESSIONS

    def problem(self) -> str:
        """Why nothing may be laid here, or ""."""
        for one in (self.root, self.sessions):
            try:
                found = one.lstat()
            except OSError:
                return f"There is no folder {one}: start the server with `make labelstudio`."
            if not stat.S_ISDIR(found.st_mode):
                return f"{one} is no folder of its own: set SONMAT_LS_MEDIA to one."
            if found.st_uid != os.getuid():
                return f"{one} belongs to somebody else: run Sonmat and the server as one user."
            if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                return f"{one} may be read by others: run `chmod 700 {one}`."
        return ""

    def of_session(self, session: str) -> Path:
        if not _NAME.fullmatch(session):
            raise InputError("This is no name of a session.")
        return self.sessions / session

    def held(self) -> tuple[str, ...]:
        """Sessions of which something lies here."""
        if not self.sessions.is_dir():
            return ()
        return tuple(sorted(one.name for one in self.sessions.iterdir()))

    @contextmanager
    def replacing(self, session: str) -> Iterator[Path]:
        """A new folder that takes the place of the session's once all in it is written."""
        place = self.of_session(session)
        making = Path(mkdtemp(prefix=_MAKING, dir=self.root))  # 0700
        try:
            yield making
            self.empty(session)
            making.rename(place)
        except OSError as error:
            raise StorageFull(
                "The copies for annotators could not be written: free some room on the disk of"
                " SONMAT_LS_MEDIA."
            ) from error
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def empty(self, session: str) -> None:
        """Nothing of the session lies here any more; where nothing did, that is no error."""
        place = self.of_session(session)
        if place.is_symlink() or place.is_file():
            place.unlink()
        elif place.exists():
            shutil.rmtree(place)


def write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """A new file of this user's alone, on the disk when this returns."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())


def address(session: str, name: str, version: str) -> str:
    """Where the server shows a file, for a task; ``version`` keeps browsers from an older one."""
    return f"/data/local-files/?d={quote(f'{SESSIONS}/{session}/{name}')}&v={quote(version)}"
