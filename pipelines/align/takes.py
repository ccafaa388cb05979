"""Takes put end to end for the aligner, and what it found put back on the recordings' clocks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from data_schemas.clock import Interval
from data_schemas.timeline import Alignment, Cited, Segment
from data_schemas.transcript import Told, Utterance

# Less of a section than this on the other side of a break is the decoder's grid, not work.
LEAST_S, LEAST_SHARE = 1.0, 0.2


def end_to_end(told: Sequence[Told]) -> tuple[Utterance, ...]:
    """All utterances on one clock on which the takes follow each other without a break."""
    first, *others = told
    later = (
        one.model_copy(update=_times(one, take.start_s))
        for take in others
        for one in take.transcript.utterances
    )
    return (*first.transcript.utterances, *later)


def apart(found: Alignment, told: Sequence[Told], recordings: Sequence[str]) -> Alignment:
    """The alignment with each section on the clock of the recording that it lies in.

    A section that goes over a break becomes one for each side; the longest keeps its id.
    """
    if len(told) == 1:
        return found
    takes = [_Take(take.start_s, take.end_s, recordings[take.position]) for take in told]
    segments = [part for segment in found.segments for part in _parts(segment, takes)]
    findings = (
        one.model_copy(update={"cited": tuple(_cited(words, takes) for words in one.cited)})
        for one in found.findings
    )
    return found.model_copy(update={"segments": tuple(segments), "findings": tuple(findings)})


class _Take(NamedTuple):
    start_s: float
    end_s: float
    recording: str


def _parts(segment: Segment, takes: Sequence[_Take]) -> list[Segment]:
    cut = [segment.interval.clipped(take.start_s, take.end_s) for take in takes]
    longest = max(range(len(cut)), key=lambda n: cut[n].length_s)
    least = max(LEAST_S, LEAST_SHARE * segment.length_s)
    kept = [n for n, part in enumerate(cut) if n == longest or part.length_s >= least]
    whole = segment.model_copy(
        update={"cited": tuple(_cited(words, takes) for words in segment.cited)}
    )
    return [_part(whole, cut[n], takes[n], n == longest) for n in kept]


def _part(whole: Segment, part: Interval, take: _Take, is_main: bool) -> Segment:
    own = {"recording": ""}
    cited = (
        one.model_copy(update=own) if one.recording == take.recording else one
        for one in whole.cited
    )
    return whole.model_copy(
        update={
            "id": whole.id if is_main else _other_id(whole.id, take.recording),
            "recording": take.recording,
            **_times(part, -take.start_s),
            "start_sd_s": whole.start_sd_s if part.start_s == whole.start_s else None,
            "end_sd_s": whole.end_sd_s if part.end_s == whole.end_s else None,
            "cited": tuple(cited),
        }
    )


def _cited(words: Cited, takes: Sequence[_Take]) -> Cited:
    """On the clock of the recording in which they were said."""
    said = next((one for one in takes if words.middle_s < one.end_s), takes[-1])
    return words.model_copy(update={**_times(words, -said.start_s), "recording": said.recording})


def _other_id(segment: str, recording: str) -> str:
    return "seg-" + hashlib.sha256(f"{segment}\0{recording}".encode()).hexdigest()[:12]


def _times(one: Interval, shift_s: float) -> dict[str, float]:
    """Its edges moved; never below zero by a rounding."""
    start_s = max(0.0, round(one.start_s + shift_s, 6))
    return {"start_s": start_s, "end_s": max(start_s, round(one.end_s + shift_s, 6))}
