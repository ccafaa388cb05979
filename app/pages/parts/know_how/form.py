"""The form in which a card is written: what it says, and what is drawn out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st
from pydantic import ValidationError

from app import problems
from app.knowhow.words import CERTAINTIES, UNIT_KINDS
from app.language import NAMES, _
from app.pages.parts.know_how import rows
from app.pages.parts.know_how.desk import Desk, write
from app.plain import CLASSES
from app.scene.shown import numbered
from data_schemas.errors import SonmatError
from data_schemas.knowledge import UnitContent
from data_schemas.rights import ProtectionClass

Save = Callable[[UnitContent], None]


def draw(desk: Desk, content: UnitContent, key: str, save: Save) -> None:
    """``save`` keeps it, or raises a sentence that is shown below."""
    fragment(desk, content, f"write-{key}", save)


@st.fragment
def fragment(desk: Desk, content: UnitContent, key: str, save: Save) -> None:
    st.divider()
    fields = _fields(desk, content, key)
    keep, leave = st.columns(2)
    if keep.button(_("Save"), key=f"{key}-save", type="primary", width="stretch"):
        _keep(fields, key, save)
    if leave.button(_("Cancel"), key=f"{key}-cancel", width="stretch"):
        _forget(key)
        write("")
        st.rerun()


def _keep(fields: dict[str, object], key: str, save: Save) -> None:
    if not str(fields["text"]).strip():
        st.error(_("Write what the card says."))
        return
    try:
        save(UnitContent.model_validate(fields))
    except ValidationError:
        st.error(_("This does not go together: look at the numbers, the start before the end."))
    except SonmatError as error:
        st.error(problems.told(error))
    else:
        _forget(key)
        st.rerun()


def _forget(key: str) -> None:
    """Rows that were added and not saved."""
    for name in [one for one in st.session_state if str(one).startswith(key)]:
        del st.session_state[name]


def _fields(desk: Desk, content: UnitContent, key: str) -> dict[str, object]:
    kind, step = st.columns(2)
    kinds = list(UNIT_KINDS)
    steps = [None, *(one.id for one in desk.procedure.steps)]
    chosen: dict[str, object] = {
        "kind": kind.selectbox(
            _("Kind"), kinds, index=kinds.index(content.kind), key=f"{key}-kind",
            format_func=lambda one: _(UNIT_KINDS[one]),
        ),
        "step_id": step.selectbox(
            _("Step"), steps, key=f"{key}-step",
            index=steps.index(content.step_id) if content.step_id in steps else 0,
            format_func=lambda one: numbered(desk.procedure, one) if one else _("About no step"),
        ),
        "text": st.text_area(_("In the expert's words"), content.text, key=f"{key}-text"),
        "normalised": st.text_input(_("Tidily said"), content.normalised, key=f"{key}-tidy"),
        "parameters": rows.settings(content.parameters, key),
        "cues": rows.cues(content.cues, key),
        "conditions": rows.conditions(content.conditions, key),
        "details": rows.details(content.details, key),
    }  # fmt: skip
    with st.expander(_("Translation, certainty, how far it may go")):
        chosen |= _beside(content, key)
    kept = {name: getattr(content, name) for name in UnitContent.model_fields}
    return {**kept, **chosen}


def _beside(content: UnitContent, key: str) -> dict[str, object]:
    other: Literal["ko", "en"] = "en" if content.language == "ko" else "ko"
    certainties, classes = list(CERTAINTIES), list(ProtectionClass)
    return {
        f"text_{other}": st.text_area(
            _("In {language}").format(language=NAMES[other]),
            getattr(content, f"text_{other}"), key=f"{key}-other",
        ),
        "confidence": st.selectbox(
            _("How sure"), certainties, index=certainties.index(content.confidence),
            format_func=lambda one: _(CERTAINTIES[one]), key=f"{key}-sure",
        ),
        "protection_class": st.selectbox(
            _("Protection"), classes, index=classes.index(content.protection_class),
            format_func=lambda one: _(CLASSES[one]), key=f"{key}-class",
        ),
    }  # fmt: skip
