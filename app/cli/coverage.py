"""``sonmat coverage``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.base import Json, app, emit, open_site

if TYPE_CHECKING:
    from pipelines.elicit.measures import Share
    from pipelines.elicit.overview.asking import ToAsk
    from pipelines.elicit.overview.desk import Overview


@app.command()
def coverage(
    procedure: Annotated[str, typer.Argument(show_default=False, help="Id of a procedure.")],
    json: Json = False,
) -> None:
    """Print what was asked about each step of a job, what is open, and what to ask next."""
    from capture.access import OWNER
    from pipelines.elicit.overview.desk import overview

    over = overview(open_site(), OWNER, procedure)
    emit(coverage_view(over), json, "\n".join(_lines(over)))


def coverage_view(over: Overview) -> dict[str, Any]:
    """Every cell with its state, the next questions, and the shares with what lacks in them."""
    return {
        "procedure": over.procedure.id,
        "sessions": [one.id for one in over.sessions],
        "cells": [vars(one) for one in over.matrix.cells],
        "unplaced": [vars(one) for one in over.matrix.unplaced],
        "hard_steps": sorted(over.hard),
        "next": [_next(one) for one in over.next],
        "reasons": _share(over.reasons),
        "cues": _share(over.cues),
        "numbers": _share(over.numbers),
        "things": len(over.things),
        "new": list(over.new.new),
        "unseen": vars(over.unseen) if over.unseen else None,
    }


def _next(one: ToAsk) -> dict[str, Any]:
    asked = one.asked
    return {
        "step_id": asked.step_id,
        "probe": asked.probe,
        "why": one.why,
        "session": one.session,
        "question": asked.question.model_dump(),
    }


def _share(share: Share) -> dict[str, Any]:
    return {"done": share.done, "of": share.of, "lacking": list(share.lacking)}


def _lines(over: Overview) -> list[str]:
    matrix = over.matrix
    lines = []
    for number, step in enumerate(over.procedure.steps, 1):
        star = " *" if step.id in over.hard else ""
        counted = ((state, matrix.count(state, step.id)) for state in _STATES)
        told = ", ".join(f"{count} {_STATES[state]}" for state, count in counted if count)
        lines.append(f"{number}. {step.title}{star}: {told or 'no card is due'}")
    if over.next:
        lines += ["", "Ask next:"]
        lines += [f"- {one.asked.question.en}" for one in over.next]
    return lines


_STATES: dict[Any, str] = {
    "answered": "answered", "nothing": "asked, nothing to add", "declined": "declined",
    "open": "open",
}  # fmt: skip
