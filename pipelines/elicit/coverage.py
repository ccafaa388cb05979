"""What was asked about each step, what is open, and the few questions that are worth most next.

There is no figure for all of it: a matrix says where nobody asked yet, which is another thing than
that there is nothing to know. Nothing here is about a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from data_schemas.knowledge import KnowledgeUnit, UnitField
from data_schemas.probe import Probe, ProbeCondition

Outcome = Literal["answered", "nothing", "declined", "later"]
State = Literal["answered", "nothing", "declined", "open"]
Why = Literal["asked_later", "hard_step", "nothing_told", "never_asked"]

MOST = 5
# What counts where a card was asked more than once: an answer over "nothing", that over a refusal.
_ORDER: tuple[State, ...] = ("answered", "nothing", "declined", "open")
_HARD, _LATER = 2.0, 1.5
# Fields that a unit fills by being of a kind.
FIELD_OF_KIND: dict[str, UnitField] = {
    "key_point": "done_criterion", "reason": "reason", "cue": "cues", "parameter": "parameters",
    "decision": "decision", "option": "option", "hazard": "hazard",
    "novice_error": "novice_error", "recovery": "recovery", "exception": "exception",
    "knack": "knack", "incident": "incident", "what_if": "change", "rule": "rule",
    "sop_gap": "sop_gap",
}  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """A card that was put to somebody, and what came of it; ``later``: to be asked again."""

    step_id: str | None
    probe: str
    outcome: Outcome


@dataclass(frozen=True)
class Situation:
    """What decides which cards are due: ``hard`` is the star of the task diagram."""

    hard: bool = False
    has_card: bool = False
    other_experts: bool = False
    own_takes: bool = False


@dataclass(frozen=True)
class Cell:
    """A card at a step. Not ``due``: open, but nothing there calls for it."""

    step_id: str
    probe: str
    state: State = "open"
    due: bool = True
    later: bool = False


@dataclass(frozen=True)
class Matrix:
    """Steps in written order by cards in their order, a cell each.

    ``unplaced``: what was asked about the whole job, a step or a card that is not there any more.
    """

    steps: tuple[str, ...]
    probes: tuple[str, ...]
    cells: tuple[Cell, ...]
    unplaced: tuple[Ask, ...] = ()

    def cell(self, step_id: str, probe: str) -> Cell:
        """Raises KeyError for a step or card that the matrix does not have."""
        try:
            place = self.steps.index(step_id) * len(self.probes) + self.probes.index(probe)
        except ValueError:
            raise KeyError((step_id, probe)) from None
        return self.cells[place]

    def count(self, state: State, step_id: str | None = None) -> int:
        """Cells in a state, of one step or of all; open ones only where they are due."""
        return sum(
            one.state == state and (one.due or state != "open")
            for one in self.cells
            if step_id in (None, one.step_id)
        )


@dataclass(frozen=True)
class Next:
    """A question to ask next, and what makes it worth asking."""

    step_id: str
    probe: str
    why: Why


@dataclass(frozen=True)
class Known:
    """What is told about the steps already: their situation, and the fields that units fill."""

    situations: Mapping[str, Situation] = field(default_factory=dict)
    told: Mapping[str, frozenset[UnitField]] = field(default_factory=dict)


def matrix_of(
    steps: Sequence[str],
    probes: Sequence[Probe],
    asks: Iterable[Ask],
    situations: Mapping[str, Situation] | None = None,
) -> Matrix:
    """Every step by every card. ``situations`` are those of the steps, by their ids."""
    placed: dict[tuple[str, str], list[Ask]] = {}
    unplaced: list[Ask] = []
    ids = {one.id for one in probes}
    for ask in asks:
        if ask.step_id in steps and ask.probe in ids:
            placed.setdefault((str(ask.step_id), ask.probe), []).append(ask)
        else:
            unplaced.append(ask)
    known = situations or {}
    cells = tuple(
        _cell(step, probe, placed.get((step, probe.id), ()), known.get(step, Situation()))
        for step in steps
        for probe in probes
    )
    return Matrix(tuple(steps), tuple(one.id for one in probes), cells, tuple(unplaced))


def asks_of(units: Iterable[KnowledgeUnit]) -> tuple[Ask, ...]:
    """Units that came of a card are answers to it, whatever else is written down."""
    return tuple(
        Ask(one.step_id, one.probe, "answered")
        for one in standing(units)
        if one.probe is not None and one.step_id is not None
    )


def is_due(probe: Probe, situation: Situation) -> bool:
    """Whether a card is worth asking of a step without a moment that calls for it."""
    return all(_holds(one, situation) for one in probe.conditions)


def told_of(units: Iterable[KnowledgeUnit]) -> dict[str, frozenset[UnitField]]:
    """The fields that units fill, by step."""
    found: dict[str, set[UnitField]] = {}
    for unit in standing(units):
        if unit.step_id is not None:
            found.setdefault(unit.step_id, set()).update(_fields(unit))
    return {step: frozenset(fields) for step, fields in found.items()}


def next_questions(
    matrix: Matrix, probes: Sequence[Probe], known: Known, most: int = MOST
) -> tuple[Next, ...]:
    """The open questions that are worth most, at most ``most``, no two of a step if others serve.

    Worth is the share of a card's fields that nothing told yet about the step, doubled where the
    step is hard to judge and half as much again where somebody asked to be asked later. Each choice
    halves what another question about the same step, or by the same card, is worth.
    """
    by_id = {one.id: one for one in probes}
    left = {
        cell: _worth(cell, by_id[cell.probe], known)
        for cell in matrix.cells
        if cell.state == "open" and (cell.due or cell.later)
    }
    chosen: list[Cell] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda one: left[one] * _freshness(one, chosen))
        if left.pop(best) > 0:
            chosen.append(best)
    return tuple(Next(one.step_id, one.probe, _why(one, known)) for one in chosen)


def standing(units: Iterable[KnowledgeUnit]) -> tuple[KnowledgeUnit, ...]:
    """Units in whose place no other one stands."""
    return tuple(one for one in units if one.status != "superseded")


def _cell(step: str, probe: Probe, asks: Collection[Ask], situation: Situation) -> Cell:
    outcomes = {one.outcome for one in asks}
    return Cell(
        step_id=step,
        probe=probe.id,
        state=next((one for one in _ORDER if one in outcomes), "open"),
        due=is_due(probe, situation),
        later="later" in outcomes,
    )


def _holds(condition: ProbeCondition, situation: Situation) -> bool:
    held: dict[ProbeCondition, bool] = {
        "hard_step": situation.hard,
        "has_card": situation.has_card,
        "other_experts": situation.other_experts,
        "own_takes": situation.own_takes,
        "at_moment": False,
    }
    return held[condition]


def _fields(unit: KnowledgeUnit) -> set[UnitField]:
    found: set[UnitField] = {one.field for one in unit.details}
    found |= {FIELD_OF_KIND[unit.kind]} if unit.kind in FIELD_OF_KIND else set()
    forms: tuple[tuple[UnitField, object], ...] = (
        ("parameters", unit.parameters), ("cues", unit.cues), ("conditions", unit.conditions),
        ("confidence", unit.confidence),
    )  # fmt: skip
    return found | {name for name, value in forms if value}


def _worth(cell: Cell, probe: Probe, known: Known) -> float:
    told = known.told.get(cell.step_id, frozenset())
    share = sum(one not in told for one in probe.fills) / len(probe.fills)
    hard = known.situations.get(cell.step_id, Situation()).hard
    # whoever asked to be asked later is asked, even where others have told it since
    least = 0.1 if cell.later else 0.0
    return max(share, least) * (_HARD if hard else 1.0) * (_LATER if cell.later else 1.0)


def _freshness(cell: Cell, chosen: Sequence[Cell]) -> float:
    alike = sum((one.step_id == cell.step_id) + (one.probe == cell.probe) for one in chosen)
    return float(0.5**alike)


def _why(cell: Cell, known: Known) -> Why:
    if cell.later:
        return "asked_later"
    if known.situations.get(cell.step_id, Situation()).hard:
        return "hard_step"
    return "never_asked" if known.told.get(cell.step_id) else "nothing_told"
