"""Experts read who did what with their own sessions, and with nobody else's."""

import pytest

from capture.access import DEMO, NOBODY, OWNER
from capture.consent import grant
from capture.ingest import Intake, ingest
from capture.seen import audit_of
from capture.sessions import get_session
from data_schemas.errors import Denied
from data_schemas.rights import Action, Actor, Consent, Role
from tests.conftest import source


@pytest.fixture
def theirs(site, procedure, take):
    return ingest(site, OWNER, Intake((source(take),), procedure.id, "Kim")).session


def test_an_expert_reads_who_looked(site, theirs):
    me = Actor(id="me", roles=frozenset({Role.EXPERT}), expert=theirs.expert)
    get_session(site, DEMO, theirs.id)
    grant(site, OWNER, theirs.id, Consent())
    with pytest.raises(Denied):
        get_session(site, NOBODY, theirs.id)
    deeds = [(one.who, one.action, one.allowed) for one in audit_of(site, me, theirs.id)]
    assert deeds[0] == ("me", Action.AUDIT, True)
    assert ("nobody", Action.LIST, False) in deeds or ("nobody", Action.READ, False) in deeds
    assert ("owner", Action.CONSENT, True) in deeds
    assert any(who == "demo" and allowed for who, _, allowed in deeds)


def test_nobody_reads_about_others(site, theirs):
    other = Actor(id="other", roles=frozenset({Role.EXPERT}), expert="exp-other")
    looker = Actor(id="in", roles=frozenset({Role.INTERVIEWER}))
    for who in (other, looker, NOBODY):
        with pytest.raises(Denied):
            audit_of(site, who, theirs.id)


def test_it_says_nothing_of_any_content(site, theirs):
    fields = set(audit_of(site, OWNER, theirs.id)[0].model_dump())
    assert fields == {"at", "who", "action", "allowed"}
