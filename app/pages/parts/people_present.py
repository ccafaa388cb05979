"""A list of those who are heard or seen beside the expert, one line a person."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.language import _
from app.plain import AGREED, ROLES
from data_schemas.rights import Present

LABEL_LIMIT = 80
Rows = list[dict[str, Any]]


def draw(rows: Rows, name: str) -> Rows:
    """Show and change ``rows``, each with ``role``, ``label`` and ``agreed``, in place."""
    st.caption(
        _(
            "Interviewer, learner, somebody who walks by: whoever can be recognised has agreed, or"
            " is made unrecognisable before anything leaves this site."
        )
    )
    if not rows:
        st.markdown(_("Nobody but the expert."))
    for position, row in enumerate(rows):
        _row(rows, position, row, f"{name}-{row.setdefault('key', position)}")
    if st.button(_("Add a person"), icon=":material/person_add:", key=f"{name}-add"):
        following = max((int(one.get("key", 0)) for one in rows), default=-1) + 1
        rows.append({"role": "interviewer", "label": "", "agreed": "open", "key": following})
        st.rerun()
    return rows


def _row(rows: Rows, position: int, row: dict[str, Any], key: str) -> None:
    what, who, agreed, away = st.columns([2.6, 3, 3.2, 0.8], vertical_alignment="bottom")
    roles = {one: _(text) for one, text in ROLES.items()}
    states = {one: _(text) for one, text in AGREED.items()}
    row["role"] = what.selectbox(
        _("Who"),
        options=list(roles),
        index=list(roles).index(row["role"]),
        format_func=roles.__getitem__,
        key=f"{key}-role",
    )
    row["label"] = who.text_input(
        _("Name or description"),
        value=row["label"],
        max_chars=LABEL_LIMIT,
        key=f"{key}-label",
    )
    row["agreed"] = agreed.selectbox(
        _("Asked?"),
        options=list(states),
        index=list(states).index(row["agreed"]),
        format_func=states.__getitem__,
        key=f"{key}-agreed",
    )
    if away.button("✕", key=f"{key}-away", help=_("Take out"), width="stretch"):
        del rows[position]
        st.rerun()


def missing(rows: Rows) -> str:
    """What is still to be said about somebody, as a sentence."""
    if any(not row["label"].strip() for row in rows):
        return _("Write down who each of them is, or take the line out.")
    if any(row["agreed"] == "open" for row in rows):
        return _("Ask everybody, or choose that they are made unrecognisable.")
    return ""


def values(rows: Rows) -> tuple[Present, ...]:
    """What the consent keeps."""
    return tuple(
        Present(role=row["role"], label=" ".join(row["label"].split()), agreed=row["agreed"])
        for row in rows
        if row["label"].strip()
    )
