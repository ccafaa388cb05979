"""The uploader: recordings go to our own route in parts, never through Streamlit's memory."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from app.assets import text_of
from app.language import _
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


def upload_labels() -> dict[str, str]:
    """The words on it, in the language of the page."""
    return {
        "pick": _("Choose video or sound files, or drop them here"),
        "progress": _("Share that has arrived"),
        "pause": _("Pause"),
        "resume": _("Go on"),
        "stop": _("Take it out"),
        "queued": _("Waiting for its turn"),
        "sending": _("On its way…"),
        "paused": _("Paused. It goes on where it stopped."),
        "waiting": _("The line is broken. Trying again…"),
        "refused": _("This file was refused."),
        "done": _("Arrived whole."),
    }
