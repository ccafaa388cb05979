"""What a card says, field by field, each with the seconds behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.knowhow.words import DETAILS, NO_SENSE, SENSES
from app.language import _
from data_schemas.knowledge import Cue, Evidence, Parameter, UnitContent


@dataclass(frozen=True)
class Line:
    """One field in words: ``name`` is what it is called, ``seconds`` those that it rests on."""

    name: str
    text: str
    seconds: tuple[Evidence, ...]


def lines(content: UnitContent) -> tuple[Line, ...]:
    """Every field that was drawn out of the sentence, or written beside it."""
    return tuple(_lines(content))


def setting(one: Parameter) -> str:
    """``gap: 2 to 3 mm (measured)``, ``at most 2 mm``, or that the measure is open."""
    name = f"{one.name}: " if one.name else ""
    amount = _amount(one)
    if amount:
        return f"{name}{amount}{_basis(one)}"
    told = f"“{one.text}” – " if one.text else ""
    return name + told + _("how much is open")


def _lines(content: UnitContent) -> Iterator[Line]:
    for one in content.parameters:
        yield Line(_("Setting"), setting(one), content.seconds_of(one))
    for cue in content.cues:
        yield Line(_("Sign to look out for"), _cue(cue), content.seconds_of(cue))
    for condition in content.conditions:
        name = _("Holds when") if condition.holds else _("Does not hold when")
        yield Line(name, condition.text, content.seconds_of(condition))
    for detail in content.details:
        yield Line(_(DETAILS[detail.field]), detail.text, content.seconds_of(detail))


def _amount(one: Parameter) -> str:
    unit = one.unit if one.unit in ("", "°", "%") else f" {one.unit}"
    if one.low is not None and one.high is not None:
        ends = {"low": _number(one.low), "high": _number(one.high), "unit": unit}
        return _("{low} to {high}{unit}").format(**ends)
    if one.low is not None:
        return _("at least {amount}").format(amount=_number(one.low) + unit)
    if one.high is not None:
        return _("at most {amount}").format(amount=_number(one.high) + unit)
    return "" if one.value is None else _number(one.value) + unit


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _basis(one: Parameter) -> str:
    told = {"measured": _("measured"), "felt": _("by feel")}.get(one.basis)
    return f" ({told})" if told else ""


def _cue(cue: Cue) -> str:
    sense = _(SENSES[cue.modality]) if cue.modality else _(NO_SENSE)
    parts = [f"{sense}: {cue.description}"]
    if cue.normal:
        parts.append(_("when all is well: {what}").format(what=cue.normal))
    if cue.abnormal:
        parts.append(_("when it is not: {what}").format(what=cue.abnormal))
    if cue.threshold is not None:
        parts.append(setting(cue.threshold))
    return " · ".join(parts)
