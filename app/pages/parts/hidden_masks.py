"""Masks over the picture of one camera, and what somebody does with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import tokens, work
from app.language import _, current, later
from app.layout import act_and_redraw
from app.links import kept_token
from app.masks import masks as board
from app.media_route import media_url
from capture import sessions
from capture.access import facts_of
from capture.permission import decide
from data_schemas.clock import TimeMap
from data_schemas.errors import InputError
from data_schemas.mask import BoxAt, MaskKind, MaskState, Patch, PictureMask
from data_schemas.rights import Action
from pipelines.deidentify import desk
from pipelines.deidentify.drawing import desk as drawing
from pipelines.deidentify.drawing.desk import Drawn

if TYPE_CHECKING:
    from app.pages.masking import Hiding

KINDS: dict[MaskKind, str] = {
    "face": later("Face"),
    "person": later("Person"),
    "badge": later("Badge"),
    "screen": later("Screen"),
    "other": later("Something else"),
}
SURE = 0.5  # share of its time below which a person should look at a proposal


def draw(hiding: Hiding) -> None:
    """The board; one act of a person is done and the page is drawn anew."""
    found = desk.masks(hiding.site, hiding.who, hiding.session.id).masks
    here = [one for one in found if one.mask.recording == hiding.recording.id]
    clock = sessions.time_map(hiding.site, hiding.who, hiding.session.id, hiding.recording.id)
    searched = desk.proposals(hiding.site, hiding.who, hiding.session.id)
    may = decide(hiding.who, Action.AMEND, facts_of(hiding.site, hiding.session.id)).allowed
    if hiding.recording.has_video and hiding.recording.id not in searched:
        _unsearched(hiding)
    act = board(
        {
            "url": _link(hiding),
            "lang": current(),
            "masks": [told(one, clock) for one in here],
            "labels": labels(),
            "editable": may,
            "turn": len(found),
        },
        key=f"masks-{hiding.recording.id}",
    )
    if act is not None:
        with st.spinner(_("One moment")):
            act_and_redraw(lambda: done(hiding, clock, act))


def _unsearched(hiding: Hiding) -> None:
    if hiding.session.wants_faces:
        st.info(_("Faces are still being looked for: proposals come by themselves, later."))
        return
    st.info(_("Nothing of it is meant to leave this house, so no face was looked for."))
    may = decide(hiding.who, Action.PROCESS, facts_of(hiding.site, hiding.session.id)).allowed
    if may and st.button(_("Look for faces"), icon=":material/face:"):
        act_and_redraw(lambda: _look(hiding))


def _look(hiding: Hiding) -> None:
    desk.look_for_faces(hiding.site, hiding.who, hiding.session.id)
    work.attend(hiding.site)


def _link(hiding: Hiding) -> str:
    place = (hiding.session.id, hiding.recording.id)
    return media_url(*place, kept_token(hiding.site, hiding.who, tokens.PLAY, *place))


def told(state: MaskState, clock: TimeMap) -> dict[str, Any]:
    """A mask for the board, on the player's clock."""
    mask = state.mask
    boxes = None
    if isinstance(mask, PictureMask):
        boxes = [
            [round(clock.to_proxy(one.at_s), 3), one.box.x, one.box.y, one.box.w, one.box.h]
            for one in mask.boxes
        ]
    kind = mask.kind if isinstance(mask, PictureMask) else "sound"
    return {
        "id": mask.id,
        "kind": kind,
        "name": _(KINDS[mask.kind]) if isinstance(mask, PictureMask) else _("Sound"),
        "start": clock.to_proxy(mask.start_s),
        "end": clock.to_proxy(mask.end_s),
        "boxes": boxes,
        "applies": state.applies,
        "origin": mask.origin,
        "check": unsure(state),
        "about": _about(state),
    }


def unsure(state: MaskState) -> bool:
    mask = state.mask
    return isinstance(mask, PictureMask) and not state.judged and mask.sure < SURE


def _about(state: MaskState) -> str:
    if not state.applies:
        return _("not hidden")
    if state.mask.origin == "person":
        return _("set by a person")
    return _("please check") if unsure(state) else _("proposed")


def labels() -> dict[str, Any]:
    return {
        "video": _("The recording"),
        "picture": _("What is hidden in the picture"),
        "kind": _("What is it?"),
        "until": _("How long?"),
        "follows": _("It moves: follow it"),
        "over": _("Cover hands as well"),
        "solid": _("Show it as in the copy"),
        "pen": _("Draw a box"),
        "stop": _("Stop drawing"),
        "draw": _("Draw a box round what is to be hidden from here on. Escape stops."),
        "mend": _("Draw the box where it belongs at this second. Escape stops."),
        "hint": _("Go to the second from which something is to be hidden, then draw a box."),
        "wait": _("One moment"),
        "none": _("Nothing is hidden in the picture of this camera."),
        "go": _("Go there"),
        "reject": {"machine": _("Do not hide it"), "person": _("Remove")},
        "accept": _("Hide it after all"),
        "redraw": _("Put it right here"),
        "kinds": {name: _(text) for name, text in KINDS.items()},
        "untils": {
            "10": _("10 seconds"), "30": _("30 seconds"), "end": _("To the end"),
        },
    }  # fmt: skip


def done(hiding: Hiding, clock: TimeMap, act: dict[str, Any]) -> None:
    """Do what the board told. Raises InputError for what it cannot have told."""
    deed = DEEDS.get(str(act.get("do")))
    if deed is None:
        raise InputError(NOT_UNDERSTOOD)
    try:
        deed(hiding, clock, act)
    except (KeyError, TypeError, ValueError):
        raise InputError(NOT_UNDERSTOOD) from None


NOT_UNDERSTOOD = "What was drawn did not arrive whole: draw it again."


def _key(clock: TimeMap, act: dict[str, Any]) -> BoxAt:
    x, y, w, h = (float(side) for side in act["box"])
    return BoxAt(at_s=round(clock.to_source(float(act["at"])), 3), box=Patch(x=x, y=y, w=w, h=h))


def _draw(hiding: Hiding, clock: TimeMap, act: dict[str, Any]) -> None:
    until = act.get("until")
    end_s = hiding.recording.duration_s
    drawn = Drawn(
        recording=hiding.recording.id,
        kind=act["kind"],
        key=_key(clock, act),
        until_s=end_s if until is None else min(end_s, clock.to_source(float(until))),
        follows=bool(act.get("follows")),
        over_hands=bool(act.get("over")),
    )
    drawing.draw(hiding.site, hiding.who, hiding.session.id, drawn)


def _redraw(hiding: Hiding, clock: TimeMap, act: dict[str, Any]) -> None:
    drawing.redraw(hiding.site, hiding.who, hiding.session.id, str(act["mask"]), _key(clock, act))


def _accept(hiding: Hiding, _clock: TimeMap, act: dict[str, Any]) -> None:
    desk.accept(hiding.site, hiding.who, hiding.session.id, str(act["mask"]))


def _reject(hiding: Hiding, _clock: TimeMap, act: dict[str, Any]) -> None:
    desk.reject(hiding.site, hiding.who, hiding.session.id, str(act["mask"]))


DEEDS: dict[str, Callable[[Hiding, TimeMap, dict[str, Any]], None]] = {
    "draw": _draw, "redraw": _redraw, "accept": _accept, "reject": _reject,
}  # fmt: skip
