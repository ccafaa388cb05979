"""How the player draws hands and body; where they are it fetches itself (``overlay_route``)."""

from __future__ import annotations

from typing import Any

import numpy as np

from app import overlay
from app.language import _
from app.scene.shown import Shown


def points(shown: Shown) -> dict[str, Any] | None:
    """None where there is no picture or nothing has been followed on it."""
    track = shown.motion
    if track is None or len(track) < 2 or not shown.recording.has_video:
        return None
    return {
        "part": overlay.PART_S,
        # Frames lie this far apart: further from one, nothing is drawn.
        "step": float(np.median(np.diff(track.t_us))) / 1e6,
        "sides": overlay.SIDES,
        "bones": overlay.BONES,
        "groups": overlay.GROUPS,
        "names": [_("Body"), _("Left hand"), _("Right hand")],
        "states": [_("not seen"), _("seen"), _("guessed in between")],
        "letters": [_("L"), _("R")],
        "show": _("Show hands and body"),
        "full": _("Full screen"),
        "why": _(
            "Dots stand for the left side, squares for the right one. Dashed: guessed between two"
            " moments at which it was seen. What was not seen is not drawn."
        ),
        "lost": _("Hands and body cannot be shown now: reload the page."),
    }
