"""Proposals for a whole session: which utterance, which characters, which seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from data_schemas.masking import (
    ConfidentialTerms,
    Identifier,
    KnownNames,
    TextMask,
    mask_id,
)
from data_schemas.timeline import Timeline
from data_schemas.transcript import Utterance
from pipelines.deidentify.text import known as site
from pipelines.deidentify.text.find import Rules, identifiers, put, rules
from pipelines.deidentify.text.markers import Numbering
from pipelines.deidentify.text.seconds import located, spoken_at

# A number goes on in the next utterance after a breath.
PAUSE_S = 3.0
_FULL_KOREAN = re.compile("[가-힣]{3,4}")
Stretch = tuple[Utterance, ...]


def of_timeline(
    timeline: Timeline, known: KnownNames, terms: ConfidentialTerms
) -> tuple[TextMask, ...]:
    """What should not leave of what was said, in the order of the time line's recordings."""
    return of_utterances(timeline.utterances, rules(known, terms), Numbering())[0]


def of_utterances(
    utterances: Sequence[Utterance], using: Rules, numbering: Numbering
) -> tuple[tuple[TextMask, ...], Rules]:
    """What should not leave of these, and the rules with the names that were met on the way.

    A name that somebody was called by once is found again where it stands alone. What goes on over
    a breath gives a mask in each utterance, with the same words in its place. Utterances and masks
    name each other by id, so each utterance needs one. ``numbering`` gets to know what was found.
    """
    stretches = tuple(_stretches(utterances))
    called = {name for one in stretches for name in _called(_found(one, using))}
    if called:
        using = using.also(site.names(called, "said_before"))
    masks: list[TextMask] = []
    for stretch in stretches:
        for one in _found(stretch, using):
            shown = numbering.marker(one, one.text, _language(stretch, one))
            masks += _masks(stretch, one, shown)
    return tuple(masks), using


def applied(utterance: Utterance, masks: Iterable[TextMask]) -> Utterance:
    """The utterance with ``masks`` (those of others are passed over) in text, words, quantities.

    A word that is hit is written with the marker; the further words of the same mask go.
    """
    own = sorted((m for m in masks if m.utterance == utterance.id), key=lambda m: m.start)
    if not own:
        return utterance
    words = []
    for start, end, word in located(utterance):
        text = put(utterance.text[start:end], [*_inside(own, start, end)])
        if text.strip():
            words.append(word.model_copy(update={"text": text}))
    said = (q for q in utterance.quantities if not any(q.overlap_s(m) > 0 for m in own))
    text = put(utterance.text, [(m.start, m.end, m.replacement) for m in own])
    return utterance.model_copy(
        update={"text": text, "words": tuple(words), "quantities": tuple(said)}
    )


def _inside(masks: Sequence[TextMask], start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The masks' parts inside of one word; the marker stands where a mask begins."""
    for mask in masks:
        if mask.start < end and start < mask.end:
            shown = mask.replacement if mask.start >= start else ""
            yield max(mask.start, start) - start, min(mask.end, end) - start, shown


def _stretches(utterances: Sequence[Utterance]) -> Iterator[Stretch]:
    """Utterances of one voice in one recording and language, one soon after the other."""
    order = {one.recording: n for n, one in reversed(list(enumerate(utterances)))}
    ordered = sorted(utterances, key=lambda one: (order[one.recording], one.start_s, one.end_s))
    for _, group in groupby(ordered, lambda one: (one.recording, one.speaker, one.language)):
        stretch: list[Utterance] = []
        for one in group:
            if stretch and one.start_s - stretch[-1].end_s > PAUSE_S:
                yield tuple(stretch)
                stretch = []
            stretch.append(one)
        yield tuple(stretch)


def _found(stretch: Stretch, using: Rules) -> tuple[Identifier, ...]:
    return identifiers("\n".join(one.text for one in stretch), stretch[0].language, using)


def _called(found: Iterable[Identifier]) -> Iterator[str]:
    """Names that are clear enough to be looked for alone."""
    for one in found:
        clear = one.kind == "person" and one.why in ("form", "context", "known")
        if clear and (_FULL_KOREAN.fullmatch(one.text) or one.text.isascii()):
            yield one.text.replace("\n", " ")


def _language(stretch: Stretch, found: Identifier) -> str:
    """Of the utterance in which it begins; where nobody looked, by the letters around it."""
    if stretch[0].language:
        return stretch[0].language
    text = next(text for start, text in _starts(stretch) if found.start < start + len(text) + 1)
    return "ko" if re.search("[가-힣]", text) else "en"


def _starts(stretch: Stretch) -> Iterator[tuple[int, str]]:
    at = 0
    for one in stretch:
        yield at, one.text
        at += len(one.text) + 1


def _masks(stretch: Stretch, found: Identifier, shown: str) -> Iterator[TextMask]:
    """One mask for each utterance that it lies in."""
    for utterance, (at, text) in zip(stretch, _starts(stretch), strict=True):
        start, end = max(found.start - at, 0), min(found.end - at, len(text))
        if start >= end or not text[start:end].strip():
            continue
        when = spoken_at(utterance, start, end)
        yield TextMask(
            id=mask_id(utterance.recording, utterance.id, (start, end), found.kind),
            recording=utterance.recording,
            utterance=utterance.id,
            start_s=when.start_s,
            end_s=when.end_s,
            start=start,
            end=end,
            kind=found.kind,
            replacement=shown,
            score=found.score,
        )
