"""A data folder out of a backup and a backup of the keys, without what was erased since.

Everything happens in a folder beside the target, which takes its name once all is done: nothing
half restored ever opens. Keys and bytes of erased scopes are not even written to the disk.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from capture import audit_heads, backup, durable, key_backup, logbook, root
from capture.access import require
from capture.artifacts import session_scope
from capture.backup import Shelf, Snapshot
from capture.cipher import Reader
from capture.key_backup import KeyBackup
from capture.keys import Keyring
from capture.ledger import FOLDER, Ledger
from capture.objects import ObjectStore
from capture.records import checking, scopes
from capture.records import uploads as upload_records
from capture.settings import Settings
from capture.site import Site
from capture.site_key import home_of, key_of
from capture.verify import Checked, pending, verify
from data_schemas.errors import InputError, SiteKeyError, StoreError, Tampered
from data_schemas.rights import Action, Actor
from data_schemas.value import Value

Finish = Callable[[Site], int]
# A folder of this name was left by a restore that broke off, and is Sonmat's own to remove.
WORKSHOP = ".sonmat-restoring"


@dataclass(frozen=True)
class Sources:
    """``backup``: folder of ``sonmat backup``; ``keys``: the file of ``sonmat backup-keys``.

    ``snapshot``: one of the backup's, the newest without it.
    """

    backup: Path
    keys: Path
    snapshot: str = ""


class RestoreReport(Value):
    """``erased_again`` counts what was erased after the keys were backed up.

    ``left_out`` counts bytes of erased scopes that were not put back.
    ``checked`` is None where nobody asked for it.
    """

    snapshot: str
    objects: int
    left_out: int
    erased_again: int
    checked: Checked | None = None


def restore(
    settings: Settings, who: Actor, sources: Sources, finish: Finish, check: bool = False
) -> RestoreReport:
    """Make the data folder of ``settings``, which must be absent or empty, out of ``sources``.

    ``finish`` rewrites recordings of which parts were erased since; it returns how many. Raises
    InputError, SiteKeyError for the key of another site, Tampered for a backup that was changed.
    """
    target = settings.folder
    if target.exists() and any(target.iterdir()):
        raise InputError(f"{target} is not empty: name a folder that is, or is not there yet.")
    workshop = target.with_name(target.name + WORKSHOP)
    if workshop.exists():
        shutil.rmtree(workshop)
    try:
        report = _build(_moved(settings, workshop), who, sources, finish, check)
        with suppress(FileNotFoundError):
            target.rmdir()
        workshop.rename(target)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return report


def drill(settings: Settings, who: Actor, sources: Sources, finish: Finish) -> RestoreReport:
    """Restore into a temporary folder, open and check everything, and delete it again.

    Nothing else is changed: the list of what was erased and the signed heads are copies.
    """
    with tempfile.TemporaryDirectory(prefix="sonmat-drill-") as folder:
        beside = (Path(folder) / "site").with_suffix(settings.ledger.suffix)
        for suffix in (settings.ledger.suffix, ".heads"):
            with suppress(FileNotFoundError):
                shutil.copyfile(settings.ledger.with_suffix(suffix), beside.with_suffix(suffix))
        apart = settings.model_copy(update={"ledger_file": beside})
        report = _build(_moved(apart, Path(folder) / "data"), who, sources, finish, check=True)
    logbook.note_done(settings, "drill", datetime.now(UTC))
    return report


def _moved(settings: Settings, folder: Path) -> Settings:
    """A restored site lies in its folder, whatever stores it had before."""
    return settings.model_copy(
        update={"data": folder, "database_url": "", "workflow_url": "", "vault_url": ""}
    )


def _build(
    settings: Settings, who: Actor, sources: Sources, finish: Finish, check: bool
) -> RestoreReport:
    keys_file = key_backup.read(sources.keys)
    keys = _keyring(settings, keys_file)
    key_backup.check(keys_file, keys)
    shelf = Shelf(sources.backup)
    name = sources.snapshot or next(reversed(shelf.snapshots()), "")
    snapshot = shelf.read(name)
    backup.check(snapshot, keys)
    if not snapshot.databases:
        raise InputError(
            "This backup holds no database, since it lies in a server: restore it from its own"
            " dump, as docs/backup.md says."
        )
    settings.folder.mkdir(mode=0o700, parents=True)
    ledger = Ledger(settings.ledger, keys, ObjectStore(settings.vault))
    ledger.merge(keys_file.lines)
    gone = frozenset(one.scope for one in ledger.entries() if one.scope)
    left_out = _put_keys(settings, keys, keys_file, gone)
    count = _put_objects(settings, shelf, snapshot, left_out)
    _put_databases(settings, keys, shelf, snapshot)
    checked = _open(settings, who, finish, check)
    again = len(ledger.lines()) - len(keys_file.lines)
    return RestoreReport(
        snapshot=name, objects=count, left_out=len(left_out), erased_again=again, checked=checked
    )


def _keyring(settings: Settings, found: KeyBackup) -> Keyring:
    sealed = bytes.fromhex(found.objects.get(root.PATH, ""))
    site_key = key_of(home_of(settings), may_create=False)
    kept = root.unseal(site_key, sealed)
    if kept is None:
        raise SiteKeyError(
            "The site key does not open this backup of the keys: it was made by another site, or"
            " before the site key was changed."
        )
    return kept.keyring(ObjectStore(settings.vault))


def _put_keys(
    settings: Settings, keys: Keyring, found: KeyBackup, gone: frozenset[str]
) -> frozenset[str]:
    """Write the wrapped keys but those of erased scopes; the names of what these sealed."""
    store = ObjectStore(settings.vault)
    closed = {keys.folder(scope): scope for scope in gone}
    names = set()
    for path, data in found.objects.items():
        folder, _, name = path.rpartition("/")
        if folder == FOLDER:
            continue  # written again as the erasures are carried out
        if folder in closed:
            names.add(name)
            continue
        store.write_bytes(path, bytes.fromhex(data))
    for scope in gone:
        keys.bury(scope)
    return frozenset(names)


def _put_objects(
    settings: Settings, shelf: Shelf, snapshot: Snapshot, left_out: frozenset[str]
) -> int:
    store, count = ObjectStore(settings.vault), 0
    for path, stored in snapshot.objects.items():
        if path.rpartition("/")[2] in left_out:
            continue
        with store.create(path) as sink:
            for piece in shelf.pieces(stored):
                sink.write(piece)
        count += 1
    return count


def _put_databases(settings: Settings, keys: Keyring, shelf: Shelf, snapshot: Snapshot) -> None:
    for name, stored in snapshot.databases.items():
        if name not in backup.DATABASES:
            raise Tampered("The list of this backup names a file that is none of ours.")
        sealed = io.BytesIO(b"".join(shelf.pieces(stored)))
        key, bound = backup.seal_of(keys, snapshot.made_at, name)
        with closing(Reader(sealed, key, bound)) as reader:
            data = reader.read()
        with durable.speaking(), durable.folder(str(settings.folder), ()) as here:
            draft = durable.Draft(here)
            draft.write(data)
            draft.publish(name, create_only=True)


def _open(settings: Settings, who: Actor, finish: Finish, check: bool) -> Checked | None:
    site = Site.open(settings)
    try:
        require(site, who, Action.ADMINISTER)
        with site.db() as db:
            upload_records.forget_all(db)
        finish(site)
        if pending(site):
            raise StoreError("A part that was erased could not be erased again: try it once more.")
        _drop_strays(site)
        audit_heads.sign_restored(site)
        return verify(site, who) if check else None
    finally:
        site.close()


def _drop_strays(site: Site) -> None:
    """Keys that were backed up before what they seal was replaced open older backups, no more."""
    with site.db() as db:
        known = [(one.scope, one.id) for one in checking.artifacts(db)]
        known += [(session_scope(session), name) for session, name in checking.beside(db)]
        every = scopes.every(db)
    for scope in every:
        site.keys.keep_only(scope, [name for where, name in known if where == scope])
