"""Every change that somebody made: who, when, from what, why, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, n_
from app.layout import act_and_redraw, paged
from app.plain import APPROVALS, clock, day, verbatim
from app.scene import title_of
from app.scene.labels import answer_names
from data_schemas.clock import Span
from data_schemas.entry import (
    ABOUT_DROPPED,
    ABOUT_STEP,
    ABOUT_TERM,
    ABOUT_WORDS,
    NEW_SEGMENT,
    Act,
    Entry,
    standing,
    struck,
)
from data_schemas.procedure import Procedure
from pipelines.review import desk

if TYPE_CHECKING:
    from app.pages.session import View

PAGE = 20
OWNER = "owner"


@dataclass(frozen=True)
class Line:
    """What an entry says, and whether it stands."""

    text: str
    stands: bool


def draw(view: View, procedure: Procedure) -> None:
    said = desk.entries(view.site, view.who, view.session.id)
    if not said:
        return
    stand = {one.number for one in standing(said)}
    hidden = {one.number for one in said if _is_struck(one, struck(said))}
    with st.expander(n_("{n} change", "{n} changes", len(said)), icon=":material/history:"):
        for entry in paged(tuple(reversed(said)), PAGE, f"history-{view.session.id}"):
            line = told(procedure, entry) if entry.number not in hidden else _("words taken out")
            _row(view, entry, Line(line, entry.number in stand), said[-1].number)


def _is_struck(entry: Entry, cuts: tuple[Span, ...]) -> bool:
    """Words of a stretch that was taken out are not told here either."""
    span = entry.span
    if span is None or not entry.target.startswith((ABOUT_WORDS, ABOUT_DROPPED)):
        return False
    return any(cut.recording == span.recording and cut.overlap_s(span) > 0 for cut in cuts)


def _row(view: View, entry: Entry, line: Line, seen: int) -> None:
    text, button = st.columns([6, 1], vertical_alignment="center")
    who = _("This computer") if entry.actor == OWNER else verbatim(entry.actor)
    why = f" — “{verbatim(entry.note)}”" if entry.note else ""
    whole = f"{entry.number}. {day(entry.at)} · {who} · {verbatim(line.text)}{why}"
    text.markdown(whole if line.stands else f"~~{whole}~~")
    if not line.stands or entry.act is Act.APPROVE:
        return
    if button.button(_("Take back"), key=f"back-{entry.number}", width="stretch"):
        act_and_redraw(lambda: desk.undo(view.site, view.who, view.session.id, entry.number, seen))


def told(procedure: Procedure, entry: Entry) -> str:
    """What an entry says, in one line."""
    if entry.act is Act.UNDO:
        return _("took back number {n}").format(n=entry.target)
    if entry.act is Act.APPROVE:
        state = APPROVALS.get(entry.after.get("state"), "")  # type: ignore[call-overload]
        return " · ".join(filter(None, (_(state), str(entry.after.get("name") or ""))))
    for start, tell in BY_TARGET:
        if entry.target.startswith(start):
            return tell(procedure, entry)
    return _of_section(procedure, entry)


def _of_words(_procedure: Procedure, entry: Entry) -> str:
    before, after = str(entry.before.get("text", "")), entry.after
    if "part" in after:
        return _("divided “{text}”").format(text=before)
    if "join" in after:
        return _("joined “{text}” with the next line").format(text=before)
    if "speaker" in after:
        return _("said who speaks in “{text}”").format(text=before)
    if not after.get("text"):
        return _("took out “{text}”").format(text=before)
    return f"“{before}” → “{after['text']}”"


def _of_dropped(_procedure: Procedure, entry: Entry) -> str:
    return _("brought back “{text}”").format(text=entry.after.get("text", ""))


def _of_step(procedure: Procedure, entry: Entry) -> str:
    title = title_of(procedure, entry.target.removeprefix(ABOUT_STEP))
    return f"{title}: {answer_names().get(str(entry.after.get('answer')), '')}"


def _of_term(_procedure: Procedure, entry: Entry) -> str:
    return _("“{text}” not on the word list").format(text=entry.target.removeprefix(ABOUT_TERM))


def _of_section(procedure: Procedure, entry: Entry) -> str:
    after = entry.after
    step = after.get("step_id", entry.before.get("step_id"))
    name = title_of(procedure, str(step) if step else None)
    start = after.get("start_s", entry.span.start_s if entry.span else 0.0)
    end = after.get("end_s", entry.span.end_s if entry.span else 0.0)
    where = f"{clock(float(str(start)))}–{clock(float(str(end)))}"
    return f"{name}, {where}: {_deed(entry)}"


def _deed(entry: Entry) -> str:
    deeds = {
        Act.CONFIRM: _("confirmed"), Act.STRIKE: _("taken out"), Act.CORRECT: _("corrected"),
    }  # fmt: skip
    if entry.target == NEW_SEGMENT:
        return _("added")
    ways = {
        "split_s": _("split"), "merged": _("joined with the next"), "rejected": _("not this step"),
    }  # fmt: skip
    found = [text for name, text in ways.items() if name in entry.after]
    return found[0] if found else deeds.get(entry.act, _("changed"))


BY_TARGET: tuple[tuple[str, Callable[[Procedure, Entry], str]], ...] = (
    (ABOUT_WORDS, _of_words),
    (ABOUT_DROPPED, _of_dropped),
    (ABOUT_STEP, _of_step),
    (ABOUT_TERM, _of_term),
)
