"""A session as a task: what its screen shows, and what the machine thinks, as labels. Pure.

Labels are on the clock of the masked copy, the time line on that of its recording. A label is named
after the section or the line that it comes from, so that the way back finds it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data_schemas.annotation import OUTSIDE, PLAIN_SPEECH, Labelled, Labelling
from data_schemas.clock import Interval, TimeMap
from data_schemas.knowledge import UnitContent
from data_schemas.labelling import Hidden, Shown
from data_schemas.procedure import Procedure
from data_schemas.timeline import Segment, Timeline
from data_schemas.transcript import Utterance
from pipelines.labelstudio.config import Screen
from pipelines.labelstudio.remote import SESSION
from pipelines.labelstudio.vocabulary import vocabulary

TITLES = {"ko": "작업 기록 {n}번", "en": "Work session {n}"}
# Beside what is said; a page without any utterance breaks.
SILENCE = {"speaker": "", "text": "…", "start": 0.0, "end": 0.1}
# A card is about a line when they share more than this of the shorter one.
_SHARED = 0.5


@dataclass(frozen=True)
class Material:
    """What a task is made of. ``recording`` is whose copy is shown, ``copied`` that copy and
    ``clock`` from it to the recording.

    ``timeline`` is as it is; ``told`` the same lines, with what is hidden in them replaced, by id.
    ``hidden``: what was replaced, by line. ``units`` are (id, content) of cards and suggestions,
    cards first. ``artifact`` names the time line. ``media`` are the addresses of what is seen and
    heard. ``answer``: what the expert said to an annotator's question, "" without one.
    """

    session: str
    number: int
    procedure: Procedure
    recording: str
    copied: str
    timeline: Timeline
    artifact: str
    told: Mapping[str, str]
    clock: TimeMap
    duration_s: float
    fps: float
    media: Mapping[str, str]
    hidden: Mapping[str, tuple[Hidden, ...]] = field(default_factory=dict)
    units: tuple[tuple[str, UnitContent], ...] = ()
    has_motion: bool = True
    blind: bool = False
    answer: str = ""

    @property
    def lines(self) -> tuple[Utterance, ...]:
        """What is said on the clock of the recording that is shown."""
        return tuple(u for u in self.timeline.utterances if u.recording in ("", self.recording))

    def screen(self, language: str) -> Screen:
        return Screen(
            language="ko" if language == "ko" else "en",
            has_speech=bool(self.lines),
            has_motion=self.has_motion,
        )


def screen_name(screen: Screen) -> str:
    """Such as ``ko+speech+motion``: tells one project of a procedure from another."""
    shown = (("speech", screen.has_speech), ("motion", screen.has_motion))
    return "+".join((screen.language, *(name for name, there in shown if there)))


def screen_of(name: str) -> Screen:
    """The screen of that name."""
    language, *shown = name.split("+")
    return Screen(
        language="ko" if language == "ko" else "en",
        has_speech="speech" in shown,
        has_motion="motion" in shown,
    )


def data_of(made: Material, screen: Screen) -> dict[str, Any]:
    """The ``data`` of the task: every key that the screen names, and whose session it is."""
    data: dict[str, Any] = {
        SESSION: made.session,
        "title": TITLES[screen.language].format(n=made.number),
        "fps": made.fps or 25.0,
        "duration_s": made.duration_s,
        "answer": made.answer,
        **made.media,
    }
    if screen.has_speech:
        data["utterances"] = [*_spoken(made)] or [SILENCE]
    return data


def shown_of(made: Material) -> Shown:
    """What the annotators are shown, to be kept: the prediction, and the way back from it."""
    cards = {line.id: _kinds(line, made) for line in made.lines}
    return Shown(
        recording=made.recording,
        copied=made.copied,
        timeline=made.artifact,
        duration_s=made.duration_s,
        prediction=prediction_of(made, cards),
        blind=made.blind,
        hidden={name: hidden for name, hidden in made.hidden.items() if hidden},
        cards={name: kinds for name, kinds in cards.items() if kinds},
    )


def prediction_of(made: Material, cards: Mapping[str, Mapping[str, str]]) -> Labelling:
    """What the machine thinks, in time order. Steps that the screen does not have are left out."""
    steps = {step.id for step in made.procedure.steps}
    known = dict(made.units)
    found = [*_sections(made, steps)]
    for line in made.lines:
        kinds = cards.get(line.id, {})
        about = [known[unit] for unit in kinds.values() if unit in known]
        found += [*_line(line, made, (tuple(kinds), about))]
    found.sort(key=lambda one: (one.start_s, one.end_s, one.id))
    return Labelling(stretches=tuple(found))


def on_copy(one: Interval, clock: TimeMap, duration_s: float) -> Interval | None:
    """The seconds of the copy that show it; None where none do."""
    start, end = (min(max(clock.to_proxy(at), 0.0), duration_s) for at in (one.start_s, one.end_s))
    return Interval(start_s=start, end_s=end) if start < end else None


def _sections(made: Material, steps: Iterable[str]) -> Iterator[Labelled]:
    known = frozenset(steps)
    for one in made.timeline.segments:
        if one.recording != made.recording or one.status == "rejected":
            continue
        place = on_copy(one, made.clock, made.duration_s)
        if place is not None and (one.step_id is None or one.step_id in known):
            yield Labelled(
                id=one.id, lane="steps", labels=(label_of(one),), score=one.confidence,
                start_s=place.start_s, end_s=place.end_s,
            )  # fmt: skip


def label_of(one: Segment) -> str:
    return one.step_id or OUTSIDE


def _line(
    line: Utterance, made: Material, tags: tuple[tuple[str, ...], list[UnitContent]]
) -> Iterator[Labelled]:
    kinds, about = tags
    place = on_copy(line, made.clock, made.duration_s)
    text = made.told.get(line.id, "").strip()
    if place is None or not text:
        return
    senses = (c.modality for unit in about if unit.kind == "cue" for c in unit.cues if c.modality)
    yield Labelled(
        id=line.id, lane="speech", labels=kinds or (PLAIN_SPEECH,), text=text,
        senses=tuple(dict.fromkeys(senses)), score=line.confidence,
        start_s=place.start_s, end_s=place.end_s,
    )  # fmt: skip


def _kinds(line: Utterance, made: Material) -> dict[str, str]:
    """Kinds of know-how in a line, each with the card that says so; the first of a kind counts."""
    found: dict[str, str] = {}
    for name, unit in made.units:
        if unit.kind in vocabulary().codes and any(
            one.recording == made.recording
            and one.overlap_s(line) > _SHARED * min(one.length_s, line.length_s)
            for one in unit.evidence
        ):
            found.setdefault(unit.kind, name)
    return found


def _spoken(made: Material) -> Iterator[dict[str, Any]]:
    for line in made.lines:
        place = on_copy(line, made.clock, made.duration_s)
        text = made.told.get(line.id, "").strip()
        if place is not None and text:
            yield {
                "speaker": line.speaker, "text": text, "start": place.start_s, "end": place.end_s,
            }  # fmt: skip
