"""Requests: those that wait for an answer first, then what became of the others."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.language import _, later, n_
from app.layout import act_and_redraw
from app.plain import day, verbatim
from capture.permission import decide
from capture.site import Site
from data_schemas.library import TEXT, Recipient, ReleaseRequest, RequestState
from data_schemas.rights import Action, Actor, Facts
from pipelines.release.library import desk
from pipelines.release.library.shelf.desk import OnShelf

STATES: dict[RequestState, tuple[str, str]] = {
    "open": (later("Waits for an answer"), "orange"),
    "granted": (later("Granted"), "green"),
    "refused": (later("Refused"), "gray"),
}


def draw(site: Site, who: Actor, shelf: Mapping[str, OnShelf]) -> None:
    """``shelf``: what is there, by id."""
    found = desk.requests(site, who)
    if not found:
        return
    answers = decide(who, Action.GIVE, Facts()).allowed
    is_open = [one for one in found if one.state == "open"]
    rest = [one for one in reversed(found) if one.state != "open"]
    for one in is_open:
        _request(site, who, one, shelf, answers)
    if rest:
        label = n_("{n} request that was answered", "{n} requests that were answered", len(rest))
        with st.expander(label, icon=":material/history:"):
            for one in rest:
                _request(site, who, one, shelf, answers)


def _request(
    site: Site, who: Actor, one: ReleaseRequest, shelf: Mapping[str, OnShelf], answers: bool
) -> None:
    wanted = shelf.get(one.release)
    with st.container(border=True, key=f"request-{one.id}"):
        what, state = st.columns([5, 1.6], vertical_alignment="center")
        name = verbatim(wanted.release.name) if wanted else one.release
        version = _("Version {n}").format(n=wanted.release.number) if wanted else ""
        what.markdown(f"**{_whom(one.recipient)}** → {name} &ensp; {version}")
        word, color = STATES[one.state]
        state.badge(_(word), color=color)  # type: ignore[arg-type]
        st.markdown(verbatim(one.purpose))
        st.caption(_when(one))
        if one.answer:
            label = _("Terms") if one.state == "granted" else _("Reason")
            st.markdown(f"{label}: {verbatim(one.answer)}")
        for given in one.given:
            st.markdown(_("Handed over on {day}").format(day=day(given.at)))
        if answers and one.state == "open":
            _answer(site, who, one)
        elif answers and one.state == "granted" and not one.given:
            _hand_over(site, who, one)


def _whom(recipient: Recipient) -> str:
    told = [recipient.organisation, recipient.person, recipient.contact]
    if recipient.inside:
        told.append(_("works for this site"))
    return " · ".join(verbatim(one) for one in told if one)


def _when(one: ReleaseRequest) -> str:
    text = _("Asked on {day}").format(day=day(one.asked_at))
    if one.answered_at is not None:
        text += " · " + _("answered on {day}").format(day=day(one.answered_at))
    return f"{text} · {one.id}"


def _answer(site: Site, who: Actor, one: ReleaseRequest) -> None:
    text = st.text_input(
        _("Terms if you grant it, the reason if you refuse it"),
        max_chars=TEXT,
        key=f"answer-{one.id}",
    )
    yes, no, _rest = st.columns([1, 1, 3])
    if yes.button(_("Grant"), type="primary", key=f"grant-{one.id}", width="stretch"):
        act_and_redraw(lambda: desk.grant(site, who, one.id, text))
    if no.button(_("Refuse"), key=f"refuse-{one.id}", width="stretch"):
        act_and_redraw(lambda: desk.refuse(site, who, one.id, text))


def _hand_over(site: Site, who: Actor, one: ReleaseRequest) -> None:
    st.caption(
        _(
            "Give them the folder of the dataset by the way you agreed on, then note it here: so"
            " they are found if it is recalled."
        )
    )
    if st.button(_("They have it now"), key=f"give-{one.id}"):
        act_and_redraw(lambda: desk.hand_over(site, who, one.id))
