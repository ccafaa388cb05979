"""Names for ids: what a session's expert and procedure are called."""

from __future__ import annotations

from dataclasses import dataclass

from app.language import _
from capture import people, procedures
from capture.site import Site
from data_schemas.rights import Actor
from data_schemas.session import Session


@dataclass(frozen=True)
class Names:
    """Looked up once a run of a page."""

    procedures: dict[str, str]
    experts: dict[str, str]

    def job(self, session: Session) -> str:
        return self.procedures.get(session.procedure, _("Unknown procedure"))

    def expert(self, session: Session) -> str:
        return self.experts.get(session.expert, "–")

    def session(self, session: Session) -> str:
        return f"{number(session)} · {self.job(session)}"


def names(site: Site, who: Actor) -> Names:
    return Names(
        procedures={one.id: one.title for one in procedures.list_procedures(site, who)},
        experts={one.id: one.pseudonym for one in people.list_experts(site, who)},
    )


def number(session: Session) -> str:
    """What people call a session."""
    return _("No. {n}").format(n=session.number)
