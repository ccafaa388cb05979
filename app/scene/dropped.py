"""Stretches whose text was not believed, by the id under which somebody can bring them back."""

from __future__ import annotations

from app.scene.shown import Shown
from data_schemas.transcript import Dropped
from pipelines.review.lines import dropped_id


def dropped_of(shown: Shown) -> dict[str, Dropped]:
    """Those that nobody has brought back."""
    if shown.transcript is None:
        return {}
    back = {one.id for one in shown.timeline.utterances} if shown.timeline else set()
    found = {dropped_id(shown.heard, one): one for one in shown.transcript.dropped}
    return {name: one for name, one in found.items() if name not in back}
