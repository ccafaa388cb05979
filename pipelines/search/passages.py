"""What can be found: short windows of narration, and actions that nobody spoke about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from data_schemas.procedure import Procedure
from data_schemas.timeline import Segment, Timeline
from data_schemas.transcript import Speaker, Utterance
from pipelines.search.passage import Passage

WINDOW = 3
PAUSE_S = 8.0


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
