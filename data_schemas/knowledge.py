"""A knowledge unit: one thing the expert knows, with the seconds that show it.

The transcript is not the knowledge. A unit says one thing, what kind of thing it is, and where it
was said or seen; each of its fields can name seconds of its own.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from data_schemas.clock import Span
from data_schemas.rights import ProtectionClass, Purpose, stricter
from data_schemas.value import Probability, Seconds, Value

UnitKind = Literal[
    "step", "key_point", "reason", "cue", "parameter", "decision", "option", "hazard",
    "novice_error", "recovery", "exception", "knack", "incident", "what_if", "rule", "sop_gap",
]  # fmt: skip
UnitStatus = Literal["draft", "expert_confirmed", "reviewed", "approved", "superseded"]
# How it came to be told: while working, at a replayed moment, asked about a step, about a case that
# is only imagined, to a learner, by an annotator, or proposed by a model and taken up by a person.
UnitOrigin = Literal[
    "concurrent", "cued_replay", "interview", "simulation", "teach_back", "annotator",
    "model_suggestion",
]  # fmt: skip
# How sure the expert is of it; "" where nobody asked.
Certainty = Literal["", "sure", "fairly_sure", "unsure"]
Modality = Literal["sight", "hearing", "touch", "smell", "taste"]
# What a unit says besides its text, in words: what each question card asks for.
DetailField = Literal[
    "goal", "done_criterion", "reason", "expectancy", "anomaly", "option", "reject_reason",
    "novice_error", "symptom", "recovery", "exception", "consequence", "detected_where", "hazard",
    "control", "knack", "learning_time", "lineage", "valid_since", "known_disagreement", "sop_gap",
    "better", "rule", "rule_limit", "change", "action", "incident", "decision", "outcome",
    "unnarrated_action", "variation", "withhold",
]  # fmt: skip
# All that a question can fill: the details, and the fields with a form of their own.
UnitField = Literal[
    DetailField, "parameters", "cues", "conditions", "confidence", "protection_class"
]


class Box(Value):
    """A part of the picture, in shares of its width and height from the upper left corner."""

    left: Probability
    top: Probability
    right: Probability
    bottom: Probability

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.right <= self.left or self.bottom <= self.top:
            raise ValueError("the box has no area")
        return self


class Evidence(Span):
    """Seconds of one recording that show or say it. Each camera is a recording of its own.

    ``replay``: seconds of an answer that was given while the work was played back.
    """

    track: Literal["video", "audio", "motion", "replay"]
    box: Box | None = None

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.length_s <= 0:
            raise ValueError("evidence needs some seconds, not an instant")
        return self


class Traced(Value):
    """A field that can be traced to seconds of its own; without any, to those of its unit."""

    evidence: tuple[Evidence, ...] = ()


class Parameter(Traced):
    """A setting: what is set, to what, and in which range it is still good.

    ``value``, ``low`` and ``high`` are in ``unit``, a symbol such as ``mm``. ``text``: as it was
    said; for "a little more" it is all there is. ``basis``: whether an instrument tells it or the
    hand does, "" where that was not said.
    """

    name: str = ""
    value: Seconds | None = None
    low: Seconds | None = None
    high: Seconds | None = None
    unit: str = ""
    basis: Literal["", "measured", "felt"] = ""
    text: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.name and not self.text and self.value is None:
            raise ValueError("a parameter needs a name, a number or the words that told it")
        if self.low is not None and self.high is not None and self.high < self.low:
            raise ValueError("the range ends below its start")
        return self

    @property
    def is_quantified(self) -> bool:
        """Whether there is a number or a limit, with its unit."""
        known = (self.value, self.low, self.high)
        return bool(self.unit) and any(one is not None for one in known)


class Cue(Traced):
    """Something perceived that tells what to do. ``modality`` None: not said by which sense.

    ``normal`` and ``abnormal``: what it is like when all is well, and when it is not.
    """

    modality: Modality | None = None
    description: str = Field(min_length=1)
    normal: str = ""
    abnormal: str = ""
    threshold: Parameter | None = None

    @property
    def is_explicit(self) -> bool:
        """Whether somebody else could look out for it: by which sense, and for what."""
        return self.modality is not None and bool(self.description.strip())


class Condition(Traced):
    """When it holds (``holds``), or when it does not."""

    text: str = Field(min_length=1)
    holds: bool = True


class Detail(Traced):
    field: DetailField
    text: str = Field(min_length=1)


class Opinion(Value):
    """What another expert says of it. ``unit``: their own card about it, "" without one."""

    expert: str
    says: Literal["same", "differs", "unknown"]
    unit: str = ""


class Touch(Value):
    """Who wrote it, and when."""

    by: str
    at: datetime


class UnitContent(Value):
    """What a unit says, and what that rests on.

    ``text`` is in the expert's words and ``language``; ``normalised`` says the same tidily.
    ``text_en`` and ``text_ko`` are translations, "" where there is none. It rests on ``evidence``
    or says in ``no_footage``, a sentence, why there is none. ``moment`` and ``probe`` are what was
    asked, None where it was told unasked. ``asr_confidence``: how sure the machine was of the
    words, None where people wrote them. ``supersedes`` is the unit in whose place it stands.
    ``suggested_by``: the language model that pointed at these words, and its machine.
    """

    step_id: str | None
    kind: UnitKind
    text: str = Field(min_length=1)
    language: str
    text_en: str = ""
    text_ko: str = ""
    normalised: str = ""
    parameters: tuple[Parameter, ...] = ()
    cues: tuple[Cue, ...] = ()
    conditions: tuple[Condition, ...] = ()
    details: tuple[Detail, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    no_footage: str = ""
    origin: UnitOrigin
    probe: str | None = None
    moment: str | None = None
    confidence: Certainty = ""
    asr_confidence: Probability | None = None
    protection_class: ProtectionClass = ProtectionClass.RESTRICTED
    supersedes: str | None = None
    suggested_by: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not self.evidence and not self.no_footage.strip():
            raise ValueError("a unit needs evidence, or a sentence on why there is no footage")
        if self.evidence and self.no_footage:
            raise ValueError("a unit has evidence or no footage, not both")
        return self

    def seconds_of(self, field: Traced) -> tuple[Evidence, ...]:
        """The seconds behind one of its fields; empty only where there is no footage at all."""
        return field.evidence or self.evidence

    def spans(self) -> Iterator[Evidence]:
        """All seconds that it or one of its fields rests on."""
        yield from self.evidence
        fields: tuple[Traced, ...] = (
            *self.parameters, *self.cues, *self.conditions, *self.details,
            *(cue.threshold for cue in self.cues if cue.threshold),
        )  # fmt: skip
        for one in fields:
            yield from one.evidence


class Suggested(Value):
    """What a unit might say, drawn from an answer or from what was said at work, by a machine.

    It is no unit: only a person makes one of it, under the same ``id``. ``reply`` is the number of
    the entry whose answer it is from, None for what was said at work. ``guessed``: the words alone
    told the step. ``why`` are codes of what speaks for its kind, ``weight`` how much.
    """

    id: str
    content: UnitContent
    reply: int | None = None
    guessed: bool = False
    weight: float = 0.0
    why: tuple[str, ...] = ()


class FoundSuggestions(Value):
    """What a session's words might become: answers first, each in order of time."""

    suggestions: tuple[Suggested, ...] = ()


class KnowledgeUnit(UnitContent):
    """A unit as it stands. ``scopes`` are the purposes that it may serve: none unless granted.

    ``confirmed_by`` is the name with which the expert said yes to it, "" before.
    """

    id: str
    session: str
    expert: str
    agreement: tuple[Opinion, ...] = ()
    status: UnitStatus = "draft"
    confirmed_by: str = ""
    scopes: frozenset[Purpose] = frozenset()
    created: Touch
    edited: Touch | None = None

    @model_validator(mode="after")
    def _is_a_person_s(self) -> Self:
        if self.origin == "model_suggestion" and self.status != "draft" and self.edited is None:
            raise ValueError("what a model suggested stays a draft until a person took it up")
        return self

    @property
    def content(self) -> UnitContent:
        return UnitContent(**{name: getattr(self, name) for name in UnitContent.model_fields})

    def protected_as(self, session: ProtectionClass) -> ProtectionClass:
        """How far it may go: a unit is never freer than the session that it comes from."""
        return stricter(self.protection_class, session)
