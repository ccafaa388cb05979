"""The whole way between two sites: offered, known, given, fetched, recalled."""

from __future__ import annotations

import shutil

import pytest

from app.checks import running
from capture import logbook, seen
from capture.access import OWNER
from capture.verify import verify as verify_site
from data_schemas.errors import InputError
from data_schemas.rights import Action
from pipelines.release.bag import verify
from pipelines.release.federation.gate.desk import untold
from pipelines.release.federation.neighbours import desk as neighbours
from pipelines.release.library.given import desk as handed
from pipelines.withdraw import withdraw
from tests.capture.test_elsewhere import Server, server  # noqa: F401
from tests.pipelines.release.federation.conftest import Pair
from tests.pipelines.release.test_package import content


def test_two_sites_share_a_release_and_its_recall(pair: Pair) -> None:
    site, other, release = pair.plant.site, pair.other, pair.plant.shared
    # offered: what may be shared and nothing else, with the reason
    made = pair.publish()
    assert [one.id for one in made.catalogue.offerings] == [release.id]
    (left,) = made.left_out
    assert left.release == pair.plant.ours.id and len(left.reasons) == 2
    assert "do not allow sharing" in left.reasons[0]
    assert f"of session {pair.plant.lees}, no consent" in left.reasons[1]
    # known, and told under the name that the other site gave it
    assert pair.add().catalogue == made.catalogue
    (offer,) = neighbours.look(other, OWNER).offered
    assert (offer.neighbour, offer.offering) == ("ulsan", made.catalogue.offerings[0])
    # given: in the log of the plant, and nothing at the place can be read
    request = pair.granted_once()
    grant = pair.give()
    (given,) = handed.handed_over(site)[release.id]
    assert (
        (given.request, given.digest) == (request, release.digest) == (grant.request, grant.digest)
    )
    there = content(pair.root / "way")
    assert sorted(there) == ["grant.age", "grant.age.minisig", "release.tar.age"]
    for data in there.values():
        assert not any(word in data for word in (b"hall 3", b"valve", release.id.encode()))
    # fetched: byte for byte, with where it is from and on what terms
    got = pair.fetch()
    assert content(pair.root / "got") == content(pair.plant.folder / "Kim")
    assert verify(pair.root / "got", pair.key) == []
    assert (got.neighbour, got.place, got.terms) == (
        "ulsan", str(pair.root / "way"), "for the arm in hall 3"
    )  # fmt: skip
    assert got.offering.terms == release.terms and pair.states() == ["held"]
    (copy,) = logbook.read(other.settings).copies
    assert (copy.path, copy.id) == (str(pair.root / "got"), release.id)
    # recalled: the next catalogue says so, the next reading marks it, the list tells
    withdraw(site, OWNER, pair.plant.kims)
    assert untold(site) == {release.id}
    assert neighbours.read(other, OWNER) == (neighbours.Reading(neighbour="ulsan"),)
    assert pair.states() == ["held"]  # nobody has said anything yet
    again = pair.publish()
    assert not again.catalogue.offerings and [r.id for r in again.catalogue.recalled] == [
        release.id
    ]
    assert untold(site) == frozenset()
    neighbours.read(other, OWNER)
    (held,) = neighbours.look(other, OWNER).fetched
    assert (held.state, held.is_there) == ("recalled", True)
    with pytest.raises(InputError, match="recalled by its site"):
        pair.fetch(out="again")
    assert not (pair.root / "again").exists()
    for one in (site, other):
        assert verify_site(one, OWNER).problems == ()


def test_people_read_in_the_log_that_theirs_was_shared(pair: Pair) -> None:
    pair.publish()
    pair.publish()
    for session, times in ((pair.plant.kims, 1), (pair.plant.lees, 0)):
        deeds = seen.audit_of(pair.plant.site, OWNER, session)
        assert sum(one.action is Action.FEDERATE for one in deeds) == times


def test_a_folder_that_was_deleted_is_told_as_that(pair: Pair) -> None:
    pair.publish()
    pair.add()
    pair.give()
    pair.fetch()
    shutil.rmtree(pair.root / "got")
    (held,) = neighbours.look(pair.other, OWNER).fetched
    assert (held.state, held.is_there) == ("held", False)


def test_a_neighbour_that_is_removed_leaves_what_was_fetched_and_says_what_is_missing(
    pair: Pair,
) -> None:
    pair.publish()
    pair.add()
    pair.give()
    pair.fetch()
    neighbours.remove(pair.other, OWNER, "ulsan")
    assert pair.states() == ["cut"]
    assert neighbours.look(pair.other, OWNER).offered == ()
    pair.add()
    assert pair.states() == ["held"]


def test_the_same_way_over_https(pair: Pair, server: Server) -> None:  # noqa: F811
    """The folders as they were written, behind any web server."""
    pair.publish()
    pair.give()
    for name, folder in (("shelf", pair.shelf), ("way", pair.root / "way")):
        for file, data in content(folder).items():
            server.serves(f"/{name}/{file}", data)
    at = f"https://localhost:{server.port}"
    neighbours.add(pair.other, OWNER, "ulsan", f"{at}/shelf/", pair.key)
    assert pair.fetch(f"{at}/way").place == f"{at}/way"
    assert content(pair.root / "got") == content(pair.plant.folder / "Kim")
    assert {path for path, _ in server.asked} == {
        "/shelf/federation.json", "/shelf/federation.json.minisig", "/way/release.tar.age",
        "/way/grant.age", "/way/grant.age.minisig",
    }  # fmt: skip


def test_the_checks_of_both_sites_tell_what_is_left_to_do(pair: Pair) -> None:
    def graded(checks, code: str) -> tuple[str, str]:
        (found,) = [one for one in checks if one.code == code]
        return found.grade, found.found

    assert list(running.sharing(pair.plant.site)) == []
    pair.publish()
    pair.add()
    pair.give()
    pair.fetch()
    assert graded(running.sharing(pair.plant.site), "federation") == ("ok", "as it should be")
    assert graded(running.copies(pair.other), "copies")[0] == "ok"
    withdraw(pair.plant.site, OWNER, pair.plant.kims)
    grade, found = graded(running.sharing(pair.plant.site), "federation")
    assert grade == "warn" and found.startswith("1 to be called back")
    pair.publish()
    assert graded(running.sharing(pair.plant.site), "federation")[0] == "ok"
    neighbours.read(pair.other, OWNER)
    assert graded(running.copies(pair.other), "copies") == (
        "warn", "1 lie on this machine, 1 must be destroyed"
    )  # fmt: skip
    shutil.rmtree(pair.root / "got")
    assert graded(running.copies(pair.other), "copies")[0] == "ok"
