"""Which kind of knowledge a sentence is: by words that name it, what was asked, and likeness.

Rules come first since they can be read; likeness to a few sentences of each kind decides only
where they say little. Nothing is proposed for talk that none of them knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

from data_schemas.knowledge import UnitKind
from data_schemas.probe import Probe
from pipelines.elicit.measures import Encoder
from pipelines.elicit.told_kind_words import KINDS
from pipelines.text import normalise

# Weights of what speaks for a kind, and the least that is enough to propose one. Set by hand on the
# sentences of tests/pipelines/elicit/told_dev.yaml.
ASKED_FIRST, ASKED_TOO = 0.9, 0.5
HAS_SETTING, HAS_FELT_AMOUNT, HAS_CUE, HAS_REASON = 0.9, 0.5, 0.7, 0.6
LIKE, LIKE_AT_MOST = 12.0, 0.7
ENOUGH = 0.55


@dataclass(frozen=True)
class Heard:
    """A sentence and what was found in it."""

    text: str
    settings: int = 0
    numbers: int = 0
    has_reason: bool = False
    cues: int = 0


@dataclass(frozen=True)
class Judged:
    """The kind that most speaks for, None where too little does; ``why`` are codes."""

    kind: UnitKind | None
    weight: float = 0.0
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judge:
    """Tells kinds apart. ``encoder`` None: by rules and by what was asked only."""

    encoder: Encoder | None = None
    _known: dict[str, NDArray[np.float32]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def kinds(self, heard: Sequence[Heard], probe: Probe | None) -> list[Judged]:
        """A judgement for each sentence. Answers to a card are always proposed as something."""
        likeness = self._likeness([one.text for one in heard])
        return [_judged(one, probe, like) for one, like in zip(heard, likeness, strict=True)]

    def _likeness(self, texts: list[str]) -> list[dict[UnitKind, float]]:
        """How much nearer each text is to each kind than to all kinds on average."""
        if self.encoder is None or not texts:
            return [{} for _ in texts]
        kinds = list(examples())
        if "examples" not in self._known:
            spoken = [text for kind in kinds for text in examples()[kind]]
            self._known["examples"] = self.encoder.encode_queries(spoken)
        cosines = self.encoder.encode_queries(texts) @ self._known["examples"].T
        ends = np.cumsum([len(examples()[kind]) for kind in kinds])[:-1]
        best = np.stack([part.max(axis=1) for part in np.split(cosines, ends, axis=1)], axis=1)
        above = best - best.mean(axis=1, keepdims=True)
        return [dict(zip(kinds, row.tolist(), strict=True)) for row in above]


@cache
def examples() -> dict[UnitKind, tuple[str, ...]]:
    """Some sentences of each kind in both languages; our own."""
    data = files(__package__).joinpath("examples.yaml").read_text("utf-8")
    return {kind: tuple(texts) for kind, texts in yaml.safe_load(data).items()}


def _judged(heard: Heard, probe: Probe | None, likeness: dict[UnitKind, float]) -> Judged:
    spoken = _spoken(heard)
    asked = probe.kinds if probe else ()
    found = [*spoken]
    found += [
        (kind, min(LIKE_AT_MOST, LIKE * above), "like")
        for kind, above in likeness.items()
        if above > 0 and (spoken or asked)
    ]
    found += [(kind, ASKED_TOO if n else ASKED_FIRST, "asked") for n, kind in enumerate(asked)]
    weights: defaultdict[UnitKind, float] = defaultdict(float)
    for kind, weight, _ in found:
        weights[kind] += weight
    best = max(weights, key=lambda kind: weights[kind], default=None)
    if best is None or weights[best] < ENOUGH:
        return Judged(None)
    return Judged(
        best, round(weights[best], 3), tuple(code for kind, _, code in found if kind == best)
    )


def _spoken(heard: Heard) -> list[tuple[UnitKind, float, str]]:
    """What the words themselves say: (kind, weight, code)."""
    plain = normalise(heard.text)
    found: list[tuple[UnitKind, float, str]] = [
        (kind, weight, "words")
        for kind, (pattern, weight) in KINDS.items()
        if pattern.search(plain)
    ]
    if heard.settings:
        found.append(("parameter", HAS_SETTING if heard.numbers else HAS_FELT_AMOUNT, "amount"))
    if heard.has_reason:
        found.append(("key_point", HAS_REASON, "reason"))
    if heard.cues:
        found.append(("cue", HAS_CUE, "sense"))
    return found
