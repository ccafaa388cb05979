"""What a person says of words: other ones, two lines, one with the next, or of what was dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from data_schemas.clock import Interval
from data_schemas.entry import ABOUT_DROPPED, ABOUT_WORDS, Entry
from data_schemas.errors import InputError
from data_schemas.timeline import Cited, Timeline
from data_schemas.transcript import Speaker, Utterance
from pipelines.review.words import joined, parted, retold

SAME_PLACE_IOU = 0.6
SPEAKERS: tuple[Speaker, ...] = get_args(Speaker)


def named(utterances: tuple[Utterance, ...]) -> tuple[Utterance, ...]:
    """Each with the id by which entries name it: its recording and where it begins."""
    taken: dict[str, int] = {}
    found = []
    for one in utterances:
        name = f"{ABOUT_WORDS}{_place_of(one.recording, one)}"
        taken[name] = taken.get(name, 0) + 1
        again = f".{taken[name]}" if taken[name] > 1 else ""
        found.append(one.model_copy(update={"id": name + again}))
    return tuple(found)


def dropped_id(recording: str, dropped: Interval) -> str:
    """By which entries name a stretch whose text was not believed."""
    return f"{ABOUT_DROPPED}{_place_of(recording, dropped)}"


def _place_of(recording: str, one: Interval) -> str:
    return f"{recording}-{round(one.start_s * 1000)}"


def correct(timeline: Timeline, entry: Entry) -> Timeline | None:
    """Other words, another speaker, parted or joined; without any words the line goes.

    None where what was seen is no longer there.
    """
    found = _target(timeline.utterances, entry)
    if found is None:
        return None
    for name, change in CHANGES.items():
        if name in entry.after:
            try:
                return change(timeline, found, entry)
            except InputError:
                return None
    return None


def restore(timeline: Timeline, entry: Entry) -> Timeline | None:
    """What was dropped stands again, with the words that a person gives it."""
    text = _text(entry)
    if not text or entry.span is None or any(u.id == entry.target for u in timeline.utterances):
        return None
    bare = Utterance(
        id=entry.target, text="", speaker="unsure", recording=entry.span.recording,
        start_s=entry.span.start_s, end_s=entry.span.end_s,
    )  # fmt: skip
    return _with(timeline, set(), (retold(bare, text),))


def _retold(timeline: Timeline, found: Utterance, entry: Entry) -> Timeline | None:
    text = _text(entry)
    if text is None:
        return None
    if not text:
        return _with(timeline, {found.id}, ())
    return _requoted(_with(timeline, {found.id}, (retold(found, text),)), found, text)


def _parted(timeline: Timeline, found: Utterance, entry: Entry) -> Timeline | None:
    at = entry.after["part"]
    if not isinstance(at, int) or found.text != entry.before.get("text"):
        return None
    return _with(timeline, {found.id}, parted(found, at, f"{entry.target}+{entry.number}"))


def _joined(timeline: Timeline, found: Utterance, entry: Entry) -> Timeline | None:
    other = next((u for u in timeline.utterances if u.id == entry.after["join"]), None)
    if other is None:
        return None
    return _with(timeline, {found.id, other.id}, (joined(found, other),))


def _spoken(timeline: Timeline, found: Utterance, entry: Entry) -> Timeline | None:
    speaker = entry.after["speaker"]
    if speaker not in SPEAKERS:
        return None
    told = found.model_copy(update={"speaker": speaker, "origin": "person"})
    return _with(timeline, {found.id}, (told,))


CHANGES: dict[str, Callable[[Timeline, Utterance, Entry], Timeline | None]] = {
    "text": _retold,
    "part": _parted,
    "join": _joined,
    "speaker": _spoken,
}


def _text(entry: Entry) -> str | None:
    text = entry.after.get("text")
    return " ".join(text.split()) if isinstance(text, str) else None


def _target(utterances: tuple[Utterance, ...], entry: Entry) -> Utterance | None:
    """By its id, or else what lies where the person read it."""
    for one in utterances:
        if one.id == entry.target:
            return one
    if entry.span is None:
        return None
    seen = entry.span
    near = [u for u in utterances if u.recording == seen.recording and u.iou(seen) > SAME_PLACE_IOU]
    return max(near, key=lambda one: one.iou(seen), default=None)


def _with(timeline: Timeline, gone: set[str], come: tuple[Utterance, ...]) -> Timeline:
    """In the order of time within each recording, so that who joins finds the next one."""
    kept = tuple(u for u in timeline.utterances if u.id not in gone)
    return timeline.model_copy(update={"utterances": (*kept, *come)})


def _requoted(timeline: Timeline, old: Utterance, text: str) -> Timeline:
    """Quotes of the line say what it says now."""
    said = old.text.strip()

    def quoted(cited: Cited, recording: str) -> Cited:
        same = (cited.recording or recording) == old.recording and cited.overlap_s(old) > 0
        return (
            cited.model_copy(update={"text": text})
            if same and cited.text.strip() == said
            else cited
        )

    segments = tuple(
        s.model_copy(update={"cited": tuple(quoted(c, s.recording) for c in s.cited)})
        if s.cited
        else s
        for s in timeline.segments
    )
    return timeline.model_copy(update={"segments": segments})
