"""The words of the sitting, in the language of the page."""

from __future__ import annotations

from app.language import _


def labels() -> dict[str, str]:
    return {
        "otherwise": _("Say it otherwise"),
        "as_it_was": _("As it was before"),
        "worded_by": _("Worded by the language model {name}."),
        **_questions(), **_replay(), **_answering(), **_came_of_it(), **_trouble(),
    }  # fmt: skip


def _questions() -> dict[str, str]:
    return {
        "count": _("Question {n} of {total}"),
        "dot": _("Question {n}: {state}"),
        "all": _("All questions"),
        "previous": _("Previous question"),
        "next": _("Next question"),
        "go_on": _("Go on to the next question"),
        "other_language": _("In the other language"),
        "step": _("Step: {title}"),
        "heard": _("What was said: “{text}”"),
        "missing": _("What this recording does not show: {list}."),
        "miss_hands": _("the hands"),
        "miss_body": _("the body"),
        "miss_sound": _("sounds of the work"),
        "miss_speech": _("speech"),
        "reason_own": _("Asked by one of you."),
        "back": _("Work session"),
        "second_screen": _("Expert's screen"),
        "none": _(
            "Nothing was found to ask about in this recording. Play it, stop where you want to know"
            " more, and ask."
        ),
        "no_words_yet": _(
            "The recording is still being worked on. Questions come once that is done; you can"
            " already play it and ask something of your own."
        ),
        "end_title": _("That was all for now"),
        "end_more": _("Every answer is kept. What was put off is asked again another time."),
        "end_cards": _("Go on to the know-how cards"),
        "end_first": _("Go to the first open question"),
        "answered": _("Answered"),
    }


def _replay() -> dict[str, str]:
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "moment": _("Play the moment"),
        "again": _("Play it again"),
        "start": _("Play the recording"),
        "run_on": _("Let it run on"),
        "where": _("Where the recording stands"),
        "recording": _("The recording of the work"),
        "whole_step": _("This question is about the whole step, so nothing is played."),
        "no_copy": _("The recording can be played here as soon as its copy is made."),
        "no_play": _("The recording cannot be played here: reload the page."),
        "elsewhere": _("The sound comes from the expert's screen."),
        "own": _("Ask something here"),
        "own_title": _("A question about what is seen here"),
        "own_hint": _("Type it, or leave it empty and ask it aloud."),
        "own_put": _("Ask it"),
        "cancel": _("Cancel"),
    }


def _answering() -> dict[str, str]:
    return {
        "answer": _("Answer"),
        "add": _("Say more"),
        "write": _("Write instead"),
        "nothing": _("Nothing special"),
        "later": _("Ask me later"),
        "declined": _("I will not say"),
        "stop": _("I am finished"),
        "opening": _("The microphone is being opened…"),
        "speak": _("Speak now. It is being recorded."),
        "level": _("How loud it is"),
        "quiet": _("Hardly anything can be heard: is this the right microphone?"),
        "other_answers": _("Somebody answers on the other screen."),
        "your_words": _("Your answer"),
        "keep": _("Keep it"),
        "keys": _("Space: play or pause. R: answer, and stop. N and P: next and previous."),
        "follow_up": _("Ask further:"),
    }


def _came_of_it() -> dict[str, str]:
    return {
        "answers": _("Answers"),
        "state_open": _("Still open"),
        "state_sending": _("Kept in this browser, {n} KB on their way"),
        "state_arriving": _("On its way to the server"),
        "state_stalled": _(
            "Broken off on its way: the device that has the rest sends it by itself"
        ),
        "state_arrived": _("Safe. The words are being written down…"),
        "state_written": _("Safe, and written down"),
        "state_typed": _("Written"),
        "state_nothing": _("Nothing special"),
        "state_later": _("To be asked later"),
        "state_declined": _("Not to be said"),
        "state_lost": _("Nothing of this answer has arrived: record it again"),
        "no_speech": _("No words were made out. It can be heard all the same."),
        "hear": _("Hear it"),
        "settle": _("Take in what arrived"),
        "take_back": _("Take back"),
        "taken_back": _("Taken back. What was recorded stays in the work session."),
        "kept": _("Kept: {what}"),
    }


def _trouble() -> dict[str, str]:
    return {
        "away": _(
            "The server does not answer. Answers are kept in this browser and sent as soon as it is"
            " back."
        ),
        "line": _("The line is broken: {n} KB are kept in this browser until it is back."),
        "full": _("The disk of the server is full: {n} KB are kept in this browser."),
        "busy": _("This device is recording already, perhaps in another tab: stop it there first."),
        "refused": _("An answer was not taken:"),
        "foreign": _("It belongs to another work session: open the recorder there."),
        "gap": _("A part of it is missing in this browser."),
        "late": _("What had arrived by then was taken in meanwhile."),
        "denied": _(
            "The microphone is barred for this page: allow it at the lock or microphone sign beside"
            " the address, or write the answer."
        ),
        "no_microphone": _("No microphone was found: plug one in, or write the answer."),
        "in_use": _(
            "The microphone cannot be opened; another program may be using it. Close that one, or"
            " write the answer."
        ),
        "unplugged": _("The microphone is gone. What was said until then is kept."),
        "insecure": _(
            "This browser gives no page a microphone over an unsecured line. Write the answer, or"
            " start Sonmat with `sonmat serve --lan` and use the address it prints."
        ),
        "other_tab": _(
            "Another tab of this browser records. Answer there, or close it: then this one takes"
            " over."
        ),
    }
