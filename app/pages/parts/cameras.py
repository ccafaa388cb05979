"""Where each camera lies on the session's clock, and a way to set it by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app.language import _
from app.layout import act_and_redraw
from capture import offsets
from data_schemas.session import Recording

if TYPE_CHECKING:
    from app.pages.session import View

# From here on a search is as good as certain; below a half it places nothing.
CERTAIN_FROM = 0.8


def draw(view: View) -> None:
    cameras = view.session.work
    if len(cameras) < 2:
        return
    unplaced = bool(view.session.unplaced)
    with st.expander(_("Cameras"), icon=":material/videocam:", expanded=unplaced):
        st.caption(
            _(
                "All cameras lie on the clock of the first one. Choose a bang that both have heard:"
                " the second at which camera 1 has it, minus the second at which this camera has"
                " it, is the number to type."
            )
        )
        st.markdown(f"**{name(cameras, 0)}** — {_('the clock of all')}")
        for number, recording in enumerate(cameras[1:], 1):
            _row(view, number, recording)
        _search(view)


def name(cameras: Sequence[Recording], position: int) -> str:
    """What people call one of a session's recordings of the work."""
    one = cameras[position]
    same = [camera.id for camera in cameras if camera.take == one.take]
    camera = _("Camera {n}").format(n=same.index(one.id) + 1)
    if len(same) == len(cameras):
        return camera
    take = _("Take {n}").format(n=one.take)
    return f"{take} · {camera}" if len(same) > 1 else take


def chosen(playable: Sequence[Recording], key: str) -> Recording:
    """The one that somebody looks at; where there is one only, nothing is asked."""
    if len(playable) == 1:
        return playable[0]
    position = st.segmented_control(
        _("Camera"),
        options=list(range(len(playable))),
        format_func=lambda n: name(playable, n),
        default=0,
        required=True,
        key=key,
    )
    return playable[position or 0]


def told(recording: Recording) -> str:
    """Where it lies, who says so and how sure that is."""
    if recording.offset_by == "nobody" and not recording.offset_s:
        return _("its place was not found by its sound, so it starts with camera 1 for now")
    offset_s = recording.offset_s or 0.0
    after, before = _("starts {seconds} s after camera 1"), _("starts {seconds} s before camera 1")
    where = (after if offset_s >= 0 else before).format(seconds=f"{abs(offset_s):.2f}")
    return f"{where} — {_by(recording)}"


def _by(recording: Recording) -> str:
    if recording.offset_by == "hand":
        return _("set by hand")
    if recording.offset_by == "clock":
        return _("as its name and its clock say")
    if recording.offset_by == "nobody":
        return _("by the clock of the device, not found by its sound")
    if recording.offset_confidence is None:
        return _("found by its sound")
    if recording.offset_confidence >= CERTAIN_FROM:
        return _("found by its sound, and certain")
    return _("found by its sound, but look whether it fits")


def _row(view: View, number: int, recording: Recording) -> None:
    st.markdown(f"**{name(view.session.work, number)}** — {told(recording)}")
    with st.form(f"offset-{recording.id}", border=False):
        box, save, back = st.columns([3, 1, 2], vertical_alignment="bottom")
        seconds = box.number_input(
            _("Seconds after camera 1 (before it: with a minus)"),
            min_value=-offsets.FARTHEST_S,
            max_value=offsets.FARTHEST_S,
            value=float(recording.offset_s or 0.0),
            step=0.1,
            format="%.3f",
            # Where a search has moved it, the box shows so.
            key=f"seconds-{recording.id}-{recording.offset_s}",
        )
        placed = save.form_submit_button(_("Set"), width="stretch", key=f"set-{recording.id}")
        fixed = recording.offset_by in ("hand", "clock")
        alone = view.session.is_first_of_take(recording)
        given_back = (fixed and not alone) and back.form_submit_button(
            _("Find by its sound instead"), width="stretch", key=f"back-{recording.id}"
        )
    if placed:
        act_and_redraw(lambda: _place(view, recording, float(seconds)))
    if given_back:
        act_and_redraw(lambda: _give_back(view, recording))


def _search(view: View) -> None:
    """For all but those that a hand has set, or the clocks of the cameras."""
    if all(one.offset_by in ("hand", "clock") for one in view.session.work[1:]):
        return
    if st.button(_("Search again by sound"), key="offsets-search"):
        act_and_redraw(lambda: _find(view))


def _place(view: View, recording: Recording, seconds: float) -> None:
    offsets.set_offsets(view.site, view.who, view.session.id, {recording.id: seconds})


def _give_back(view: View, recording: Recording) -> None:
    offsets.set_offsets(view.site, view.who, view.session.id, {recording.id: None})
    _find(view)


def _find(view: View) -> None:
    with st.spinner(_("Listening to the cameras…")):
        offsets.find_offsets(view.site, view.who, view.session.id)
