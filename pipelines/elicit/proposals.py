"""Know-how cards that an answer or narration may become: proposed, kept nowhere.

Only a person makes a card of a proposal. Every field rests on the seconds in which it was said and
on those that the question was about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from data_schemas.knowledge import (
    Condition,
    Cue,
    Detail,
    Evidence,
    Parameter,
    UnitKind,
)
from data_schemas.probe import Probe
from data_schemas.procedure import Step
from data_schemas.transcript import Utterance
from pipelines.elicit.sentences import Sentence, sentences_of
from pipelines.elicit.told_cues import conditions_of, cues_of
from pipelines.elicit.told_kind_words import (
    ENDS_REASON,
    LEADS_REASON,
    REASON_AFTER,
    REASON_BEFORE,
)
from pipelines.elicit.told_kinds import Heard, Judge, Judged
from pipelines.elicit.told_settings import settings_of
from pipelines.elicit.told_steps import steps_of
from pipelines.elicit.told_words import NOTHING
from pipelines.text import normalise, tidy, words

# Kinds that hold under a condition; in others "when" only tells the time.
_CONDITIONAL = ("decision", "exception", "what_if", "rule", "recovery", "option", "hazard")
_FEWEST_WORDS = 2


@dataclass(frozen=True)
class Context:
    """What is known of who speaks about what.

    ``step_id`` where it is known, such as that of the moment asked about; else it is looked for
    among ``steps``. ``about`` are the seconds that the question was about, ``track`` where it is
    said: in an answer or while working. ``recording``: on whose clock, where the words do not say.
    """

    steps: Sequence[Step] = ()
    step_id: str | None = None
    probe: Probe | None = None
    about: tuple[Evidence, ...] = ()
    recording: str = ""
    track: Literal["audio", "replay"] = "replay"


@dataclass(frozen=True)
class Proposal:
    """What a card would hold. ``why`` are codes of what speaks for its kind, ``weight`` how much.

    ``step_id`` None: no step is near enough, a person chooses it. ``guessed``: the words alone told
    the step, which is wrong about every second time.
    """

    kind: UnitKind
    step_id: str | None
    text: str
    normalised: str
    language: str
    evidence: tuple[Evidence, ...]
    parameters: tuple[Parameter, ...] = ()
    cues: tuple[Cue, ...] = ()
    conditions: tuple[Condition, ...] = ()
    details: tuple[Detail, ...] = ()
    guessed: bool = False
    asr_confidence: float = 1.0
    weight: float = 0.0
    why: tuple[str, ...] = field(default=())


def propose(
    said: Sequence[Utterance], context: Context, judge: Judge | None = None
) -> tuple[Proposal, ...]:
    """A proposal for each sentence that tells something, in order of time.

    Words of an interviewer or bystander are left out, and so is "nothing special". A sentence with
    its own reason is one proposal with that reason on it. Raises ValueError where neither the
    words nor the context name a recording.
    """
    kept = [one for one in said if one.speaker not in ("interviewer", "bystander")]
    told = [one for one in sentences_of(kept) if _tells(one)]
    parts = [_split(one.text) for one in told]
    settings = [settings_of(one.words) for one in told]
    cues = [cues_of(main) for main, _ in parts]
    heard = [
        Heard(main, len(s), sum(one.is_quantified for one in s), bool(why), len(c))
        for (main, why), s, c in zip(parts, settings, cues, strict=True)
    ]
    judged = (judge or Judge()).kinds(heard, context.probe)
    guessed = [] if context.step_id else context.steps
    steps = steps_of([one.text for one in told], guessed, (judge or Judge()).encoder)
    return tuple(
        _proposal(sentence, part, (s, c), (j, step), context)
        for sentence, part, s, c, j, step in zip(
            told, parts, settings, cues, judged, steps, strict=True
        )
        if j.kind is not None
    )


def _tells(one: Sentence) -> bool:
    plain = normalise(one.text)
    return len(words(plain)) >= _FEWEST_WORDS and not NOTHING.search(plain) and plain[-1:] != "?"


def _split(text: str) -> tuple[str, str]:
    """(what is told, its reason): the reason is "" where the sentence is one or has none."""
    after = REASON_AFTER.search(text)
    if after and len(text[: after.start()].split()) >= _FEWEST_WORDS:
        return text[: after.start()], text[after.end() :]
    before = REASON_BEFORE.search(text)
    if before and len(text[before.end() :].split()) >= _FEWEST_WORDS:
        return text[before.end() :], text[: before.end()]
    return text, ""


def _proposal(
    sentence: Sentence,
    part: tuple[str, str],
    found: tuple[tuple[Parameter, ...], tuple[Cue, ...]],
    placed: tuple[Judged, str | None],
    context: Context,
) -> Proposal:
    (main, reason), (judged, guess) = part, placed
    own = _evidence(sentence, context)
    assert judged.kind is not None
    conditions = conditions_of(main) if judged.kind in _CONDITIONAL else ()
    return Proposal(
        kind=judged.kind,
        step_id=context.step_id or guess,
        guessed=context.step_id is None and guess is not None,
        text=sentence.text,
        normalised=_sentence(main),
        language=sentence.language,
        evidence=(own, *context.about),
        parameters=tuple(one.model_copy(update={"evidence": (own,)}) for one in found[0]),
        cues=tuple(one.model_copy(update={"evidence": (own,)}) for one in found[1]),
        conditions=tuple(one.model_copy(update={"evidence": (own,)}) for one in conditions),
        details=(Detail(field="reason", text=_reason(reason), evidence=(own,)),) if reason else (),
        asr_confidence=min(1.0, sentence.confidence),
        weight=judged.weight,
        why=judged.why,
    )


def _evidence(sentence: Sentence, context: Context) -> Evidence:
    recording = sentence.recording or context.recording
    if not recording:
        raise ValueError("the words do not say on which recording's clock they lie")
    seconds = sentence.seconds
    return Evidence(
        recording=recording,
        start_s=seconds.start_s,
        end_s=max(seconds.end_s, seconds.start_s + 0.01),
        track=context.track,
    )


def _reason(text: str) -> str:
    bare = LEADS_REASON.sub("", text.strip(" ,.;"))
    return ENDS_REASON.sub("", bare).strip(" ,.;") or text.strip()


def _sentence(text: str) -> str:
    plain = tidy(text).strip(" ,;")
    return plain[:1].upper() + plain[1:]
