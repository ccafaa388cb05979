"""What a site adds when it issues a release: its key, number and date (no doors: who releases calls
it after the gate)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from capture import artifacts
from capture.records import releases as release_records
from data_schemas.artifact import Artifact, Kind
from data_schemas.errors import InputError
from data_schemas.release import Release
from data_schemas.session import Session
from pipelines.release.destination import Destination
from pipelines.release.package import Issue, Tell
from pipelines.release.parcel import recipients_of
from pipelines.release.signing import Signer

if TYPE_CHECKING:
    from capture.site import Site

# What is in a release, or decides what of it is.
CONTENT = frozenset(
    {Kind.CONSENT, Kind.TRANSCRIPT, Kind.MOTION, Kind.TIMELINE, Kind.ENTRY, Kind.MASKED}
)
# The same of the site as a whole: steps, names, and what is hidden everywhere.
OF_SITE = frozenset({Kind.PROCEDURE, Kind.GLOSSARY, Kind.CONFIDENTIAL, Kind.PERSON, Kind.RELEASE})


def signer(site: Site) -> Signer:
    """The site's own key. It hangs on the site's root, so that it stays when the site key changes
    and comes back with the backup of the keys."""
    return Signer(site.keys.subkey("release/minisign"))


def issue(site: Site, name: str, passed: tuple[Session, ...], tell: Tell) -> Issue:
    return Issue(
        signer=signer(site),
        number=partial(_number, named(site, name)),
        tell=tell,
        made_of=_made_of(site, passed),
    )


def named(site: Site, name: str) -> tuple[Release, ...]:
    """All releases of this name, oldest first."""
    with site.db() as db:
        found = release_records.named(db, name_mac(site, name))
    return tuple(artifacts.load(site, one) for one in found)


def name_mac(site: Site, name: str) -> str:
    return site.keys.mac("release", name.encode())


def dated(site: Site, passed: tuple[Session, ...]) -> datetime:
    """When the newest of the content was made: the same content has the same date on any day."""
    found = (one.created_at for s in passed for one in _content(artifacts.find(site, s.id)))
    return max((*(session.created_at for session in passed), *found))


def refuse_place(site: Site, to: Destination) -> None:
    """InputError, before any work, for what is no recipient, and for a place inside the object
    store of the vault: nothing readable goes there."""
    recipients_of(to.recipients)
    vault = site.settings.vault.rstrip("/")
    if to.is_remote and f"{to.out.rstrip('/')}/".startswith(f"{vault}/"):
        raise InputError("that address lies inside the vault, where nothing may be readable")


def _number(before: tuple[Release, ...], digest: str) -> int:
    """The next of its name; what was issued before, byte for byte, has the number it had."""
    same = [one.number for one in before if one.digest == digest]
    if same:
        return max(same)
    # those of earlier versions of the program have no number of their own
    return 1 + max((len({one.digest for one in before}), *(one.number for one in before)))


def _made_of(site: Site, passed: tuple[Session, ...]) -> str:
    """A digest of all that decides what a release of these sessions holds, the program too."""
    own = [one.id for one in artifacts.find(site, None) if one.kind in OF_SITE]
    told = hashlib.sha256(json.dumps([_program(), sorted(own)]).encode())
    for one in passed:
        made = sorted(artifact.id for artifact in artifacts.find(site, one.id))
        told.update(json.dumps([one.model_dump_json(), made]).encode())
    return told.hexdigest()


def _content(found: Iterable[Artifact]) -> Iterable[Artifact]:
    return (one for one in found if one.kind in CONTENT)


@cache
def _program() -> str:
    """The program's own text, as far as it makes releases: another one may write otherwise."""
    told = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        told.update(path.read_bytes())
    return told.hexdigest()
