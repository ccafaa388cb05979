"""The checksum of each file on arrival: shown once to who brought them, and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from app.language import _
from app.plain import verbatim

_KEY = "arrived"
SHORT = 12


@dataclass(frozen=True)
class File:
    """``known_in``: the number of the work session that had it before, 0 for one unseen."""

    name: str
    sha256: str
    known_in: int | None = None


def remember(session: str, files: Iterable[File]) -> None:
    """To be shown on the page of ``session`` as long as this tab is open."""
    st.session_state.setdefault(_KEY, {})[session] = tuple(files)


def draw(session: str) -> None:
    """What ``remember`` kept for this session, if anything."""
    files = st.session_state.get(_KEY, {}).get(session, ())
    if files:
        with st.expander(_("What arrived"), icon=":material/verified:"):
            table(files)


def table(files: Iterable[File]) -> None:
    """A line a file: name, the beginning of its checksum, and all of it to copy."""
    st.caption(
        _(
            "The checksum (SHA-256) of each file as it was read. It is not kept here: note it to"
            " compare it with the file on the card later."
        )
    )
    for file in files:
        name, told = st.columns([2, 3])
        name.markdown(f"{verbatim(file.name)} — `{file.sha256[:SHORT]}…`{_known(file)}")
        told.code(file.sha256, language=None, wrap_lines=True)


def _known(file: File) -> str:
    if file.known_in is None:
        return ""
    if not file.known_in:
        return "  \n" + _("was here already")
    return "  \n" + _("was here already, in work session No. {n}").format(n=file.known_in)
