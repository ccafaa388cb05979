"""How clear the guideline is: what annotators label alike when nothing is proposed to them."""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _, n_
from app.layout import empty, title
from app.links import leave_for
from app.pages.parts.job.chosen import chosen
from app.plain import verbatim
from app.versions.told import Labels
from data_schemas.annotation import Lane
from pipelines.labelstudio.agreeing.desk import Agreed, agreed
from pipelines.labelstudio.clarity import LEAST_STRETCHES, Clarity


def draw() -> None:
    site, who = context.site(), signin.current()
    procedure = chosen(site, who, _("How clear the labels are"))
    if procedure is None:
        return
    found = agreed(site, who, procedure.id)
    title(_("How clear the labels are"), verbatim(procedure.title))
    st.markdown(
        _(
            "Some recordings are labelled by two people who see no proposal and not each other."
            " Where they differ, the guideline is not clear enough yet. This tells nothing about"
            " anybody's work, and nobody is named."
        )
    )
    if st.button(_("Guideline and examples"), icon=":material/menu_book:", key="to-guideline"):
        leave_for("guideline", {"procedure": procedure.id})
    if not found.doubles:
        empty(
            _(
                "No recording of this job has been labelled by two people yet. A tenth of what goes"
                " out to annotators is, so the first figures come after some work sessions."
            )
        )
        return
    st.caption(
        n_(
            "{n} recording was labelled twice.",
            "{n} recordings were labelled twice.",
            found.doubles,
        )
    )
    labels = Labels.of(procedure)
    _lane(found, "steps", labels)
    _lane(found, "speech", labels)
    _measures(found, labels)


def _lane(found: Agreed, lane: Lane, labels: Labels) -> None:
    rows = found.steps if lane == "steps" else found.speech
    heading = _("Steps") if lane == "steps" else _("Kinds of know-how")
    st.header(heading, anchor=False)
    if len(rows) < 2:
        st.caption(_("Nobody has used any of these labels yet."))
        return
    order = list(labels.titles)
    for one in sorted(
        rows[1:], key=lambda one: order.index(one.label) if one.label in order else 0
    ):
        _label(found, one, labels)


def _label(found: Agreed, one: Clarity, labels: Labels) -> None:
    """One line: the label, how clear it is, on how much that rests, the way to its guideline."""
    name, told, way = st.columns([3, 4, 2], vertical_alignment="center")
    name.markdown(f"**{verbatim(labels.name([one.label]))}**")
    counted = n_("{n} stretch", "{n} stretches", one.stretches)
    recordings = n_("{n} recording", "{n} recordings", one.recordings)
    icon = ":material/error:" if one.is_unclear else ""
    told.markdown(f"{icon} {plain(one)} · {counted} · {recordings}".strip())
    if one.is_unclear and way.button(
        _("Look at the guideline"), key=f"unclear-{one.label}", icon=":material/menu_book:"
    ):
        leave_for("guideline", {"procedure": found.procedure.id, "label": one.label})


def plain(one: Clarity) -> str:
    """What the figure means for the guideline."""
    if one.alpha is None or one.stretches < LEAST_STRETCHES:
        return _("too few to say")
    if one.is_unclear:
        return _("not clear: look at the guideline")
    return _("clear") if one.is_clear else _("mostly clear")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _row(one: Clarity, labels: Labels) -> dict[str, object]:
    return {
        _("Label"): labels.name([one.label]) if one.label else _("All together"),
        _("Agreement (alpha)"): _number(one.alpha),
        **{
            _("Edges within {n} s").format(n=f"{within:g}"): _number(value)
            for within, value in one.boundary_f1.items()
        },
        _("Common time"): _number(one.mean_iou),
        _("Characters that differ"): _number(one.character_error),
        _("Recordings"): one.recordings,
        _("Stretches"): one.stretches,
    }


def _measures(found: Agreed, labels: Labels) -> None:
    with st.expander(_("Expert details")):
        rows = [_row(one, labels) for one in (*found.steps, *found.speech)]
        st.dataframe(rows, hide_index=True, width="stretch")
        st.markdown(
            _(
                "- **Agreement (alpha)**: Krippendorff's alpha on tenths of a second; 1 is"
                " complete, 0 is what chance would give. From 0.8 on it is reliable, under 0.667"
                " it is not.\n"
                "- **Edges within 0.5, 1 and 2 s**: the share of starts and ends to which the other"
                " person put one within that time.\n"
                "- **Common time**: of stretches with the same label, the time that both have"
                " as a share of the time that either has; one without a counterpart counts 0.\n"
                "- **Characters that differ**: in the words of stretches that lie at the same"
                " place, as a share of the longer text.\n"
                "- A dash means that there is nothing to compare."
            )
        )
