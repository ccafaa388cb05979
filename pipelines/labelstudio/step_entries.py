"""What an annotator changed of the steps, as acts for the journal. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pydantic import JsonValue

from data_schemas.annotation import OUTSIDE, Labelled
from data_schemas.clock import Span
from data_schemas.entry import NEW_SEGMENT, Act, Draft
from data_schemas.timeline import Segment
from pipelines.labelstudio.difference import Changed
from pipelines.labelstudio.ground import Ground


def of_step(one: Changed, ground: Ground, ready: bool) -> Iterator[Draft]:
    """``ready``: what was left alone is confirmed."""
    yield from _STEPS[_what(one)](one, ground)
    if ready and one.what == ("kept",):
        yield from _confirmed(one, ground)


def _what(one: Changed) -> str:
    for name in ("added", "removed", "moved", "relabelled", "retold"):
        if name in one.what:
            return name
    return "kept"


def _section(one: Changed, ground: Ground) -> Segment | None:
    name = one.before.id if one.before else ""
    return next((found for found in ground.timeline.segments if found.id == name), None)


def _step(one: Labelled) -> str | None:
    return None if one.labels[0] == OUTSIDE else one.labels[0]


def _of_section(found: Segment, after: Mapping[str, JsonValue], note: str = "") -> Draft:
    before: dict[str, JsonValue] = {
        "step_id": found.step_id, "start_s": found.start_s, "end_s": found.end_s,
        "status": found.status,
    }  # fmt: skip
    span = Span(recording=found.recording, start_s=found.start_s, end_s=found.end_s)
    return Draft(
        act=Act.CORRECT if after else Act.CONFIRM,
        target=found.id, span=span, before=before, after=dict(after), note=note,
    )  # fmt: skip


def _changed(one: Changed, ground: Ground) -> Iterator[Draft]:
    found, after = _section(one, ground), one.after
    if found is None or after is None:
        return
    fields: dict[str, JsonValue] = {}
    if "moved" in one.what:
        span = ground.span(after, one.before, found)
        fields |= {"start_s": span.start_s, "end_s": span.end_s}
    if "relabelled" in one.what:
        fields["step_id"] = _step(after)
    yield _of_section(found, fields, after.text if "retold" in one.what else "")


def _added(one: Changed, ground: Ground) -> Iterator[Draft]:
    if one.after is None:
        return
    span = ground.span(one.after, None, None)
    after: dict[str, JsonValue] = {
        "step_id": _step(one.after), "start_s": span.start_s, "end_s": span.end_s,
    }  # fmt: skip
    yield Draft(act=Act.CORRECT, target=NEW_SEGMENT, span=span, after=after, note=one.after.text)


def _removed(one: Changed, ground: Ground) -> Iterator[Draft]:
    found = _section(one, ground)
    if found is not None:
        yield _of_section(found, {"rejected": True})


def _confirmed(one: Changed, ground: Ground) -> Iterator[Draft]:
    found = _section(one, ground)
    if found is not None and found.status in ("auto", "needs_review"):
        yield _of_section(found, {})


def _nothing(_one: Changed, _ground: Ground) -> Iterator[Draft]:
    yield from ()


_STEPS: dict[str, Callable[[Changed, Ground], Iterator[Draft]]] = {
    "added": _added,
    "removed": _removed,
    "moved": _changed,
    "relabelled": _changed,
    "retold": _changed,
    "kept": _nothing,
}
