"""The clock of keeping: it erases nothing, nothing leaves after it, people are told before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from capture import allowed, consent, retention
from capture.access import OWNER, facts_of
from capture.consent import grant
from capture.ingest import Intake, ingest
from capture.permission import decide
from capture.sessions import get_session, list_sessions, open_proxy
from capture.verify import verify
from data_schemas.errors import Denied, InputError, UnknownError
from data_schemas.rights import Action, Actor, Consent, ProtectionClass, Purpose, Role
from pipelines.withdraw import end_of_keeping
from tests.conftest import source

TODAY = datetime(2031, 6, 15, 12, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of a site."""

    def set_to(site, when: datetime) -> None:
        monkeypatch.setattr(site, "now", lambda: when)

    return set_to


@pytest.fixture
def kept(site, ingested, at):
    """A session that may be used for everything, kept until the first of June."""
    at(site, TODAY)
    grant(site, OWNER, ingested.session.id, until(date(2031, 6, 1)))
    return ingested.session.id


def until(day: date | None) -> Consent:
    """Everything is agreed to, and it may be kept until that day."""
    return Consent(
        purposes=frozenset(Purpose), protection_class=ProtectionClass.OPEN, retain_until=day
    )


def test_people_are_told_thirty_days_before_and_its_last_day_still_counts(site, ingested, at):
    session = ingested.session.id
    cases = [
        (date(2031, 6, 14), True, True),
        (date(2031, 6, 15), True, False),
        (date(2031, 7, 15), True, False),
        (date(2031, 7, 16), False, False),
        (None, False, False),
    ]
    for number, (last, is_listed, is_over) in enumerate(cases):
        at(site, TODAY + timedelta(minutes=number))
        grant(site, OWNER, session, until(last))
        found = retention.due(site, OWNER)
        assert [one.session for one in found] == [session] * is_listed
        assert [one.is_over for one in found] == [is_over] * is_listed
        assert decide(OWNER, Action.READ, facts_of(site, session)).allowed is not is_over


def test_what_is_over_neither_leaves_nor_is_shown(site, kept):
    masked = facts_of(site, kept).model_copy(update={"deidentified": True})
    for action in set(Action) - {Action.LIST, Action.WITHDRAW, Action.AUDIT, Action.CONSENT}:
        verdict = decide(OWNER, action, masked)
        assert (verdict.allowed, verdict.reason) == (False, "the agreed time of keeping is over")
        assert kept not in allowed.scope(site, OWNER, action)


def test_no_clock_erases_anything(site, kept, at):
    """Years later every byte is still there, for a person to decide."""
    at(site, TODAY + timedelta(days=4000))
    with pytest.raises(Denied, match="time of keeping is over"):
        open_proxy(site, OWNER, kept, "rec")
    assert get_session(site, OWNER, kept).withdrawn_at is None
    assert verify(site, OWNER).problems == ()


def test_a_new_consent_keeps_it_longer(site, kept, at):
    at(site, TODAY + timedelta(minutes=1))
    grant(site, OWNER, kept, until(date(2032, 6, 1)))
    assert retention.due(site, OWNER) == ()
    assert consent.read(site, OWNER, kept).retain_until == date(2032, 6, 1)


def test_naming_who_was_there_keeps_nothing_longer(site, kept, at):
    at(site, TODAY + timedelta(minutes=1))
    consent.name_present(site, OWNER, kept, ())
    assert [one.session for one in retention.due(site, OWNER)] == [kept]


def test_a_person_confirms_and_then_all_of_it_goes(site, kept):
    receipt = end_of_keeping(site, OWNER, (kept,))
    assert receipt.sessions == (kept,) and receipt.artifacts_erased > 0
    assert retention.due(site, OWNER) == ()
    assert end_of_keeping(site, OWNER, (kept,)).sessions == ()
    assert verify(site, OWNER).problems == ()


def test_what_is_not_over_cannot_be_erased_that_way_and_nothing_else_is_either(
    site, kept, procedure, take
):
    young = ingest(site, OWNER, Intake((source(take),), procedure.id, "Lee")).session.id
    with pytest.raises(InputError, match="not over"):
        end_of_keeping(site, OWNER, (kept, young))
    assert all(one.withdrawn_at is None for one in list_sessions(site, OWNER))
    with pytest.raises(UnknownError):
        end_of_keeping(site, OWNER, ("ses-none",))


def test_only_who_may_withdraw_confirms(site, kept):
    for role in (Role.ADMIN, Role.INTERVIEWER, Role.ANNOTATOR, Role.TRAINER):
        with pytest.raises(Denied):
            end_of_keeping(site, Actor(id="acc-1", roles=frozenset({role})), (kept,))
    assert get_session(site, OWNER, kept).withdrawn_at is None


def test_experts_are_told_of_their_own_only(site, kept, ingested):
    own, other = (
        Actor(id="acc-1", roles=frozenset({Role.EXPERT}), expert=expert)
        for expert in (ingested.session.expert, "exp-other")
    )
    assert [one.session for one in retention.due(site, own)] == [kept]
    assert retention.due(site, other) == ()


def test_a_site_counts_days_where_the_consent_names_none(site, ingested, at, monkeypatch):
    came = ingested.session.created_at
    limited = site.settings.model_copy(update={"retention_days": 100})
    monkeypatch.setattr(site, "settings", limited)
    at(site, came + timedelta(days=99))
    (one,) = retention.due(site, OWNER)
    assert (one.said_by, one.days_left, one.is_over) == ("site", 1, False)
    at(site, came + timedelta(days=101))
    assert not decide(OWNER, Action.RELEASE, facts_of(site, one.session)).allowed
    # What was signed holds, longer or shorter than what the site counts.
    grant(site, OWNER, one.session, until((came + timedelta(days=400)).date()))
    assert retention.due(site, OWNER) == ()
    assert decide(OWNER, Action.READ, facts_of(site, one.session)).allowed
