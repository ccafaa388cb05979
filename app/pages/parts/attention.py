"""What a work session needs from people now: a short list, each with the way to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, n_
from app.links import leave_for, open_recorder
from app.pages.parts import people_present
from capture import consent, sessions
from data_schemas.rights import Purpose
from pipelines.programme.desk import session_standing

if TYPE_CHECKING:
    from app.pages.session import View


@dataclass(frozen=True)
class Need:
    """One sentence, and where to see to it: a label and what it does, or neither."""

    text: str
    label: str = ""
    act: Callable[[], None] | None = None


def draw(view: View) -> None:
    needs = tuple(_needs(view))
    if needs:
        # One line, so that the recording is in sight; what bars the work stands open.
        label = f"{_('What needs attention')} ({len(needs)})"
        with st.expander(label, icon=":material/error:", expanded=not view.session.work):
            for number, need in enumerate(needs):
                _line(need, number)


def _line(need: Need, number: int) -> None:
    text, button = st.columns([5, 1.5], vertical_alignment="center")
    text.markdown(f"{need.text}")
    if need.act and button.button(need.label, key=f"need-{number}", width="stretch"):
        need.act()


def _needs(view: View) -> Iterator[Need]:
    found = view.session
    sign = lambda: leave_for("wizard", {"session": found.id, "step": "3"})  # noqa: E731
    hide = lambda: leave_for("masking", {"session": found.id})  # noqa: E731
    if not found.work:
        yield Need(_("Nothing was recorded yet."), _("Record"), lambda: open_recorder(found.id))
    if Purpose.TRAIN not in found.purposes:
        yield Need(
            _("No consent to train AI with it: it stays out of datasets for that."),
            _("Ask for consent"),
            sign,
        )
    if found.open_people:
        yield Need(
            n_("{n} person in it was not asked yet.", "{n} people in it were not asked yet.",
               found.open_people)
        )  # fmt: skip
    if found.to_mask and found.deidentified_at is None:
        yield Need(
            n_(
                "{n} person in it is to be made unrecognisable: until somebody confirms that,"
                " nothing of it leaves.",
                "{n} people in it are to be made unrecognisable: until somebody confirms that,"
                " nothing of it leaves.",
                found.to_mask,
            ),
            _("Check what is hidden"),
            hide,
        )
    elif found.deidentified_at is None and found.work and Purpose.TRAIN in found.purposes:
        yield Need(
            _("Nobody has confirmed yet what is hidden in it: it stays out of datasets."),
            _("Check what is hidden"),
            hide,
        )
    yield from _of_the_recording(view)


def _of_the_recording(view: View) -> Iterator[Need]:
    found = view.session
    if found.unplaced:
        yield Need(
            n_("{n} camera is not matched with the first one.",
               "{n} cameras are not matched with the first one.", len(found.unplaced))
        )  # fmt: skip
    if session_standing(view.site, view.who, found.id).overdue:
        yield Need(_("Recorded more than two days ago and not asked about yet."))
    movement = sessions.movement(view.site, view.who, found.id)
    if movement is not None and movement.report.advice:
        yield Need(_("There is advice on how to film it next time, under “Movement”."))


def people(view: View) -> None:
    """Who else is heard or seen in it; somebody may have walked in later."""
    signed = consent.read(view.site, view.who, view.session.id)
    key = f"present-{view.session.id}"
    rows = st.session_state.setdefault(key, [one.model_dump() for one in signed.present])
    people_present.draw(rows, key)
    if people_present.values(rows) != signed.present and st.button(_("Save"), key=f"{key}-save"):
        consent.name_present(view.site, view.who, view.session.id, people_present.values(rows))
        st.session_state.pop(key)
        st.rerun()
