"""The door through which other sites are told what there is: a catalogue under the gate.

What was shared once and may not be any more is called back in every later catalogue
(docs/decisions/0025-federation.md).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from capture import federation
from capture.access import require
from data_schemas.federation import SharedCatalogue
from data_schemas.rights import Action, Actor
from data_schemas.value import Value
from pipelines.deidentify.say import Tongues
from pipelines.release import desk as releases
from pipelines.release.federation import folder
from pipelines.release.federation.gate import desk as gate
from pipelines.release.issuing import desk as issuing
from pipelines.release.library.shelf import desk as shelf

if TYPE_CHECKING:
    from capture.site import Site


class Stays(Value):
    """A release that no other site is told of, and every reason."""

    release: str
    name: str
    reasons: tuple[str, ...]


class Published(Value):
    catalogue: SharedCatalogue
    left_out: tuple[Stays, ...]


def publish(site: Site, who: Actor, publisher: str, out: Path, tongues: Tongues) -> Published:
    """Write the catalogue of what may be shared to ``out``, or write over the one that is there.

    ``publisher`` is how this site calls itself. Raises InputError for a name or a place that
    cannot be used, and StorageFull.
    """
    require(site, who, Action.FEDERATE)
    name, signer = shelf.site_name(publisher), issuing.signer(site)
    folder.refuse_place(out, site.settings.folder, signer)
    found = releases.list_releases(site, who)
    against = gate.against(site, found, who)
    free = tuple(one for one in found if not against[one.id])
    known = gate.sharing(site, free, who)
    made = SharedCatalogue(
        publisher=name,
        made_at=known.at,
        offerings=shelf.offerings(site, name, (shelf.OnShelf(one, False, ()) for one in free)),
        recalled=gate.called_back(site, known),
    )
    folder.write(made, out, site.settings.folder, tongues, signer)
    told = tuple(one.id for one in made.recalled)
    federation.keep_offered(site, known.model_copy(update={"told": told}))
    left = (
        Stays(release=one.id, name=one.name, reasons=against[one.id])
        for one in found
        if against[one.id]
    )
    return Published(catalogue=made, left_out=tuple(left))
