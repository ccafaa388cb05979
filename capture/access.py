"""The one place of permission.

``decide`` is a pure function over one table; ``require`` is what every door calls first: it
gathers the facts, decides, and writes the audit row, also when the answer is no.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from capture import audit
from capture.records import sessions as session_records
from data_schemas.errors import Denied, UnknownError
from data_schemas.rights import Action, Actor, Facts, ProtectionClass, Purpose, Role, Verdict

if TYPE_CHECKING:
    from capture.site import Site

OWNER = Actor(id="owner", roles=frozenset({Role.OWNER}))
DEMO = Actor(id="demo", roles=frozenset({Role.OWNER}))
NOBODY = Actor(id="nobody")

ROLE_MAY: dict[Role, frozenset[Action]] = {
    Role.OWNER: frozenset(Action),
    Role.ADMIN: frozenset({Action.LIST, Action.AUDIT, Action.ADMINISTER}),
    Role.INTERVIEWER: frozenset(
        {
            Action.LIST, Action.READ, Action.PLAY, Action.SEARCH, Action.RECORD, Action.CONSENT,
            Action.EDIT_PROCEDURE, Action.PROCESS, Action.AMEND, Action.HAND_OUT,
        }
    ),
    Role.EXPERT: frozenset(),
    Role.ANNOTATOR: frozenset(),
    Role.TRAINER: frozenset(),
}  # fmt: skip
EXPERT_OWN = frozenset(
    {
        Action.LIST, Action.READ, Action.PLAY, Action.SEARCH, Action.AMEND, Action.CONFIRM,
        Action.CONSENT, Action.WITHDRAW,
    }
)  # fmt: skip

# What leaves the eyes of this site's own people needs one of these purposes.
NEEDS_PURPOSE: dict[Action, frozenset[Purpose]] = {
    Action.HAND_OUT: frozenset({Purpose.TEACH}),
    Action.PUSH: frozenset({Purpose.TRAIN}),
    Action.RELEASE: frozenset({Purpose.TRAIN, Purpose.SHARE, Purpose.PUBLISH}),
    Action.FEDERATE: frozenset({Purpose.SHARE}),
}
# TEACH opens papers and clips for those who are taught here; the session itself it opens to nobody,
# since no role is there to be taught. One that comes gets its row here.
LEAVES_SITE = frozenset({Action.RELEASE, Action.FEDERATE})
# What stays on the site and can be read without it: nobody sees who carries it where.
READABLE = frozenset({Action.HAND_OUT})
CLASS_NEEDS: dict[ProtectionClass, Purpose | None] = {
    ProtectionClass.OPEN: None,
    ProtectionClass.PARTNER: Purpose.SHARE,
    ProtectionClass.RESTRICTED: Purpose.TRAIN,
    ProtectionClass.NATIONAL_CORE: None,
}
AFTER_WITHDRAWAL = frozenset({Action.LIST, Action.WITHDRAW, Action.AUDIT})

Rule = Callable[[Actor, Action, Facts], str | None]


def _role(who: Actor, action: Action, facts: Facts) -> str | None:
    if any(action in ROLE_MAY[role] for role in who.roles):
        return None
    if Role.EXPERT in who.roles:
        own = facts.expert is not None and facts.expert == who.expert
        # Asking what there is is free; ``scope`` then shows them their own only.
        asking = facts.session is None and action in (Action.LIST, Action.SEARCH)
        if action in EXPERT_OWN and (own or asking):
            return None
    return f"this account may not do that ({action.value})"


def _withdrawn(_who: Actor, action: Action, facts: Facts) -> str | None:
    if facts.withdrawn and action not in AFTER_WITHDRAWAL:
        return "the expert has withdrawn consent and the content was erased"
    return None


def _purpose(_who: Actor, action: Action, facts: Facts) -> str | None:
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
    # Masking itself comes with de-identification: until then nothing can say that it was done.
    return "somebody in it is still to be masked" if facts.to_mask else None


def _protection(_who: Actor, action: Action, facts: Facts) -> str | None:
    if facts.session is None or action not in LEAVES_SITE | READABLE:
        return None
    core = facts.protection_class is ProtectionClass.NATIONAL_CORE
    if action in READABLE:
        return "national core technology is never written out as readable files" if core else None
    if core:
        return "national core technology never leaves the site"
    needed = CLASS_NEEDS[facts.protection_class]
    if needed is not None and needed not in facts.purposes:
        return f"protection class {facts.protection_class.value} needs consent to {needed.value}"
    return None


def _retention(_who: Actor, action: Action, facts: Facts) -> str | None:
    if action in AFTER_WITHDRAWAL or facts.retain_until is None or facts.at is None:
        return None
    if facts.at.date() > facts.retain_until:
        return "the agreed time of keeping is over"
    return None


RULES: tuple[Rule, ...] = (_role, _withdrawn, _purpose, _present, _protection, _retention)


def decide(who: Actor, action: Action, facts: Facts) -> Verdict:
    """Whether ``who`` may do ``action``; the first rule that objects gives the reason."""
    for rule in RULES:
        reason = rule(who, action, facts)
        if reason is not None:
            return Verdict(allowed=False, reason=reason)
    return Verdict(allowed=True, reason="allowed")


def facts_of(site: Site, session: str | None) -> Facts:
    """The facts about one session, or about the site. Raises UnknownError."""
    if session is None:
        return Facts(at=site.now())
    with site.db() as db:
        return session_records.facts(db, session).model_copy(update={"at": site.now()})


def scope(site: Site, who: Actor, action: Action) -> tuple[str, ...]:
    """Sessions with which ``who`` may do ``action``, newest first."""
    with site.db() as db:
        found = session_records.all_facts(db)
    now = site.now()
    return tuple(
        facts.session
        for facts in found
        if facts.session and decide(who, action, facts.model_copy(update={"at": now})).allowed
    )


def require(
    site: Site,
    who: Actor,
    action: Action,
    session: str | None = None,
    expert: str | None = None,
    *,
    often: bool = False,
) -> Facts:
    """Let ``who`` pass or raise Denied; the attempt is audited either way.

    About a session, a person, or the site. The role is looked at before the facts are, so that
    nobody learns from an error which sessions exist. ``often``: a recording arrives in parts, and
    they are one act a minute.
    """
    target = session or expert or "site"
    early = decide(who, action, Facts())
    if not early.allowed and Role.EXPERT not in who.roles:
        audit.append(site, who, action, target, allowed=False, often=often)
        raise Denied(f"Not allowed: {early.reason}.")
    try:
        facts = facts_of(site, session)
    except UnknownError:
        if any(action in ROLE_MAY[role] for role in who.roles):
            raise
        facts = Facts(session=session)
    if session is None and expert is not None:
        facts = facts.model_copy(update={"expert": expert})
    verdict = decide(who, action, facts)
    audit.append(site, who, action, target, allowed=verdict.allowed, often=often)
    if not verdict.allowed:
        raise Denied(f"Not allowed: {verdict.reason}.")
    return facts


def verify_audit(site: Site, who: Actor) -> audit.AuditReport:
    """The door to the audit log's own check (here, since the log cannot ask who may see it)."""
    require(site, who, Action.AUDIT)
    return audit.verify(site)
