"""What an expert may see: everything that is kept about them, and nothing of anybody else."""

import inspect

import pytest

from capture import artifacts, mine, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from data_schemas.errors import Denied, UnknownError
from data_schemas.release import Refusal, Release
from data_schemas.rights import Actor, Role
from pipelines.release import desk as releases
from pipelines.withdraw import withdraw
from tests.capture.clips import Recipe, clip
from tests.capture.test_doors import ARGUMENTS, DOORS
from tests.conftest import source


@pytest.fixture
def two(site, procedure, take):
    """A session of Kim and one of Lee, and Kim themself."""
    kim = ingest(site, OWNER, Intake((source(take),), procedure.id, "Kim")).session
    other = clip(Recipe(audio="aac", width=96))
    lee = ingest(site, OWNER, Intake((source(other),), procedure.id, "Lee")).session
    return kim, lee, Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=kim.expert)


def test_everything_of_their_own_is_told(site, two):
    kim, _, me = two
    (found,) = mine.held(site, me, kim.expert)
    assert found.session.id == kim.id
    assert found.items == artifacts.find(site, kim.id) and len(found.items) == 2
    assert found == mine.held(site, OWNER, kim.expert)[0]


def test_nothing_of_somebody_else_is_told(site, two):
    _, lee, me = two
    with pytest.raises(Denied):
        mine.held(site, me, lee.expert)
    assert [one.id for one in sessions.list_sessions(site, me)] == [two[0].id]


def test_of_what_was_withdrawn_only_the_number_is_left(site, two):
    kim, _, me = two
    withdraw(site, me, kim.id)
    (found,) = mine.held(site, me, kim.expert)
    assert found.items == () and found.session.withdrawn_at is not None


def test_an_expert_withdraws_everything_of_their_own_and_nothing_else(site, two):
    kim, lee, me = two
    for target in (lee.id, lee.expert, "Lee"):
        with pytest.raises((Denied, UnknownError)):
            withdraw(site, me, target)
    assert artifacts.find(site, lee.id) != ()
    assert withdraw(site, me, kim.expert).sessions == (kim.id,)


ABOUT_A_SESSION = {
    name: door
    for name, door in DOORS.items()
    if {"session", "expert"} & set(inspect.signature(door).parameters)
}


@pytest.mark.parametrize("name", sorted(ABOUT_A_SESSION))
def test_no_door_opens_what_is_somebody_elses(site, two, name):
    _, lee, me = two
    door = ABOUT_A_SESSION[name]
    there = {"session": lee.id, "expert": lee.expert, "recording": lee.recordings[0].id}
    given = {
        parameter.name: {**ARGUMENTS, **there}[parameter.name]
        for parameter in list(inspect.signature(door).parameters.values())[2:]
        if parameter.default is parameter.empty
    }
    with pytest.raises((Denied, UnknownError)):
        door(site, me, **given)


def test_releases_tell_an_expert_of_their_own_sessions_only(site, two):
    kim, lee, me = two
    kept = [
        Release(id=f"rel-{n}", name=f"n{n}", created_at=site.now(), formats=("hf",),
                sessions=sessions, refused=(Refusal(session=lee.id, reason="x"),), rows=1,
                digest="d")
        for n, sessions in enumerate([(kim.id, lee.id), (lee.id,)])
    ]  # fmt: skip
    for one in kept:
        releases._remember(site, one)
    assert len(releases.list_releases(site, OWNER)) == 2
    (told,) = releases.list_releases(site, me)
    assert (told.id, told.sessions, told.refused) == ("rel-0", (kim.id,), ())


def test_an_expert_may_not_do_what_is_not_theirs_to_do(site, two):
    kim, _, me = two
    with pytest.raises(Denied):
        sessions.want(site, me, kim.id)
    with pytest.raises(Denied):
        sessions.get_session(site, me, "ses-0000000000000000")
    with pytest.raises(Denied):
        releases.preview(site, me, ARGUMENTS["selection"])
