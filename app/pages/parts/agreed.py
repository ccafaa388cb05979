"""What was agreed to for a work session, a chip a purpose, and whether anybody real is in it."""

from __future__ import annotations

import streamlit as st

from app.language import _, later
from data_schemas.rights import Purpose
from data_schemas.session import Session

# Short: they stand on each card of a long list.
SHORT: dict[Purpose, str] = {
    Purpose.TEACH: later("Teach"),
    Purpose.TRAIN: later("Train AI"),
    Purpose.SHARE: later("Share"),
    Purpose.PUBLISH: later("Publish"),
}


def draw(session: Session, generated: bool) -> None:
    """Nothing of a session that was erased: nothing is agreed to any more."""
    if session.withdrawn_at is not None:
        return
    with st.container(horizontal=True, gap="small", key=f"agreed-{session.id}"):
        if generated:
            st.badge(_("SYNTHETIC"), color="violet")
        for purpose, text in SHORT.items():
            yes = purpose in session.purposes
            word = _("{purpose}: yes") if yes else _("{purpose}: no")
            st.badge(word.format(purpose=_(text)), color="green" if yes else "gray")
