"""A pad to sign on with finger, pen or mouse. Whoever cannot draw types their name instead."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

import streamlit as st

from app.assets import text_of

_mount = st.components.v2.component(
    "sonmat_signature",
    html=text_of(__name__, "signature.html"),
    css=text_of(__name__, "signature.css"),
    js=text_of(__name__, "signature.js"),
)
# What a pad can send at most, as base64; the door looks at the picture itself.
LIMIT = 400_000


def signature(labels: Mapping[str, str], lang: str, key: str) -> bytes | None:
    """Draw the pad; the PNG picture of what was signed, None while nothing is."""
    result = _mount(
        key=key,
        data={"labels": dict(labels), "lang": lang},
        default={"picture": None},
        on_picture_change=lambda: None,
    )
    return picture_of(result.get("picture"))


def picture_of(said: object) -> bytes | None:
    """The bytes that a browser sent as base64; None for anything else."""
    if not isinstance(said, str) or len(said) > LIMIT:
        return None
    try:
        return base64.b64decode(said, validate=True) or None
    except (binascii.Error, ValueError):
        return None
