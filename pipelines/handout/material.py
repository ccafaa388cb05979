"""What papers and clips are made from: one session's time line without what was taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data_schemas.clock import Span
from data_schemas.handout import Proof, Stamp
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.procedure import Procedure
from data_schemas.timeline import Cited, Segment, Timeline
from data_schemas.transcript import Utterance
from pipelines.align.ask import SURE_FROM

SETTLED = ("confirmed", "corrected")
# Words of the interviewer lead the talk but are not the expert's, a bystander has signed nothing.
EXPERTS = ("expert", "unsure")


@dataclass(frozen=True)
class Teller:
    """Whose word a card is: a name that may stand on paper, and the number of the session."""

    name: str
    number: int


@dataclass(frozen=True)
class Material:
    """``offsets``: seconds from each recording's clock to the session's.

    ``withheld`` are stretches that people took out or masked, on every recording that saw them:
    whatever the time line still says, nothing of them gets on paper or into a clip. Every utterance
    names its recording. ``units`` are know-how cards: the session's, or with ``tellers``, by
    session, those of all experts of the job. ``homes`` are the other sessions, by recording.
    """

    stamp: Stamp
    procedure: Procedure
    timeline: Timeline
    offsets: Mapping[str, float] = field(default_factory=dict)
    withheld: tuple[Span, ...] = ()
    units: tuple[KnowledgeUnit, ...] = ()
    tellers: Mapping[str, Teller] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[Segment, ...]:
        """Sections that hold and lie on the session's clock, in the order of the time line."""
        return tuple(
            one
            for one in self.timeline.segments
            if one.status != "rejected"
            and one.recording in self.offsets
            and not any(_covers(cut, one) for cut in self.withheld)
        )

    @property
    def spoken(self) -> tuple[Utterance, ...]:
        """What was said as far as it may be told on, in order of time."""
        kept = (
            one
            for one in self.timeline.utterances
            if one.text.strip() and one.speaker != "bystander" and not self.withholds(one)
        )
        return tuple(sorted(kept, key=lambda one: self.at_s(one.recording, one.start_s) or 0.0))

    def withholds(self, one: Utterance | Span) -> bool:
        """Whether any of it was taken out or masked."""
        return any(
            cut.recording == one.recording and (cut.overlap_s(one) > 0 or cut.contains(one.start_s))
            for cut in self.withheld
        )

    def at_s(self, recording: str, second: float) -> float | None:
        offset = self.offsets.get(recording)
        return None if offset is None else round(second + offset, 3)

    def proof(self, one: Span, text: str = "", sure: bool = True) -> Proof:
        return Proof(
            recording=one.recording,
            start_s=one.start_s,
            end_s=one.end_s,
            at_s=self.at_s(one.recording, one.start_s),
            text=text,
            sure=sure,
            session=self.homes.get(one.recording, ""),
        )

    def shown(self, section: Segment) -> Proof:
        """The seconds of a section."""
        sure = section.status in SETTLED or (
            section.status == "auto" and section.confidence >= SURE_FROM
        )
        return self.proof(section, sure=sure)

    def said(self, one: Utterance) -> Proof:
        """Words with their seconds, as they were said."""
        return self.proof(_span(one.recording, one), one.text.strip())

    def cited(self, words: Iterable[Cited], home: str) -> tuple[Proof, ...]:
        """Words of a finding, without those that were taken out; ``home``: whose clock else."""
        spans = ((_span(one.recording or home, one), one.text.strip()) for one in words)
        return tuple(self.proof(span, text) for span, text in spans if not self.withholds(span))


def named(timeline: Timeline, heard: str) -> Timeline:
    """Every utterance with the recording on whose clock it lies: ``heard`` where it names none."""
    utterances = tuple(
        one if one.recording else one.model_copy(update={"recording": heard})
        for one in timeline.utterances
    )
    return timeline.model_copy(update={"utterances": utterances})


def about(material: Material) -> dict[str, tuple[Utterance, ...]]:
    """What the expert said about each section, by its id, in order of time.

    Words that are cited for sections belong to those, wherever they were said: most of it comes
    before the action. Others belong to the section during which most of them was said.
    """
    found: dict[str, list[Utterance]] = {one.id: [] for one in material.sections}
    for words in material.spoken:
        if words.speaker not in EXPERTS:
            continue
        for home in _homes(words, material.sections):
            found[home].append(words)
    return {name: tuple(words) for name, words in found.items()}


def of_step(
    material: Material, told: Mapping[str, tuple[Utterance, ...]], step_id: str
) -> tuple[Utterance, ...]:
    """What was said about all sections of a step, each utterance once."""
    own = (one.id for one in material.sections if one.step_id == step_id)
    return tuple(dict.fromkeys(words for section in own for words in told[section]))


def _homes(words: Utterance, sections: tuple[Segment, ...]) -> tuple[str, ...]:
    citing = tuple(one.id for one in sections if any(_is(words, c, one) for c in one.cited))
    if citing:
        return citing
    beside = [one for one in sections if one.recording == words.recording]
    best = max(beside, key=lambda one: one.overlap_s(words), default=None)
    return (best.id,) if best is not None and best.overlap_s(words) > 0 else ()


def _is(words: Utterance, cited: Cited, section: Segment) -> bool:
    """Whether these are the cited words: at least half of the shorter one is the same seconds."""
    if (cited.recording or section.recording) != words.recording:
        return False
    return 2 * words.overlap_s(cited) > min(words.length_s, cited.length_s)


def _covers(cut: Span, one: Span) -> bool:
    return cut.recording == one.recording and cut.start_s <= one.start_s and one.end_s <= cut.end_s


def _span(recording: str, one: Utterance | Cited) -> Span:
    return Span(recording=recording, start_s=one.start_s, end_s=one.end_s)
