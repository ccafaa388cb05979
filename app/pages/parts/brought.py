"""How the file of a procedure was understood, before anything is saved."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from app import problems
from app.language import _, n_
from app.plain import verbatim
from capture.procedures import Preview
from data_schemas.procedure import Procedure, Step

_TALL = 14


def draw(found: Preview, before: Procedure | None) -> None:
    made = found.procedure
    if not found.is_new:
        st.info(_("Nothing is new in it, so there is nothing to save."))
        return
    st.caption(_("This is how it was understood. Nothing is saved yet."))
    count = n_("{n} step", "{n} steps", len(made.steps))
    lines = list(_lines(made))
    with st.container(border=True, height=420 if len(lines) > _TALL else "content"):
        st.markdown(f"**{verbatim(made.title)}** · {count}")
        st.markdown("\n".join(lines))
    if before is not None:
        _changes(found, before)
    if found.notes:
        notes = (f"- {verbatim(problems.reason(note))}" for note in found.notes)
        st.warning("\n".join((f"**{_('Left out or worth a look')}**\n", *notes)))


def _lines(made: Procedure) -> Iterable[str]:
    """A nested list: what lies in what, with key points, reasons and order below each step."""
    numbers = {step.id: n for n, step in enumerate(made.steps, 1)}
    after: dict[str, list[int]] = {}
    for first, then in made.before:
        after.setdefault(then, []).append(numbers[first])
    for depth, one, is_group in made.outline():
        indent = "    " * depth
        title = verbatim(" ".join(one.title.split()))
        number = "" if is_group else f"{numbers[one.id]}\\. "
        yield f"{indent}- {f'**{title}**' if is_group else f'{number}{title}'}"
        yield from (f"{indent}    - {line}" for line in _said(one))
        if one.id in after:
            steps = ", ".join(map(str, sorted(after[one.id])))
            yield f"{indent}    - :gray[{_('comes after {steps}').format(steps=steps)}]"


def _said(one: Step) -> Iterable[str]:
    for name, texts in ((_("Key point"), one.key_point), (_("Reason"), one.reason)):
        for text in texts:
            yield f":gray[{name}] {verbatim(' '.join(text.split()))}"


def _changes(found: Preview, before: Procedure) -> None:
    """What is another step than in the version before; the rest keeps what was said about it."""
    texts = (
        (_("New: {steps}"), found.changes.new, found.procedure),
        (_("No longer in it: {steps}"), found.changes.gone, before),
        (_("Changed: {steps}"), found.changes.changed, found.procedure),
    )
    for text, ids, home in texts:
        titles = [f"“{verbatim(step.title)}”" for id in ids if (step := home.step(id))]
        if titles:
            st.caption(text.format(steps=", ".join(titles)))
