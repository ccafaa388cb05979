"""What was found when a recording was looked at before or while it is made."""

from typing import Literal

from pydantic import Field

from data_schemas.value import Probability, Value

Severity = Literal["ok", "advice"]


class Levels(Value):
    """What a browser measured of its own sound, in dB under full scale (-120: digital silence).

    ``level_db``: the louder parts, ``noise_db``: the quieter ones; ``clipped``: share of samples
    at full scale. ``free_bytes`` is the room on the browser's own disk, None if it is not known.
    """

    level_db: float = Field(ge=-200, le=20)
    noise_db: float = Field(ge=-200, le=20)
    clipped: Probability = 0.0
    free_bytes: int | None = Field(default=None, ge=0)


class Measures(Value):
    """Everything that can be measured; None for what was not looked at or cannot be told.

    Of the pictures: ``light`` (mean, 0..1), ``burnt`` (share of pixels without drawing),
    ``contrast`` (from the 5th to the 95th hundredth, 0..1), ``blur`` (0 sharp, 1 blurred), shares
    of pictures with a hand, with a hand cut off by the edge, with a face; ``hand_size`` of the
    picture's longer way. Of the sound, in dB under full scale: all of it, the voice alone and the
    voice over the noise; ``clipped`` and ``speech_share`` are shares. ``room_h``: hours of
    recording that still fit.
    """

    light: float | None = None
    burnt: Probability | None = None
    contrast: float | None = None
    blur: float | None = None
    hands: Probability | None = None
    hands_cut: Probability | None = None
    hand_size: float | None = None
    face: Probability | None = None
    sound_db: float | None = None
    voice_db: float | None = None
    snr_db: float | None = None
    clipped: Probability | None = None
    speech_share: Probability | None = None
    room_h: float | None = None


class CheckItem(Value):
    """One thing that was judged: the figure, and the limits between which nothing is said.

    ``says`` is a sentence of advice in plain English, "" where all is well.
    """

    code: str
    severity: Severity
    measure: str
    value: float
    low: float | None = None
    high: float | None = None
    says: str = ""


class Check(Value):
    """``items``: what was judged, advice first, the weightiest first. It blocks nothing.

    ``hands`` and ``face``: whether they were seen, None where nobody looked for them.
    """

    items: tuple[CheckItem, ...] = ()
    hands: bool | None = None
    face: bool | None = None

    @property
    def advice(self) -> CheckItem | None:
        """The one thing to say, None if there is none."""
        first = self.items[0] if self.items else None
        return first if first and first.severity == "advice" else None
