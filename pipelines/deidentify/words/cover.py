"""What leaves of a session in words: everything that is hidden is replaced. Pure.

What was said is masked by its place, as people judged it. Every other text is told by what it is:
one that people saw looks as they saw it, and in one that nobody saw (a quotation, a title that was
changed since) the same rules find what is in it, and the words that are hidden elsewhere as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from data_schemas.clock import Span
from data_schemas.knowledge import UnitContent
from data_schemas.masking import Identifier, OwnWords, TextMask, WordState
from data_schemas.procedure import GlossaryTerm, Procedure, Step
from data_schemas.timeline import Cited, Finding, Moment, Question, Segment, Timeline
from data_schemas.transcript import Utterance
from pipelines.deidentify.text.find import Rules, identifiers, put
from pipelines.deidentify.text.markers import Numbering, same
from pipelines.deidentify.text.own import stands_in, with_own
from pipelines.deidentify.text.timeline import applied
from pipelines.deidentify.words.cards import changed

Cites = TypeVar("Cites", Segment, Finding)
Content = TypeVar("Content", bound=UnitContent)
# Shorter ones are parts of other words too often.
LONG_ENOUGH = 3


@dataclass
class Cover:
    """Lays what is hidden over the texts of one session.

    ``texts`` are all that people were shown, ``states`` what is found in them.
    """

    texts: Sequence[Utterance]
    states: Sequence[WordState]
    using: Rules
    numbering: Numbering
    _known: dict[str, str] = field(init=False)
    _marks: dict[tuple[str, str], str] = field(init=False)
    _left: frozenset[tuple[str, str]] = field(init=False)
    _literal: tuple[OwnWords, ...] = field(init=False)

    def __post_init__(self) -> None:
        hidden = [one for one in self.states if one.applies]
        self._masks: dict[str, list[TextMask]] = {}
        for one in hidden:
            self._masks.setdefault(one.mask.utterance, []).append(one.mask)
        self._marks = {_key(one): one.mask.replacement for one in hidden}
        self._left = frozenset(_key(one) for one in self.states) - self._marks.keys()
        words = {one.words: one for one in hidden if len(one.words.strip()) >= LONG_ENOUGH}
        self._literal = tuple(
            OwnWords(id=one.mask.id, words=words[:80], kind=one.mask.kind)
            for words, one in sorted(words.items(), key=lambda pair: -len(pair[0]))
        )
        self._known = self._seen()

    def _seen(self) -> dict[str, str]:
        """Where the same text stands twice and was judged otherwise, more of it is hidden."""
        known: dict[str, str] = {}
        for one in self.texts:
            shown = self.utterance(one).text
            held = known.get(one.text)
            if held is None or held == one.text:
                known[one.text] = shown
        return known

    def utterance(self, said: Utterance) -> Utterance:
        """What was said, with its words."""
        return applied(said, self._masks.get(said.id, ()))

    def places(self, said: Utterance) -> tuple[tuple[int, int], ...]:
        """Which of its characters are hidden."""
        return tuple(sorted((one.start, one.end) for one in self._masks.get(said.id, ())))

    def replaced(self, said: Utterance) -> tuple[tuple[str, str], ...]:
        """(what stands there, the words it stands for) in the order of ``utterance(said)``."""
        own = sorted(self._masks.get(said.id, ()), key=lambda one: one.start)
        return tuple((one.replacement, said.text[one.start : one.end]) for one in own)

    def text(self, text: str, language: str = "") -> str:
        """Any other text."""
        if text not in self._known:
            self._known[text] = self._unseen(text, language)
        return self._known[text]

    def timeline(self, found: Timeline) -> Timeline:
        """All of it; what is cited is told by what was said. ``unplaced`` acts stay here."""
        said = tuple(self.utterance(one) for one in found.utterances)
        where = {one.id: one.recording for one in found.segments}
        return found.model_copy(
            update={
                "utterances": said,
                "segments": tuple(_cites(one, said, one.recording) for one in found.segments),
                "findings": tuple(
                    _cites(one, said, where.get(one.segments[0], "") if one.segments else "")
                    for one in found.findings
                ),
                "moments": tuple(self.moment(one) for one in found.moments),
                "unplaced": (),
            }
        )

    def moment(self, one: Moment) -> Moment:
        asked = Question(en=self.text(one.question.en, "en"), ko=self.text(one.question.ko, "ko"))
        signs = tuple(
            sign.model_copy(update={"text": self.text(sign.text)}) for sign in one.evidence
        )
        return one.model_copy(
            update={
                "question": asked,
                "reason": self.text(one.reason, "en"),
                "reason_ko": self.text(one.reason_ko, "ko"),
                "filled": {name: self.text(words) for name, words in one.filled.items()},
                "evidence": signs,
            }
        )

    def card(self, content: Content) -> Content:
        """A know-how card, or what one would say."""
        return changed(content, self.text)

    def procedure(self, written: Procedure) -> Procedure:
        """Titles, key points and reasons; a term that is hidden leaves the word list."""
        language = written.language

        def told(step: Step) -> Step:
            return step.model_copy(
                update={
                    "title": self.text(step.title, language),
                    "key_point": tuple(self.text(one, language) for one in step.key_point),
                    "reason": tuple(self.text(one, language) for one in step.reason),
                }
            )

        return written.model_copy(
            update={
                "title": self.text(written.title, language),
                "steps": tuple(told(one) for one in written.steps),
                "groups": tuple(told(one) for one in written.groups),
                "glossary": tuple(one for one in written.glossary if not self._hides(one)),
            }
        )

    def is_told_by(self, name: str) -> bool:
        """Whether an id, such as a step's, tells a word that this site or somebody hides."""
        plain = re.sub(r"[-_./]+", " ", name)
        listed = any(one.kind == "confidential" for one in identifiers(plain, "", self.using))
        return listed or any(stands_in(one, plain) for one in (*self.using.own, *self._literal))

    def _hides(self, term: GlossaryTerm) -> bool:
        return any(
            self.text(one) != one for one in (term.term, *term.readings, *term.variants) if one
        )

    def _unseen(self, text: str, language: str) -> str:
        """In a text that nobody saw, also what is hidden elsewhere, letter by letter."""
        if not text.strip():
            return text
        found = identifiers(text, language, self.using)
        kept = tuple(one for one in found if (one.kind, same(one.kind, one.text)) not in self._left)
        shut = [match.span() for match in self.using.closed.finditer(text)]
        every = with_own(text, kept, shut, self._literal)
        return put(text, [(one.start, one.end, self._mark(one, language)) for one in every])

    def _mark(self, found: Identifier, language: str) -> str:
        known = self._marks.get((found.kind, same(found.kind, found.text)))
        return known or self.numbering.marker(found, found.text, language)


def _cites(found: Cites, said: Iterable[Utterance], home: str) -> Cites:
    """Citations as far as they are words of ``said``: what a machine heard first may be others."""
    every = tuple(said)
    told = tuple(_quoted(one, every, one.recording or home) for one in found.cited)
    return found.model_copy(update={"cited": told})


def _quoted(cited: Cited, said: Sequence[Utterance], recording: str) -> Cited:
    near = [one for one in said if one.recording in ("", recording) and one.overlap_s(cited) > 0]
    parts = (_within(one, cited) for one in near)
    return cited.model_copy(update={"text": " ".join(part for part in parts if part)})


def _within(said: Utterance, cited: Cited) -> str:
    """The words of an utterance that a citation holds; all where more than half of it is cited."""
    if 2 * said.overlap_s(cited) > said.length_s or not said.words:
        return said.text.strip()
    return " ".join(one.text.strip() for one in said.words if cited.contains(one.start_s))


def _key(state: WordState) -> tuple[str, str]:
    return state.mask.kind, same(state.mask.kind, state.words)


def span_of(line: Utterance) -> Span | None:
    """The seconds of a text, None for one that nobody said."""
    if not line.length_s:
        return None
    return Span(recording=line.recording, start_s=line.start_s, end_s=line.end_s)
