"""The recorder: camera and microphone of this device, recorded in the browser, sent as it is made.

The page passes the words; the browser keeps every part until our route has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from app.assets import text_of
from app.language import _
from data_schemas.session import RecordingRole

# One module to the browser: it is loaded from a place where modules cannot import each other.
# What every component that records shares: the shelf, what sends from it, the devices.
SHARED = ("sha256.js", "queue.js", "sender.js", "devices.js", "meter.js", "clock.js", "home.js",
          "taking.js", "calm.js")  # fmt: skip
PARTS = (*SHARED, "marks.js", "advice.js", "shown.js", "equipment.js", "recorder.js")


def shared() -> str:
    """The code of ``SHARED``, for the module of another component."""
    return "\n".join(text_of(__name__, name) for name in SHARED)


_mount = st.components.v2.component(
    "sonmat_recorder",
    html=text_of(__name__, "recorder.html"),
    css=text_of(__name__, "recorder.css"),
    js="\n".join(text_of(__name__, name) for name in PARTS),
)


@dataclass(frozen=True)
class Told:
    """What the browser says: whether it records or still has something to send, and, in the one
    run after it, the recording that has just arrived whole."""

    busy: bool
    finished: bool


@dataclass(frozen=True)
class Wired:
    """What it works with: the session and a token to record into it, one to ask for advice, and
    the keys that pedals send. ``role``: what is recorded, the work or an attempt."""

    session: str
    token: str
    check: str
    pedals: tuple[str, ...]
    role: RecordingRole = "work"


def recorder(wired: Wired, labels: Mapping[str, str], lang: str, key: str) -> Told:
    """Draw it. ``token`` begins recordings in the session (``app.tokens``, action record)."""
    result = _mount(
        key=key,
        data={
            "session": {"id": wired.session, "token": wired.token},
            "check": wired.check,
            "pedals": list(wired.pedals),
            "role": wired.role,
            "labels": dict(labels),
            "lang": lang,
        },
        default={"busy": False},
        on_busy_change=lambda: None,
        on_finished_change=lambda: None,
    )
    return Told(busy=bool(result.get("busy")), finished=bool(result.get("finished")))


def record_labels() -> dict[str, str]:
    """The words of the recorder, in the language of the page."""
    return {
        "open": _("Turn on camera and microphone"),
        "record": _("Record"),
        "go_on": _("Go on recording"),
        "pause": _("Pause"),
        "stop": _("End recording"),
        "mark": _("Set a mark"),
        "keys": _("A mark: press M or the pedal, or say “marker”."),
        "camera": _("Camera"),
        "microphone": _("Microphone"),
        "sound_only": _("Sound only, no camera"),
        "level": _("How loud it is"),
        "preview": _("What the camera sees"),
        "asking": _("The browser asks whether camera and microphone may be used: allow it."),
        "denied": _(
            "Camera and microphone are barred for this page: allow them at the lock or camera sign"
            " beside the address, then press the button again."
        ),
        "nothing": _("No microphone was found: plug one in, then press the button again."),
        "in_use": _(
            "Camera or microphone cannot be opened; another program may be using it. Close that"
            " one, then press the button again."
        ),
        "no_camera": _("No camera was found: sound alone is recorded."),
        "insecure": _(
            "This browser gives no page a camera over an unsecured line. Open Sonmat on the machine"
            " it runs on, or start it with `sonmat serve --lan` and use the address it prints."
        ),
        "old_browser": _(
            "This browser cannot record. Use a current Chrome, Edge, Firefox or Safari."
        ),
        "other_tab": _(
            "The recorder is open in another tab of this browser. Use that one, or close it: then"
            " this one takes over."
        ),
        "camera_gone": _(
            "The camera is gone. What was recorded until then is kept. Plug it in and turn it on"
            " again."
        ),
        "microphone_gone": _(
            "The microphone is gone. What was recorded until then is kept. Plug it in and turn it"
            " on again."
        ),
        "paused": _("Paused. Going on starts a new take."),
        "marked": _("Mark {n} at {at}"),
        "arrived": _("Take {n} has arrived whole."),
        "safe": _("Everything so far is safe on the server."),
        "sending": _("{n} MB wait to be sent. They are kept in this browser until then."),
        "checking": _("Checking that everything has arrived…"),
        "line": _(
            "The line is broken. Recording goes on; {n} MB are kept in this browser and sent as"
            " soon as the line is back."
        ),
        "full": _(
            "The disk of the server is full. Recording goes on; {n} MB are kept in this browser"
            " until there is room: free some on the server."
        ),
        "busy": _("This device is recording already, perhaps in another tab: stop it there first."),
        "memory": _(
            "This browser cannot keep anything on its disk: leave this tab open until all is sent."
        ),
        "room": _("Room in this browser: {n} GB."),
        "little_room": _("That is little: keep the line to the server open."),
        "resumed": _("A recording from {at} was broken off. Its rest is being sent: {n} %."),
        "refused": _("The rest of a recording from {at} was not taken."),
        "foreign": _("It belongs to another work session: open the recorder there."),
        "gap": _("A part of it is missing in this browser."),
        "late": _("What had arrived by then was taken in meanwhile."),
        "save_rest": _("Save as a file"),
        "discard": _("Throw away"),
        "discard_sure": _("Throw away for good what has not arrived?"),
        "quiet": _("Hardly anything can be heard: is this the right microphone?"),
        "clipped": _("The sound is too loud: turn the microphone down or move it away."),
        "dark": _("The picture is very dark: turn on a light."),
    }
