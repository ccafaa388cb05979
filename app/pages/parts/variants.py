"""What each take of a session shows: the work done well, a defect on purpose, or another case."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.language import _
from app.layout import act_and_redraw
from app.plain import VARIANTS, verbatim
from capture.access import facts_of
from capture.permission import decide
from data_schemas.rights import Action
from data_schemas.take import LONGEST_NOTE, TakeLabel
from pipelines.review.takes import desk

if TYPE_CHECKING:
    from app.pages.session import View

NOT_SAID = ""


def draw(view: View) -> None:
    takes = sorted({one.take for one in view.session.work})
    said = desk.labels(view.site, view.who, view.session.id)
    may = decide(view.who, Action.AMEND, facts_of(view.site, view.session.id)).allowed
    if not takes or not (may or said):
        return
    with st.expander(_("What the takes show"), icon=":material/compare:"):
        st.caption(
            _(
                "Was a take done wrong on purpose, or to show another case? Say so here: a dataset"
                " release then puts each of its steps beside the same step done well. It says what"
                " was filmed, and judges nobody."
            )
        )
        for take in takes:
            if may:
                _form(view, take, said.get(take))
            elif take in said:
                st.markdown(_told(said[take]))


def _told(label: TakeLabel) -> str:
    take = _("Take {n}").format(n=label.take)
    note = f" — {verbatim(label.note)}" if label.note else ""
    return f"**{take}**: {_(VARIANTS[label.variant])}{note}"


def _form(view: View, take: int, label: TakeLabel | None) -> None:
    known = label.variant if label else NOT_SAID
    names: dict[str, str] = {
        NOT_SAID: _("not said"),
        **{one: _(text) for one, text in VARIANTS.items()},
    }
    # Where somebody else has said something, or took it back, the boxes show so.
    key = f"{view.session.id}-{take}-{hash(label)}"
    with st.form(f"take-{key}", border=False):
        what, why, save = st.columns([2, 3, 1], vertical_alignment="bottom")
        chosen = what.selectbox(
            _("Take {n}").format(n=take),
            options=list(names),
            index=list(names).index(known),
            format_func=names.__getitem__,
            key=f"variant-{key}",
        )
        note = why.text_input(
            _("What is done otherwise in it"),
            value=label.note if label else "",
            max_chars=LONGEST_NOTE,
            key=f"variant-note-{key}",
        )
        pressed = save.form_submit_button(_("Set"), width="stretch", key=f"variant-set-{key}")
    place = (view.site, view.who, view.session.id, take)
    if pressed and chosen != NOT_SAID:
        act_and_redraw(partial(desk.label, *place, chosen, note))
    elif pressed and label is not None:
        act_and_redraw(partial(desk.unlabel, *place))
