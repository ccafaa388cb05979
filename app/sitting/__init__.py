"""Replay and explain: the recording stops at what is worth asking, and the expert answers.

The browser component asks our own route (``app.sitting_route``) what to show; of an answer by
voice the recorder's own parts see to it that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.assets import text_of
from app.recorder import shared
from capture.sittings import Role

# One module to the browser: it is loaded from a place where modules cannot import each other.
PARTS = ("tools.js", "wire.js", "replay.js", "voice.js", "keys.js", "answers.js", "view.js",
         "sitting.js")  # fmt: skip


def script() -> str:
    return "\n".join([shared(), *(text_of(__name__, name) for name in PARTS)])


_mount = st.components.v2.component(
    "sonmat_sitting",
    html=text_of(__name__, "sitting.html"),
    css=text_of(__name__, "sitting.css"),
    js=script(),
)


@dataclass(frozen=True)
class Wired:
    """What it works with: the session, a token to ask and answer about it, one to record into it,
    whose screen it is, and a question card to put (step and card), if the address names one."""

    session: str
    token: str
    record: str
    role: Role
    card: tuple[str, str] | None = None
    links: Mapping[str, str] | None = None


def sitting(wired: Wired, labels: Mapping[str, str], lang: str, key: str) -> None:
    data: dict[str, Any] = {
        "session": {"id": wired.session, "token": wired.record},
        "token": wired.token,
        "role": wired.role,
        "card": list(wired.card) if wired.card else None,
        "links": dict(wired.links or {}),
        "labels": dict(labels),
        "lang": lang,
    }
    _mount(key=key, data=data)
