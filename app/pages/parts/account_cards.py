"""One account on the page of people: what somebody is, a new code, shut out and in again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from app import language
from app.language import _
from app.layout import act_and_redraw
from app.plain import ACCOUNT_ROLES, ACCOUNT_STATES, day, verbatim
from capture import accounts
from capture.site import Site
from data_schemas.account import Account, AccountState, Invitation
from data_schemas.rights import Actor, Expert, Role

COLOURS: dict[AccountState, str] = {"invited": "orange", "active": "green", "disabled": "gray"}
CODE_LOOK = """<p style="font:700 1.6rem/1.3 ui-monospace,monospace;letter-spacing:.08em;margin:0;
overflow-wrap:anywhere">{code}</p>"""
_KEPT = "invitation"


@dataclass(frozen=True)
class Room:
    """Who looks after accounts where, and which experts an account may belong to."""

    site: Site
    who: Actor
    experts: tuple[Expert, ...]

    def pseudonym(self, expert: str | None) -> str:
        return next((one.pseudonym for one in self.experts if one.id == expert), "–")


def keep(made: Invitation) -> None:
    """A code is told once: on this page, in this tab, until it is closed or put away."""
    st.session_state[_KEPT] = made


def invitation() -> None:
    made: Invitation | None = st.session_state.get(_KEPT)
    if made is None:
        return
    with st.container(border=True, key="invitation"):
        st.markdown(
            _("Give this code to **{name}**, in person or by telephone. It is told once.").format(
                name=verbatim(made.account.name)
            )
        )
        st.html(CODE_LOOK.format(code=made.code))
        st.caption(
            _("With it they choose a password, until {day}:").format(day=day(made.until)[:10])
        )
        way = f"/password?lang={language.current()}#{made.code}"
        label = _("Choose a password on this device")
        st.html(f'<a style="color:#0b5d57" href="{way}" target="_blank">{label}</a>')
        if st.button(_("Put away"), key="invitation-away"):
            st.session_state.pop(_KEPT)
            st.rerun()


def offered(who: Actor) -> list[Role]:
    """Only an owner makes others so."""
    return [role for role in ACCOUNT_ROLES if role is not Role.OWNER or Role.OWNER in who.roles]


def roles(key: str, among: Sequence[Role], chosen: Sequence[Role]) -> list[Role]:
    """Those that were ticked, each with what it lets somebody do."""
    st.markdown(_("What they are here"))
    return [
        role
        for role in among
        if st.checkbox(_(ACCOUNT_ROLES[role]), value=role in chosen, key=f"{key}-{role.value}")
    ]


def expert(room: Room, key: str, chosen: Sequence[Role], before: str | None) -> str | None:
    """Which of the experts they are, asked only of those who are one."""
    if Role.EXPERT not in chosen:
        return None
    if not room.experts:
        st.caption(_("There is no expert here yet: add one in the programme first."))
        return None
    ids = [one.id for one in room.experts]
    return st.selectbox(
        _("Which expert they are"),
        options=ids,
        index=ids.index(before) if before in ids else None,
        format_func=room.pseudonym,
        placeholder=_("Choose"),
        key=key,
    )


def card(room: Room, one: Account) -> None:
    with st.container(border=True, key=f"account-{one.id}"):
        name, state = st.columns([3, 1.6], vertical_alignment="center")
        name.markdown(f"**{verbatim(one.name)}**")
        state.badge(_(ACCOUNT_STATES[one.state]), color=COLOURS[one.state])  # type: ignore[arg-type]
        for role in ACCOUNT_ROLES:
            if role in one.roles:
                st.caption(_line(room, one, role))
        if not _may_change(room.who, one):
            st.caption(_own_or_owner(room.who, one))
            return
        with st.expander(_("Change")):
            _change(room, one)


def _line(room: Room, one: Account, role: Role) -> str:
    text = _(ACCOUNT_ROLES[role])
    return f"{text} ({verbatim(room.pseudonym(one.expert))})" if role is Role.EXPERT else text


def _may_change(who: Actor, one: Account) -> bool:
    is_above = Role.OWNER in one.roles and Role.OWNER not in who.roles
    return who.id != one.id and not is_above


def _own_or_owner(who: Actor, one: Account) -> str:
    if who.id == one.id:
        return _("This is you: somebody else changes what you are.")
    return _("Only who answers for the site changes this account.")


def _change(room: Room, one: Account) -> None:
    chosen = roles(
        f"roles-{one.id}", offered(room.who), [r for r in ACCOUNT_ROLES if r in one.roles]
    )
    is_who = expert(room, f"expert-{one.id}", chosen, one.expert)
    is_same = (frozenset(chosen), is_who) == (one.roles, one.expert)
    site, who = room.site, room.who
    if st.button(_("Keep these roles"), disabled=is_same or not chosen, key=f"keep-{one.id}"):
        act_and_redraw(lambda: accounts.set_roles(site, who, one.id, frozenset(chosen), is_who))
    code, out = st.columns(2)
    if code.button(
        _("New code"),
        key=f"reset-{one.id}",
        width="stretch",
        help=_("The old password is worth nothing from then on, and every device is signed out."),
    ):
        act_and_redraw(lambda: keep(accounts.reset(site, who, one.id)))
    if one.state == "disabled":
        if out.button(_("Let in again"), key=f"enable-{one.id}", width="stretch"):
            act_and_redraw(lambda: accounts.enable(site, who, one.id))
    elif out.button(_("Shut out"), key=f"disable-{one.id}", width="stretch"):
        act_and_redraw(lambda: accounts.disable(site, who, one.id))
