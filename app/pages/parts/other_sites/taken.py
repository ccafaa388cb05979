"""What was taken from other sites, what is called back first."""

from __future__ import annotations

import streamlit as st

from app.language import _, later
from app.plain import day, verbatim
from pipelines.release.federation.neighbours.standing import Held, State

STATES: dict[State, tuple[str, str]] = {
    "held": (later("Its site still offers it"), "green"),
    "recalled": (later("Called back: delete it"), "red"),
    "gone": (later("Offered no longer: ask its site"), "orange"),
    "cut": (later("Its site is no longer known here"), "orange"),
}


def called_back(fetched: tuple[Held, ...]) -> None:
    """What is to be deleted and still lies here, before all else."""
    for one in fetched:
        if one.state == "recalled" and one.is_there:
            own = one.fetched
            st.error(
                _(
                    "{name} was called back by its site. Delete the folder {folder} and every copy"
                    " of it."
                ).format(name=verbatim(own.offering.name), folder=verbatim(own.folder)),
                icon=":material/assignment_return:",
            )


def draw(fetched: tuple[Held, ...]) -> None:
    st.header(_("What was taken from other sites"), anchor=False)
    if not fetched:
        st.caption(_("Nothing yet. `sonmat federate fetch` takes what a site has granted."))
        return
    for one in reversed(fetched):
        _card(one)


def _card(one: Held) -> None:
    own = one.fetched
    with st.container(border=True, key=f"taken-{own.offering.id}-{own.at:%s%f}"):
        what, state = st.columns([4, 2], vertical_alignment="center")
        version = _("Version {n}").format(n=own.offering.version)
        what.markdown(f"**{verbatim(own.offering.name)}** &ensp; {version}")
        word, color = STATES[one.state]
        state.badge(_(word), color=color)  # type: ignore[arg-type]
        whence = _("From {site}, on {day}").format(site=own.neighbour, day=day(own.at))
        st.caption(f"{whence} · {own.offering.id}")
        if own.terms:
            st.markdown(f"{_('Terms')}: {verbatim(own.terms)}")
        st.markdown(f"{_('Folder')}: {verbatim(own.folder)}")
        if not one.is_there:
            st.caption(_("It does not lie there any more."))
