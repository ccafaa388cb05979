"""Getting to know another site, and the key by which it knows this one."""

from __future__ import annotations

import streamlit as st

from app import problems
from app.language import _
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.rights import Actor
from pipelines.release.federation.neighbours import desk
from pipelines.release.versions.desk import public_key

_TURN = "other-sites-turn"


def draw(site: Site, who: Actor) -> None:
    with st.expander(_("Add a site"), icon=":material/add:"):
        _adding(site, who)
    with st.expander(_("What others need of you"), icon=":material/key:"):
        st.markdown(
            _(
                "Give them this key by hand or by telephone, not with the list: it tells them that"
                " the list is yours. `sonmat federate publish` writes the list."
            )
        )
        st.code(public_key(site, who).splitlines()[-1], language=None)


def _adding(site: Site, who: Actor) -> None:
    # The next one begins with an empty form.
    turn = st.session_state.setdefault(_TURN, 0)
    with st.form(f"other-site-{turn}", border=False):
        name = st.text_input(
            _("What you call it"), max_chars=40, key=f"other-site-name-{turn}",
            help=_("Small letters, digits and hyphens, such as ulsan-2"),
        )  # fmt: skip
        address = st.text_input(
            _("Where its list lies"), max_chars=2000, key=f"other-site-address-{turn}",
            help=_("A folder on this machine, an https address, or one of an object store"),
        )  # fmt: skip
        key = st.text_area(
            _("Its key, which came by another way"), key=f"other-site-key-{turn}", height=80
        )
        if not st.form_submit_button(_("Add"), type="primary"):
            return
    try:
        with st.spinner(_("Asking the other sites")):
            desk.add(site, who, name.strip(), address.strip(), key)
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.session_state[_TURN] = turn + 1
    st.rerun()
