"""Every change that somebody made: who, when, from what, why, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, later, n_
from app.layout import act_and_redraw, paged
from app.names import acted_by
from app.plain import APPROVALS, VARIANTS, clock, day, verbatim
from app.scene import title_of
from app.scene.labels import answer_names
from capture import accounts
from data_schemas.clock import Span
from data_schemas.entry import (
    ABOUT_DECISION,
    ABOUT_DROPPED,
    ABOUT_EXAMPLE,
    ABOUT_MASK,
    ABOUT_QUESTION,
    ABOUT_STEP,
    ABOUT_TAKE,
    ABOUT_TERM,
    ABOUT_TEXT_MASK,
    ABOUT_TRY,
    ABOUT_UNIT,
    ABOUT_WORDS,
    ERASED,
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
ACCOUNT = "acc-"


@dataclass(frozen=True)
class Line:
    """Who wrote an entry, what it says, and whether it stands."""

    who: str
    text: str
    stands: bool


def draw(view: View, procedure: Procedure) -> None:
    said = desk.entries(view.site, view.who, view.session.id)
    if not said:
        return
    stand = {one.number for one in standing(said)}
    signed_in = any(one.actor.startswith(ACCOUNT) for one in said)
    called = accounts.names_of(view.site, view.who) if signed_in else {}
    hidden = {one.number for one in said if _is_struck(one, struck(said))}
    with st.expander(n_("{n} change", "{n} changes", len(said)), icon=":material/history:"):
        for entry in paged(tuple(reversed(said)), PAGE, f"history-{view.session.id}"):
            line = told(procedure, entry) if entry.number not in hidden else _("words taken out")
            who = acted_by(entry.actor, called)
            _row(view, entry, Line(who, line, entry.number in stand), said[-1].number)


def _is_struck(entry: Entry, cuts: tuple[Span, ...]) -> bool:
    """Words of a stretch that was taken out are not told here either."""
    span = entry.span
    if span is None or not entry.target.startswith((ABOUT_WORDS, ABOUT_DROPPED)):
        return False
    return any(cut.recording == span.recording and cut.overlap_s(span) > 0 for cut in cuts)


def _row(view: View, entry: Entry, line: Line, seen: int) -> None:
    text, button = st.columns([6, 1], vertical_alignment="center")
    why = f" — “{verbatim(entry.note)}”" if entry.note else ""
    whole = f"{entry.number}. {day(entry.at)} · {verbatim(line.who)} · {verbatim(line.text)}{why}"
    text.markdown(whole if line.stands else f"~~{whole}~~")
    if not line.stands or entry.act is Act.APPROVE or entry.target == ERASED:
        return
    if button.button(_("Take back"), key=f"back-{entry.number}", width="stretch"):
        act_and_redraw(lambda: desk.undo(view.site, view.who, view.session.id, entry.number, seen))


def told(procedure: Procedure, entry: Entry) -> str:
    """What an entry says, in one line."""
    if entry.target == ERASED:
        return _("erased for good")
    if entry.act is Act.UNDO:
        return _("took back number {n}").format(n=entry.target)
    if entry.act is Act.APPROVE and not entry.target.startswith((ABOUT_UNIT, ABOUT_DECISION)):
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


def _of_take(_procedure: Procedure, entry: Entry) -> str:
    """Without its note, which may name somebody."""
    take = _("Take {n}").format(n=entry.target.removeprefix(ABOUT_TAKE))
    return f"{take}: {_(VARIANTS[entry.after['variant']])}"  # type: ignore[index]


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


def _of_question(_procedure: Procedure, entry: Entry) -> str:
    """Not what was asked or said: a question may quote words that were taken out since."""
    return _(REPLIES.get(str(entry.after.get("outcome")), REPLIES["later"]))


def _of_card(_procedure: Procedure, entry: Entry) -> str:
    if "opinion" in entry.after:
        return _("another expert's word on a know-how card")
    return _(CARDS.get(entry.act, CARDS[Act.CORRECT]))


def _of_mask(_procedure: Procedure, entry: Entry) -> str:
    if "seen" in entry.after:
        return _("looked at a picture for what is hidden")
    return _(MASKS.get(str(entry.after.get("do")), MASKS["draw"]))


def _of_hidden_words(_procedure: Procedure, entry: Entry) -> str:
    """Not which words: who reads what was changed may be one from whom they are hidden."""
    if "seen" in entry.after:
        return _("read a line for what is hidden")
    return _(HIDDEN_WORDS.get(str(entry.after.get("do")), HIDDEN_WORDS["hide"]))


def _of_decision(_procedure: Procedure, _entry: Entry) -> str:
    return _("answers for what is hidden")


MASKS = {
    "accept": later("a proposal of what to hide was accepted"),
    "reject": later("a proposal of what to hide was refused"),
    "draw": later("something was hidden, or hidden otherwise"),
    "voice": later("said whether voices are disguised"),
}


HIDDEN_WORDS = {
    "accept": later("words that were proposed are hidden"),
    "reject": later("words that were proposed are left as they are"),
    "hide": later("words were hidden"),
    "call": later("said what stands in the place of hidden words"),
}


def _of_attempt(_procedure: Procedure, _entry: Entry) -> str:
    return _("a note about an attempt from the sheet")


def _of_example(_procedure: Procedure, entry: Entry) -> str:
    if entry.act is Act.DECLINE:
        return _("an example of a label was taken back")
    return _("chosen as an example of a label")


REPLIES = {
    "answered": later("a question was answered"),
    "nothing": later("nothing special, to a question"),
    "later": later("a question was put off"),
    "declined": later("no answer, to a question"),
}
CARDS = {
    Act.CORRECT: later("a know-how card was written"),
    Act.CONFIRM: later("a know-how card was confirmed"),
    Act.APPROVE: later("a know-how card was reviewed or approved"),
    Act.STRIKE: later("a know-how card was struck"),
    Act.DECLINE: later("a suggestion for a know-how card was refused"),
}
BY_TARGET: tuple[tuple[str, Callable[[Procedure, Entry], str]], ...] = (
    (ABOUT_WORDS, _of_words),
    (ABOUT_DROPPED, _of_dropped),
    (ABOUT_STEP, _of_step),
    (ABOUT_TERM, _of_term),
    (ABOUT_TAKE, _of_take),
    *((start, _of_question) for start in ABOUT_QUESTION),
    (ABOUT_UNIT, _of_card),
    (ABOUT_MASK, _of_mask),
    (ABOUT_TEXT_MASK, _of_hidden_words),
    (ABOUT_DECISION, _of_decision),
    (ABOUT_TRY, _of_attempt),
    (ABOUT_EXAMPLE, _of_example),
)
