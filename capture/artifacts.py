"""Values sealed and loaded; lineage and dependants.

A *scope* says whose key seals an artifact: ``session:ID``, ``person:ID``, ``account:ID``,
``upload:ID`` or ``site``. Erasing is destroying a scope's key.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from sqlalchemy.exc import IntegrityError

from capture.codecs import CODECS
from capture.media import Limits, Media
from capture.records import artifacts as records
from capture.records import erasures
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.errors import Erased, StaleEntry, UnknownError
from data_schemas.session import Session

if TYPE_CHECKING:
    from capture.site import Site
    from capture.vault import Sealed

SITE = "site"
# Between key and row of a result there are its bytes: seconds for a large one.
MOMENT_S = 10.0
NAMED_MOST = 5_000
# Who made an original in our own recorder. Its bytes were checked against the device's, and where
# a tab was closed they end in the middle of a picture.
RECORDER = "recorder"


def session_scope(session: str) -> str:
    return f"session:{session}"


def person_scope(expert: str) -> str:
    return f"person:{expert}"


def account_scope(account: str) -> str:
    return f"account:{account}"


def recipe_of(kind: Kind, stage: str, **params: str | int) -> Recipe:
    """The recipe of something that people brought: its parameters identify it."""
    return Recipe(kind=kind, stage=stage, version="1", params=dict(params))


class Sink(Protocol):
    """Where a stage writes bytes too large for memory."""

    def write(self, data: bytes, /) -> int: ...


def known(site: Site, artifact: str) -> Artifact | None:
    with site.db() as db:
        return records.get(db, artifact)


def find(
    site: Site, session: str | None, kind: Kind | None = None, every: bool = False
) -> tuple[Artifact, ...]:
    """What holds, oldest first; ``every``: also what a re-run made beside it."""
    with site.db() as db:
        return records.find(db, session, kind, every)


def newest(site: Site, session: str | None, kind: Kind) -> Artifact | None:
    found = find(site, session, kind)
    return found[-1] if found else None


def newest_of_each(site: Site, kind: Kind) -> dict[str, str]:
    """The newest artifact of a kind by session."""
    with site.db() as db:
        return records.newest_of_each(db, kind)


def newest_by_parent(site: Site, kind: Kind) -> dict[str, str]:
    """The newest artifact of a kind by what it was made from, such as a recording's original."""
    with site.db() as db:
        return records.newest_by_parent(db, kind)


def by_recording(site: Site, session: Session, kind: Kind) -> dict[str, Artifact]:
    """The newest artifact of a kind that was made from each recording, by the recording's id."""
    of = {one.original: one.id for one in session.recordings}
    made = find(site, session.id, kind)
    return {of[parent]: one for one in made for parent in one.parents if parent in of}


def dependants(site: Site, artifact: str) -> tuple[str, ...]:
    with site.db() as db:
        return records.dependants(db, artifact)


def seal(site: Site, recipe: Recipe, scope: str, value: Any, beside: bool = False) -> Artifact:
    """Seal one value. The bytes are durable before the row that names them is.

    ``beside``: it does not hold until ``take_in``. Where another process seals the same at the
    same moment, its one counts.
    """
    data = CODECS[recipe.kind].encode(value)
    try:
        sealed = site.vault.put(scope, recipe.id, data)
    except StaleEntry:
        if comes(site, (recipe.id,)) and (found := known(site, recipe.id)):
            return found
        sealed = site.vault.put(scope, recipe.id, data)  # it died: under the key that it left
    return _remember(site, recipe, scope, sealed, beside)


def comes(site: Site, ids: Iterable[str]) -> bool:
    """Whether these are known in a moment: somebody else was first and is about to say so."""
    wanted, until = tuple(ids), time.monotonic() + MOMENT_S
    while not all(known(site, one) for one in wanted):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def seal_stream(site: Site, recipe: Recipe, scope: str, beside: bool = False) -> Iterator[BinaryIO]:
    """Seal bytes as they come; an exception inside leaves nothing behind."""
    with site.vault.create(scope, recipe.id) as writer:
        yield writer  # type: ignore[misc]
    _remember(site, recipe, scope, writer.sealed, beside)


def take_in(site: Site, ids: Iterable[str]) -> None:
    """Let hold what was made beside; what holds already stays as it is."""
    with site.db() as db:
        for artifact in ids:
            if records.is_beside(db, artifact):
                records.hold(db, artifact, site.now())


def load(site: Site, artifact: str) -> Any:
    """The value of an artifact. Raises UnknownError, Erased or Tampered."""
    with site.db() as db:
        found = records.get(db, artifact)
    if found is None:
        raise UnknownError("This result is not kept here any more: process the session again.")
    with open_bytes(site, artifact) as source:
        return CODECS[found.kind].decode(source.read())


def load_named(site: Site, wanted: Sequence[str]) -> tuple[Any, ...]:
    """Values by id, opened once a process: for names, which every page of a list shows anew.

    The caller has asked the database just now which there are; what was erased is not among them.
    """
    if len(site.named) > max(NAMED_MOST, 2 * len(wanted)):
        site.named.clear()
    found = []
    for one in wanted:  # other threads may empty it meanwhile
        value = site.named.get(one)
        if value is None:
            site.named[one] = value = load(site, one)
        found.append(value)
    return tuple(found)


def erase(site: Site, artifact: str) -> None:
    """Destroy one artifact's key and bytes, and forget it."""
    site.named.pop(artifact, None)
    with site.db() as db:
        scope = records.scope_of(db, artifact)
    if scope is not None:
        site.vault.erase(scope, artifact)
        with site.db() as db:
            records.forget(db, [artifact])


def forget_caches(site: Site) -> None:
    """Destroy what lays many sessions together to be searched: it is made anew of those left."""
    for one in find(site, None, Kind.SEARCH_INDEX):
        erase(site, one.id)


def open_bytes(site: Site, artifact: str) -> BinaryIO:
    """Decrypted bytes with random access."""
    with site.db() as db:
        scope = records.scope_of(db, artifact)
        if erasures.is_under_way(db, artifact):
            raise Erased("A part of this recording is being erased: try again in some minutes.")
    if scope is None:
        raise UnknownError("This file is not kept here any more.")
    return site.vault.open(scope, artifact)  # type: ignore[return-value]


def open_plain(site: Site, artifact: str) -> Media:
    """One that erasing wrote: also while it is under way (no door: erasing looks at its work)."""
    with site.db() as db:
        scope = records.scope_of(db, artifact) or ""
    return Media(lambda: site.vault.open(scope, artifact))  # type: ignore[arg-type, return-value]


def open_media(site: Site, artifact: str) -> Media:
    """A lazy recording over sealed bytes: nothing is written in plain."""
    found = known(site, artifact)
    limits = Limits(allow_cut=found is not None and found.stage == RECORDER)
    return Media(lambda: open_bytes(site, artifact), limits)


def _remember(site: Site, recipe: Recipe, scope: str, sealed: Sealed, beside: bool) -> Artifact:
    kind, _, owner = scope.partition(":")
    artifact = Artifact(
        id=recipe.id,
        session=owner if kind == "session" else None,
        kind=recipe.kind,
        sha256=sealed.mac,
        size=sealed.size,
        parents=recipe.parents,
        stage=recipe.stage,
        version=recipe.version,
        params=recipe.fingerprint,
        model_digest=recipe.model_digest,
        created_at=site.now(),
    )
    try:
        with site.db() as db:
            return records.add(db, artifact, scope, beside)
    except IntegrityError:  # another process wrote the row of the same result just before
        found = known(site, recipe.id)
        if found is None:
            raise
        return found
