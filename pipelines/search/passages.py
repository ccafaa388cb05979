"""What can be found: short windows of narration, and actions that nobody spoke about."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from data_schemas.clock import Span
from data_schemas.errors import StoreError
from data_schemas.procedure import Procedure
from data_schemas.timeline import Segment, Timeline
from data_schemas.transcript import Speaker, Utterance
from pipelines.search.encoder import Encoder, Vectors

WINDOW = 3
PAUSE_S = 8.0
PassageKind = Literal["narration", "action"]


class Passage(Span):
    """One thing that search can find, on the clock of ``recording``.

    ``kind`` ``narration`` is what was said, at the seconds in which it was said; ``action`` is an
    occurrence of a step without a word about it. ``text`` is what is encoded and matched.
    """

    id: str
    session: str
    procedure: str
    kind: PassageKind
    step_id: str | None
    step_title: str
    text: str
    language: str
    speaker: Speaker = "unsure"


@dataclass(frozen=True, eq=False)
class Passages:
    """Passages of one session and their vectors, f32[n, dim], L2-normalised, in the same order."""

    passages: tuple[Passage, ...]
    vectors: Vectors
    model_digest: str

    def __post_init__(self) -> None:
        shape = self.vectors.shape
        if len(shape) != 2 or shape[0] != len(self.passages):
            raise ValueError(f"{len(self.passages)} passages do not fit vectors of shape {shape}")

    def to_bytes(self) -> bytes:
        """The same value gives the same bytes (npz without pickle)."""
        head = {
            "model_digest": self.model_digest,
            "passages": [p.model_dump(mode="json") for p in self.passages],
        }
        text = json.dumps(head, ensure_ascii=False).encode()
        out = io.BytesIO()
        np.savez(
            out,
            head=np.frombuffer(text, dtype=np.uint8),
            vectors=np.asarray(self.vectors, dtype=np.float32),
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Passages:
        """What ``to_bytes`` gave; ``StoreError`` for anything else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                head = json.loads(stored["head"].tobytes())
                vectors = stored["vectors"]
            found = tuple(Passage.model_validate(row) for row in head["passages"])
            return cls(found, vectors, head["model_digest"])
        except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile):
            # the cause may quote words of the session, so it goes no further
            raise StoreError(
                "the stored passages cannot be read; process the session again"
            ) from None


def passages(
    timeline: Timeline, procedure: Procedure, recording: str, language: str = ""
) -> tuple[Passage, ...]:
    """Passages of one recording in time order.

    Up to three utterances make a window; a silence of more than 8 s or another segment ends it.
    Each step segment without an utterance of its own becomes an ``action``. Rejected segments
    count for nothing. ``language`` is that of the speech; empty: the procedure's.
    """
    segments = [s for s in timeline.segments if s.recording == recording and s.status != "rejected"]
    spoken = [u for u in timeline.utterances if u.text.strip() and _is_on(u, recording)]
    homes = homes_of(spoken, segments)
    drafts = [
        _narration(window, home, procedure) for window, home in _windows(spoken, homes, segments)
    ]
    told = set(homes)
    drafts += [
        _action(segment, procedure)
        for n, segment in enumerate(segments)
        if segment.step_id is not None and n not in told
    ]
    drafts.sort(key=lambda draft: (draft["start_s"], draft["end_s"], draft["kind"]))
    shared = {
        "session": timeline.session,
        "procedure": procedure.id,
        "recording": recording,
        "language": language or procedure.language,
    }
    return tuple(
        Passage.model_validate({"id": f"{timeline.session}/{recording}/{n}", **shared, **draft})
        for n, draft in enumerate(drafts)
    )


def encode(found: tuple[Passage, ...], encoder: Encoder) -> Passages:
    """The passages with their vectors. No passage gives an empty f32[0, dim]."""
    vectors = encoder.encode_passages([p.text for p in found] or [""])[: len(found)]
    return Passages(found, vectors, encoder.digest)


def home_of(utterance: Utterance, segments: list[Segment]) -> int | None:
    """Index of the segment that an utterance is about.

    A segment that cites it comes first, because narration mostly precedes its action; without a
    citation it is the segment in which it was mostly spoken; None if it lies in no segment.
    """
    cited = [
        (c.score * utterance.overlap_s(c), -n)
        for n, segment in enumerate(segments)
        for c in segment.cited
        if _is_on(utterance, c.recording or segment.recording)
        and utterance.overlap_s(c) > 0.5 * min(utterance.length_s, c.length_s)
    ]
    if cited:
        return -max(cited)[1]
    during = [
        (utterance.overlap_s(segment), -n)
        for n, segment in enumerate(segments)
        if _is_on(utterance, segment.recording)
    ]
    best = max(during, default=(0.0, 0))
    return -best[1] if best[0] > 0 else None


def homes_of(utterances: Sequence[Utterance], segments: list[Segment]) -> list[int | None]:
    """:func:`home_of` of each; of a long session only the segments near it are looked at."""
    near = [(s.start_s, s.end_s, n) for n, s in enumerate(segments)]
    near += [(c.start_s, c.end_s, n) for n, s in enumerate(segments) for c in s.cited]
    starts, ends, numbers = (np.array(column) for column in zip(*near, strict=True)) if near else (
        np.zeros(0), np.zeros(0), np.zeros(0, np.int64))  # fmt: skip
    found: list[int | None] = []
    for one in utterances:
        there = sorted(set(numbers[(starts < one.end_s) & (ends > one.start_s)].tolist()))
        home = home_of(one, [segments[n] for n in there])
        found.append(None if home is None else there[home])
    return found


def _is_on(utterance: Utterance, recording: str) -> bool:
    return utterance.recording in ("", recording)


def _windows(
    spoken: list[Utterance], homes: list[int | None], segments: list[Segment]
) -> Iterator[tuple[list[Utterance], Segment | None]]:
    order = sorted(range(len(spoken)), key=lambda n: (spoken[n].start_s, spoken[n].end_s))
    for home, run in groupby(order, key=lambda n: homes[n]):
        window: list[Utterance] = []
        segment = None if home is None else segments[home]
        for utterance in (spoken[n] for n in run):
            full = len(window) == WINDOW
            if window and (full or utterance.start_s - window[-1].end_s > PAUSE_S):
                yield window, segment
                window = []
            window.append(utterance)
        yield window, segment


def _narration(
    window: list[Utterance], segment: Segment | None, procedure: Procedure
) -> dict[str, object]:
    step_id = segment.step_id if segment else None
    title = _title(procedure, step_id)
    said = " ".join(u.text.strip() for u in window)
    return {
        "kind": "narration",
        "start_s": window[0].start_s,
        "end_s": max(u.end_s for u in window),
        "step_id": step_id,
        "step_title": title,
        "text": f"{title}. {said}" if title else said,
        "speaker": _mainly(window),
    }


def _mainly(window: list[Utterance]) -> Speaker:
    seconds: dict[Speaker, float] = {}
    for utterance in window:
        seconds[utterance.speaker] = seconds.get(utterance.speaker, 0.0) + utterance.length_s
    return max(seconds, key=lambda speaker: seconds[speaker])


def _action(segment: Segment, procedure: Procedure) -> dict[str, object]:
    title = _title(procedure, segment.step_id)
    return {
        "kind": "action",
        "start_s": segment.start_s,
        "end_s": segment.end_s,
        "step_id": segment.step_id,
        "step_title": title,
        "text": title or segment.step_id,
    }


def _title(procedure: Procedure, step_id: str | None) -> str:
    step = procedure.step(step_id) if step_id is not None else None
    return step.title if step else ""
