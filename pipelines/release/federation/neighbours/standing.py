"""What is known of other sites: what they offer, and how what was fetched stands. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from data_schemas.catalogue import Offering
from data_schemas.federation import Fetched, Neighbour
from data_schemas.value import Value

# ``gone``: its site offers it no longer, without calling it back. ``cut``: no longer a neighbour.
State = Literal["held", "recalled", "gone", "cut"]
OLD = timedelta(days=30)


class Reading(Value):
    """What came of reading a neighbour's catalogue: ``problem`` is "" where it was read."""

    neighbour: str
    problem: str = ""


class AtNeighbour(Value):
    """``neighbour`` is whose it is as this site knows it, whatever the catalogue calls itself."""

    neighbour: str
    offering: Offering


class Held(Value):
    """``is_there``: whether the folder still lies where it was written."""

    fetched: Fetched
    state: State
    is_there: bool


class Around(Value):
    """``old``: neighbours whose catalogue was made so long ago that a recall may be missing."""

    neighbours: tuple[Neighbour, ...]
    old: tuple[str, ...]
    offered: tuple[AtNeighbour, ...]
    fetched: tuple[Held, ...]


def around(known: tuple[Neighbour, ...], fetched: tuple[Fetched, ...], now: datetime) -> Around:
    """All catalogues as one list, each offering under the name of its site."""
    by_key = {one.key: one for one in known}
    return Around(
        neighbours=known,
        old=tuple(one.name for one in known if now - one.catalogue.made_at > OLD),
        offered=tuple(
            AtNeighbour(neighbour=one.name, offering=offer)
            for one in known
            for offer in one.catalogue.offerings
        ),
        fetched=tuple(_held(one, by_key.get(one.key)) for one in fetched),
    )


def _held(one: Fetched, neighbour: Neighbour | None) -> Held:
    state: State = "held"
    if one.recalled_at is not None:
        state = "recalled"
    elif neighbour is None:
        state = "cut"
    elif all(one.offering.id != offer.id for offer in neighbour.catalogue.offerings):
        state = "gone"
    return Held(fetched=one, state=state, is_there=Path(one.folder).exists())
