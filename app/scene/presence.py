"""When somebody speaks, and when each hand was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.language import _
from app.scene.shown import Shown
from data_schemas.clock import Interval
from data_schemas.motion import HandTrack, Status

# Presence is drawn, not measured: gaps that nobody can see are closed.
VISIBLE_GAP_S = 1.0


def presence(shown: Shown) -> list[dict[str, Any]]:
    utterances: Iterable[Interval] = shown.timeline.utterances if shown.timeline else ()
    if not shown.timeline and shown.transcript:
        utterances = shown.transcript.utterances
    rows = [(_("Speech"), utterances, shown.heard)]
    if shown.motion is not None:
        track = shown.motion
        seen: list[tuple[str, Callable[[HandTrack], NDArray[np.bool_]], HandTrack]] = [
            (_("Left hand seen"), _observed, track.left),
            (_("Right hand seen"), _observed, track.right),
        ]
        for name, test, hand in seen:
            rows.append((name, presence_spans(track.t_us, test(hand)), shown.recording.id))
    return [
        {"name": name, "spans": [_ends(shown, span, recording) for span in spans]}
        for name, spans, recording in rows
    ]


def _observed(hand: HandTrack) -> NDArray[np.bool_]:
    return np.asarray(hand.status == Status.OBSERVED)


def _ends(shown: Shown, span: Interval, recording: str) -> tuple[float, float]:
    to_player = shown.clocks.to_player
    return to_player(span.start_s, recording), to_player(span.end_s, recording)


def presence_spans(
    t_us: NDArray[np.int64], seen: NDArray[np.bool_], gap_s: float = VISIBLE_GAP_S
) -> list[Interval]:
    """Stretches in which ``seen`` bool[N] holds, at times ``t_us`` i64[N]; short gaps closed."""
    times = t_us[seen] / 1e6
    if not len(times):
        return []
    breaks = np.flatnonzero(np.diff(times) > gap_s)
    starts = times[np.concatenate(([0], breaks + 1))]
    ends = times[np.concatenate((breaks, [len(times) - 1]))]
    return [Interval(start_s=float(a), end_s=float(b)) for a, b in zip(starts, ends, strict=True)]
