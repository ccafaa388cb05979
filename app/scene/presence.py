"""When each hand was seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.language import _
from app.scene.shown import Shown
from data_schemas.clock import Interval

# Presence is drawn, not measured: gaps that nobody can see are closed.
VISIBLE_GAP_S = 1.0


def presence(shown: Shown) -> list[dict[str, Any]]:
    """A row a hand; none before hands were looked for."""
    track = shown.motion
    if track is None:
        return []
    return [
        {"name": name, "spans": [_ends(shown, one) for one in presence_spans(track.t_us, seen)]}
        for name, seen in (
            (_("Left hand seen"), track.left),
            (_("Right hand seen"), track.right),
        )
    ]


def _ends(shown: Shown, span: Interval) -> tuple[float, float]:
    to_player, recording = shown.clocks.to_player, shown.recording.id
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
