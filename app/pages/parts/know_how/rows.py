"""Fields of a card that come in rows: settings, signs, conditions, and what else it says.

A row that is left empty is none. What a row rested on it goes on to rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.knowhow.words import DETAILS, NO_SENSE, SENSES
from app.language import _
from data_schemas.knowledge import Condition, Cue, Detail, DetailField, Modality, Parameter

G = TypeVar("G")
T = TypeVar("T")
Basis = Literal["", "measured", "felt"]


def settings(given: Sequence[Parameter], key: str) -> tuple[object, ...]:
    """Not checked yet: a range may be the wrong way round until it is saved."""
    return _rows(_("Settings"), given, f"{key}-setting", _setting)


def cues(given: Sequence[Cue], key: str) -> tuple[Cue, ...]:
    return _rows(_("Signs to look out for"), given, f"{key}-cue", _cue)


def conditions(given: Sequence[Condition], key: str) -> tuple[Condition, ...]:
    return _rows(_("When it holds"), given, f"{key}-condition", _condition)


def details(given: Sequence[Detail], key: str) -> tuple[Detail, ...]:
    return _rows(_("Reason and more"), given, f"{key}-detail", _detail)


def _rows(
    title: str, given: Sequence[G], key: str, draw: Callable[[G | None, str], T | None]
) -> tuple[T, ...]:
    """One row more than there are, on demand."""
    more = int(st.session_state.get(f"{key}-more", 0))

    def one_more() -> None:
        st.session_state[f"{key}-more"] = more + 1

    count = len(given) + more
    label = f"{title} ({count})" if count else title
    with st.expander(label, expanded=bool(count)):
        made = [draw(given[n] if n < len(given) else None, f"{key}-{n}") for n in range(count)]
        st.button(_("Add a row"), key=f"{key}-add", icon=":material/add:", on_click=one_more)
    return tuple(one for one in made if one is not None)


def _setting(one: Parameter | None, key: str) -> object | None:
    name, value, unit = st.columns([2, 1, 1])
    named = name.text_input(_("What is set"), one.name if one else "", key=f"{key}-name").strip()
    amount = _number(value, _("Value"), one.value if one else None, f"{key}-value")
    symbol = unit.text_input(_("Unit"), one.unit if one else "", key=f"{key}-unit").strip()
    least, most, basis = st.columns([1, 1, 2])
    low = _number(least, _("At least"), one.low if one else None, f"{key}-low")
    high = _number(most, _("At most"), one.high if one else None, f"{key}-high")
    words: dict[Basis, str] = {"": _("Not said"), "measured": _("measured"), "felt": _("by feel")}
    known = basis.selectbox(
        _("Told by"), list(words), format_func=words.__getitem__,
        index=list(words).index(one.basis) if one else 0, key=f"{key}-basis",
    )  # fmt: skip
    text = one.text if one else ""
    if not named and not text and amount is None:
        return None
    if not named and amount is None and low is None and high is None and not symbol:
        return one
    return {
        "name": named, "value": amount, "low": low, "high": high, "unit": symbol, "basis": known,
        "text": text, "evidence": one.evidence if one else (),
    }  # fmt: skip


def _number(place: DeltaGenerator, label: str, value: float | None, key: str) -> float | None:
    return place.number_input(label, value=value, format="%g", key=key)


def _cue(one: Cue | None, key: str) -> Cue | None:
    sense, told = st.columns([1, 2])
    names: list[Modality | None] = [None, *get_args(Modality)]
    modality = sense.selectbox(
        _("Sense"), names, format_func=lambda m: _(SENSES[m] if m else NO_SENSE),
        index=names.index(one.modality) if one else 0, key=f"{key}-sense",
    )  # fmt: skip
    text = told.text_input(_("What is noticed"), one.description if one else "", key=f"{key}-what")
    well, badly = st.columns(2)
    normal = well.text_input(_("When all is well"), one.normal if one else "", key=f"{key}-well")
    abnormal = badly.text_input(_("When it is not"), one.abnormal if one else "", key=f"{key}-bad")
    if not text.strip():
        return None
    return Cue(
        modality=modality, description=text.strip(), normal=normal.strip(),
        abnormal=abnormal.strip(), threshold=one.threshold if one else None,
        evidence=one.evidence if one else (),
    )  # fmt: skip


def _condition(one: Condition | None, key: str) -> Condition | None:
    how, told = st.columns([1, 2])
    words = {True: _("Holds when"), False: _("Does not hold when")}
    holds = how.selectbox(
        _("How"), [True, False], format_func=words.__getitem__,
        index=0 if one is None or one.holds else 1, key=f"{key}-holds",
    )  # fmt: skip
    text = told.text_input(_("Condition"), one.text if one else "", key=f"{key}-text").strip()
    if not text:
        return None
    return Condition(text=text, holds=holds, evidence=one.evidence if one else ())


def _detail(one: Detail | None, key: str) -> Detail | None:
    what, told = st.columns([1, 2])
    names: list[DetailField] = list(DETAILS)
    field = what.selectbox(
        _("What it is about"), names, format_func=lambda name: _(DETAILS[name]),
        index=names.index(one.field) if one else 0, key=f"{key}-field",
    )  # fmt: skip
    text = told.text_input(_("In words"), one.text if one else "", key=f"{key}-text").strip()
    if not text:
        return None
    return Detail(field=field, text=text, evidence=one.evidence if one else ())
