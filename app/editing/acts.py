"""What somebody did in the player, as drafts for the journal.

The player speaks of its own clock and of ids; an entry is on the clock of its recording and says
what the person saw. That is read from the time line they saw, which is the newest one: whoever saw
an older one is refused at the door.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from pydantic import Field, JsonValue, ValidationError

from app.review_sentences import GONE, MALFORMED
from app.scene import Shown
from app.scene.dropped import dropped_of
from data_schemas.clock import Span
from data_schemas.entry import ABOUT_STEP, NEW_SEGMENT, Act, Draft
from data_schemas.errors import InputError
from data_schemas.timeline import Segment, StepAnswer
from data_schemas.transcript import Speaker, Utterance
from data_schemas.value import Value

Named = TypeVar("Named", Segment, Utterance)


class Wanted(Value):
    """One act as the player sends it; which fields it has depends on ``do``. Seconds."""

    do: Literal[
        "move", "relabel", "split", "merge", "add", "confirm", "reject", "answer",
        "words", "part", "join", "speaker", "restore",
    ]  # fmt: skip
    id: str = Field(default="", max_length=200)
    other: str = Field(default="", max_length=200, alias="with")
    start: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    end: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    at: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    step: str | None = Field(default=None, max_length=200)
    text: str = Field(default="", max_length=20_000)
    speaker: Speaker = "unsure"
    answer: StepAnswer = ""


@dataclass
class Seen:
    """What the person saw; words that earlier acts of the same hand changed are kept up to date."""

    shown: Shown
    texts: dict[str, str] = field(default_factory=dict)

    def segment(self, name: str) -> Segment:
        found = self.shown.timeline.segments if self.shown.timeline else ()
        return _the(found, name)

    def utterance(self, name: str) -> Utterance:
        found = self.shown.timeline.utterances if self.shown.timeline else ()
        return _the(found, name)

    def on_its_clock(self, seconds: float | None, recording: str) -> float:
        if seconds is None:
            raise InputError(MALFORMED)
        return self.shown.clocks.from_player(seconds, recording)


def wanted_of(rows: object) -> tuple[Wanted, ...]:
    """Raises InputError."""
    try:
        return tuple(Wanted.model_validate(row) for row in rows)  # type: ignore[attr-defined]
    except (ValidationError, TypeError):
        raise InputError(MALFORMED) from None


def drafts_of(acts: Sequence[Wanted], shown: Shown, note: str = "") -> tuple[Draft, ...]:
    """Drafts in the order of the acts. Raises InputError for what nobody can have seen."""
    seen = Seen(shown)
    drafts = (DRAFTS[act.do](act, seen) for act in acts)
    return tuple(one.model_copy(update={"note": note}) for one in drafts)


def _the(found: Sequence[Named], name: str) -> Named:
    one = next((one for one in found if one.id == name), None)
    if one is None:
        raise InputError(GONE)
    return one


def _span(one: Segment | Utterance) -> Span:
    return Span(recording=one.recording, start_s=one.start_s, end_s=one.end_s)


# --- sections ------------------------------------------------------------------------------------


def _of_segment(one: Segment, after: Mapping[str, JsonValue], act: Act = Act.CORRECT) -> Draft:
    before: dict[str, JsonValue] = {
        "step_id": one.step_id, "start_s": one.start_s, "end_s": one.end_s, "status": one.status,
    }  # fmt: skip
    return Draft(act=act, target=one.id, span=_span(one), before=before, after=dict(after))


def _move(act: Wanted, seen: Seen) -> Draft:
    one = seen.segment(act.id)
    edges = {"start_s": act.start, "end_s": act.end}
    after: dict[str, JsonValue] = {
        name: seen.on_its_clock(at, one.recording) for name, at in edges.items() if at is not None
    }
    start = after.get("start_s", one.start_s)
    end = after.get("end_s", one.end_s)
    return _of_segment(one, {"start_s": start, "end_s": end})


def _relabel(act: Wanted, seen: Seen) -> Draft:
    return _of_segment(seen.segment(act.id), {"step_id": act.step})


def _split(act: Wanted, seen: Seen) -> Draft:
    one = seen.segment(act.id)
    return _of_segment(one, {"split_s": seen.on_its_clock(act.at, one.recording)})


def _merge(act: Wanted, seen: Seen) -> Draft:
    return _of_segment(seen.segment(act.id), {"merged": seen.segment(act.other).id})


def _reject(act: Wanted, seen: Seen) -> Draft:
    return _of_segment(seen.segment(act.id), {"rejected": True})


def _confirm(act: Wanted, seen: Seen) -> Draft:
    return _of_segment(seen.segment(act.id), {}, Act.CONFIRM)


def _add(act: Wanted, seen: Seen) -> Draft:
    heard = seen.shown.heard
    start_s, end_s = (seen.on_its_clock(at, heard) for at in (act.start, act.end))
    if not start_s < end_s:
        raise InputError("A part must start before it ends: correct the times.")
    span = Span(recording=heard, start_s=start_s, end_s=end_s)
    after: dict[str, JsonValue] = {"step_id": act.step, "start_s": start_s, "end_s": end_s}
    return Draft(act=Act.CORRECT, target=NEW_SEGMENT, span=span, after=after)


def _answer(act: Wanted, seen: Seen) -> Draft:
    known = {s.step_id: s for s in (seen.shown.timeline.steps if seen.shown.timeline else ())}
    if act.step not in known:
        raise InputError(GONE)
    before: dict[str, JsonValue] = {
        "status": known[act.step].status, "answer": known[act.step].answer,
    }  # fmt: skip
    return Draft(
        act=Act.CORRECT, target=ABOUT_STEP + act.step, before=before, after={"answer": act.answer}
    )


# --- words ---------------------------------------------------------------------------------------


def _of_words(one: Utterance, seen: Seen, after: Mapping[str, JsonValue]) -> Draft:
    before: dict[str, JsonValue] = {"text": seen.texts.get(one.id, one.text)}
    return Draft(act=Act.CORRECT, target=one.id, span=_span(one), before=before, after=dict(after))


def _words(act: Wanted, seen: Seen) -> Draft:
    one, text = seen.utterance(act.id), " ".join(act.text.split())
    draft = _of_words(one, seen, {"text": text})
    seen.texts[one.id] = text
    return draft


def _part(act: Wanted, seen: Seen) -> Draft:
    if act.at is None:
        raise InputError(MALFORMED)
    return _of_words(seen.utterance(act.id), seen, {"part": int(act.at)})


def _join(act: Wanted, seen: Seen) -> Draft:
    return _of_words(seen.utterance(act.id), seen, {"join": seen.utterance(act.other).id})


def _speaker(act: Wanted, seen: Seen) -> Draft:
    one = seen.utterance(act.id)
    draft = _of_words(one, seen, {"speaker": act.speaker})
    return draft.model_copy(update={"before": {**draft.before, "speaker": one.speaker}})


def _restore(act: Wanted, seen: Seen) -> Draft:
    found = dropped_of(seen.shown).get(act.id)
    if found is None:
        raise InputError(GONE)
    span = Span(recording=seen.shown.heard, start_s=found.start_s, end_s=found.end_s)
    return Draft(
        act=Act.CORRECT, target=act.id, span=span, before={"text": found.text},
        after={"text": " ".join(act.text.split())},
    )  # fmt: skip


DRAFTS: dict[str, Callable[[Wanted, Seen], Draft]] = {
    "move": _move,
    "relabel": _relabel,
    "split": _split,
    "merge": _merge,
    "add": _add,
    "confirm": _confirm,
    "reject": _reject,
    "answer": _answer,
    "words": _words,
    "part": _part,
    "join": _join,
    "speaker": _speaker,
    "restore": _restore,
}
