"""What stands on every page: number, class, and who stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data_schemas.approval import Approval
from data_schemas.handout import HandoutSelection, Stamp
from data_schemas.procedure import Procedure
from data_schemas.rights import Consent
from data_schemas.session import Session


@dataclass(frozen=True)
class Subject:
    """What a handout is about. ``author`` is the expert's name where they wish to be named."""

    session: Session
    procedure: Procedure
    consent: Consent
    author: str = ""


def stamp_of(
    subject: Subject, chosen: HandoutSelection, approval: Approval, number: str, today: date
) -> Stamp:
    """The signature that counts is the last one of the state that holds."""
    signed = [one for one in approval.signed if one.state == approval.state]
    return Stamp(
        number=number,
        session=subject.session.id,
        session_number=subject.session.number,
        title=subject.procedure.title,
        procedure_version=subject.procedure.version,
        language=chosen.language,
        protection_class=subject.session.protection_class,
        state=approval.state if signed else "draft",
        version=approval.version,
        signed_by=signed[-1].name if signed else "",
        signed_on=signed[-1].at.date() if signed else None,
        author=subject.author,
        made_on=today,
        address=chosen.address,
        synthetic=subject.consent.synthetic,
    )
