"""What the sheet says of a step, and what was noted while somebody did it."""

from __future__ import annotations

from functools import partial
from typing import get_args

import streamlit as st

from app.language import _, later
from app.layout import act_and_redraw
from app.pages.parts.teaching.lesson import Lesson
from app.pages.parts.teaching.tries import name
from app.plain import clock, verbatim
from data_schemas.handout import SheetLine, SheetStep
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.teaching import LONGEST_NOTE, Noted, Slip, TryNote
from pipelines.elicit.teaching import desk

SLIPS: dict[Slip, str] = {
    "error": later("Something went wrong"),
    "question": later("Something was asked"),
}
_ICONS: dict[Slip, str] = {"error": ":material/error:", "question": ":material/help:"}


def points(step: SheetStep) -> None:
    """Key points with their reasons as they are written; cards follow by themselves."""
    for one in step.points:
        lines = [x for x in (one.point, *one.reasons) if x is not None and x.source == "written"]
        if lines:
            st.markdown("- " + " — ".join(_line(x) for x in lines))


def _line(line: SheetLine) -> str:
    return verbatim(line.text)


def cards(lesson: Lesson, step_id: str) -> None:
    """Know-how cards of the step; one that did not prevent something asks to be mended."""
    for unit in lesson.units_of(step_id):
        st.markdown(f"- :material/lightbulb: {verbatim(unit.text)}")
        named = [one for one in lesson.notes if unit.id in one.units]
        if named:
            said = "; ".join(f"“{verbatim(one.text)}”" for one in named)
            st.markdown(
                f":orange[:material/build: {_('This card did not prevent it, mend it:')}] {said}"
            )


def of_step(lesson: Lesson, step_id: str) -> None:
    listed(lesson, step_id)
    with st.popover(_("Note something"), icon=":material/add_comment:"):
        _form(lesson, step_id)


def listed(lesson: Lesson, step_id: str | None) -> None:
    for one in lesson.notes_of(step_id):
        text, away = st.columns([8, 1], vertical_alignment="center")
        with text:
            st.markdown(f"{_ICONS[one.what]} {verbatim(one.text)}{_where(lesson, one)}")
            if one.is_open:
                st.caption(_("Not on the sheet: the expert is asked about it in the next sitting."))
        if away.button("✕", key=f"try-away-{one.number}", help=_("Take this note back")):
            act_and_redraw(partial(_take_back, lesson, one))


def _take_back(lesson: Lesson, one: Noted) -> None:
    desk.take_back(lesson.site, lesson.who, lesson.session.id, one.number)


def _where(lesson: Lesson, one: Noted) -> str:
    numbers = {recording.id: n for n, recording in enumerate(lesson.attempts, 1)}
    if one.recording not in numbers:
        return ""
    recording = next(r for r in lesson.attempts if r.id == one.recording)
    at = "" if one.start_s is None else f", {clock(one.start_s)}"
    return f" :gray[({name(numbers[one.recording], recording)}{at})]"


def _form(lesson: Lesson, step_id: str) -> None:
    key = f"try-{step_id}-{len(lesson.notes)}"
    slips: tuple[Slip, ...] = get_args(Slip)
    what = st.segmented_control(
        _("What happened"), slips, default="error", required=True, key=f"{key}-what",
        format_func=lambda one: _(SLIPS[one]),
    )  # fmt: skip
    text = st.text_area(
        _("In a few words"), max_chars=LONGEST_NOTE, height=80, key=f"{key}-text",
        placeholder=_("What happened, not who it happened to"),
    )  # fmt: skip
    units = _named(lesson, step_id, key)
    recording, start_s = _seconds(lesson, key)
    if st.button(_("Keep"), type="primary", disabled=not text.strip(), key=f"{key}-keep"):
        given = TryNote(
            what=what or "error",
            text=text,
            step_id=step_id,
            units=units,
            recording=recording,
            start_s=start_s,
        )
        names = (lesson.site, lesson.who, lesson.session.id)
        act_and_redraw(lambda: desk.note(*names, given))


def _named(lesson: Lesson, step_id: str, key: str) -> tuple[str, ...]:
    """Cards of this step come first; none of them means that the sheet does not say it."""
    own = lesson.units_of(step_id)
    every = {one.id: one for one in (*own, *(u for u in lesson.units if u not in own))}
    if not every:
        st.caption(_("There is no know-how card yet: it becomes a question to the expert."))
        return ()
    return tuple(
        st.multiselect(
            _("Which know-how card should have prevented it? None: it is not on the sheet."),
            list(every), format_func=lambda one: _short(every[one]), key=f"{key}-units",
            placeholder=_("Not on the sheet"),
        )
    )  # fmt: skip


def _short(unit: KnowledgeUnit) -> str:
    return unit.text if len(unit.text) <= 60 else f"{unit.text[:60]}…"


def _seconds(lesson: Lesson, key: str) -> tuple[str | None, float | None]:
    if not lesson.attempts:
        return None, None
    ids = {one.id: n for n, one in enumerate(lesson.attempts, 1)}
    by_id = {one.id: one for one in lesson.attempts}
    which, minute, second = st.columns([2, 1, 1])
    chosen = which.selectbox(
        _("In which attempt"), list(ids), index=None, key=f"{key}-recording",
        format_func=lambda one: name(ids[one], by_id[one]), placeholder=_("Not recorded"),
    )  # fmt: skip
    if chosen is None:
        return None, None
    limits = {"min_value": 0, "value": None, "step": 1}
    minutes = minute.number_input(_("Minute"), **limits, key=f"{key}-minute")  # type: ignore[call-overload]
    seconds = second.number_input(_("Second"), **limits, key=f"{key}-second")  # type: ignore[call-overload]
    if minutes is None and seconds is None:
        return chosen, None
    return chosen, 60.0 * (minutes or 0) + (seconds or 0)
