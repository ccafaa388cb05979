"""Where a site lies: its key, its folder, the copies of its keys, its certificates.

Nothing is opened for these, so they tell what is wrong also where the site does not open.
"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime

from app.checks.base import Checkup, Grade, judge
from capture import authority, certificate, key_backup
from capture.settings import Settings
from capture.site import key_problem
from data_schemas.errors import SettingsError, SonmatError

ROOM_BYTES = 5 << 30
NO_ROOM_BYTES = 1 << 30


def site(settings: Settings) -> Iterator[Checkup]:
    problem = key_problem(settings)
    found = "keep a copy elsewhere" if not problem else "unusable"
    yield judge("site key", not problem, found, problem, code="site_key")
    if settings.folder.exists():
        private = not settings.folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        mend = f"Run `chmod 700 {settings.folder}`."
        found = "private" if private else "open to others"
        yield judge("data folder", private, found, mend, code="data_folder")
    near = next(p for p in (settings.folder, *settings.folder.parents) if p.exists())
    free = shutil.disk_usage(near).free
    mend = "Free some room, or set SONMAT_DATA to a larger disk."
    grade: Grade = "fail" if free < NO_ROOM_BYTES else "warn"
    found = f"{free >> 30} GiB free"
    yield judge("disk", free >= ROOM_BYTES, found, mend, grade=grade, code="disk")


def is_empty(settings: Settings) -> bool:
    """Whether nothing was ever kept in the data folder, so that opening it would make a site."""
    return not settings.database_url and not (settings.folder / "sonmat.db").exists()


def key_backups(settings: Settings) -> Iterator[Checkup]:
    """Old copies of keys open what was erased since; those that are reached are replaced."""
    try:
        found = key_backup.states(settings)
    except SonmatError:
        return
    for path, state in found:
        words = {
            "good": "as of the last erasure",
            "stale": "from before the last erasure, or of another site key",
            "missing": "not reached",
        }
        mend = (
            f"Bring {path} here and run `sonmat backup-keys --out {path.parent}`, or destroy it and"
            f" run `sonmat backup-keys --forget {path}`."
        )
        yield judge(
            f"backup of the keys {path}", state == "good", words[state], mend, grade="warn",
            code="keys_backup",
        )  # fmt: skip


def network(settings: Settings) -> Iterator[Checkup]:
    """Keys of ``sonmat serve --lan``, where there are any."""
    now = datetime.now(UTC)
    problem = authority.problem(settings, now)
    if problem is not None:
        found = "private, in time" if not problem else "not as it should be"
        yield judge("certificate for tablets", not problem, found, problem, code="certificate")
    try:
        given = certificate.given(settings, now)
    except SettingsError as error:
        found = "cannot be served"
        yield judge("certificate of the company", False, found, str(error), code="certificate")
        return
    if given is not None:
        found = f"good until {given.ends_at:%Y-%m-%d}"
        mend = "Have a new one made; the files may be replaced while Sonmat runs."
        good = not certificate.ends_soon(given, now)
        name = "certificate of the company"
        yield judge(name, good, found, mend, grade="warn", code="certificate")
