"""The data library: which datasets there are, under which terms, and who asked for and has them."""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _, n_
from app.layout import empty, paged, title
from app.pages.parts.library import asking, publishing, waiting
from app.pages.parts.release_formats import called
from app.plain import day, verbatim
from capture.permission import decide
from capture.site import Site
from data_schemas.release import ReleaseTerms
from data_schemas.rights import Action, Actor, Facts
from pipelines.deidentify.report import CLASSES, PURPOSES
from pipelines.release.library.shelf.desk import OnShelf, on_shelf

PAGE = 10


def draw() -> None:
    site, who = context.site(), signin.current()
    title(
        _("Data library"),
        _("Which datasets there are, under which terms, and how to get one."),
    )
    found = on_shelf(site, who)
    may_ask = decide(who, Action.ASK_RELEASE, Facts()).allowed
    if not found:
        empty(_("There is no dataset here yet."), "datasets", _("Datasets"))
        return
    if may_ask:
        waiting.draw(site, who, {one.release.id: one for one in found})
    for one in paged(_matching(found), PAGE, "shelf-page"):
        _card(site, who, one, may_ask)
    if may_ask:
        publishing.draw(site, who)


def _matching(found: tuple[OnShelf, ...]) -> tuple[OnShelf, ...]:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    typed = left.text_input(
        _("Filter"), placeholder=_("Name"), label_visibility="collapsed", key="shelf-filter"
    ).casefold()
    matching = tuple(one for one in found if typed in one.release.name.casefold())
    right.caption(n_("{n} dataset", "{n} datasets", len(matching)))
    return matching


def _card(site: Site, who: Actor, one: OnShelf, may_ask: bool) -> None:
    made = one.release
    with st.container(border=True, key=f"shelf-{made.id}"):
        what, state = st.columns([5, 1.6], vertical_alignment="center")
        version = _("Version {n}").format(n=made.number)
        what.markdown(f"**{verbatim(made.name)}** &ensp; {version}")
        if one.recalled:
            state.badge(_("Recalled"), color="red", icon=":material/assignment_return:")
        parts = (
            day(made.created_at)[:10],
            n_("{n} row", "{n} rows", made.rows),
            n_("{n} work session", "{n} work sessions", len(made.sessions)),
            ", ".join(called(name) for name in made.formats),
        )
        st.caption(" · ".join(parts))
        _terms(made.terms)
        if one.recalled:
            st.warning(_("Consent to something in it has ended: whoever has a copy deletes it."))
        for given in one.given:
            people = ", ".join(filter(None, (given.recipient.organisation, given.recipient.person)))
            told = _("Given to {whom} on {day}").format(
                whom=verbatim(people), day=day(given.at)[:10]
            )
            st.markdown(f":material/outbox: {told}")
        if may_ask and not one.recalled:
            asking.draw(site, who, made.id)
        with st.expander(_("Expert details")):
            st.json({"id": made.id, "digest": made.digest, "formats": made.formats}, expanded=1)


def _terms(terms: ReleaseTerms | None) -> None:
    if terms is None:
        st.markdown(_("Its terms were not written down when it was made."))
        return
    purposes = ", ".join(_(PURPOSES[one]) for one in terms.purposes) or _("none")
    lines = [
        (_("Licence"), verbatim(", ".join(terms.licences)) or _("not stated")),
        (_("Protection"), _(CLASSES[terms.protection_class])),
        (_("Agreed purposes"), purposes),
    ]
    if terms.until is not None:
        lines.append((_("To be deleted after"), terms.until.isoformat()))
    st.markdown("  \n".join(f"{what}: {value}" for what, value in lines))
