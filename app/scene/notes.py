"""Beside the time line: what to check first, and what was done otherwise than written."""

from __future__ import annotations

from typing import Any

from app.language import _
from app.plain import DOUBTS
from app.scene.shown import Shown, numbered, title_of
from data_schemas.procedure import Procedure
from data_schemas.timeline import Finding, Segment, Timeline
from pipelines.align.ask import Ask, ask_first


def notes(shown: Shown) -> list[dict[str, Any]]:
    """Lists for who reviews a session; each item leads to its place. Empty lists are left out."""
    if shown.timeline is None or not shown.editable:
        return []
    asks = ask_first(shown.procedure.steps, shown.timeline)
    known = [one for one in shown.timeline.findings if shown.procedure.step(one.step_id)]
    lists = [
        {
            "name": _("Check these first"),
            "why": _("Here your answer helps most."),
            "items": [_asked(shown, one) for one in asks],
        },
        {
            "name": _("Done otherwise than written"),
            "why": _("Not a mistake by itself: it may be worth asking why."),
            "items": [_found(shown, one) for one in known],
        },
    ]
    return [one for one in lists if one["items"]]


def _asked(shown: Shown, one: Ask) -> dict[str, Any]:
    why = " · ".join(_(DOUBTS[reason]) for reason in one.reasons)
    title = numbered(shown.procedure, one.step_id)
    return {"text": title, "about": why, **_place(shown, one.step_id, one.segment)}


def _found(shown: Shown, one: Finding) -> dict[str, Any]:
    segment = one.segments[0] if one.segments else None
    return {
        "text": told(shown.procedure, one),
        "about": title_of(shown.procedure, one.step_id),
        **_place(shown, one.step_id, segment),
    }


def told(procedure: Procedure, one: Finding) -> str:
    """A finding in a sentence, with steps by the numbers that the time line shows."""
    numbers = {step.id: n for n, step in enumerate(procedure.steps, 1)}
    n, other = numbers[one.step_id], numbers.get(one.other, 0)
    if one.kind == "repeated":
        times = len(one.segments) + 1
        if one.cited and times == 2:
            return _("Step {n} was done once more").format(n=n)
        if times == 2:
            return _("Step {n} comes twice").format(n=n)
        return _("Step {n} comes {times} times").format(n=n, times=times)
    if one.kind == "skipped":
        return _("Step {n} was probably left out").format(n=n)
    if one.kind == "undone":
        return _("Step {n} was taken back after it was done").format(n=n)
    if one.kind == "rule_broken":
        text = _("Rule broken: step {n} came before step {other}, which has to come first")
    elif other < n:
        text = _("Step {n} was done before step {other}")
    else:
        text = _("Step {n} was done after step {other}")
    return text.format(n=n, other=other)


def _place(shown: Shown, step_id: str, segment_id: str | None) -> dict[str, Any]:
    """Its section, or else the second at which a step without one should have come."""
    assert shown.timeline is not None
    segment = next((s for s in shown.timeline.segments if s.id == segment_id), None)
    if segment is not None:
        at = shown.clocks.to_player(segment.start_s, segment.recording)
        return {"segment": segment.id, "at": at}
    before = _before(shown.procedure, shown.timeline, step_id)
    at = shown.clocks.to_player(before.end_s, before.recording) if before else 0.0
    return {"segment": None, "at": at}


def _before(procedure: Procedure, timeline: Timeline, step_id: str) -> Segment | None:
    """The last section of the nearest step that is written before this one and was found."""
    order = [step.id for step in procedure.steps]
    for earlier in reversed(order[: order.index(step_id)]):
        found = [s for s in timeline.segments if s.step_id == earlier and s.status != "rejected"]
        if found:
            return max(found, key=lambda s: s.end_s)
    return None
