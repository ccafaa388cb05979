"""Other sites: who they are, what they offer, what was taken from them and what they call back."""

from __future__ import annotations

from app import context, signin
from app.language import _
from app.layout import empty, title
from app.pages.parts.other_sites import adding, known, taken
from pipelines.release.federation.neighbours import desk


def draw() -> None:
    site, who = context.site(), signin.current()
    title(
        _("Other sites"),
        _("Each site keeps its data. Here is what others offer, and what they call back."),
    )
    found = desk.look(site, who)
    taken.called_back(found.fetched)
    if found.neighbours:
        known.draw(site, who, found)
    else:
        empty(_("No other site is known here yet."))
    taken.draw(found.fetched)
    adding.draw(site, who)
