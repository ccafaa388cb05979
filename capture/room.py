"""How much more a site can take in, and no to what would not fit, before it begins.

A recording that runs is never refused for want of room: it goes on past the budget, and only the
disk itself can stop it, in which case its parts wait in the browser.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from math import ceil, floor
from typing import TYPE_CHECKING

from sqlmodel import Session as Db

from capture.records import storage as records
from data_schemas.errors import StorageFull

if TYPE_CHECKING:
    from capture.site import Site

GB, MB = 10**9, 10**6
# What an hour of recording takes with all that is made of it, where too little was recorded here
# to know: 16 Mbit a second.
HOUR_BYTES = 2 * 3600 * 1_000_000
ENOUGH_S = 1800.0
# Databases must be able to write to the last: whoever can write down that consent ended needs it.
KEPT_FREE = 512 << 20
# Parts and the file made of them lie side by side for a moment; then comes what is made of it.
TIMES = 2
# Nobody knows how long a recording will be: there must be room for this much when it begins.
AT_LEAST_H = 0.5
HEARD_WITHIN = timedelta(minutes=1)


def free_bytes(site: Site) -> int | None:
    """Bytes free where recordings are kept; None where that is no disk of this machine."""
    if "://" in site.settings.vault:
        return None
    try:
        return shutil.disk_usage(site.settings.folder).free
    except OSError:
        return None


def budget(site: Site) -> int | None:
    """Bytes that the site may take in all; None for what the disk has."""
    return round(site.settings.storage_budget_gb * GB) or None


def left_bytes(site: Site, kept: int | None = None) -> int | None:
    """Bytes that budget and disk still let in, below zero past them; None where neither says.

    ``kept`` bytes are there already, where the caller has added them up.
    """
    free, most = free_bytes(site), budget(site)
    lefts = [] if free is None else [free - KEPT_FREE]
    if most is not None:
        with site.db() as db:
            lefts.append(most - _kept(db, kept) - records.arriving(db))
    return min(lefts, default=None)


def hour_bytes(site: Site, kept: int | None = None) -> int:
    """What an hour of recording takes here, of what was recorded and made so far."""
    with site.db() as db:
        seconds = records.recorded_s(db)
        if seconds < ENOUGH_S:
            return HOUR_BYTES
        return max(1, int(_kept(db, kept) / seconds * 3600))


def _kept(db: Db, known: int | None) -> int:
    return records.total(db) if known is None else known


def require_file(site: Site, size: int) -> None:
    """Raises StorageFull where a file of ``size`` bytes and what is made of it would not fit."""
    with site.db() as db:
        coming = records.announced(db)
    _require(site, TIMES * (size + coming))


def require_recording(site: Site) -> None:
    """Raises StorageFull where half an hour more would not fit beside what is being recorded."""
    with site.db() as db:
        running = records.being_recorded(db, site.now() - HEARD_WITHIN)
    _require(site, int((running + 1) * AT_LEAST_H * hour_bytes(site)))


def _require(site: Site, needed: int) -> None:
    left = left_bytes(site)
    if left is None or needed <= left:
        return
    # What is needed up, what is left down: nobody is to read that it needs as much as is left.
    needs, leaves = _told(needed, ceil), _told(max(0, left), floor)
    raise StorageFull(
        f"There is no room for it: it needs {needs} and {leaves} are left. Free some, or have the"
        " administrator raise the limit."
    )


def _told(size: int, whole: Callable[[float], int]) -> str:
    """Gigabytes, and megabytes below a tenth of one."""
    if size < GB // 10:
        return f"{whole(size / MB)} MB"
    return f"{whole(size / GB * 10) / 10:.1f} GB"
