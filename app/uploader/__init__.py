"""The uploader: a recording goes to our own route in parts, never through Streamlit's memory."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pydantic import ValidationError

from app.assets import text_of
from data_schemas.value import Value

_mount = st.components.v2.component(
    "sonmat_uploader",
    html=text_of(__name__, "uploader.html"),
    css=text_of(__name__, "uploader.css"),
    js=text_of(__name__, "uploader.js"),
)


class Uploaded(Value):
    """A file that has arrived whole: the upload's id, and the name it had at home."""

    upload: str
    name: str
    size: int


def uploader(token: str, labels: Mapping[str, str], lang: str, key: str) -> Uploaded | None:
    """Draw it; the file that arrived, kept over later runs, None while there is none.

    ``token`` lets the browser announce a file (``app.tokens``, action upload, target new).
    """
    result = _mount(
        key=key,
        data={"token": token, "labels": dict(labels), "lang": lang},
        default={"file": None},
        on_file_change=lambda: None,
    )
    said = result.get("file")
    try:
        return Uploaded.model_validate(said) if said else None
    except ValidationError:
        return None
