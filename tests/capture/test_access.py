"""Who may do what: the table of permission, read like the rules it holds."""

from datetime import UTC, date, datetime

import pytest

from capture.access import NOBODY, OWNER
from capture.permission import decide, objections
from data_schemas.rights import (
    Action,
    Actor,
    Consent,
    Facts,
    Material,
    ProtectionClass,
    Purpose,
    Role,
)

ALL = frozenset(Purpose)
READY = Material(rights=True, approved=True, timed=True)
NEEDS = [Action.HAND_OUT, Action.RELEASE, Action.PUSH, Action.GIVE, Action.FEDERATE]
OPEN = Facts(
    session="s", purposes=ALL, protection_class=ProtectionClass.OPEN, deidentified=True,
    material=READY,
)  # fmt: skip


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


@pytest.mark.parametrize("action", NEEDS)
def test_what_goes_out_needs_consent_for_a_purpose(action):
    verdict = decide(OWNER, action, OPEN.model_copy(update={"purposes": frozenset()}))
    assert not verdict.allowed and "consent" in verdict.reason


def test_processing_and_review_on_the_site_need_no_purpose():
    bare = Facts(session="s")
    for action in (Action.READ, Action.PLAY, Action.SEARCH, Action.PROCESS, Action.AMEND):
        assert decide(OWNER, action, bare).allowed


@pytest.mark.parametrize("action", [Action.RELEASE, Action.GIVE, Action.FEDERATE])
def test_national_core_technology_never_leaves(action):
    facts = OPEN.model_copy(update={"protection_class": ProtectionClass.NATIONAL_CORE})
    verdict = decide(OWNER, action, facts)
    assert not verdict.allowed and "never leaves" in verdict.reason


def test_national_core_technology_is_never_written_out():
    facts = OPEN.model_copy(update={"protection_class": ProtectionClass.NATIONAL_CORE})
    verdict = decide(OWNER, Action.HAND_OUT, facts)
    assert not verdict.allowed and "never written out" in verdict.reason


