"""Where a recording has no picture for a while: damaged, dropped, or over before its sound."""

from __future__ import annotations

from dataclasses import dataclass

from capture.media import MediaInfo

SHORTEST_S = 0.5
FRAMES = 3.0  # of the recording's own pace: a slow camera has no holes


@dataclass
class Holes:
    """Watches the times of the frames that are looked at, in microseconds."""

    longest_us: float
    step_us: int
    end_us: int
    last_us: int | None = None

    @classmethod
    def of(cls, info: MediaInfo) -> Holes:
        step_s = 1.0 / (info.fps or 25.0)
        return cls(
            longest_us=max(SHORTEST_S, FRAMES * step_s) * 1e6,
            step_us=round(step_s * 1e6),
            end_us=round(info.duration_s * 1e6),
        )

    def before(self, t_us: int) -> tuple[int, ...]:
        """First and last moment of the hole that a frame ends, if there is one."""
        last, self.last_us = self.last_us, t_us
        return () if last is None else self._between(last, t_us)

    def at_end(self) -> tuple[int, ...]:
        """The same for a picture that is over before the recording is."""
        return () if self.last_us is None else self._between(self.last_us, self.end_us)

    def _between(self, last_us: int, next_us: int) -> tuple[int, ...]:
        if next_us - last_us - self.step_us <= self.longest_us:
            return ()
        return last_us + self.step_us, next_us - self.step_us // 2
