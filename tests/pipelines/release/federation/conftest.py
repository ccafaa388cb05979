"""Two sites: a plant with something to share, and another one that has nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest

from app import catalogue as tongues
from capture.access import OWNER
from capture.site import Site
from data_schemas.federation import Fetched, Grant, Neighbour
from pipelines.release.federation import desk
from pipelines.release.federation.giving import desk as giving
from pipelines.release.federation.neighbours import desk as neighbours
from pipelines.release.issuing import desk as issuing
from pipelines.release.library import desk as library
from tests import store
from tests.pipelines.release.library.conftest import Plant, plant, planted  # noqa: F401


@dataclass(frozen=True)
class Pair:
    """``plant`` offers what it may at ``shelf``; ``other`` has an age key and no data."""

    plant: Plant
    other: Site
    shelf: Path
    root: Path
    own: pyrage.x25519.Identity

    @property
    def key(self) -> str:
        return issuing.signer(self.plant.site).public

    def publish(self) -> desk.Published:
        return desk.publish(self.plant.site, OWNER, "Ulsan works", self.shelf, tongues.say)

    def add(self) -> Neighbour:
        return neighbours.add(self.other, OWNER, "ulsan", str(self.shelf), self.key)

    def granted(self) -> str:
        """The id of a request that was granted."""
        site, asking = self.plant.site, self.plant.ask(organisation="Busan yard")
        asked = library.ask(site, OWNER, self.plant.shared.id, asking)
        return library.grant(site, OWNER, asked.id, "for the arm in hall 3").id

    def give(self, to: str = "way", own: pyrage.x25519.Identity | None = None) -> Grant:
        keys = (str((own or self.own).to_public()),)
        place = to if "://" in to else str(self.root / to)
        sending = giving.Sending(self.plant.folder / "Kim", keys, place)
        return giving.give(self.plant.site, OWNER, self.granted_once(), sending)

    def granted_once(self) -> str:
        found = library.requests(self.plant.site, OWNER)
        return found[0].id if found else self.granted()

    def fetch(self, place: str = "way", out: str = "got") -> Fetched:
        there = place if "://" in place else str(self.root / place)
        getting = neighbours.Getting(there, f"{self.own}\n", self.root / out)
        return neighbours.fetch(self.other, OWNER, "ulsan", self.plant.shared.id, getting)

    def states(self) -> list[str]:
        return [one.state for one in neighbours.look(self.other, OWNER).fetched]


@pytest.fixture
def pair(plant: Plant, tmp_path: Path):  # noqa: F811
    root = tmp_path / "other"
    other = store.opened(store.settings_at(root))
    yield Pair(plant, other, tmp_path / "shelf", tmp_path, pyrage.x25519.Identity.generate())
    other.close()
    store.forget(other.settings)
