"""From what is kept to what the player draws: one description of one recording, as plain data.

The player's clock is that of the playable copy. Everything else is kept on the clock of its own
recording, so each time goes through the offset between recordings and through the time map.
"""

from __future__ import annotations

from typing import Any

from app.language import _, current, speaking
from app.plain import SILENT, TONES
from app.scene.energy import energy
from app.scene.labels import labels
from app.scene.lanes import lanes, silent
from app.scene.lines import lines
from app.scene.markers import markers
from app.scene.moments import moments
from app.scene.notes import notes
from app.scene.points import points
from app.scene.presence import presence, presence_spans
from app.scene.shown import Clocks, Shown, title_of, whole_title

__all__ = ["Clocks", "Shown", "presence_spans", "scene", "silent", "title_of", "whole_title"]


def scene(shown: Shown, url: str) -> dict[str, Any]:
    """What ``app.player`` draws; all times on the player's clock, in seconds."""
    # Asked for once: of an hour it would be looked up thousands of times.
    with speaking(current()):
        return _scene(shown, url)


def _scene(shown: Shown, url: str) -> dict[str, Any]:
    def at(seconds: float | None) -> float | None:
        return None if seconds is None else shown.clocks.to_player(seconds, shown.recording.id)

    return {
        "url": url,
        "video": shown.recording.has_video,
        "duration": at(shown.recording.duration_s),
        "lang": current(),
        "size": shown.size,
        "start": at(shown.start_s),
        "end": at(shown.end_s),
        "autoplay": shown.start_s is not None,
        "turn": shown.turn,
        "editable": shown.editable,
        "marks": shown.marks,
        "labels": labels(),
        "edit": None,
        "beside": None,
        "fps": shown.fps,
        "legend": _legend(shown),
        "lines": lines(shown),
        "lanes": lanes(shown),
        "notes": notes(shown),
        "presence": presence(shown),
        "energy": energy(shown),
        "markers": markers(shown),
        "wave": shown.wave,
        "moments": moments(shown),
        "points": points(shown),
    }


def _legend(shown: Shown) -> list[tuple[str, str]]:
    tones = [(tone, _(TONES[tone])) for tone in ("sure", "check", "person")]
    segments = shown.timeline.segments if shown.timeline else ()
    outside = any(one.step_id is None for one in segments)
    return [*tones, ("silent", _(SILENT)), *[("outside", _("Outside of the steps"))] * outside]
