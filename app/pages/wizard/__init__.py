"""A new work session, step by step: job, people, consent, copy, recording."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import context, signin
from app.language import _, later
from app.layout import title
from app.pages.wizard import agree, copy, job, present, take
from app.pages.wizard.draft import Draft, current

Step = Callable[[Draft], None]
STEPS: tuple[tuple[str, Step], ...] = (
    (later("Job and expert"), job.draw),
    (later("Who is there"), present.draw),
    (later("Consent"), agree.draw),
    (later("Copy for the expert"), copy.draw),
    (later("Recording"), take.draw),
)


def draw() -> None:
    draft = current(context.site(), signin.current())
    title(
        _("New work session"),
        _("A work session is one expert doing one job once, recorded from start to end."),
    )
    _way(draft.step)
    with draft.saved():
        STEPS[draft.step - 1][1](draft)


def _way(step: int) -> None:
    """Where one is on the way; what is behind is ticked."""
    for number, (place, (name, _step)) in enumerate(
        zip(st.columns(len(STEPS)), STEPS, strict=True), 1
    ):
        mark = ":green[✓]" if number < step else f"{number}."
        text = f"{mark} {_(name)}"
        place.markdown(f"**:primary[{text}]**" if number == step else f":gray[{text}]")
    st.progress(step / len(STEPS))
