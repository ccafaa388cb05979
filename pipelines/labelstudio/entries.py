"""What an annotator changed, as acts for the journal. Pure.

An edge that was left alone keeps the second that it has on the time line, to the bit; one that was
moved goes through the clock. Every act names the annotation that it comes from, so that none is
written twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from data_schemas.annotation import Labelled, Labelling
from data_schemas.artifact import digest
from data_schemas.clock import Span
from data_schemas.entry import ABOUT_PLACE, Draft
from data_schemas.sitting import Asked, reply_draft
from data_schemas.timeline import Question
from pipelines.labelstudio.difference import difference
from pipelines.labelstudio.ground import Ground
from pipelines.labelstudio.speech_entries import of_speech
from pipelines.labelstudio.step_entries import of_step

# In ``after`` of every act that came from there: which annotation it is of.
FROM = "from_annotation"
LOOK_AGAIN = Question(
    en="An annotator is not sure about this. What happens here?",
    ko="라벨 작업자가 이 부분을 확실히 알지 못합니다. 여기서 무엇을 하나요?",
)


@dataclass(frozen=True)
class Taken:
    """``drafts`` in the order of time; ``left`` are sentences on what has no place here."""

    drafts: tuple[Draft, ...] = ()
    left: tuple[str, ...] = ()


def taken(ground: Ground, given: Labelling, annotation: str) -> Taken:
    """What a whole annotation, seen as right, changes. Steps left alone are confirmed where it says
    that it is ready."""
    before = ground.shown.prediction
    left: list[str] = []
    drafts: list[Draft] = []
    for one in difference(before, given, "steps"):
        drafts += of_step(one, ground, given.review == "ready")
    for one in difference(before, given, "speech"):
        found, wrong = of_speech(one, ground, annotation)
        drafts += found
        left += wrong
    return Taken(tuple(_from(annotation, one) for one in drafts), tuple(dict.fromkeys(left)))


def question_of(ground: Ground, given: Labelling, annotation: str) -> Draft:
    """What the annotator asks the expert: put off as far as anybody knows, so that the next sitting
    poses it. About the first thing that they changed, else about the whole recording."""
    span = Span(recording=ground.shown.recording, start_s=0.0, end_s=ground.shown.duration_s)
    lanes = (*difference(ground.shown.prediction, given, "steps"),
             *difference(ground.shown.prediction, given, "speech"))  # fmt: skip
    for one in sorted(lanes, key=lambda one: (one.after or one.before or _NOWHERE).start_s):
        if one.what != ("kept",) and one.after is not None:
            span = ground.span(one.after, None, None)
            break
    note = given.note.strip()
    asked = Asked(
        target=question_id(annotation),
        question=Question(en=note, ko=note) if note else LOOK_AGAIN,
        span=span,
    )
    return _from(annotation, reply_draft(asked, "later"))


def question_id(annotation: str) -> str:
    """Under which name the expert is asked; the same annotation asks one thing at a time."""
    return f"{ABOUT_PLACE}{digest({'annotation': annotation})[:16]}"


def is_from(draft: Draft, annotation: str) -> bool:
    return draft.after.get(FROM) == annotation


def renamed(before: Labelling, given: Labelling) -> Labelling:
    """Stretches of somebody who saw no prediction under the names of those that they mean.

    Those that overlap best and say the same come first; what is left over is new. A step that
    nobody marked is gone. A line of speech is not, nor are its words: whoever marks know-how on an
    empty screen does not say by it that everything else was not said.
    """
    pairs = sorted(
        (
            (not set(one.labels) & set(other.labels), -one.iou(other), n, m)
            for n, one in enumerate(before.stretches)
            for m, other in enumerate(given.stretches)
            if one.lane == other.lane and one.iou(other) > 0
        ),
    )
    meant: dict[int, Labelled] = {}
    used: set[int] = set()
    for _, _, n, m in pairs:
        if n not in used and m not in meant:
            used.add(n)
            meant[m] = before.stretches[n]
    found = [_as_meant(one, meant.get(m)) for m, one in enumerate(given.stretches)]
    found += [
        one for n, one in enumerate(before.stretches) if one.lane == "speech" and n not in used
    ]
    found.sort(key=lambda one: (one.start_s, one.end_s, one.id))
    return given.model_copy(update={"stretches": tuple(found)})


def _as_meant(one: Labelled, meant: Labelled | None) -> Labelled:
    if meant is None:
        return one.model_copy(update={"id": f"own/{one.id}"})
    text = one.text or (meant.text if one.lane == "speech" else "")
    return one.model_copy(update={"id": meant.id, "text": text})


_NOWHERE = Labelled(id="-", lane="steps", labels=("-",), start_s=0.0, end_s=0.0)


def _from(annotation: str, draft: Draft) -> Draft:
    return draft.model_copy(update={"after": {**draft.after, FROM: annotation}})
