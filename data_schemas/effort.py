"""How much human time a job took in the app: sums by what it was spent on, and of nobody.

There is no person in it and no time of day. It answers one question about the tool: how many
minutes of work a minute of recording asks for until the sheet is approved.
"""

from __future__ import annotations

from typing import Literal

from data_schemas.value import Seconds, Value

Activity = Literal["record", "correct", "ask", "cards", "hand_out", "teach", "other"]
# What lies between the recording and the approved sheet.
WORKING: tuple[Activity, ...] = ("correct", "ask", "cards", "other")


class JobEffort(Value):
    """Sums over the work sessions of one procedure. ``video_s`` is how long their work lasts."""

    procedure: str
    sessions: int
    seconds: dict[Activity, Seconds]
    video_s: Seconds

    @property
    def working_s(self) -> float:
        """Seconds from import to approved sheet; what recording and handing out took is apart."""
        return sum(self.seconds.get(one, 0.0) for one in WORKING)

    @property
    def ratio(self) -> float | None:
        """Human minutes for a minute of recording, None where nothing was recorded."""
        return self.working_s / self.video_s if self.video_s else None
