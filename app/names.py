"""Names for ids: what a session's expert and procedure are called."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property

from app.language import _
from capture import people, procedures
from capture.sessions import Named
from capture.site import Site
from data_schemas.errors import UnknownError
from data_schemas.labelling import PSEUDONYM
from data_schemas.rights import Actor
from data_schemas.session import Session

OWNER = "owner"


class Names:
    """Each looked up once a run of a page, when it is shown: a site may have a thousand."""

    def __init__(self, site: Site, who: Actor) -> None:
        self._site, self._who = site, who
        self._jobs: dict[str, str] = {}
        self._people: dict[str, str] = {}

    @cached_property
    def procedures(self) -> dict[str, str]:
        """All of them."""
        found = procedures.list_procedures(self._site, self._who)
        return {one.id: one.title for one in found}

    @cached_property
    def experts(self) -> dict[str, str]:
        """All of them."""
        return {one.id: one.pseudonym for one in people.list_experts(self._site, self._who)}

    def job(self, session: Session) -> str:
        one = session.procedure
        if one not in self._jobs:
            self._jobs[one] = _("Unknown procedure")
            with suppress(UnknownError):
                self._jobs[one] = procedures.get_procedure(self._site, self._who, one).title
        return self._jobs[one]

    def expert(self, session: Session) -> str:
        return self.expert_named(session.expert)

    def expert_named(self, one: str) -> str:
        if one not in self._people:
            self._people[one] = "–"
            with suppress(UnknownError):
                self._people[one] = people.get_expert(self._site, self._who, one).pseudonym
        return self._people[one]

    def holding(self, typed: str) -> Named:
        """What is called by these letters, and numbers with these digits: "12", "No. 12"."""
        digits = typed.replace(_("No. {n}").format(n="").strip().casefold(), "").strip()
        return Named(
            procedures=tuple(k for k, one in self.procedures.items() if typed in one.casefold()),
            experts=tuple(k for k, one in self.experts.items() if typed in one.casefold()),
            digits=digits if digits.isdecimal() else "",
        )

    def session(self, session: Session) -> str:
        return f"{number(session)} · {self.job(session)}"


def names(site: Site, who: Actor) -> Names:
    return Names(site, who)


def acted_by(actor: str, called: Mapping[str, str]) -> str:
    """Whose act it is. ``called``: accounts by id. Annotators are numbers, whoever they are."""
    if actor == OWNER:
        return _("This computer")
    if actor.startswith(PSEUDONYM):
        return _("Annotator {n}").format(n=actor.removeprefix(PSEUDONYM))
    return called.get(actor, actor)


def number(session: Session) -> str:
    """What people call a session."""
    return number_of(session.number)


def number_of(count: int) -> str:
    return _("No. {n}").format(n=count)
