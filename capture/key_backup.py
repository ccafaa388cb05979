"""The small backup of the wrapped keys, apart from that of the data, and replaced at each erasure.

One file with every object under ``keys/`` and the list of what was erased. It opens nothing
without the site key; with it, an old one would open what was erased since. So Sonmat remembers
where these files lie, writes them anew after every erasure where it reaches them, and ``doctor``
names the others.
"""

from __future__ import annotations

import hmac
import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from capture import durable, erased, logbook, root
from capture.access import require
from capture.keys import Keyring
from capture.objects import ObjectStore
from capture.settings import Settings
from data_schemas.errors import InputError, StoreError, Tampered
from data_schemas.rights import Action, Actor
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.site import Site

NAME = "keys.sonmat"
State = Literal["good", "stale", "missing"]


class KeyBackup(Value):
    """``objects``: name in the store to bytes in hex. ``lines`` of the ledger as they stand."""

    form: Literal["sonmat/keys/1"] = "sonmat/keys/1"
    made_at: datetime
    lines: tuple[str, ...]
    objects: dict[str, str]
    mac: str = Field(default="", pattern="^([0-9a-f]{64})?$")

    def digest(self, keys: Keyring) -> str:
        plain = self.model_dump(mode="json", exclude={"mac"})
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
        return keys.mac("key-backup", text.encode())


def backup_keys(site: Site, who: Actor, out: Path) -> Path:
    """Write the keys into the folder ``out``, over an older backup there; returns the file."""
    require(site, who, Action.ADMINISTER)
    if out.absolute().is_relative_to(site.settings.folder):
        raise InputError("Keep the backup of the keys apart from the data folder.")
    path = out.absolute() / NAME
    _write(site, path)
    _remember(site.settings, {*remembered(site.settings), path})
    return path


def renew(site: Site) -> None:
    """Write all known backups anew, as far as they are reached (no door: erasing calls it)."""
    erased.settled(site)
    for path in remembered(site.settings):
        if path.exists():
            with suppress(StoreError, OSError):
                _write(site, path)


def read(path: Path) -> KeyBackup:
    """Raises InputError for a file that is none; whether it was changed ``check`` tells."""
    try:
        return KeyBackup.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(f"{path} is not a backup of the keys of a site.") from error


def check(found: KeyBackup, keys: Keyring) -> None:
    """Raises Tampered where the file is not what the site of these keys wrote."""
    if not hmac.compare_digest(found.mac, found.digest(keys)):
        raise Tampered("The backup of the keys was changed: use another one.")


def states(settings: Settings) -> tuple[tuple[Path, State], ...]:
    """Every backup of keys that was ever written from here, and whether it is to be destroyed."""
    current = ObjectStore(settings.vault)
    return tuple((path, _state(path, current, settings)) for path in remembered(settings))


def forget(settings: Settings, path: Path) -> None:
    """A backup that was destroyed is asked for no more."""
    _remember(settings, set(remembered(settings)) - {path.absolute()})


def remembered(settings: Settings) -> tuple[Path, ...]:
    try:
        found = json.loads(_list_of(settings).read_text())
    except (OSError, ValueError):
        return ()
    return tuple(Path(one) for one in found)


def _state(path: Path, current: ObjectStore, settings: Settings) -> State:
    try:
        found = read(path)
    except InputError:
        return "missing"
    try:
        sealed = current.read_bytes(root.PATH).hex()
        erased = len(settings.ledger.read_text().splitlines())
    except OSError:
        sealed, erased = found.objects.get(root.PATH, ""), len(found.lines)
    same = found.objects.get(root.PATH, "") == sealed and len(found.lines) >= erased
    return "good" if same else "stale"


def _write(site: Site, path: Path) -> None:
    store = ObjectStore(site.settings.vault)
    objects = {name: store.read_bytes(name).hex() for name in store.list("keys")}
    made = KeyBackup(made_at=site.now(), lines=site.ledger.lines(), objects=objects)
    made = made.model_copy(update={"mac": made.digest(site.keys)})
    with durable.speaking():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with durable.folder(str(path.parent), ()) as here:
            _shred(here, path.name)
            draft = durable.Draft(here)
            try:
                draft.write(made.model_dump_json().encode())
                draft.publish(path.name, create_only=False)
            except BaseException:
                draft.discard()
                raise
    logbook.note_done(site.settings, "keys", made.made_at)


def _shred(here: int, name: str) -> None:
    """Put nothing on the blocks of the old backup: its keys are those that must be gone.

    A crash right after it costs this backup, never the keys themselves.
    """
    with suppress(FileNotFoundError):
        size = os.stat(name, dir_fd=here, follow_symlinks=False).st_size
        durable.overwrite(here, name, bytes(size))


def _list_of(settings: Settings) -> Path:
    return settings.ledger.with_suffix(".backups")


def _remember(settings: Settings, paths: set[Path]) -> None:
    target = _list_of(settings)
    with durable.speaking(), durable.folder(str(target.parent), (), make=True) as here:
        draft = durable.Draft(here)
        try:
            draft.write(json.dumps(sorted(map(str, paths))).encode())
            draft.publish(target.name, create_only=False)
        except BaseException:
            draft.discard()
            raise
