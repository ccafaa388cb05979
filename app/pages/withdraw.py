"""End consent with the code on the expert's copy: no account, no reason, also years later."""

from __future__ import annotations

import streamlit as st

from app import context, problems
from app.language import _, n_
from app.layout import title
from app.pages.parts.ending import still_out
from app.pages.parts.handouts import recall
from app.plain import day
from data_schemas.errors import SonmatError
from pipelines.withdraw import Ending, Receipt, preview_code, withdraw_by_code


def draw() -> None:
    title(
        _("Withdraw consent"),
        _("With the code on the expert's copy. No reason is asked; somebody else may enter it."),
    )
    receipt: Receipt | None = st.session_state.pop("withdrawn-by-code", None)
    if receipt is not None:
        _told(receipt)
    turn = st.session_state.get("withdraw-turn", 0)
    with st.form(f"code-form-{turn}"):
        code = st.text_input(
            _("Code"), placeholder="ABCD-EFGH-JKLM-2345", max_chars=80, autocomplete="off",
            key=f"withdraw-code-{turn}",
        )  # fmt: skip
        st.form_submit_button(_("See what it ends"))
    if not code.strip():
        return
    try:
        _confirm(code, preview_code(context.site(), code))
    except SonmatError as error:
        st.error(problems.told(error))


def _confirm(code: str, ending: Ending) -> None:
    if not ending.sessions and not ending.everything:
        st.info(_("Consent was withdrawn before; nothing is kept any more."))
        return
    with st.container(border=True):
        count = len(ending.sessions)
        st.markdown(
            n_("This erases {n} work session, for good:",
               "This erases {n} work sessions, for good:", count)
        )  # fmt: skip
        for number, at in zip(ending.sessions, ending.days, strict=True):
            st.markdown(f"- {_('No. {n}').format(n=number)} · {day(at)[:10]}")
        if ending.everything:
            st.markdown(_("And the expert's entry in the programme, with their name and jobs."))
        sure = st.checkbox(
            _("Yes, erase all of it. Nobody can bring it back."), key=f"withdraw-sure-{hash(code)}"
        )
        if st.button(_("Withdraw consent and erase"), type="primary", disabled=not sure,
                     key="withdraw-now"):  # fmt: skip
            st.session_state["withdrawn-by-code"] = withdraw_by_code(context.site(), code)
            st.session_state["withdraw-turn"] = st.session_state.get("withdraw-turn", 0) + 1
            st.rerun()


def _told(receipt: Receipt) -> None:
    st.success(_("Consent is withdrawn. The recordings and everything made from them are erased."))
    if receipt.releases_to_recall:
        st.warning(
            n_("{n} dataset release holds some of it: ask everybody who has it to delete it.",
               "{n} dataset releases hold some of it: ask everybody who has them to delete them.",
               len(receipt.releases_to_recall))
        )  # fmt: skip
    if receipt.handouts_to_recall:
        st.warning(recall(receipt.handouts_to_recall))
    if receipt.still_out:
        st.warning(still_out(receipt))
