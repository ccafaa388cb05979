"""The uploader: recordings go to our own route in parts, never through Streamlit's memory."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pydantic import TypeAdapter, ValidationError

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


_FILES: TypeAdapter[tuple[Uploaded, ...]] = TypeAdapter(tuple[Uploaded, ...])


def uploader(token: str, labels: Mapping[str, str], lang: str, key: str) -> tuple[Uploaded, ...]:
    """Draw it; the files that arrived, kept over later runs. Empty until all of them are whole.

    ``token`` lets the browser announce a file (``app.tokens``, action upload, target new).
    """
    result = _mount(
        key=key,
        data={"token": token, "labels": dict(labels), "lang": lang},
        default={"files": []},
        on_files_change=lambda: None,
    )
    try:
        return _FILES.validate_python(result.get("files") or [])
    except ValidationError:
        return ()
