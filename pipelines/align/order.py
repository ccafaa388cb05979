"""What was done otherwise than written: twice, in another order, against a rule, or not at all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from data_schemas.procedure import Step
from data_schemas.timeline import Finding, Order, Segment, StepStatus

Rules = Sequence[tuple[str, str]]
FIRM = ("auto", "confirmed", "corrected")  # nobody need look at these before their order is told


class Done(NamedTuple):
    """One occurrence of a step; occurrences are given in the order of time."""

    segment: str
    step: str


def findings(steps: Sequence[Step], rules: Rules, done: Sequence[Done]) -> tuple[Finding, ...]:
    """Findings in the written order of their steps.

    ``rules`` are pairs of step ids of which the first must come first. Where a procedure has
    rules, they alone say what may come when; without any, the written order is meant. What is out
    of order are the fewest steps that would have to move. A step that comes again after another
    one is repeated; ``skipped`` is every step that is not in ``done``.
    """
    first: dict[str, int] = {}
    for place, one in enumerate(done):
        first.setdefault(one.step, place)
    found = [*_repeated(done), *(_broken(rules, first, done) if rules else _moved(steps, done))]
    found += [Finding(kind="skipped", step_id=s.id) for s in steps if s.id not in first]
    written = {step.id: place for place, step in enumerate(steps)}
    return tuple(sorted(found, key=lambda one: (written.get(one.step_id, -1), one.kind)))


def findings_of(
    steps: Sequence[Step], rules: Rules, segments: Sequence[Segment], seen: Sequence[StepStatus]
) -> tuple[Finding, ...]:
    """Order: of the firm segments. Skipped: what is not placed at all and likely was not done.

    A step that is placed, however unsurely, may be one that was done without a word: that is to
    be asked, not told. ``seen`` says how likely each step was done; steps that are not among
    ``steps`` count for nothing.
    """
    known = {step.id for step in steps}
    firm = [one for one in segments if one.step_id in known and one.status in FIRM]
    done = [Done(one.id, str(one.step_id)) for one in firm]
    somewhere = {one.step_id for one in segments if one.status != "rejected"}
    missed = {one.step_id for one in seen if one.status == "skipped"} - somewhere
    found = findings(steps, rules, done)
    return tuple(one for one in found if one.kind != "skipped" or one.step_id in missed)


def orders(found: Sequence[Finding]) -> Mapping[str, Order]:
    """The order flag of every segment that is not simply in order."""
    flags: dict[str, Order] = {}
    for one in found:
        if one.kind not in ("skipped", "undone"):
            flag: Order = "repeated" if one.kind == "repeated" else "out_of_order"
            flags |= dict.fromkeys(one.segments, flag)
    return flags


def _repeated(done: Sequence[Done]) -> list[Finding]:
    again: dict[str, list[str]] = {}
    seen: set[str] = set()
    for place, one in enumerate(done):
        if one.step in seen and done[place - 1].step != one.step:
            again.setdefault(one.step, []).append(one.segment)
        seen.add(one.step)
    return [Finding(kind="repeated", step_id=k, segments=tuple(v)) for k, v in again.items()]


def _broken(rules: Rules, first: Mapping[str, int], done: Sequence[Done]) -> list[Finding]:
    return [
        Finding(
            kind="rule_broken", step_id=after, other=before, segments=(done[first[after]].segment,)
        )
        for before, after in rules
        if before in first and after in first and first[after] < first[before]
    ]


def _moved(steps: Sequence[Step], done: Sequence[Done]) -> list[Finding]:
    """First occurrences outside of the longest run that keeps the written order."""
    written = {step.id: place for place, step in enumerate(steps)}
    firsts: dict[str, Done] = {}
    for one in done:
        firsts.setdefault(one.step, one)
    once = list(firsts.values())
    places = [written[one.step] for one in once]
    kept = _longest_rising(places)
    return [
        Finding(
            kind="out_of_order",
            step_id=one.step,
            other=steps[_crossed(places, place)].id,
            segments=(one.segment,),
        )
        for place, one in enumerate(once)
        if place not in kept
    ]


def _crossed(places: Sequence[int], at: int) -> int:
    """The farthest step that changed sides with the one at ``at``: written earlier and done later,
    or else written later and done earlier. One of them exists for whatever is out of order."""
    mine = places[at]
    earlier = [place for place in places[at + 1 :] if place < mine]
    return min(earlier) if earlier else max(place for place in places[:at] if place > mine)


def _longest_rising(values: Sequence[int]) -> set[int]:
    """Places of one longest strictly rising subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1], ends[at : at + 1] = [value], [place]
    kept, place = set(), ends[-1] if ends else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept
