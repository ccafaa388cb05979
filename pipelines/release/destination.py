"""Where a release goes: a folder, an object store, or one encrypted file at either."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from capture import remote
from capture.finished import Finished
from capture.outgoing import beside, passage, passing, place, speaking, writing
from data_schemas.errors import InputError
from pipelines.release import parcel
from pipelines.release.bag import files_of


@dataclass(frozen=True)
class Destination:
    """``out``: a path, or a URL such as ``s3://bucket/release``. With ``recipients``, ``age1…``
    keys, it is one file that only they can open, not a folder."""

    out: str
    recipients: tuple[str, ...] = ()

    @property
    def is_remote(self) -> bool:
        return remote.is_remote(self.out)

    @property
    def path(self) -> Path:
        return Path(self.out)

    @property
    def draft(self) -> Path:
        """The folder on this machine in which it is made; only a kill leaves it there."""
        if self.is_remote or self.recipients:
            return passage(self.out)
        return beside(self.path.resolve())


@contextmanager
def drafting(to: Destination, forbidden: Path, finished: Finished) -> Iterator[Path]:
    """A folder to write the bag into, which goes to ``to`` at the end of the block.

    ``forbidden`` is the data folder: nothing readable goes there. A folder that lies on this
    machine is written beside its place; all else is made in the folder for temporary files, so
    that no readable copy was ever where an encrypted one goes.
    """
    if not to.is_remote and not to.recipients:
        with writing(to.path, forbidden, finished) as draft:
            yield draft
        return
    parcel.recipients_of(to.recipients)
    _refuse_used(to, forbidden)
    with passing(to.out, forbidden, finished) as draft:
        yield draft
        _send(draft, to, finished)


def _refuse_used(to: Destination, forbidden: Path) -> None:
    if to.is_remote:
        remote.refuse_used(to.out)
        return
    if place(to.path, forbidden).exists():
        raise InputError(f"{to.path.name} exists already; choose a new file")


def _send(draft: Path, to: Destination, finished: Finished) -> None:
    names = files_of(draft)
    if not to.recipients:
        remote.push(draft, names, to.out, finished)
    elif not to.is_remote:
        with speaking(to.path.name):
            target = to.path.resolve()
            target.parent.mkdir(parents=True, exist_ok=True)
            parcel.close(draft, names, target, to.recipients)
    else:
        # the marker of what is whole is the file itself
        url, _, name = to.out.rstrip("/").rpartition("/")
        packed = draft / name
        packed.unlink(missing_ok=True)
        parcel.close(draft, names, packed, to.recipients)
        remote.push(draft, [name], f"{url}/{name}", finished)
