"""The copy that may be seen by others: the playable one with its masks on, on the same clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf

import av
import numpy as np
from numpy.typing import NDArray

from capture.altered import Altered
from capture.faststart import Sink
from capture.media import Media
from capture.proxy import ProxyOptions, make_proxy
from data_schemas.clock import TimeMap
from data_schemas.mask import PictureMask, SoundMask
from data_schemas.motion import MotionTrack
from pipelines.deidentify.picture.hands import WorkingHands
from pipelines.deidentify.picture.paint import Painter
from pipelines.deidentify.sound.beep import beeped
from pipelines.deidentify.sound.voice import RATE, Disguise, disguised

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Hidden:
    """What is hidden of one recording, on its clock; ``clock`` leads there from the copy's.

    ``hands`` is the motion track by which working hands are left free, ``voice`` how voices are
    disguised, None: not at all.
    """

    picture: tuple[PictureMask, ...] = ()
    sound: tuple[SoundMask, ...] = ()
    hands: MotionTrack | None = None
    clock: TimeMap = field(default_factory=TimeMap.identity)
    voice: Disguise | None = None


def painter(hidden: Hidden) -> Painter:
    return Painter(hidden.picture, WorkingHands(hidden.hands), hidden.clock)


def make_masked(
    proxy: Media,
    hidden: Hidden,
    out: Sink,
    progress: Callable[[float], None] = lambda _share: None,
) -> None:
    """Write the masked copy of a playable copy to ``out``: coded anew, so that nothing of what is
    hidden is left in the file. Raises MediaError, StorageFull, and what ``progress`` raises.
    """
    info = proxy.info
    # Nobody waits for it, and it may leave: small and fine is worth more than soon.
    options = ProxyOptions(
        longest_px=max(info.width, info.height, 2), max_fps=60, crf=24, gap_s=inf,
        preset="superfast", sound_coder="twoloop",
    )  # fmt: skip
    changed = Altered(proxy, painter(hidden), lambda media, rate: _heard(media, rate, hidden))
    make_proxy(changed, out, progress, options)


def _heard(media: Media, rate: int, hidden: Hidden) -> Iterator[Samples]:
    plain = media.sound(rate) if hidden.voice is None else _disguised(media, rate, hidden.voice)
    yield from beeped(plain, on_copy(hidden.sound, hidden.clock), rate)


def on_copy(masks: tuple[SoundMask, ...], clock: TimeMap) -> tuple[SoundMask, ...]:
    """Masks of the sound on the clock of the playable copy."""
    return tuple(
        one.model_copy(
            update={"start_s": clock.to_proxy(one.start_s), "end_s": clock.to_proxy(one.end_s)}
        )
        for one in masks
    )


def _disguised(media: Media, rate: int, options: Disguise) -> Iterator[Samples]:
    up = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    for chunk in disguised(media.sound(RATE), options):
        frame = av.AudioFrame.from_ndarray(chunk[None], format="fltp", layout="mono")
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        yield from (one.to_ndarray()[0] for one in up.resample(frame))
    yield from (one.to_ndarray()[0] for one in up.resample(None))
