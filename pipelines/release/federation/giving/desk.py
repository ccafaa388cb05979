"""The door through which a granted release goes to another site: encrypted, with its grant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from capture import outgoing, remote
from capture.access import require
from capture.finished import Finished
from data_schemas.errors import InputError, UnknownError
from data_schemas.federation import Grant
from data_schemas.release import Release
from data_schemas.rights import Action, Actor
from pipelines.release import desk as releases
from pipelines.release import parcel
from pipelines.release.bag import MANIFEST, files_of, sha256, verify
from pipelines.release.destination import Destination
from pipelines.release.federation import granting
from pipelines.release.federation.gate import desk as gate
from pipelines.release.issuing import desk as issuing
from pipelines.release.library import desk as library
from pipelines.release.library.rules import NO_REQUEST

if TYPE_CHECKING:
    from capture.site import Site


@dataclass(frozen=True)
class Sending:
    """``copy``: the folder that goes. ``recipients``: public keys of age. ``to``: a new folder, or
    an address in an object store."""

    copy: Path
    recipients: tuple[str, ...]
    to: str


def give(site: Site, who: Actor, request: str, sending: Sending) -> Grant:
    """Encrypt the copy of a granted release to another site and note it as handed over.

    It is in the log before a byte of it lies anywhere. Raises UnknownError for a request that is
    not there, InputError for one that was not granted, where the gate says no, for a copy that is
    not this very release, and for a recipient or place that cannot be used.
    """
    require(site, who, Action.FEDERATE)
    asked = next((one for one in library.requests(site, who) if one.id == request), None)
    if asked is None:
        raise UnknownError(NO_REQUEST)
    release = next(one for one in releases.list_releases(site, who) if one.id == asked.release)
    reasons = gate.against(site, (release,), who)[release.id]
    if reasons:
        raise InputError(f"This release stays here: {reasons[0]}.")
    recipients = _recipients(site, sending)
    _refuse_other(site, sending.copy, release)
    library.hand_over(site, who, request)
    at = gate.sharing(site, (release,), who).at
    with _going(site, sending.to) as draft:
        file = draft / granting.PARCEL
        parcel.close(sending.copy, files_of(sending.copy), file, recipients)
        made = Grant(
            request=asked.id,
            release=release.id,
            digest=release.digest,
            recipients=recipients,
            terms=asked.answer,
            at=at,
            size=file.stat().st_size,
            sha256=sha256(file),
        )
        granting.write(made, draft, issuing.signer(site))
    return made


def _recipients(site: Site, sending: Sending) -> tuple[str, ...]:
    """Public keys in one form. InputError also for a place that cannot be used: before anything is
    noted."""
    issuing.refuse_place(site, Destination(sending.to, sending.recipients))
    if not sending.recipients:
        raise InputError("A release goes to another site encrypted: name its public key of age.")
    if remote.is_remote(sending.to):
        remote.refuse_used(sending.to)
    else:
        outgoing.place(Path(sending.to), site.settings.folder)
    return tuple(str(one) for one in parcel.recipients_of(sending.recipients))


def _refuse_other(site: Site, copy: Path, release: Release) -> None:
    """The whole of it, signed by this site, and no other release."""
    whole = copy.is_dir() and not verify(copy, issuing.signer(site).public)
    if not whole or sha256(copy / MANIFEST) != release.digest:
        raise InputError(f"{copy.name} is not this release, or not whole: name its folder.")


@contextmanager
def _going(site: Site, to: str) -> Iterator[Path]:
    """A folder to write into, which goes ``to`` at the end of the block, whole or not at all."""
    if not remote.is_remote(to):
        with outgoing.writing(Path(to), site.settings.folder) as draft:
            yield draft
        return
    with outgoing.passing(to, site.settings.folder) as draft:
        yield draft
        remote.push(draft, granting.FILES, to, Finished())
