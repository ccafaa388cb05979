"""Do the work again, or end consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import work
from app.language import _, n_
from app.pages.parts.handouts import recall
from pipelines import progress
from pipelines.withdraw import Receipt, withdraw

if TYPE_CHECKING:
    from app.pages.session import View


def draw(view: View) -> None:
    state = progress.status(view.site, view.who, view.session.id).state
    with st.expander(_("Process again, or withdraw consent"), icon=":material/settings:"):
        if state == "ready":
            st.caption(
                _(
                    "Only what changed since the last time is done again. Nothing of what"
                    " people said is lost."
                )
            )
            if st.button(_("Process again"), key="again"):
                work.want(view.site, view.who, view.session.id)
                st.rerun()
            st.divider()
        _withdrawal(view)


def to_recall() -> None:
    """After withdrawing: what people still have to collect, once."""
    told = st.session_state.pop("notice", "")
    if told:
        st.warning(told)


def _withdrawal(view: View) -> None:
    word = _("withdraw")
    st.markdown(
        _("Withdrawing consent erases the recording and everything made from it, for good.")
    )
    typed = st.text_input(_("To go on, type: {word}").format(word=word), key="withdraw-typed")
    sure = typed.strip().casefold() == word.casefold()
    if st.button(
        _("Withdraw consent and erase"), type="primary", disabled=not sure, key="withdraw"
    ):
        receipt = withdraw(view.site, view.who, view.session.id)
        told = [_datasets(receipt), recall(receipt.handouts_to_recall), still_out(receipt)]
        if any(told):
            st.session_state["notice"] = " ".join(one for one in told if one)
        st.rerun()


def still_out(receipt: Receipt) -> str:
    """What annotators have of it goes as soon as their server answers; "" if it has gone."""
    if not receipt.still_out:
        return ""
    return _(
        "What annotators have of it is taken off their server as soon as that answers; they cannot"
        " play it any more."
    )


def _datasets(receipt: Receipt) -> str:
    count = len(receipt.releases_to_recall)
    if not count:
        return ""
    return n_(
        "{n} dataset release holds this work session: ask everybody who has it to delete it.",
        "{n} dataset releases hold this work session: ask everybody who has them to delete them.",
        count,
    )
