"""All identifiers of a text, none over another, until none is left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from data_schemas.masking import (
    ConfidentialTerms,
    Identifier,
    KnownNames,
    OwnWords,
)
from pipelines.deidentify.text import (
    addresses,
    births,
    businesses,
    documents,
    english_names,
    known,
    korean_names,
    network,
    payments,
    phones,
    plates,
    residents,
)
from pipelines.deidentify.text.found import Detector
from pipelines.deidentify.text.markers import Numbering, closed
from pipelines.deidentify.text.own import with_own
from pipelines.deidentify.text.view import CLOSED, View, view

DETECTORS: tuple[Detector, ...] = (
    residents.residents,
    residents.social_security,
    businesses.businesses,
    businesses.companies,
    phones.phones,
    phones.spoken_phones,
    payments.cards,
    payments.accounts,
    documents.documents,
    plates.plates,
    addresses.addresses,
    network.emails,
    network.pages,
    network.machines,
    births.births,
    korean_names.korean_names,
    english_names.english_names,
)


@dataclass(frozen=True)
class Rules:
    """Detectors, and what a mask that is there already looks like.

    ``own`` are words that a person hides: they are laid over what the detectors find.
    """

    detectors: tuple[Detector, ...]
    closed: re.Pattern[str]
    own: tuple[OwnWords, ...] = ()

    def also(self, detector: Detector) -> Rules:
        return replace(self, detectors=(*self.detectors, detector))


def rules(
    known_names: KnownNames | None = None,
    terms: ConfidentialTerms | None = None,
    own: tuple[OwnWords, ...] = (),
    instead: Iterable[str] = (),
) -> Rules:
    """Sonmat's own detectors, with the site's people and confidential words, and a person's.

    ``instead``: what else people put in the place of something, beside what those lists name.
    """
    listed = terms.terms if terms else ()
    site = (known.terms(listed), known.names(known_names.names if known_names else ()))
    shown = (*(one.replacement for one in listed), *(one.instead for one in own), *instead)
    return Rules((*site, *DETECTORS), closed(shown), own)


def identifiers(
    text: str, language: str = "", using: Rules | None = None
) -> tuple[Identifier, ...]:
    """What names somebody or something in ``text``, in order, none over another.

    What is taken out changes what its neighbours look like, so the text is looked at again until
    nothing more is found: in :func:`masked` text there is no identifier any more.
    """
    using = using or rules()
    shut = [match.span() for match in using.closed.finditer(text)]
    found: list[Identifier] = []
    while True:
        seen = view(text, sorted([*shut, *((one.start, one.end) for one in found)]))
        more = [_written(one, seen, text) for one in _best(_all(seen.text, language, using))]
        if not more:
            return with_own(text, tuple(sorted(found, key=lambda one: one.start)), shut, using.own)
        found += more


def masked(text: str, found: Iterable[Identifier], language: str = "") -> str:
    """``text`` with a marker in the place of each identifier; nothing else changes."""
    numbering = Numbering()
    ordered = sorted(found, key=lambda one: one.start)
    return put(
        text, [(one.start, one.end, numbering.marker(one, text, language)) for one in ordered]
    )


def put(text: str, places: Sequence[tuple[int, int, str]]) -> str:
    """``text`` with other words at ``(start, end, words)``, in order and apart from each other."""
    parts: list[str] = []
    at = 0
    for start, end, words in places:
        parts += [text[at:start], words]
        at = end
    return "".join((*parts, text[at:]))


def _all(text: str, language: str, using: Rules) -> Iterator[Identifier]:
    for detector in using.detectors:
        yield from (one for one in detector(text, language) if CLOSED not in one.text)


def _best(found: Iterable[Identifier]) -> list[Identifier]:
    """The surest, then the longest of those that lie over each other."""
    kept: list[Identifier] = []
    for one in sorted(found, key=lambda one: (-one.score, one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


def _written(found: Identifier, seen: View, text: str) -> Identifier:
    start, end = seen.written(found.start, found.end)
    return found.model_copy(update={"start": start, "end": end, "text": text[start:end]})
