"""The sites that are known, each with what it offered when its list was read last."""

from __future__ import annotations

import streamlit as st

from app import problems
from app.language import _, n_
from app.layout import act_and_redraw
from app.pages.parts.release_formats import called
from app.plain import day, verbatim
from capture.site import Site
from data_schemas.catalogue import Offering
from data_schemas.federation import Neighbour
from data_schemas.rights import Actor
from pipelines.deidentify.report import PURPOSES
from pipelines.release.federation.neighbours import desk
from pipelines.release.federation.neighbours.standing import OLD, Around, Reading

_TOLD = "other-sites-read"


def draw(site: Site, who: Actor, found: Around) -> None:
    told, button = st.columns([4, 1.4], vertical_alignment="center")
    told.caption(_("This is as it was read last. Only the button asks the other sites."))
    if button.button(_("Read all lists anew"), icon=":material/sync:", width="stretch"):
        with st.spinner(_("Asking the other sites")):
            st.session_state[_TOLD] = desk.read(site, who)
        st.rerun()
    for one in st.session_state.pop(_TOLD, ()):
        _came(one)
    for one in found.neighbours:
        _card(site, who, one, is_old=one.name in found.old)


def _came(one: Reading) -> None:
    if one.problem:
        why = verbatim(problems.reason(one.problem))
        st.warning(_("{site} could not be read: {why}").format(site=one.neighbour, why=why))
    else:
        st.success(_("{site} was read.").format(site=one.neighbour))


def _card(site: Site, who: Actor, one: Neighbour, is_old: bool) -> None:
    told = one.catalogue
    with st.container(border=True, key=f"site-{one.name}"):
        what, away = st.columns([5, 1.4], vertical_alignment="center")
        what.markdown(f"**{verbatim(told.publisher)}** &ensp; `{one.name}`")
        with away.popover(_("Remove"), width="stretch", key=f"away-{one.name}"):
            _removing(site, who, one.name)
        st.markdown(f"{_('Address')}: {verbatim(one.address)}")
        st.caption(
            _("Its list was made on {made} and read on {read}.").format(
                made=day(told.made_at), read=day(one.read_at)
            )
        )
        if is_old:
            st.warning(
                _(
                    "Its list is more than {n} days old: something may have been called back since."
                    " Ask this site."
                ).format(n=OLD.days)
            )
        _offered(told.offerings)
        with st.expander(_("Key of this site")):
            st.code(one.key, language=None)


def _removing(site: Site, who: Actor, name: str) -> None:
    st.markdown(
        _("You would hear no more of what it calls back. What you took from it stays listed here.")
    )
    if st.button(_("Remove this site"), key=f"remove-{name}", type="primary"):
        act_and_redraw(lambda: desk.remove(site, who, name))


def _offered(offerings: tuple[Offering, ...]) -> None:
    if not offerings:
        st.markdown(_("It offers nothing at present."))
        return
    st.markdown(n_("It offers {n} dataset:", "It offers {n} datasets:", len(offerings)))
    st.dataframe([_row(one) for one in offerings], hide_index=True, width="stretch")


def _row(one: Offering) -> dict[str, str | int]:
    terms = one.terms
    return {
        _("Name"): one.name,
        _("Version"): one.version,
        _("Rows"): one.rows,
        _("Formats"): ", ".join(called(name) for name in one.formats),
        _("Licence"): ", ".join(terms.licences) if terms else "",
        _("Agreed purposes"): ", ".join(_(PURPOSES[p]) for p in terms.purposes) if terms else "",
        _("Id"): one.id,
    }
