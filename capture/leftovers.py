"""Bytes and keys that no row names: what is left where a process died between the two.

Bytes are durable before the row that names them, so a crash leaves an object too many and never one
too few. Nobody can find such an object, and its scope's erasure takes it along. They go only when
somebody says so: what an older database has no row of looks the same. What is younger than a day
may belong to somebody who is writing.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require
from capture.records import checking, uploads
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site

KEPT_FOR = timedelta(days=1)


def leftovers(site: Site) -> tuple[str, ...]:
    """Paths in the store (no door: who checks everything asks)."""
    # listed first: what is written meanwhile has its row by the time that rows are read
    paths = site.vault.paths()
    with site.db() as db:
        known = {
            *((one.scope, one.id) for one in checking.artifacts(db)),
            *((artifacts.session_scope(session), name) for session, name in checking.beside(db)),
            *((f"upload:{upload}", str(n)) for upload, n in uploads.every_part(db)),
        }
    names = {name for one in known if (name := _named(site, *one))}
    return tuple(path for path in paths if _name(path) not in names)


def tidy(site: Site, who: Actor, kept_for: timedelta = KEPT_FOR) -> int:
    """Remove for good what nobody has named for ``kept_for``; how many there were.

    Key and bytes go together: a stage that is run again writes new bytes under the key that a
    crash has left. Ask ``verify`` first whether the rows are whole.
    """
    require(site, who, Action.ADMINISTER)
    until, gone = site.now() - kept_for, 0
    for _, found in groupby(sorted(leftovers(site), key=_name), _name):
        paths = sorted(found)  # keys, then objects
        if all(site.vault.is_older(path, until) for path in paths):
            for path in paths:
                site.vault.remove_stray(path)
            gone += 1
    return gone


def _named(site: Site, scope: str, artifact: str) -> str:
    """Nothing for a row with an id that cannot be: whoever checks the rows tells of it."""
    try:
        return site.keys.name(scope, artifact)
    except ValueError:
        return ""


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]