@pytest.mark.parametrize(
    "protection", [ProtectionClass.OPEN, ProtectionClass.INTERNAL, ProtectionClass.RESTRICTED]
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


def test_an_internal_session_is_released_only_with_consent_to_share():
    facts = Facts(
        session="s",
        purposes=frozenset({Purpose.TRAIN}),
        protection_class=ProtectionClass.INTERNAL,
        deidentified=True,
        material=READY,
    )
    assert not decide(OWNER, Action.RELEASE, facts).allowed
    shared = facts.model_copy(update={"purposes": frozenset({Purpose.SHARE})})
    assert decide(OWNER, Action.RELEASE, shared).allowed


GOES_OUT = (Action.HAND_OUT, Action.PUSH, Action.RELEASE, Action.GIVE, Action.FEDERATE)
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
    known = {"open_people": open_people, "to_mask": to_mask, "deidentified": not to_mask}
    facts = OPEN.model_copy(update=known)
    verdict = decide(OWNER, action, facts)
    assert verdict.allowed is (reason is None)
    assert reason is None or reason in verdict.reason


@pytest.mark.parametrize("action", GOES_OUT)
def test_who_is_to_be_masked_holds_nothing_up_once_somebody_answers_for_it(action):
    assert decide(OWNER, action, OPEN.model_copy(update={"to_mask": 2})).allowed


@pytest.mark.parametrize("action", [Action.PUSH, Action.RELEASE, Action.GIVE, Action.FEDERATE])
def test_nothing_leaves_before_somebody_confirmed_what_is_hidden(action):
    verdict = decide(OWNER, action, OPEN.model_copy(update={"deidentified": False}))
    assert not verdict.allowed and "nobody has confirmed" in verdict.reason


def test_a_session_of_which_nobody_looked_at_the_material_is_not_released():
    assert not decide(OWNER, Action.RELEASE, OPEN.model_copy(update={"material": None})).allowed


# One change a rule, of a session that may leave otherwise, and what is then said.
ALONE = {
    "purpose": ({"purposes": frozenset({Purpose.TEACH})}, "no consent was given for this purpose"),
    "class": ({"protection_class": ProtectionClass.NATIONAL_CORE}, "never leaves the site"),
    "class and purpose": (
        {"protection_class": ProtectionClass.INTERNAL, "purposes": frozenset({Purpose.TRAIN})},
        "needs consent to share",
    ),
    "people": ({"open_people": 1}, "neither agreed nor is to be masked"),
    "masks": ({"deidentified": False}, "nobody has confirmed yet"),
    "keeping": (
        {"retain_until": date(2026, 5, 1), "at": datetime(2026, 5, 2, tzinfo=UTC)},
        "time of keeping is over",
    ),
    "withdrawal": ({"withdrawn": True}, "has withdrawn"),
    "rights": (
        {"material": Material(approved=True, timed=True)},
        "its rights are not recorded",
    ),
    "approval": ({"material": Material(rights=True, timed=True)}, "are not approved"),
    "clocks": (
        {"material": Material(rights=True, approved=True)},
        "its time base is not verified",
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", ALONE)
def test_each_rule_of_the_gate_alone_keeps_a_session_here(rule):
    change, reason = ALONE[rule]
    facts = OPEN.model_copy(update=change)
    found = list(objections(OWNER, Action.RELEASE, facts))
    assert len(found) == 1 and reason in found[0]
    assert decide(OWNER, Action.RELEASE, facts).reason == found[0]
    assert not list(objections(OWNER, Action.RELEASE, OPEN))


def test_a_generated_session_needs_nobody_s_approval_and_everything_else():
    made_up = Material(rights=True, timed=True, synthetic=True)
    assert decide(OWNER, Action.RELEASE, OPEN.model_copy(update={"material": made_up})).allowed
    bare = OPEN.model_copy(update={"material": Material(synthetic=True)})
    assert len(list(objections(OWNER, Action.RELEASE, bare))) == 2


def test_papers_for_teaching_of_people_who_agreed_need_no_masks():
    assert decide(OWNER, Action.HAND_OUT, OPEN.model_copy(update={"deidentified": False})).allowed


@pytest.mark.parametrize("action", STAYS_HERE)
def test_who_else_is_seen_hinders_no_work_on_the_site(action):
    assert decide(OWNER, action, Facts(session="s", open_people=1, to_mask=1)).allowed


@pytest.mark.parametrize(
    ("purpose", "opened"),
    [
        (Purpose.TEACH, {Action.HAND_OUT}),
        (Purpose.TRAIN, {Action.PUSH, Action.RELEASE}),
        (Purpose.SHARE, {Action.RELEASE, Action.GIVE, Action.FEDERATE}),
        (Purpose.PUBLISH, {Action.RELEASE, Action.GIVE}),
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
    for left in (Action.WITHDRAW, Action.CONSENT):
        assert decide(OWNER, left, after).allowed


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


# The whole matrix, written anew from the words and not from the code. Per action, who may:
# A for all sessions, E experts their own, e the same and asking without naming one, N annotators
# what was given to them (n: also asking), in the order of the columns.
COLUMNS = (Role.OWNER, Role.INTERVIEWER, Role.EXPERT, Role.ANNOTATOR, Role.TRAINER, Role.ADMIN)
TABLE = """
list            A A e n - -
read            A A E - - -
play            A A E - - -
play_masked     A A E N - -
search          A A e - - -
record          A A E - - -
consent         A A E - - -
edit_procedure  A A - - - -
process         A A - - - -
amend           A A E - - -
confirm         A - E - - -
review          A - - - - -
approve         A - - - - -
push            A - - - - -
hand_out        A A - - - -
release         A - - - - -
releases        A A e - A -
ask_release     A - - - A -
give            A - - - - -
federate        A - - - - -
withdraw        A - E - - -
audit           A - E - - A
administer      A - - - - A
"""
CELLS = {
    (Action(line.split()[0]), role): cell
    for line in TABLE.strip().splitlines()
    for role, cell in zip(COLUMNS, line.split()[1:], strict=True)
}
OUT = {Action.PUSH, Action.HAND_OUT, Action.RELEASE, Action.GIVE, Action.FEDERATE}
PURPOSES = (
    frozenset(), *(frozenset({one}) for one in Purpose),
    frozenset({Purpose.TRAIN, Purpose.PUBLISH}), ALL,
)  # fmt: skip
TODAY = datetime(2026, 5, 2, tzinfo=UTC)
WAYS = [
    (own, given, masked, remote)
    for own in (False, True) for given in (False, True)
    for masked in (False, True) for remote in (False, True)
]  # fmt: skip
STATES = [
    (withdrawn, over, open_people, to_mask)
    for withdrawn in (False, True) for over in (False, True)
    for open_people in (0, 1) for to_mask in (0, 1)
]  # fmt: skip


def purpose_is_there(action: Action, purposes: frozenset[Purpose], label: str) -> bool:
    train, share = Purpose.TRAIN in purposes, Purpose.SHARE in purposes
    if action is Action.HAND_OUT:
        return Purpose.TEACH in purposes and label != "national_core"
    if action is Action.PUSH:
        return train and label != "national_core"
    agreed = {"open": True, "internal": share, "restricted": train, "national_core": False}[label]
    if action is Action.FEDERATE:
        return share and agreed
    if action is Action.GIVE:
        return agreed and (share or (label == "open" and Purpose.PUBLISH in purposes))
    return (train or share or Purpose.PUBLISH in purposes) and agreed


def expected(cell: str, action: Action, facts: Facts, remote: bool, own: bool, given: bool) -> bool:
    label = facts.protection_class.value
    in_cell = {"A": True, "E": own, "e": own, "N": given, "n": given, "-": False}[cell]
    if cell == "N":
        in_cell = given and facts.deidentified and Purpose.TRAIN in facts.purposes
    if not in_cell or (facts.withdrawn and action.value not in ("list", "withdraw", "audit")):
        return False
    over = facts.retain_until == date(2026, 5, 1)
    if over and action.value not in ("list", "withdraw", "audit", "consent"):
        return False
    if remote and label == "national_core" and action.value not in ("withdraw", "audit"):
        return False
    if action in OUT:
        if facts.open_people or (facts.to_mask and not facts.deidentified):
            return False
        answered_for = action is Action.HAND_OUT or facts.deidentified
        return answered_for and purpose_is_there(action, facts.purposes, label)
    return True


def test_the_table_names_every_action_and_every_role():
    assert {action for action, _ in CELLS} == set(Action)
    assert set(COLUMNS) == set(Role)


@pytest.mark.parametrize("protection", ProtectionClass)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_the_whole_matrix_is_what_was_agreed(action, role, protection):
    """Role, action and class, in every state of the session and from both sides of the network."""
    cell = CELLS[action, role]
    for withdrawn, over, open_people, to_mask in STATES:
        for purposes in PURPOSES:
            for own, given, masked, remote in WAYS:
                who = Actor(id="acc-1", roles=frozenset({role}), expert="exp-1", remote=remote)
                facts = Facts(
                    session="s", expert="exp-1" if own else "exp-2", purposes=purposes,
                    protection_class=protection, withdrawn=withdrawn, open_people=open_people,
                    to_mask=to_mask, assigned=frozenset({"acc-1" if given else "acc-2"}),
                    deidentified=masked, retain_until=date(2026, 5, 1) if over else None, at=TODAY,
                    material=READY,
                )  # fmt: skip
                verdict = decide(who, action, facts)
                wanted = expected(cell, action, facts, remote, own, given)
                assert verdict.allowed is wanted, (verdict.reason, facts, remote)
                assert verdict.reason


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_about_the_site_as_a_whole(action, role):
    who = Actor(id="acc-1", roles=frozenset({role}), expert="exp-1")
    assert decide(who, action, Facts()).allowed is (CELLS[action, role] in ("A", "e", "n"))


@pytest.mark.parametrize("action", Action)
def test_several_roles_are_worth_what_the_best_of_them_is(action):
    facts = OPEN.model_copy(update={"expert": "exp-1", "assigned": frozenset({"x"})})
    for one in Role:
        for other in Role:
            both = Actor(id="x", roles=frozenset({one, other}), expert="exp-1")
            alone = [Actor(id="x", roles=frozenset({r}), expert="exp-1") for r in (one, other)]
            may = [decide(who, action, facts).allowed for who in alone]
            assert decide(both, action, facts).allowed is any(may)


def test_a_class_that_was_sealed_under_its_old_name_is_read():
    told = Consent.model_validate_json('{"protection_class": "partner"}')
    assert told.protection_class is ProtectionClass.INTERNAL
    with pytest.raises(ValueError, match="protection_class"):
        Consent.model_validate_json('{"protection_class": "friends"}')
