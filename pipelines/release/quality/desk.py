"""What a release needs to know of the site beside its sessions (no doors: who releases calls it
after the gate): sides that stand, and what several annotators gave alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from capture import artifacts
from capture.records import releases as release_records
from capture.records import sessions as session_records
from data_schemas.annotation import Lane
from data_schemas.release import Release, Split
from pipelines.deidentify.desk import told_of
from pipelines.labelstudio.agreeing.desk import doubles
from pipelines.labelstudio.clarity import clarity
from pipelines.release.preparing import Prepared
from pipelines.release.quality.figures import Agreed, Asked
from pipelines.release.quality.looked import Looked

if TYPE_CHECKING:
    from capture.site import Site

LANES: tuple[Lane, ...] = ("steps", "speech")


def known(site: Site) -> dict[str, Split]:
    """The side of everybody whom a release held and who is still here, as the newest keeps it."""
    with site.db() as db:
        found = release_records.find_all(db)
        here = {one.expert for one in session_records.find_all(db) if one.withdrawn_at is None}
    if not found:
        return {}
    newest: Release = artifacts.load(site, found[0][1])
    return {one: side for one, side in newest.splits.items() if one in here}


def asked(site: Site, ready: Prepared) -> Asked:
    """What the figures of a release need beside its rows."""
    told = tuple(told_of(site, one.session.id, one.consent) for one in ready.looked)
    agreed = tuple(_agreed(site, ready.looked))
    return Asked(ready.looked, told, agreed, len(ready.twins))


def _agreed(site: Site, looked: tuple[Looked, ...]) -> Iterator[Agreed]:
    """Of the sessions in the release alone, job by job."""
    for job in sorted({one.procedure.id for one in looked}):
        own = [one.session.id for one in looked if one.procedure.id == job]
        given = [double for session in own for double in doubles(site, session)]
        for lane in LANES:
            for whole in clarity(given, lane)[:1]:
                yield Agreed(
                    procedure=job, lane=lane, recordings=whole.recordings, alpha=whole.alpha
                )
