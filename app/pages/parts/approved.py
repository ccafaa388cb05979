"""The signed list of each version that was approved, to be kept where nobody here can change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, n_
from app.plain import APPROVALS, day, verbatim
from pipelines.review.signing.desk import approved_lists

if TYPE_CHECKING:
    from app.pages.session import View


def draw(view: View) -> None:
    lists = approved_lists(view.site, view.who, view.session.id)
    if not lists:
        return
    label = n_("{n} signed list of what was approved", "{n} signed lists of what was approved",
               len(lists))  # fmt: skip
    with st.expander(label, icon=":material/verified:"):
        for one in reversed(lists):
            version = one.list.version
            text, button = st.columns([5, 1.4], vertical_alignment="center")
            names = "; ".join(
                f"{_(APPROVALS[s.state])}: {verbatim(s.name)}, {day(s.at)}" for s in one.list.signed
            )
            text.markdown(f"**{_('Version {n}').format(n=version)}** · {names}")
            button.download_button(
                _("Save"),
                data=one.model_dump_json(indent=1),
                file_name=f"{view.session.id}-v{version}.json",
                mime="application/json",
                key=f"approved-{version}",
                width="stretch",
            )
        st.caption(
            _(
                "Whoever has the file can have it checked here: `sonmat approval verify FILE` tells"
                " whether a word or a second in it was changed."
            )
        )
