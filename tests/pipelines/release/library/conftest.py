"""A site with two releases, of which one may go to others and one may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from capture import consent
from capture.access import OWNER
from capture.site import Site
from data_schemas.release import Release, Selection
from data_schemas.rights import Actor, Consent, ProtectionClass, Purpose, Role
from pipelines.release import desk as releases
from pipelines.release.library.rules import Asking, asking
from tests import store
from tests.app import sample
from tests.conftest import CSV  # noqa: F401
from tests.hidden import answered_for

SHARED = Consent(
    purposes=frozenset({Purpose.TRAIN, Purpose.SHARE}), signed_by="Kim", licence="CC-BY-4.0",
    rights_holder="Ulsan works", protection_class=ProtectionClass.INTERNAL,
)  # fmt: skip
OURS = Consent(
    purposes=frozenset({Purpose.TRAIN}), signed_by="Lee", licence="own use only",
    rights_holder="Ulsan works", protection_class=ProtectionClass.OPEN,
)  # fmt: skip
TRAINER = Actor(id="acc-lab", roles=frozenset({Role.TRAINER}))
OTHER_TRAINER = Actor(id="acc-other", roles=frozenset({Role.TRAINER}))


@dataclass(frozen=True)
class Plant:
    """``shared`` is of Kim's session, who agreed to sharing; ``ours`` of Lee's, who did not."""

    site: Site
    kim: str
    lee: str
    kims: str
    lees: str
    shared: Release
    ours: Release
    folder: Path

    def ask(self, release: str = "", **told: object) -> Asking:
        told = {"organisation": "Hanbit Labs", "person": "Choi", "contact": "c@x.example"} | told
        return asking("grip forces for a robot hand", **told)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: files only, copied for each test."""
    root = tmp_path_factory.mktemp("library")
    site = store.opened(store.settings_at(root))
    for name, signed in (("Kim", SHARED), ("Lee", OURS)):
        made = sample.processed(site, sample.take_in(site, name))
        consent.grant(site, OWNER, made.session.id, signed)
        answered_for(site, made.session.id)
        chosen = Selection(name=f"valve {name}", sessions=(made.session.id,))
        releases.create(site, OWNER, chosen, root / name)
    site.close()
    return root


@pytest.fixture
def plant(planted: Path, tmp_path: Path) -> Callable[[], Plant]:
    root = tmp_path / "plant"
    store.copied(planted, root)
    site = store.opened(store.settings_at(root))
    found = {one.name: one for one in releases.list_releases(site, OWNER)}
    from capture import sessions

    of = {one.id: one.expert for one in sessions.list_sessions(site, OWNER)}
    shared, ours = found["valve Kim"], found["valve Lee"]
    (kims,), (lees,) = shared.sessions, ours.sessions
    yield Plant(site, of[kims], of[lees], kims, lees, shared, ours, root)
    site.close()
    store.forget(site.settings)
