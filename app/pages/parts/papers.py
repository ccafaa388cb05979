"""Links to sheets of paper, which open beside the page."""

from __future__ import annotations

import streamlit as st

from app.language import _, current
from app.links import kept_token
from app.print_route import PRINT, SLIPS, print_url
from capture import consent, withdrawal
from capture.site import Site
from data_schemas.rights import Actor

ICON = ":material/print:"


def link(site: Site, who: Actor, label: str, *what: str, slip: str = "") -> None:
    """A button to the sheet that ``app.print_route`` serves under these names."""
    st.link_button(label, url(site, who, *what, slip=slip), icon=ICON)


def url(site: Site, who: Actor, *what: str, slip: str = "") -> str:
    return print_url(kept_token(site, who, PRINT, *what), current(), *what, slip=slip)


def consent_links(site: Site, who: Actor, session: str) -> None:
    """The form as it was signed, the scan of it, and a copy with new codes."""
    signed = consent.read(site, who, session)
    form, scan, copy = st.columns(3)
    with form:
        link(site, who, _("Print the form"), "consent", session)
    if signed.signed_how == "paper":
        with scan:
            link(site, who, _("The scan"), "scan", session)
    with copy:
        _new_codes(site, who, session)


def _new_codes(site: Site, who: Actor, session: str) -> None:
    """Codes are shown once: whoever lost them gets new ones, and the old ones end."""
    key = f"codes-{session}"
    slip = st.session_state.get(key, "")
    if slip:
        link(site, who, _("Print the copy"), "copy", session, slip=slip)
        return
    if st.button(
        _("New codes for the expert"), key=f"{key}-new",
        help=_("Codes from before end nothing any more."),
    ):  # fmt: skip
        made = withdrawal.replace_codes(site, who, session)
        st.session_state[key] = SLIPS.put(site, who, (session, made))
        st.rerun()
