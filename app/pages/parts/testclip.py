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
from data_schemas.quality import Check, CheckItem, Severity
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
        clips = uploader(token, upload_labels(), current(), key=f"testclip-{turn}")
        if clips:
            # Of several the first is looked at; what nobody takes in is swept after a week.
            st.session_state[_FOUND] = _judged(site, who, clips[0])
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
        _show_rest(found)


def _show_rest(found: Check) -> None:
    """What was looked at, in a fixed order: first what could be better, then what is in order."""
    amiss = dict.fromkeys(_(LOOKED_AT[one.code]) for one in _as_listed(found, "advice"))
    fine = [_(LOOKED_AT[one.code]) for one in _as_listed(found, "ok")]
    if amiss:
        st.caption(f":orange[**!**] {_('Could be better')}: {' · '.join(amiss)}")
    if rest := dict.fromkeys(name for name in fine if name not in amiss):
        st.caption(f":green[**✓**] {_('In order')}: {' · '.join(rest)}")


def _as_listed(found: Check, severity: Severity) -> list[CheckItem]:
    order = list(LOOKED_AT)
    items = (one for one in found.items if one.severity == severity)
    return sorted(items, key=lambda one: order.index(one.code))
