"""What permission is: one table, and rules over it, as pure functions of facts.

``capture.access`` gathers the facts, asks here and writes down what was answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from data_schemas.rights import (
    Action,
    Actor,
    Facts,
    Material,
    ProtectionClass,
    Purpose,
    Role,
    Verdict,
)

ROLE_MAY: dict[Role, frozenset[Action]] = {
    Role.OWNER: frozenset(Action),
    Role.ADMIN: frozenset({Action.AUDIT, Action.ADMINISTER}),
    Role.INTERVIEWER: frozenset(
        {
            Action.LIST, Action.READ, Action.PLAY, Action.PLAY_MASKED, Action.SEARCH, Action.RECORD,
            Action.CONSENT,
            Action.EDIT_PROCEDURE, Action.PROCESS, Action.AMEND, Action.HAND_OUT, Action.RELEASES,
        }
    ),
    Role.EXPERT: frozenset(),
    Role.ANNOTATOR: frozenset(),
    Role.TRAINER: frozenset({Action.RELEASES, Action.ASK_RELEASE}),
}  # fmt: skip
# ``RECORD`` is for answers by voice, of which each is a recording of its own.
EXPERT_OWN = frozenset(
    {
        Action.LIST, Action.READ, Action.PLAY, Action.PLAY_MASKED, Action.SEARCH, Action.RECORD,
        Action.AMEND,
        Action.CONFIRM, Action.CONSENT, Action.RELEASES, Action.WITHDRAW,
        Action.AUDIT,
    }
)  # fmt: skip
# Words and pictures of a session are opened unmasked by every other door, so that annotators pass
# none of those: what they write they write where masked copies are pushed to.
ANNOTATOR_ASSIGNED = frozenset({Action.LIST, Action.PLAY_MASKED})
# What is asked of the site as a whole by who sees some sessions only; ``scope`` then picks them.
EXPERT_ASKS = frozenset({Action.LIST, Action.SEARCH, Action.RELEASES})
ANNOTATOR_ASKS = frozenset({Action.LIST})

# What leaves the eyes of this site's own people needs one of these purposes.
NEEDS_PURPOSE: dict[Action, frozenset[Purpose]] = {
    Action.HAND_OUT: frozenset({Purpose.TEACH}),
    Action.PUSH: frozenset({Purpose.TRAIN}),
    Action.RELEASE: frozenset({Purpose.TRAIN, Purpose.SHARE, Purpose.PUBLISH}),
    Action.GIVE: frozenset({Purpose.SHARE, Purpose.PUBLISH}),
    Action.FEDERATE: frozenset({Purpose.SHARE}),
}
# TEACH opens papers and clips for those who are taught here; the session itself it opens to nobody,
# since no role is there to be taught. One that comes gets its row here.
MASKED_FIRST = frozenset({Action.PUSH, Action.RELEASE, Action.GIVE, Action.FEDERATE})
LEAVES_SITE = frozenset({Action.PUSH, Action.RELEASE, Action.GIVE, Action.FEDERATE})
# What stays on the site and can be read without it: nobody sees who carries it where.
READABLE = frozenset({Action.HAND_OUT})
CLASS_NEEDS: dict[ProtectionClass, Purpose | None] = {
    ProtectionClass.OPEN: None,
    ProtectionClass.INTERNAL: Purpose.SHARE,
    ProtectionClass.RESTRICTED: Purpose.TRAIN,
    ProtectionClass.NATIONAL_CORE: None,
}
AFTER_WITHDRAWAL = frozenset({Action.LIST, Action.WITHDRAW, Action.AUDIT})
# Once the time of keeping is over, a new consent is the only way to keep it longer.
AFTER_KEEPING = AFTER_WITHDRAWAL | {Action.CONSENT}
EVERYWHERE = frozenset({Action.WITHDRAW, Action.AUDIT})
NO_RIGHTS = (
    "its rights are not recorded: the consent names no holder, or neither a licence nor a contract"
)
NOT_APPROVED = "its steps and words, as they are now, are not approved"
NOT_TIMED = "its time base is not verified: a recording has no read clock or no sure place on it"
NOT_MASKED = "there is no masked copy of it yet that a person has confirmed"

Rule = Callable[[Actor, Action, Facts], str | None]


def _role(who: Actor, action: Action, facts: Facts) -> str | None:
    if by_role(who, action) or _as_expert(who, action, facts):
        return None
    if Role.ANNOTATOR in who.roles:
        return _as_annotator(who, action, facts)
    return refused(action)


def _as_expert(who: Actor, action: Action, facts: Facts) -> bool:
    if Role.EXPERT not in who.roles:
        return False
    own = facts.expert is not None and facts.expert == who.expert
    return (own and action in EXPERT_OWN) or (facts.session is None and action in EXPERT_ASKS)


def _as_annotator(who: Actor, action: Action, facts: Facts) -> str | None:
    """Sessions that were given to them to work on, by purpose, and masked copies only."""
    if facts.session is None and action in ANNOTATOR_ASKS:
        return None
    if facts.session is None or action not in ANNOTATOR_ASSIGNED:
        return refused(action)
    if who.id not in facts.assigned:
        return "this work session was not given to you to work on"
    if action is Action.LIST:
        return None
    return _purpose_of(Action.PUSH, facts) or (None if facts.deidentified else NOT_MASKED)


def refused(action: Action) -> str:
    """The words for somebody whose role lets them nothing of the kind."""
    return f"this account may not do that ({action.value})"


def _withdrawn(_who: Actor, action: Action, facts: Facts) -> str | None:
    if facts.withdrawn and action not in AFTER_WITHDRAWAL:
        return "the expert has withdrawn consent and the content was erased"
    return None


def _place(who: Actor, action: Action, facts: Facts) -> str | None:
    """National core technology travels over no network; ending consent works from anywhere."""
    core = facts.session is not None and facts.protection_class is ProtectionClass.NATIONAL_CORE
    if who.remote and core and action not in EVERYWHERE:
        return "national core technology is seen at the site's own machine only"
    return None


def _purpose(_who: Actor, action: Action, facts: Facts) -> str | None:
    return _purpose_of(action, facts)


def _purpose_of(action: Action, facts: Facts) -> str | None:
    needed = NEEDS_PURPOSE.get(action)
    if facts.session is None or needed is None or facts.purposes & needed:
        return None
    words = " or ".join(sorted(purpose.value for purpose in needed))
    return f"no consent was given for this purpose ({words})"


def _present(_who: Actor, action: Action, facts: Facts) -> str | None:
    """Nobody who is heard or seen in it goes out without having agreed, or being masked first."""
    if facts.session is None or action not in NEEDS_PURPOSE:
        return None
    if facts.open_people:
        return "somebody heard or seen in it has neither agreed nor is to be masked"
    if facts.to_mask and not facts.deidentified:
        return "somebody in it is still to be masked"
    return None


def _masked(_who: Actor, action: Action, facts: Facts) -> str | None:
    """What leaves for other eyes is what somebody answers for, face by face and name by name."""
    if facts.session is None or action not in MASKED_FIRST or facts.deidentified:
        return None
    return "nobody has confirmed yet that what is to be hidden in it is"


def _protection(_who: Actor, action: Action, facts: Facts) -> str | None:
    if facts.session is None or action not in LEAVES_SITE | READABLE:
        return None
    core = facts.protection_class is ProtectionClass.NATIONAL_CORE
    if action in READABLE:
        return "national core technology is never written out as readable files" if core else None
    if core:
        return "national core technology never leaves the site"
    # Annotators work here: the purpose that opens it to them is all that they need.
    needed = None if action is Action.PUSH else CLASS_NEEDS[facts.protection_class]
    if action is Action.GIVE and facts.protection_class is not ProtectionClass.OPEN:
        # Consent to publish opens to everybody what holds no secret, and nothing else.
        needed = Purpose.SHARE if Purpose.SHARE not in facts.purposes else needed
    if needed is not None and needed not in facts.purposes:
        return f"protection class {facts.protection_class.value} needs consent to {needed.value}"
    return None


def _retention(_who: Actor, action: Action, facts: Facts) -> str | None:
    """Nothing is shown, used or given out any more; erasing it is for a person to confirm."""
    if action in AFTER_KEEPING or facts.retain_until is None or facts.at is None:
        return None
    if facts.at.date() > facts.retain_until:
        return "the agreed time of keeping is over"
    return None


def _material(_who: Actor, action: Action, facts: Facts) -> Material | None:
    """What a release is made of; None where nothing of one session is released."""
    if action is not Action.RELEASE or facts.session is None:
        return None
    return facts.material or Material()


def _rights(who: Actor, action: Action, facts: Facts) -> str | None:
    found = _material(who, action, facts)
    return None if found is None or found.rights else NO_RIGHTS


def _approved(who: Actor, action: Action, facts: Facts) -> str | None:
    found = _material(who, action, facts)
    return None if found is None or found.approved or found.synthetic else NOT_APPROVED


def _timed(who: Actor, action: Action, facts: Facts) -> str | None:
    found = _material(who, action, facts)
    return None if found is None or found.timed else NOT_TIMED


RULES: tuple[Rule, ...] = (
    _role,
    _withdrawn,
    _place,
    _purpose,
    _present,
    _protection,
    _masked,
    _retention,
    _rights,
    _approved,
    _timed,
)


def by_role(who: Actor, action: Action) -> bool:
    """Whether a role alone lets them, for every session and the site as a whole."""
    return any(action in ROLE_MAY[role] for role in who.roles)


def sees_masked_only(who: Actor, facts: Facts) -> bool:
    """Whether they see the copy in which all that is to be hidden is, and no other."""
    masked = decide(who, Action.PLAY_MASKED, facts).allowed
    return masked and not decide(who, Action.PLAY, facts).allowed


def ever(who: Actor, action: Action) -> bool:
    """Whether there can be anything with which ``who`` may do ``action``."""
    expert = Role.EXPERT in who.roles and action in EXPERT_OWN
    annotator = Role.ANNOTATOR in who.roles and action in ANNOTATOR_ASSIGNED
    return by_role(who, action) or expert or annotator


def decide(who: Actor, action: Action, facts: Facts) -> Verdict:
    """Whether ``who`` may do ``action``; the first rule that objects gives the reason."""
    found = objections(who, action, facts)
    reason = next(found, None)
    return Verdict(allowed=reason is None, reason=reason or "allowed")


def objections(who: Actor, action: Action, facts: Facts) -> Iterator[str]:
    """Every reason against it, in the order of the rules."""
    found = (rule(who, action, facts) for rule in RULES)
    return (reason for reason in found if reason is not None)
