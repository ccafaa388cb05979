"""What counts as found: moments against the silent actions and the explained ones of a take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.moments.takes import Case, Row, interval
from data_schemas.clock import Interval
from data_schemas.timeline import Moment

SHARE, TIMES, MORE_S = 0.5, 2.0, 4.0
DRAWS = 1000
# What is asked whether or not it was explained: somebody wants to know, or it is the explanation
# itself that leaves something open.
ASKED_ANYHOW = ("marker", "vague_words", "spoken_hazard")


def is_hit(told: Interval, action: Interval) -> bool:
    """It overlaps at least half of the action and is no longer than twice that and 4 s."""
    enough = told.overlap_s(action) >= SHARE * action.length_s
    return enough and told.length_s <= TIMES * action.length_s + MORE_S


def silent(truth: Row) -> list[Interval]:
    """Skilled actions that the narration names nowhere."""
    return [interval(row) for row in truth["actions"] if not row["spoken"]]


def explained(told: Moment, truth: Row) -> bool:
    """Whether a question is about something that was explained: mostly about spoken actions."""
    if told.kind in ASKED_ANYHOW or any(is_hit(told, one) for one in silent(truth)):
        return False
    spoken = [interval(row) for row in truth["actions"] if row["spoken"]]
    return sum(told.overlap_s(one) for one in spoken) >= SHARE * told.length_s


@dataclass
class Tally:
    """A row a recording: told, right, silent, found, asked, about the explained, marks, marks
    asked."""

    rows: list[tuple[int, ...]] = field(default_factory=list)

    def add(self, case: Case, told: Sequence[Moment]) -> None:
        actions = silent(case.truth)
        gaps = [one for one in told if one.kind == "unspoken_action"]
        marked = [one for one in told if one.kind == "marker"]
        at = [one.at_s for one in case.marks.marks]
        self.rows.append(
            (
                len(gaps),
                sum(any(is_hit(one, action) for action in actions) for one in gaps),
                len(actions),
                sum(any(is_hit(one, action) for one in gaps) for action in actions),
                len(told),
                sum(explained(one, case.truth) for one in told),
                len(at),
                sum(any(one.contains(time) for one in marked) for time in at),
            )
        )

    def row(self) -> dict[str, Any]:
        """Shares over all recordings; 90 % of draws of other recordings lie between."""
        counts = np.array(self.rows)
        told, right, true, found, asked, known, marks, marked = (int(n) for n in counts.sum(axis=0))
        return {
            "recordings": len(counts),
            "silent_actions": true,
            "told": told,
            "precision": _share(right, told),
            "precision_90": _spread(counts, 1, 0),
            "recall": _share(found, true),
            "recall_90": _spread(counts, 3, 2),
            "asked": asked,
            "about_the_explained": _share(known, asked),
            "markers_asked": _share(marked, marks),
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _spread(counts: NDArray[Any], part: int, whole: int) -> list[float]:
    rng = np.random.default_rng(0)
    drawn = counts[rng.integers(len(counts), size=(DRAWS, len(counts)))].sum(axis=1)
    shares = drawn[:, part] / np.maximum(drawn[:, whole], 1)
    return [round(float(one), 3) for one in np.quantile(shares, (0.05, 0.95))]
