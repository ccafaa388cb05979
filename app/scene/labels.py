"""The words of the player, in the language of the page."""

from __future__ import annotations

from typing import Any

from app.language import _
from app.plain import APPROVALS
from app.scene.keys import key_names
from app.scene.lines import word_labels

Labels = dict[str, Any]


def labels() -> Labels:
    return {**_looking(), **_section(), **_changing(), **_signing(), **key_names(), **word_labels()}


def _looking() -> Labels:
    return {
        "recording": _("Recording"),
        "transcript": _("What was said and done"),
        "timeline": _("Steps over time"),
        "time": _("Time"),
        "position": _("Position in the recording"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "zoom_whole": _("Whole recording"),
        "sound": _("Sound"),
        "sound_why": _("How loud it is: look here for talk and for knocks."),
        "speech": _("Speech"),
        "moments": _("Moments to ask about"),
        "units": _("Know-how cards"),
        "sections": _("Step sections in order of time"),
        "again": _("Play these seconds again"),
        "play_part": _("Play"),
        "compare": _("In other work sessions"),
        "mark_start": _("Starts here"),
        "mark_end": _("Ends here"),
        "more": _("Show all"),
        "faint": _("Hardly heard: please check"),
        "no_words": _("No words yet."),
        "trouble": _("This recording cannot be played now: reload the page."),
        "speed": _("Speed"),
        "frame_back": _("One picture back"),
        "frame_on": _("One picture on"),
        "loop": _("Play the chosen section again and again"),
        "loop_short": _("Again and again"),
        "second_camera": _("Second camera"),
        "help": _("All keys"),
        "close": _("Close"),
    }


def _section() -> Labels:
    return {
        "confirm": _("That is right"),
        "starts_here": _("Starts here"),
        "ends_here": _("Ends here"),
        "relabel": _("Another step"),
        "split": _("Split here"),
        "merge": _("Join with the next"),
        "reject": _("Not this step"),
        "or_rather": _("Or rather:"),
        "outside": _("Outside of the steps"),
        "which_step": _("Which step is it?"),
        "which_step_here": _("Which step begins here?"),
        "answer_step": _("About the step"),
        "answers": answer_names(),
        "ends_first": _("It would end before it starts."),
        "unsure": _("{n} to look at"),
    }


def answer_names() -> dict[str, str]:
    """What somebody can say of a whole step."""
    return {
        "not_performed": _("It was not done at all"),
        "twice": _("It was done twice"),
        "out_of_order": _("It was done in another order"),
        "as_written": _("It was done as written"),
    }


def _changing() -> Labels:
    return {
        "undo": _("Take back"),
        "nothing_to_undo": _("There is nothing to take back."),
        "nothing_to_redo": _("There is nothing to bring back."),
        "others": _("Somebody else has changed something here."),
        "waits": _("No line to the server: your change waits. Leave this page open."),
        "conflict": _("Somebody else has just changed the same thing. Do yours all the same?"),
        "conflict_other": _("Somebody else has just changed something. Go on all the same?"),
        "leave_theirs": _("Leave it as it is now"),
        "do_mine": _("Do mine"),
        "why": _("A reason for the next change"),
        "why_told": _("It is kept with the change, for whoever asks later."),
        "keep": _("Keep"),
    }


def _signing() -> Labels:
    return {
        "states": [[name, _(text)] for name, text in APPROVALS.items()],
        "sign": {
            "confirmed": _("Confirm as the expert"),
            "reviewed": _("Reviewed"),
            "approved": _("Approve"),
        },
        "sign_why": {
            "confirmed": _("The expert has seen the steps and the words, and says they are right."),
            "reviewed": _("Somebody other than the expert has gone through it."),
            "approved": _(
                "From then on it is fixed, and the list of what was approved is signed. Whoever"
                " wants to change something reopens it, which makes a new version."
            ),
        },
        "sign_now": _("Sign"),
        "reopen": _("Reopen"),
    }
