"""What the database picks is what permission says of each session by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from capture.access import OWNER, facts_of
from capture.allowed import scope
from capture.permission import decide
from capture.records import accounts, assignments, people
from capture.records import sessions as records
from capture.records.among import Named, Wanted, heads, ids
from capture.retention import due, ending
from capture.sessions import count_sessions, list_sessions, page_of_sessions, sessions_of
from capture.site import Site
from data_schemas.errors import Denied
from data_schemas.retention import REMIND_DAYS
from data_schemas.rights import Action, Actor, Consent, Present, ProtectionClass, Purpose, Role
from data_schemas.session import Session

TODAY = datetime(2031, 6, 15, 12, tzinfo=UTC)
KEEP_DAYS, MANY = 100, 60
EXPERTS = ("exp-1", "exp-2")
LABELS = "acc-3"
ACTORS = (
    OWNER,
    Actor(id="nobody"),
    Actor(id="acc-1", roles=frozenset({Role.INTERVIEWER})),
    Actor(id="acc-1", roles=frozenset({Role.INTERVIEWER}), remote=True),
    Actor(id="acc-2", roles=frozenset({Role.EXPERT}), expert="exp-1"),
    Actor(id=LABELS, roles=frozenset({Role.ANNOTATOR})),
    Actor(id=LABELS, roles=frozenset({Role.ANNOTATOR, Role.EXPERT}), expert="exp-2"),
    Actor(id="acc-4", roles=frozenset({Role.ADMIN, Role.TRAINER})),
)


@pytest.fixture(params=[0, KEEP_DAYS])
def many(request: pytest.FixtureRequest, site: Site) -> Iterator[Site]:
    fill(site, request.param)
    yield site


def fill(site: Site, keep_days: int) -> None:
    """Sessions of all kinds, the same each time, on a site that keeps for ever or some days."""
    site.settings = site.settings.model_copy(update={"retention_days": keep_days})
    site.now = lambda: TODAY  # type: ignore[method-assign]
    draw = random.Random(keep_days)
    with site.db() as db:
        for name in EXPERTS:
            people.add(db, name, name, f"art-{name}", TODAY)
        accounts.add(db, _account(), "mac", None)
        for number in range(1, MANY + 1):
            _enter(db, number, draw)


def _account() -> accounts.Row:
    return accounts.Row(
        id=LABELS, artifact="art-n", roles=frozenset({Role.ANNOTATOR}), expert=None, secret="",
        code_until=None, created_at=TODAY, joined=False, disabled=False,
    )  # fmt: skip


def _enter(db, number: int, draw: random.Random) -> None:
    name = f"ses-{number:016x}"
    agreed = draw.choices(["consented", "mask", "open"], k=draw.randrange(3))
    left = draw.choice([None, *range(-2, 3), REMIND_DAYS, REMIND_DAYS + 1])
    signed = Consent(
        purposes=frozenset(p for p in Purpose if draw.random() < 0.7),
        protection_class=draw.choice(list(ProtectionClass)),
        present=tuple(Present(role="learner", label="p", agreed=one) for one in agreed),
        retain_until=None if left is None else TODAY.date() + timedelta(days=left),
    )
    age = draw.choice([0, *range(KEEP_DAYS - 32, KEEP_DAYS - 28), KEEP_DAYS, KEEP_DAYS + 1])
    made = Session(
        id=name, number=number, procedure=draw.choice(["prc-1", "prc-2"]),
        expert=draw.choice(EXPERTS), created_at=TODAY - timedelta(days=age),
    )  # fmt: skip
    records.add(db, made, name)
    records.set_consent(db, name, signed)
    records.decide_hidden(db, name, TODAY if draw.random() < 0.7 else None)
    if draw.random() < 0.5:
        assignments.add(db, name, LABELS)
    if draw.random() < 0.1:
        records.withdraw(db, name, TODAY)


def _all(site: Site) -> tuple[Session, ...]:
    with site.db() as db:
        return records.find_all(db)


def test_the_database_picks_what_each_decision_would(many: Site) -> None:
    picks_alike(many)


def picks_alike(many: Site) -> None:
    facts = {one.id: facts_of(many, one.id) for one in _all(many)}
    assert len(facts) == MANY
    for who in ACTORS:
        for action in Action:
            one_by_one = [name for name, one in facts.items() if decide(who, action, one).allowed]
            assert list(scope(many, who, action)) == one_by_one, (who, action)


def test_what_ends_soon_is_what_the_facts_say(many: Site) -> None:
    facts = {one.id: facts_of(many, one.id) for one in _all(many)}
    soon = {
        name
        for name, one in facts.items()
        if not one.withdrawn
        and one.retain_until is not None
        and (one.retain_until - TODAY.date()).days <= REMIND_DAYS
    }
    found = ending(many)
    assert soon and {one.session for one in found} == soon
    assert all(one.until == facts[one.session].retain_until for one in found)
    theirs = {one.session for one in due(many, ACTORS[4])}
    assert theirs == {name for name in soon if facts[name].expert == "exp-1"}


def test_pages_lie_side_by_side_and_hold_all(many: Site) -> None:
    for who in (OWNER, ACTORS[4], ACTORS[5]):
        every = list_sessions(many, who)
        pages = [page_of_sessions(many, who, skip, 7) for skip in range(0, MANY, 7)]
        assert tuple(one for page in pages for one in page) == every
        assert count_sessions(many, who) == len(every)


def test_a_name_narrows_what_is_shown(many: Site) -> None:
    every = list_sessions(many, OWNER)
    of_job = Named(procedures=("prc-1",))
    some = page_of_sessions(many, OWNER, 0, MANY, of_job)
    assert some == tuple(one for one in every if one.procedure == "prc-1")
    assert count_sessions(many, OWNER, of_job) == len(some)
    either = page_of_sessions(many, OWNER, 0, MANY, Named(experts=("exp-2",), digits="1"))
    assert either == tuple(one for one in every if one.expert == "exp-2" or "1" in str(one.number))
    assert count_sessions(many, OWNER, Named()) == 0


def test_what_search_looks_at_is_what_the_sessions_say(many: Site) -> None:
    with many.db() as db:
        of_job = Wanted(procedure="prc-1")
        whole, short = records.find(db, of_job), heads(db, of_job)
        assert ids(db, of_job) == tuple(one.id for one in whole)
    assert [(one.id, one.expert, one.purposes, one.protection_class) for one in whole] == [
        (one.id, one.expert, one.purposes, one.protection_class) for one in short
    ]
    assert {one.procedure for one in short} == {"prc-1"}


def test_a_job_has_its_sessions_oldest_first(many: Site) -> None:
    readable = frozenset(scope(many, OWNER, Action.READ))
    expected = [
        one for one in reversed(_all(many)) if one.procedure == "prc-2" and one.id in readable
    ]
    assert list(sessions_of(many, OWNER, "prc-2")) == expected


def test_nobody_counts_what_they_may_not_list(many: Site) -> None:
    with pytest.raises(Denied):
        count_sessions(many, ACTORS[1])
    with pytest.raises(Denied):
        page_of_sessions(many, ACTORS[1], 0, 5)


def test_many_sessions_have_their_recordings_in_order(
    site: Site, ingested, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "AT_ONCE", 1)
    with site.db() as db:
        one = records.get(db, ingested.session.id)
        assert records.find(db, Wanted()) == (one,)
    assert one.recordings
