"""What was last done for the site's safety, and where readable copies were written.

A small file beside the site key, for its owner's eyes: when data and keys were last backed up, when
restoring was last tried, and the folders that datasets, papers and clips were written to. It is a
reminder and proves nothing: one that cannot be written or read stops no work.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from capture import durable
from data_schemas.errors import StoreError
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.settings import Settings

Deed = Literal["backup", "keys", "drill"]
MOST = 10_000


class Copied(Value):
    """A folder outside the vault that anybody who reaches it can read. ``id`` is its release's."""

    path: str
    kind: Literal["release", "handout", "elan"]
    id: str
    at: datetime


class Logbook(Value):
    done: dict[Deed, datetime] = Field(default_factory=dict)
    copies: tuple[Copied, ...] = ()

    @property
    def here(self) -> tuple[Copied, ...]:
        """Copies that are still where they were written, as far as this machine reaches."""
        return tuple(one for one in self.copies if Path(one.path).exists())


def read(settings: Settings) -> Logbook:
    try:
        return Logbook.model_validate_json(_path(settings).read_bytes())
    except (OSError, ValidationError):
        return Logbook()


def note_done(settings: Settings, deed: Deed, at: datetime) -> None:
    before = read(settings)
    _write(settings, before.model_copy(update={"done": {**before.done, deed: at}}))


def note_copy(settings: Settings, copied: Copied) -> None:
    """The newest at one place stands for what lies there."""
    before = read(settings)
    others = tuple(one for one in before.copies if one.path != copied.path)
    _write(settings, before.model_copy(update={"copies": (*others, copied)[-MOST:]}))


def _write(settings: Settings, made: Logbook) -> None:
    target = _path(settings)
    with (
        suppress(OSError, StoreError),
        durable.folder(str(target.parent), (), make=True) as here,
    ):
        draft = durable.Draft(here)
        try:
            draft.write(made.model_dump_json().encode())
            draft.publish(target.name, create_only=False)
        except BaseException:
            draft.discard()
            raise


def _path(settings: Settings) -> Path:
    return settings.ledger.with_suffix(".logbook")
