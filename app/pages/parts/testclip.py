"""A test clip before the real take: judged in half a minute, then gone."""

from __future__ import annotations

import streamlit as st

from app import problems, tokens
from app.advice import LOOKED_AT, sentence, well
from app.language import _, current
from app.links import kept_token
from app.uploader import Uploaded, upload_labels, uploader
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.quality import Check
from data_schemas.rights import Actor
from pipelines.quality.desk import judge_upload

_FOUND = "testclip-found"
_TURN = "testclip-turn"


def draw(site: Site, who: Actor) -> None:
    """Take a clip, say what could be better; it is destroyed as soon as it was judged."""
    with st.expander(_("Try camera and microphone first"), icon=":material/videocam:"):
        st.caption(
            _(
                "Record about 20 seconds of the work and a few spoken sentences, with the camera"
                " where it will stand. The clip is looked at and not kept."
            )
        )
        turn = st.session_state.setdefault(_TURN, 0)
        token = kept_token(site, who, tokens.UPLOAD, tokens.NEW)
        clip = uploader(token, upload_labels(), current(), key=f"testclip-{turn}")
        if clip is not None:
            st.session_state[_FOUND] = _judged(site, who, clip)
            st.session_state[_TURN] = turn + 1
            st.rerun()
        _show(st.session_state.get(_FOUND))


def _judged(site: Site, who: Actor, clip: Uploaded) -> Check | SonmatError:
    with st.spinner(_("Looking and listening…")):
        try:
            return judge_upload(site, who, clip.upload, clip.name, current())
        except SonmatError as error:
            return error


def _show(found: Check | SonmatError | None) -> None:
    if isinstance(found, SonmatError):
        st.error(problems.told(found))
    elif found is not None:
        advice = sentence(found, current())
        if advice:
            st.warning(advice, icon=":material/lightbulb:")
        else:
            st.success(_(well(found)), icon=":material/check_circle:")
        st.caption(" · ".join(_looked_at(found)))


def _looked_at(found: Check) -> list[str]:
    """What was looked at in its fixed order, each with a sign for well or not."""
    grades = {one.code: one.severity for one in found.items}
    signs = {"ok": ":green[✓]", "advice": ":orange[!]"}
    return [
        f"{signs[grades[code]]} {_(name)}" for code, name in LOOKED_AT.items() if code in grades
    ]
