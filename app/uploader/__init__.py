"""The uploader: a recording goes to our own route in parts, never through Streamlit's memory."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from pydantic import ValidationError

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


def upload_labels() -> dict[str, str]:
    """The words on it, in the language of the page."""
    return {
        "pick": _("Choose a video or sound file, or drop it here"),
        "progress": _("Share that has arrived"),
        "pause": _("Pause"),
        "resume": _("Go on"),
        "stop": _("Choose another"),
        "sending": _("On its way…"),
        "paused": _("Paused. It goes on where it stopped."),
        "waiting": _("The line is broken. Trying again…"),
        "refused": _("This file was refused."),
        "done": _("Arrived whole."),
    }
