"""What decides a motion track beside the recording and the models."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pydantic import JsonValue


@dataclass(frozen=True)
class Options:
    """``fps`` frames a second are looked at, all if None. Confidences are shares in 0..1.

    15 a second lose little against all frames even of fast signing (mean error of the wrist
    0.02 shoulder widths), at half the cost. The confidences are MediaPipe's defaults.
    """

    fps: float | None = 15.0
    num_hands: int = 2
    detection_confidence: float = 0.5
    presence_confidence: float = 0.5
    tracking_confidence: float = 0.5

    def __post_init__(self) -> None:
        if self.fps is not None and not 0 < self.fps <= 240:
            raise ValueError(f"fps is {self.fps}, expected more than 0 and at most 240")
        if self.num_hands not in (1, 2):
            raise ValueError(f"num_hands is {self.num_hands}, expected 1 or 2")
        for name in ("detection", "presence", "tracking"):
            share = getattr(self, f"{name}_confidence")
            if not 0 <= share <= 1:
                raise ValueError(f"{name}_confidence is {share}, expected 0 to 1")

    def params(self) -> dict[str, JsonValue]:
        """For the recipe of the result."""
        return asdict(self)
