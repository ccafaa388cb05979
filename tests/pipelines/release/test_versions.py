"""Releases of one name: numbered, the same again to the byte, superseded and recalled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app import catalogue
from capture import consent
from capture.access import OWNER
from capture.site import Site
from data_schemas.errors import InputError, UnknownError
from data_schemas.library import Recipient
from data_schemas.release import Release, Selection
from data_schemas.rights import Consent, Purpose
from pipelines.release import desk
from pipelines.release.bag import number_of, verify
from pipelines.release.compare import diff
from pipelines.release.destination import Destination
from pipelines.release.formats import FORMATS
from pipelines.release.library import desk as library
from pipelines.release.library.rules import Asking
from pipelines.release.versions.desk import public_key, standings, supersede
from pipelines.withdraw import withdraw
from tests import store
from tests.app import sample
from tests.hidden import answered_for
from tests.pipelines.release.test_package import content

WIDE = Consent(purposes=frozenset({Purpose.TRAIN}), licence="CC-BY-4.0", signed_by="Kim")
EVERY = tuple(FORMATS)
pytestmark = pytest.mark.weights  # of the text encoder, for the vectors
WHO = Recipient(organisation="Hanbit", person="Park", contact="park@example", inside=True)


@dataclass
class Made:
    site: Site
    folder: Path
    kim: str
    first: Release
    second: Release
    other: Release


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Kim's and Lee's session, released twice under one name on different days; Lee's alone."""
    folder = tmp_path_factory.mktemp("versions")
    site = store.opened(store.settings_at(folder))
    sessions = [sample.processed(site, sample.take_in(site, name)) for name in ("Kim", "Lee")]
    for one in sessions:
        consent.grant(site, OWNER, one.session.id, WIDE)
        answered_for(site, one.session.id)
    kim, lee = (one.session.id for one in sessions)
    both = Selection(name="pump", sessions=(kim, lee), formats=EVERY)
    first = desk.create(site, OWNER, both, folder / "first", catalogue.say)
    real = site.now
    site.now = lambda: real() + timedelta(days=400)  # type: ignore[method-assign]
    second = desk.create(site, OWNER, both, folder / "second", catalogue.say)
    site.now = real  # type: ignore[method-assign]
    alone = Selection(name="lee", sessions=(lee,))
    other = desk.create(site, OWNER, alone, folder / "other", catalogue.say)
    yield Made(site, folder, kim, first, second, other)
    site.close()


def test_the_same_selection_is_the_same_to_the_byte_in_every_format_on_any_day(made):
    assert content(made.folder / "first") == content(made.folder / "second")
    assert made.first.digest == made.second.digest
    assert made.first.number == made.second.number == 1, "the same content has the same number"
    for out in ("first", "second"):
        assert verify(made.folder / out, public_key(made.site, OWNER)) == []


AGAIN = """
import sys
from pathlib import Path
from app import catalogue
from capture.access import OWNER
from capture.site import Site
from data_schemas.release import FormatOptions, Selection, Wanted
from pipelines.release import desk
from pipelines.release.formats import FORMATS

site, out = Site.open(), Path(sys.argv[1])
options = FormatOptions(wanted=Wanted(made_by=frozenset({"machine", "confirmed", "person"})))
chosen = Selection(name="seeds", formats=tuple(FORMATS), options=options)
desk.create(site, OWNER, chosen, out, catalogue.say)
"""


@pytest.mark.full
def test_another_process_writes_the_same_whatever_the_order_of_its_sets(made, tmp_path):
    for seed in ("1", "77"):
        told = os.environ | store.environment_of(made.site.settings) | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", AGAIN, str(tmp_path / seed)]
        subprocess.run(command, check=True, env=told)
    assert content(tmp_path / "1") == content(tmp_path / "77")


def test_the_key_is_the_same_after_the_site_was_opened_again_and_of_no_other_site(made, tmp_path):
    key = public_key(made.site, OWNER)
    again = Site.open(made.site.settings)
    assert public_key(again, OWNER) == key
    again.close()
    other = store.opened(store.settings_at(tmp_path))
    assert public_key(other, OWNER) != key
    assert verify(made.folder / "first", public_key(other, OWNER)) != []
    other.close()


def test_a_place_inside_the_vault_is_refused(made):
    site = made.site
    plain = site.settings
    try:
        site.settings = plain.model_copy(update={"vault_url": "s3://plant/vault"})
        for out in ("s3://plant/vault", "s3://plant/vault/out/"):
            with pytest.raises(InputError, match="inside the vault"):
                desk.create(site, OWNER, Selection(name="x"), Destination(out))
    finally:
        site.settings = plain


def test_where_nothing_was_withdrawn_nothing_is_superseded(made, tmp_path):
    with pytest.raises(InputError, match="was withdrawn; make another"):
        supersede(made.site, OWNER, "pump", Destination(str(tmp_path / "x")))
    with pytest.raises(UnknownError, match="no release called 'gone'"):
        supersede(made.site, OWNER, "gone", Destination(str(tmp_path / "x")))
    assert not list(tmp_path.iterdir())


def test_a_withdrawal_makes_the_next_number_without_the_session_and_recalls_the_others(
    made, tmp_path
):
    """The last test of this site: it withdraws."""
    asked = library.ask(made.site, OWNER, made.first.id, Asking(WHO, "training"))
    library.grant(made.site, OWNER, asked.id)
    library.hand_over(made.site, OWNER, asked.id, made.folder / "second")
    assert not any(one.is_recalled for one in standings(made.site, OWNER).values())
    withdraw(made.site, OWNER, made.kim)
    found = supersede(made.site, OWNER, "pump", Destination(str(tmp_path / "next")), catalogue.say)
    assert (found.release.number, number_of(tmp_path / "next")) == (2, 2)
    assert found.release.formats == EVERY and made.kim not in found.release.sessions
    assert {one.release for one in found.recalled} == {made.first.id, made.second.id}
    assert {one.withdrawn for one in found.recalled} == {1}
    told = {one.release: one.given_to for one in found.recalled}
    assert told[made.first.id] == ("Hanbit, Park, park@example",) and told[made.second.id] == ()
    for name, text in content(tmp_path / "next").items():
        assert made.kim.encode() not in text and made.kim not in name
    told = standings(made.site, OWNER)
    assert told[made.first.id].is_recalled and told[made.first.id].superseded_by == 2
    assert not told[found.release.id].is_recalled and told[found.release.id].superseded_by is None
    assert not told[made.other.id].is_recalled
    changes = diff(made.folder / "first", tmp_path / "next")
    assert changes.sessions is not None and changes.sessions.removed == (made.kim,)
    assert changes.sessions.added == ()
    text = json.dumps(changes.model_dump(mode="json"), ensure_ascii=False)
    assert "exp-" not in text and "Kim" not in text, "no person is in a comparison"
