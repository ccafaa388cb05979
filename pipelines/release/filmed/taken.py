"""A shot as formats need it: its film on disk, and what is known at each picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.release import Record
from pipelines.release.bundle import Bundle, Part
from pipelines.release.filmed.canvas import Canvas, canvas_of
from pipelines.release.filmed.film import Film, write_film
from pipelines.release.filmed.shot import Shot
from pipelines.release.filmed.states import ROUNDED_S, Asked, States, states
from pipelines.release.heard import Heard

# A picture later than this many lengths of one after the last does not follow it.
FOLLOWS = 1.5


@dataclass(frozen=True, eq=False)
class Taken:
    """``source_s`` and ``session_s`` f64[n]: of each picture the second that it shows, on the
    recording's clock and the session's. ``goes_on`` bool[n]: whether the next one follows it.
    Where ``film.black`` nothing is known.
    """

    shot: Shot
    film: Film
    source_s: NDArray[np.float64]
    session_s: NDArray[np.float64]
    states: States
    goes_on: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.source_s)


def take(part: Part, shot: Shot, canvas: Canvas, path: Path) -> Taken | None:
    """Write the film of a shot to ``path``; None, and no file, if the copy has no picture there."""
    film = write_film(shot, canvas, path)
    if film is None:
        return None
    source_s = shot.of_recording(film.shown_s)
    offset_s = shot.copy.offset_s
    cuts = tuple(
        Interval(start_s=cut.start_s - offset_s, end_s=cut.end_s - offset_s) for cut in part.cuts
    )
    asked = Asked(source_s, 0.5 / shot.fps, cuts, canvas, film.room)
    found = _hidden(states(shot.copy.track(), asked), film.black)
    step_s = np.diff(source_s, append=np.inf)
    # the same picture twice is no standing still; after a stretch left out it is another place
    follows = (step_s > 0) & (step_s < FOLLOWS / shot.fps - ROUNDED_S)
    follows[:-1] &= ~found.switched[1:]
    return Taken(shot, film, source_s, source_s + offset_s, found, follows)


def filmed(part: Part) -> tuple[Heard, ...]:
    """Masked copies with a picture, in the order of the session's clock."""
    found = (one for one in part.heard if one.media.info.has_video)
    return tuple(sorted(found, key=lambda one: (one.offset_s, one.recording)))


def canvas_for(bundle: Bundle) -> Canvas | None:
    """The canvas of a release; None if it has no picture at all."""
    copies = (one.media.info for part in bundle.ordered for one in part.heard)
    sizes = ((info.width, info.height) for info in copies if info.has_video)
    return canvas_of(sizes, bundle.options.longest_px)


def labels(records: Iterable[Record], session_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """Of each second the number of the record that it lies in, -1 outside of all; where several
    hold it the surer one."""
    found = np.full(len(session_s), -1, np.int64)
    for number, record in sorted(enumerate(records), key=lambda one: one[1].confidence):
        found[(session_s >= record.start_s) & (session_s < record.end_s)] = number
    return found


def _hidden(found: States, black: NDArray[np.bool_]) -> States:
    kept = ~black[:, None]
    return States(
        picture=np.where(kept, found.picture, np.float32(0)),
        picture_valid=found.picture_valid & kept,
        hands=np.where(kept, found.hands, np.float32(0)),
        hands_valid=found.hands_valid & kept,
        switched=found.switched,
    )
