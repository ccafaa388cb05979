"""What may be done with a release, from the consents in it: licence, policy, the policy as ODRL.

The policy is what all consents allow together, since a release is used as a whole. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from data_schemas.release import ReleaseTerms
from data_schemas.rights import Consent, Purpose
from pipelines.deidentify.report import CLASSES, PURPOSES
from pipelines.deidentify.say import Say, Tongues, later
from pipelines.release.library.dcat import iri
from pipelines.release.markdown import line
from pipelines.release.policy import policy, terms_of

LICENCE = {"en": "LICENCE.md", "ko": "LICENCE.ko.md"}
POLICY = {"en": "POLICY.md", "ko": "POLICY.ko.md"}
ODRL = "policy.json"
CONTEXT = {"odrl": "http://www.w3.org/ns/odrl/2/", "xsd": "http://www.w3.org/2001/XMLSchema#"}


def term_papers(
    name: str, consents: Sequence[Consent], tongues: Tongues | None
) -> tuple[tuple[str, str], ...]:
    """(file name, text) in Korean and English; without ``tongues`` in English alone.

    ``ValueError`` without any consent: nothing is released without one.
    """
    terms = terms_of(consents)
    says: dict[str, Say] = (
        {"en": later} if tongues is None else {one: tongues(one) for one in LICENCE}
    )
    texts = []
    for language, say in says.items():
        texts.append((LICENCE[language], _text(_licence(say, consents))))
        texts.append((POLICY[language], _text(_policy(say, terms))))
    odrl = {"@context": CONTEXT, **policy(terms, iri(f"release {name}"))}
    texts.append((ODRL, json.dumps(odrl, ensure_ascii=False, indent=1) + "\n"))
    return tuple(texts)


def _licence(_: Say, consents: Sequence[Consent]) -> Iterator[str]:
    yield f"# {_('Licence')}"
    yield _(
        "The recordings in this dataset are under these licences. Where there are several, each"
        " holds for its own part, and the strictest for the dataset as a whole."
    )
    held = sorted({(one.licence, one.rights_holder) for one in consents})
    rows = []
    for licence, holder in held:
        of_whom = line(holder) or _("not stated")
        told = _("Rights are held by: {name}.").format(name=of_whom)
        rows.append(f"- {line(licence) or _('not stated')}. {told}")
    yield "\n".join(rows)
    yield _(
        "Where no licence is stated, nothing is allowed beyond what POLICY.md says. The licence"
        " of the program that made the dataset does not hold for what is in it."
    )


def _policy(_: Say, terms: ReleaseTerms) -> Iterator[str]:
    yield f"# {_('What may be done with this dataset')}"
    granted = [one for one in Purpose if one in terms.purposes]
    allowed = [f"- {_(PURPOSES[one])}" for one in granted]
    yield f"## {_('Allowed')}"
    yield "\n".join(allowed or [f"- {_('none')}"])
    yield _("This is what everybody in it agreed to. Any other use is not allowed.")
    if terms.until is not None:
        yield _("It must be deleted everywhere by {date}.").format(date=terms.until.isoformat())
    yield f"## {_('Who may see it')}"
    yield _(CLASSES[terms.protection_class])
    yield f"## {_('Never')}"
    yield "\n".join(
        (
            f"- {_('Finding out who somebody is, or putting it beside other data for that.')}",
            f"- {_('Rating, ranking or timing a person.')}",
        )
    )
    yield f"## {_('When it is recalled')}"
    yield _(
        "Consent can be withdrawn at any time. Then the site makes the next number of this dataset"
        " and tells everybody who was given this one. They delete it, with all copies of it, and"
        " say so."
    )
    if terms.synthetic:
        yield _("Something in it is made up for demonstration and is no real work.")


def _text(parts: Iterator[str]) -> str:
    return "\n\n".join(parts) + "\n"
