"""The table of question cards by steps in words and signs, for the component that draws it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from app.language import _, current, later
from data_schemas.probe import Probe
from data_schemas.timeline import Question
from pipelines.elicit.coverage import Cell, Why
from pipelines.elicit.overview.desk import Overview

Shown = Literal["answered", "nothing", "declined", "later", "open", "idle"]
# Sign and name: nobody has to tell colours apart.
CELLS: dict[Shown, tuple[str, str]] = {
    "answered": ("✓", later("Answered")),
    "nothing": ("○", later("Asked, nothing to add")),
    "declined": ("✕", later("Would rather not say")),
    "later": ("↻", later("To be asked again later")),
    "open": ("?", later("Never asked")),
    "idle": ("·", later("Never asked, and nothing calls for it")),
}
WHYS: dict[Why | Literal["disputed"], str] = {
    "disputed": later("Two experts say different things."),
    "asked_later": later("It was put off until later."),
    "hard_step": later("The step has a star: it is hard to judge."),
    "nothing_told": later("Nothing is told about this step yet."),
    "never_asked": later("This was never asked about this step."),
}


def shown(cell: Cell) -> Shown:
    """How a cell is drawn; what was put off shows so even where nothing else came of it."""
    if cell.state != "open":
        return cell.state
    if cell.later:
        return "later"
    return "open" if cell.due else "idle"


def spoken(question: Question) -> str:
    """In the language of the page."""
    return question.ko if current() == "ko" else question.en


def rows(over: Overview, every: bool) -> tuple[Probe, ...]:
    """The cards that are asked or due somewhere, or all of them."""
    steps = over.matrix.steps

    def counts(probe: Probe) -> bool:
        return any(shown(over.matrix.cell(step, probe.id)) != "idle" for step in steps)

    return tuple(one for one in over.bank.probes if every or counts(one))


def table(
    over: Overview, probes: Iterable[Probe], chosen: tuple[str, str] | None
) -> dict[str, Any]:
    """What ``app.matrix`` draws."""
    steps = over.procedure.steps
    return {
        "name": _("Question cards by step"),
        "corner": _("Question card"),
        "steps": [
            {"id": one.id, "title": one.title, "number": _number(over, n, one.id)}
            for n, one in enumerate(steps, 1)
        ],
        "rows": [
            {
                "probe": one.id,
                "question": _general(one),
                "cells": [shown(over.matrix.cell(step.id, one.id)) for step in steps],
            }
            for one in probes
        ],
        "chosen": {"step": chosen[0], "probe": chosen[1]} if chosen else None,
        "words": {state: {"sign": sign, "name": _(name)} for state, (sign, name) in CELLS.items()},
        "legend": [
            {"state": state, "sign": sign, "name": _(name)} for state, (sign, name) in CELLS.items()
        ],
    }


def _general(probe: Probe) -> str:
    """What a card asks, without saying where."""
    text = spoken(probe.question).replace("{where}", "").strip(" ,")
    return text[:1].upper() + text[1:]


def _number(over: Overview, number: int, step: str) -> str:
    return f"{number}. ★" if step in over.hard else f"{number}."
