"""People who sign in: let one in, say what they are, give a new code, shut one out."""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _
from app.layout import act_and_redraw, title
from app.pages.parts import account_cards
from app.pages.parts.account_cards import Room
from capture import accounts, signins
from capture.accounts import NewAccount
from data_schemas.rights import Role

_TURN = "account-turn"


def draw() -> None:
    site, who = context.site(), signin.current()
    title(
        _("People"),
        _("Who may sign in here, and as what. What they do stands in the log under their id."),
    )
    room = Room(site, who, accounts.experts_to_choose(site, who))
    found = accounts.list_accounts(site, who)
    if not signins.are_asked(site):
        st.info(
            _(
                "Nobody signs in yet: whoever sits at this machine may do everything. Once the"
                " first person has chosen a password, everybody signs in, also at this machine."
            )
        )
    account_cards.invitation()
    left, right = st.columns([1, 1.15], gap="large")
    with left:
        _make(room, is_first=not found)
    with right:
        st.header(_("Who may sign in"), anchor=False)
        if not found:
            st.caption(_("Nobody yet."))
        for one in found:
            account_cards.card(room, one)


def _make(room: Room, is_first: bool) -> None:
    st.header(_("Let somebody in"), anchor=False)
    turn = st.session_state.get(_TURN, 0)
    name = st.text_input(_("Name"), key=f"account-name-{turn}", max_chars=80)
    offered = [Role.OWNER] if is_first else account_cards.offered(room.who)
    chosen = account_cards.roles(f"account-roles-{turn}", offered, offered if is_first else [])
    expert = account_cards.expert(room, f"account-expert-{turn}", chosen, None)
    claim = ""
    if context.site().settings.oidc_file:
        claim = st.text_input(
            _("What the company's sign-in says, such as the e-mail address"),
            key=f"account-claim-{turn}",
            max_chars=320,
        )
    if is_first:
        st.caption(_("The first account is for the person who answers for this site."))
    ready = bool(name.strip() and chosen and (Role.EXPERT not in chosen or expert))
    if st.button(_("Let in"), type="primary", disabled=not ready, key="account-make"):
        new = NewAccount(name, frozenset(chosen), expert, claim)
        act_and_redraw(lambda: _made(room, new, turn))


def _made(room: Room, new: NewAccount, turn: int) -> None:
    account_cards.keep(accounts.create(room.site, room.who, new))
    st.session_state[_TURN] = turn + 1
