"""Everything in a recording that is worth asking about, worded, best question first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from data_schemas.timeline import Moment, Question
from pipelines.elicit.choose import Wanted, choose
from pipelines.elicit.events import event_moments
from pipelines.elicit.given import markers, skipped_steps, swapped_steps
from pipelines.elicit.observed import Found, Observed
from pipelines.elicit.otherwise import longer_than_before, otherwise
from pipelines.elicit.spoken import hazards, vague_words
from pipelines.elicit.unspoken import unspoken_actions
from pipelines.elicit.wording import clock, reason

# Builds the question of a moment, which has none yet, in both languages.
Ask = Callable[[Found], Question]
Search = Callable[[Observed], Iterator[Found]]

SEARCHES: tuple[Search, ...] = (
    markers,
    unspoken_actions,
    event_moments,
    vague_words,
    hazards,
    longer_than_before,
    otherwise,
    skipped_steps,
    swapped_steps,
)


def find_moments(seen: Observed, ask: Ask, wanted: Wanted | None = None) -> tuple[Moment, ...]:
    """The moments of one sitting, at most ten, best first; ``ask`` words their questions."""
    found = [_filled(seen, one) for search in SEARCHES for one in search(seen)]
    return tuple(_moment(seen, one, ask) for one in choose(found, wanted or Wanted()))


def _filled(seen: Observed, one: Found) -> Found:
    """With what fills the gaps of every sentence about it."""
    always = {
        "step": seen.title(one.step_id),
        "clock": clock(one.span.start_s),
        "seconds": f"{one.span.length_s:.0f}",
    }
    return Found(
        kind=one.kind, span=one.span, score=one.score, because=one.because, step_id=one.step_id,
        filled={**always, **one.filled}, signs=one.signs,
    )  # fmt: skip


def _moment(seen: Observed, one: Found, ask: Ask) -> Moment:
    english, korean = reason(one.because, one.filled)
    return Moment(
        id=_id(seen, one),
        recording=seen.recording,
        start_s=one.span.start_s,
        end_s=one.span.end_s,
        kind=one.kind,
        score=round(min(1.0, max(0.0, one.score)), 3),
        reason=english,
        reason_ko=korean,
        question=ask(one),
        step_id=one.step_id,
        filled=dict(one.filled),
        evidence=one.signs,
        missing=seen.missing,
    )


def _id(seen: Observed, one: Found) -> str:
    """The same moment keeps its id when a later run is surer of it or words it otherwise."""
    name = f"{seen.recording}\0{one.kind}\0{one.span.start_s:.0f}"
    return "mom-" + hashlib.sha256(name.encode()).hexdigest()[:12]
