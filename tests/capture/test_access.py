"""Who may do what: the table of permission, read like the rules it holds."""

from datetime import UTC, date, datetime

import pytest

from capture.access import NOBODY, OWNER, decide
from data_schemas.rights import Action, Actor, Facts, ProtectionClass, Purpose, Role

ALL = frozenset(Purpose)
OPEN = Facts(session="s", purposes=ALL, protection_class=ProtectionClass.OPEN)


@pytest.mark.parametrize("action", Action)
def test_somebody_without_a_role_may_do_nothing(action):
    assert not decide(NOBODY, action, OPEN).allowed


@pytest.mark.parametrize("action", Action)
def test_the_owner_may_do_everything_with_an_open_session_of_full_consent(action):
    assert decide(OWNER, action, OPEN).allowed


@pytest.mark.parametrize(
    "action", sorted(set(Action) - {Action.LIST, Action.WITHDRAW, Action.AUDIT})
)
def test_nothing_is_left_to_anybody_after_withdrawal(action):
    verdict = decide(OWNER, action, OPEN.model_copy(update={"withdrawn": True}))
    assert not verdict.allowed and "withdrawn" in verdict.reason


@pytest.mark.parametrize("action", [Action.HAND_OUT, Action.RELEASE, Action.PUSH, Action.FEDERATE])
def test_what_goes_out_needs_consent_for_a_purpose(action):
    verdict = decide(OWNER, action, OPEN.model_copy(update={"purposes": frozenset()}))
    assert not verdict.allowed and "consent" in verdict.reason


def test_processing_and_review_on_the_site_need_no_purpose():
    bare = Facts(session="s")
    for action in (Action.READ, Action.PLAY, Action.SEARCH, Action.PROCESS, Action.AMEND):
        assert decide(OWNER, action, bare).allowed


@pytest.mark.parametrize("action", [Action.RELEASE, Action.FEDERATE])
def test_national_core_technology_never_leaves(action):
    facts = OPEN.model_copy(update={"protection_class": ProtectionClass.NATIONAL_CORE})
    verdict = decide(OWNER, action, facts)
    assert not verdict.allowed and "never leaves" in verdict.reason


def test_national_core_technology_is_never_written_out():
    facts = OPEN.model_copy(update={"protection_class": ProtectionClass.NATIONAL_CORE})
    verdict = decide(OWNER, Action.HAND_OUT, facts)
    assert not verdict.allowed and "never written out" in verdict.reason


@pytest.mark.parametrize(
    "protection", [ProtectionClass.OPEN, ProtectionClass.PARTNER, ProtectionClass.RESTRICTED]
)
def test_papers_for_teaching_stay_here_so_their_class_asks_for_no_other_purpose(protection):
    facts = Facts(session="s", purposes=frozenset({Purpose.TEACH}), protection_class=protection)
    assert decide(OWNER, Action.HAND_OUT, facts).allowed


@pytest.mark.parametrize(
    ("role", "may"), [(role, role in (Role.OWNER, Role.INTERVIEWER)) for role in Role]
)
def test_owner_and_interviewer_make_papers_for_teaching(role, may):
    who = Actor(id="x", roles=frozenset({role}), expert="exp-1")
    facts = OPEN.model_copy(update={"expert": "exp-1"})
    assert decide(who, Action.HAND_OUT, facts).allowed is may


def test_a_partner_session_is_released_only_with_consent_to_share():
    facts = Facts(
        session="s",
        purposes=frozenset({Purpose.TRAIN}),
        protection_class=ProtectionClass.PARTNER,
    )
    assert not decide(OWNER, Action.RELEASE, facts).allowed
    shared = facts.model_copy(update={"purposes": frozenset({Purpose.SHARE})})
    assert decide(OWNER, Action.RELEASE, shared).allowed


GOES_OUT = (Action.HAND_OUT, Action.PUSH, Action.RELEASE, Action.FEDERATE)
STAYS_HERE = (Action.READ, Action.PLAY, Action.SEARCH, Action.PROCESS, Action.AMEND, Action.CONSENT)


@pytest.mark.parametrize(
    ("open_people", "to_mask", "reason"),
    [
        (0, 0, None),
        (1, 0, "neither agreed nor is to be masked"),
        (0, 1, "still to be masked"),
        (2, 3, "neither agreed nor is to be masked"),
    ],
)
@pytest.mark.parametrize("action", GOES_OUT)
def test_nobody_else_who_is_seen_goes_out_unasked(action, open_people, to_mask, reason):
    facts = OPEN.model_copy(update={"open_people": open_people, "to_mask": to_mask})
    verdict = decide(OWNER, action, facts)
    assert verdict.allowed is (reason is None)
    assert reason is None or reason in verdict.reason


@pytest.mark.parametrize("action", STAYS_HERE)
def test_who_else_is_seen_hinders_no_work_on_the_site(action):
    assert decide(OWNER, action, Facts(session="s", open_people=1, to_mask=1)).allowed


@pytest.mark.parametrize(
    ("purpose", "opened"),
    [
        (Purpose.TEACH, {Action.HAND_OUT}),
        (Purpose.TRAIN, {Action.PUSH, Action.RELEASE}),
        (Purpose.SHARE, {Action.RELEASE, Action.FEDERATE}),
        (Purpose.PUBLISH, {Action.RELEASE}),
    ],
)
def test_a_purpose_opens_what_serves_it_and_nothing_else(purpose, opened):
    facts = OPEN.model_copy(update={"purposes": frozenset({purpose})})
    assert {action for action in GOES_OUT if decide(OWNER, action, facts).allowed} == opened


def test_the_time_of_keeping_ends_at_its_last_day():
    facts = OPEN.model_copy(update={"retain_until": date(2026, 5, 1)})
    on_the_day = facts.model_copy(update={"at": datetime(2026, 5, 1, 23, tzinfo=UTC)})
    after = facts.model_copy(update={"at": datetime(2026, 5, 2, tzinfo=UTC)})
    assert decide(OWNER, Action.READ, on_the_day).allowed
    assert not decide(OWNER, Action.READ, after).allowed
    assert decide(OWNER, Action.WITHDRAW, after).allowed


def test_an_expert_sees_and_withdraws_only_their_own():
    me = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert="exp-1")
    own = OPEN.model_copy(update={"expert": "exp-1"})
    other = OPEN.model_copy(update={"expert": "exp-2"})
    for action in (Action.READ, Action.PLAY, Action.AMEND, Action.WITHDRAW):
        assert decide(me, action, own).allowed
        assert not decide(me, action, other).allowed
    assert not decide(me, Action.RELEASE, own).allowed


def test_an_administrator_sees_no_content():
    admin = Actor(id="root", roles=frozenset({Role.ADMIN}))
    for action in (Action.READ, Action.PLAY, Action.SEARCH, Action.RELEASE):
        assert not decide(admin, action, OPEN).allowed
    assert decide(admin, Action.AUDIT, OPEN).allowed
