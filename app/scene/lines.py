"""The list beside the picture: what was said, left out, and done without a word."""

from __future__ import annotations

from typing import Any

from app import problems
from app.language import _, current, later
from app.plain import SILENT, SPEAKERS, quantity_of
from app.scene.dropped import dropped_of
from app.scene.lanes import silent
from app.scene.shown import Shown, title_of
from data_schemas.clock import Interval
from data_schemas.transcript import Utterance

# A word below this was hardly heard and is shown fainter.
FAINT_BELOW = 0.4


def word_labels() -> dict[str, str]:
    """What stands on and beside the lines, and where they are corrected and looked through."""
    speakers = {**SPEAKERS, "unsure": later("Not sure who")}
    return {
        **{f"speaker_{name}": _(text) for name, text in speakers.items()},
        "who_speaks": _("Who speaks"),
        "corrected": _("Corrected by a person"),
        "correct_words": _("Correct these words"),
        "bring_back": _("Bring back"),
        "save": _("Save"),
        "cancel": _("Cancel"),
        "divide": _("Divide here"),
        "join": _("Join the line above"),
        "changed_meanwhile": _("Changed meanwhile to: {text}"),
        "take_theirs": _("Take theirs"),
        "keep_mine": _("Keep mine"),
        "gone_meanwhile": _(
            "This line was taken away meanwhile. Copy what you typed if you still need it."
        ),
        "not_saved": _("Not saved: {text}"),
        "try_again": _("Try again"),
        "find": _("Find and replace"),
        "find_text": _("Find in what was said"),
        "found": _("{at} of {n}"),
        "found_none": _("Not found"),
        "previous": _("Previous place"),
        "next": _("Next place"),
        "close": _("Close"),
        "replace_by": _("Replace with"),
        "replace": _("Replace"),
        "replace_all": _("Replace all ({n})"),
        "whole_words": _("Whole words"),
        "match_case": _("Capital letters matter"),
    }


def lines(shown: Shown) -> list[dict[str, Any]]:
    """What was said, what was left out, and what was done without a word, in one order."""
    utterances = shown.timeline.utterances if shown.timeline else ()
    if not shown.timeline and shown.transcript:
        utterances = shown.transcript.utterances
    lines = [_speech(shown, utterance) for utterance in utterances]
    for name, one in dropped_of(shown).items():
        reason = _("Left out: {reason}").format(reason=problems.reason(one.reason))
        line = _line(shown, one, shown.heard, "left-out", reason)
        lines.append(line | {"id": name, "said": one.text.strip()})
    if shown.timeline:
        without = silent(shown.timeline)
        for segment in shown.timeline.segments:
            if segment.id in without:
                text = f"{_(SILENT)}: {title_of(shown.procedure, segment.step_id)}"
                line = _line(shown, segment, segment.recording, "silent", text)
                lines.append(line | {"id": f"silent-{segment.id}"})
        for moment in shown.timeline.moments:
            question = moment.question.ko if current() == "ko" else moment.question.en
            line = _line(shown, moment, moment.recording, "silent", question)
            lines.append(line | {"id": moment.id})
    return sorted(lines, key=lambda line: (line["start"], line["end"]))


def _speech(shown: Shown, utterance: Utterance) -> dict[str, Any]:
    line = _line(shown, utterance, shown.heard, "speech", utterance.text.strip())
    to_player = shown.clocks.to_player
    line["words"] = [
        [
            to_player(word.start_s, shown.heard),
            to_player(word.end_s, shown.heard),
            word.text.strip(),
            word.confidence < FAINT_BELOW,
        ]
        for word in utterance.words
    ]
    line["who"] = _(SPEAKERS[utterance.speaker]) if utterance.speaker in SPEAKERS else ""
    line |= {"id": utterance.id, "speaker": utterance.speaker, "origin": utterance.origin}
    line["quantities"] = [quantity_of(one) for one in utterance.quantities]
    return line


def _line(shown: Shown, span: Interval, recording: str, kind: str, text: str) -> dict[str, Any]:
    to_player = shown.clocks.to_player
    start, end = to_player(span.start_s, recording), to_player(span.end_s, recording)
    return {
        "id": "",
        "kind": kind,
        "start": start,
        "end": end,
        "text": text,
        "who": "",
        "speaker": "",
        "origin": "machine",
        "words": [],
        "quantities": [],
    }
