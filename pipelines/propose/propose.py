"""From what was said in one or several recordings of a job to a proposed list of its steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import InputError
from data_schemas.procedure import Language
from data_schemas.transcript import Utterance
from pipelines.propose.clauses import notes_of, title_of
from pipelines.propose.merge import Bits, groups
from pipelines.propose.openings import Matrix
from pipelines.propose.proposal import Heard, LeftOut, Place, Proposal, ProposedStep, Section
from pipelines.propose.sections import about_work, sections
from pipelines.text import HANGUL, words

Embed = Callable[[list[str]], NDArray[np.float32]]
RARE_FROM = 3
MOST_NOTES = 4


@dataclass(frozen=True, eq=False)
class _Bit:
    """One section of one recording: ``vectors`` f64[len(said), d], ``at`` its place in the work."""

    recording: str
    section: Section
    vectors: Matrix
    at: float

    @property
    def text(self) -> str:
        return " ".join(one.text for one in self.section.said)

    @property
    def vector(self) -> Matrix:
        """Mean of what was said, longer utterances more: they say more about the step."""
        weight = [np.log1p(len(words(one.text))) for one in self.section.said]
        mean = np.average(self.vectors, axis=0, weights=weight)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9))


def propose(recordings: Sequence[Heard], embed: Embed) -> Proposal:
    """A step list out of recordings of one job. ``embed`` maps n texts to unit f32[n, d].

    Deterministic. Raises InputError, in one sentence, where too little was said or two languages
    were spoken.
    """
    language = _language(recordings)
    bits: list[_Bit] = []
    left_out: list[LeftOut] = []
    for heard in recordings:
        kept, out = about_work(heard)
        left_out += out
        bits += _bits(heard, kept, embed)
    if sum(len(bit.section.said) for bit in bits) < 2:
        raise InputError(
            "Too little was said about the work to tell its steps apart: have the expert say what"
            " they do, or write the steps by hand."
        )
    steps = [
        _step([bits[n] for n in group], len(recordings)) for group in _groups(bits, recordings)
    ]
    named = [step for step in steps if step.title]
    rare = [step for step in named if step.seen_in == 1 and step.of >= RARE_FROM]
    return Proposal(
        language=language,
        recordings=len(recordings),
        steps=tuple(step for step in named if step not in rare),
        rare=tuple(rare),
        left_out=tuple(left_out),
    )


def _language(recordings: Sequence[Heard]) -> Language:
    found: set[Language] = set()
    for heard in recordings:
        said = [one.text for one in heard.utterances if words(one.text)]
        if not said:
            raise InputError(
                "Nothing was said in this recording, so no steps can be read out of it: write them"
                " by hand."
                if len(recordings) == 1
                else "Nothing was said in one of these recordings: leave it out."
            )
        korean = sum(bool(HANGUL.search(text)) for text in said)
        found.add("ko" if 2 * korean >= len(said) else "en")
    if len(found) > 1:
        raise InputError(
            "These recordings are in two languages, Korean and English: propose the steps from"
            " those of one language."
        )
    return found.pop()


def _bits(heard: Heard, kept: tuple[Utterance, ...], embed: Embed) -> list[_Bit]:
    if not kept:
        return []
    vectors = np.asarray(embed([one.text for one in kept]), dtype=np.float64)
    found = sections(kept, vectors, heard)
    edges = np.cumsum([len(one.said) for one in found])[:-1]
    # sections lie side by side up to the last word; what comes before the first is in none
    inside = vectors[len(kept) - sum(len(one.said) for one in found) :]
    return [
        _Bit(heard.recording, one, part, (n + 0.5) / len(found))
        for n, (one, part) in enumerate(zip(found, np.split(inside, edges), strict=True))
    ]


def _groups(bits: list[_Bit], recordings: Sequence[Heard]) -> list[list[int]]:
    order = [heard.recording for heard in recordings]
    return groups(
        Bits(
            texts=[bit.text for bit in bits],
            vectors=np.array([bit.vector for bit in bits]),
            source=np.array([order.index(bit.recording) for bit in bits]),
            at=np.array([bit.at for bit in bits]),
        )
    )


def _step(bits: list[_Bit], of: int) -> ProposedStep:
    """The title is the best clause of the section that says most of what all of them say."""
    middle = np.mean([bit.vector for bit in bits], axis=0)
    typical = sorted(bits, key=lambda bit: -float(bit.vector @ middle))
    titles = [title_of(bit.section.said, _nearness(bit)) for bit in typical]
    title = next((one for one in titles if one), "")
    points: dict[str, None] = {}
    reasons: dict[str, None] = {}
    for bit in typical:
        point, reason = notes_of(bit.section.said, title)
        points |= dict.fromkeys(point)
        reasons |= dict.fromkeys(reason)
    return ProposedStep(
        title=title,
        key_point=tuple(points)[:MOST_NOTES],
        reason=tuple(reasons)[:MOST_NOTES],
        seen_in=len({bit.recording for bit in bits}),
        of=of,
        places=tuple(_place(bit) for bit in bits),
    )


def _nearness(bit: _Bit) -> list[float]:
    """How near each utterance is to its section, in 0..1 of what this section spans."""
    near = bit.vectors @ bit.vector
    span = float(near.max() - near.min())
    return ((near - near.min()) / span).tolist() if span > 0 else [0.0] * len(near)


def _place(bit: _Bit) -> Place:
    one = bit.section
    return Place(
        recording=bit.recording,
        start_s=one.start_s,
        end_s=max(one.start_s, one.end_s),
        why=one.why,
        said=one.said,
    )
