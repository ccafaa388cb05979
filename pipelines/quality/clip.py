"""A short test recording, looked at and listened to in a few seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from capture.media import Media, media_from_path
from data_schemas.quality import Check, Measures
from pipelines.quality.checks import judge
from pipelines.quality.pictures import Seen, look, together
from pipelines.quality.sounds import NOTHING_DB, listen
from pipelines.transcribe.engine import RATE, Sound

if TYPE_CHECKING:
    from pipelines.motion.engine import Stills

FIRST_S = 60.0  # of a longer recording no more is looked at
PICTURES = 20
ENOUGH = 8  # of frames that stand for themselves, which cost little to decode

Progress = Callable[[float], None]


def check_file(path: Path, spoken: str, progress: Progress = lambda share: None) -> Check:
    """The check of a recording in a file. ``MediaError`` if it is refused, ``ModelError`` or
    ``NeedsSoftware`` if hands cannot be looked for here."""
    from pipelines.motion.engine import Stills

    media = media_from_path(path)
    media.check()
    with Stills() as stills:
        return judge(measure(media, stills, spoken, progress), spoken)


def measure(
    media: Media, stills: Stills | None, spoken: str, progress: Progress = lambda share: None
) -> Measures:
    """The figures of the first minute: at most 20 pictures, and all of its sound."""
    looked = _looked(media, stills, progress, keys=True)
    if len(looked) < ENOUGH:
        looked = _looked(media, stills, progress, keys=False)
    seen, heard = together(looked), Measures(sound_db=NOTHING_DB)
    if media.info.has_audio:
        heard = listen(_first(media.sound(RATE)), spoken)
    progress(1.0)
    return seen.model_copy(update=heard.model_dump(exclude_none=True))


def _looked(media: Media, stills: Stills | None, progress: Progress, keys: bool) -> list[Seen]:
    """Pictures at even steps, one in memory at a time; ``keys``: those that stand for themselves,
    of which there may be few or none."""
    fps = PICTURES / max(1.0, min(media.info.duration_s, FIRST_S))
    looked: list[Seen] = []
    for frame in takewhile(lambda one: one.time_s < FIRST_S, media.frames(fps, keys)):
        looked.append(look(frame.image, stills))
        progress(0.8 * min(1.0, len(looked) / PICTURES))
    return looked


def _first(chunks: Iterable[Sound]) -> Iterator[Sound]:
    left = round(FIRST_S * RATE)
    for chunk in chunks:
        if left <= 0:
            return
        yield chunk[:left]
        left -= len(chunk)
