"""Which language a page speaks: the one chosen, else the browser's, else English."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations

import streamlit as st

from app import catalogue

NAMES = {"ko": "한국어", "en": "English"}
DEFAULT = "en"
_KEY = "language"
_SPOKEN: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Outside of a page, for a route: what is built inside speaks ``language``."""
    token = _SPOKEN.set(language if language in NAMES else DEFAULT)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def current() -> str:
    """Chosen in this tab, named in the address, or told by the browser."""
    if (spoken := _SPOKEN.get()) is not None:
        return spoken
    chosen = st.session_state.get(_KEY) or st.query_params.get("lang")
    if chosen in NAMES:
        return str(chosen)
    told = (st.context.locale or "").partition("-")[0].lower()
    return told if told in NAMES else DEFAULT


def was_chosen() -> bool:
    """Whether somebody in this tab said which language, rather than the browser."""
    return _KEY in st.session_state


def choose(language: str) -> None:
    st.session_state[_KEY] = language


def _(message: str) -> str:
    """``message`` in the language of the page."""
    return translations(current()).gettext(message)


def n_(one: str, many: str, n: int, **filled: str) -> str:
    """The form for ``n`` things, with ``{n}`` and what else it names filled in."""
    return translations(current()).ngettext(one, many, n).format(n=n, **filled)


@cache
def translations(language: str) -> GNUTranslations:
    return catalogue.load(language)


def later(message: str) -> str:
    """Marks a message of a table for the catalogues; ``_`` translates it when it is shown."""
    return message
