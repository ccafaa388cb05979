"""The terms of a release, and the same as an ODRL policy (W3C ODRL 2.2). Pure.

A release is used as a whole, so its terms are the strictest of its sessions: a purpose is offered
only if every consent grants it, and the protection class is the most secret one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

from data_schemas.release import ReleaseTerms
from data_schemas.rights import Consent, Purpose, stricter

USE = "odrl:use"
# What each purpose lets a receiver do, and for what, in words.
ACTIONS: dict[Purpose, tuple[str, str]] = {
    Purpose.TEACH: ("odrl:present", "teaching people at the site of the recording"),
    Purpose.TRAIN: (USE, "training and testing of models"),
    Purpose.SHARE: ("odrl:distribute", "passing on to named partners under the same terms"),
    Purpose.PUBLISH: ("odrl:distribute", "publication"),
}
NEVER = (
    "identifying a person",
    "rating, ranking or timing a person",
    "decisions about the employment of a person",
)
NOT_STATED = "not stated"
RECALLED = "the site names a session whose consent was withdrawn"


def terms_of(consents: Iterable[Consent]) -> ReleaseTerms:
    """``ValueError`` without any consent: nothing is released without one."""
    every = tuple(consents)
    if not every:
        raise ValueError("terms are of at least one consent")
    shared = frozenset.intersection(*(one.purposes for one in every))
    return ReleaseTerms(
        purposes=tuple(one for one in Purpose if one in shared),
        protection_class=reduce(stricter, (one.protection_class for one in every)),
        licences=tuple(sorted({one.licence for one in every if one.licence})),
        until=min((one.retain_until for one in every if one.retain_until), default=None),
        synthetic=any(one.synthetic for one in every),
    )


def licences(consents: Iterable[Consent]) -> tuple[str, ...]:
    """As they were stated, sorted; that one states none is told, too."""
    return tuple(sorted({one.licence or NOT_STATED for one in consents}))


def holders(consents: Iterable[Consent]) -> tuple[str, ...]:
    """Who holds rights, as the consents name them, sorted."""
    return tuple(sorted({one.rights_holder for one in consents if one.rights_holder}))


def policy(terms: ReleaseTerms, target: str) -> dict[str, Any]:
    """JSON-LD with the prefixes ``odrl`` and ``xsd``; ``target`` is the IRI of what it is about.

    What not every consent grants is said to be forbidden, not only left unsaid.
    """
    withheld = [ACTIONS[one] for one in Purpose if one not in terms.purposes]
    forbidden = [*((USE, words) for words in NEVER), *withheld]
    return {
        "@id": f"{target}#terms",
        "@type": "odrl:Offer",
        "odrl:target": {"@id": target},
        "odrl:permission": [_permission(one, terms) for one in terms.purposes],
        "odrl:prohibition": [
            _rule("odrl:Prohibition", action, [_limit("odrl:purpose", words)])
            for action, words in forbidden
        ],
        "odrl:obligation": [
            _rule("odrl:Duty", "odrl:delete", [_limit("odrl:event", RECALLED)]),
        ],
    }


def _permission(purpose: Purpose, terms: ReleaseTerms) -> dict[str, Any]:
    action, words = ACTIONS[purpose]
    seen_by = f"who may see the class {terms.protection_class.value}"
    limits = [_limit("odrl:purpose", words), _limit("odrl:recipient", seen_by)]
    if terms.until is not None:
        day = {"@type": "xsd:date", "@value": terms.until.isoformat()}
        limits.append(_limit("odrl:dateTime", day, "odrl:lteq"))
    return _rule("odrl:Permission", action, limits)


def _rule(kind: str, action: str, limits: list[dict[str, Any]]) -> dict[str, Any]:
    return {"@type": kind, "odrl:action": {"@id": action}, "odrl:constraint": limits}


def _limit(what: str, value: Any, operator: str = "odrl:eq") -> dict[str, Any]:
    return {
        "@type": "odrl:Constraint",
        "odrl:leftOperand": {"@id": what},
        "odrl:operator": {"@id": operator},
        "odrl:rightOperand": value,
    }
