"""What was heard of the work where hands cannot be seen: sounds that start, stop and change.

Gloves, a mask, an arc or oil hide hands from a camera; the arc, the grinder and the hammer are
still heard. :mod:`sound_levels` turns sound into levels, :mod:`sound_edges` finds where a steady
sound begins and ends, :mod:`sound_knocks` finds blows; each names the source of its method.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from data_schemas.clock import Interval
from data_schemas.motion import Event
from pipelines.motion.sound_edges import Edge, Kind, edges
from pipelines.motion.sound_knocks import Knock, knocks
from pipelines.motion.sound_levels import FINE, WINDOW_S, Array, Grid, Piece, grid, pieces
from pipelines.motion.sound_sides import Quiet

VOICE_HZ = 4000.0  # above it a voice has only short hisses; a steady sound still shows there
AROUND_SPEECH_S = 0.15
CLEAR_DB, CLEAR_KNOCK_DB = 40.0, 20.0  # of evidence; twice as much is hardly clearer
KNOCK_S = 0.05
SAME_HZ = 1.0  # octaves: a sound that stops is the one that started if it lies this near

_WORDS: dict[Kind, str] = {
    "sound_starts": "A steady sound starts: {step:.0f} dB above what was heard before",
    "sound_stops": "A steady sound stops: {step:.0f} dB less than before",
    "sound_changes": "A steady sound changes by {step:.0f} dB and goes on",
}


def sound_events(
    chunks: Iterable[Array], rate: int, speech: Sequence[Interval] = ()
) -> tuple[Event, ...]:
    """Starts, stops and changes of steady sounds, and knocks, in order of time.

    ``chunks`` are mono f32[any] in -1..1 at ``rate`` Hz, of any sizes; the result does not depend
    on how the sound is cut. A few minutes of levels (not of sound) are held at once. While
    somebody speaks, as ``speech`` says (seconds), only bands above the voice count, and no knock.
    Steady means for at least 0.6 s; times are good to about 0.1 s. Measures: ``level_db`` (re
    full scale), ``step_db``, ``centroid_hz``, ``length_s`` of a knock or of the sound that stops,
    if its start was heard. Raises ValueError for a ``rate`` below 4 kHz.
    """
    sizes = grid(rate)
    heard: list[Edge] = []
    blows: list[Knock] = []
    for piece in pieces(chunks, sizes):
        spoken = _spoken(piece, sizes, speech)
        voiced = sizes.centres_hz < VOICE_HZ
        heard += edges(piece, sizes.centres_hz, spoken[:, None] & voiced)
        blows += knocks(piece, spoken)
    found = _lasting(heard, sizes) + [_knock(blow, sizes) for blow in blows]
    return tuple(sorted(found, key=lambda event: (event.start_s, event.kind)))


def _spoken(piece: Piece, sizes: Grid, speech: Sequence[Interval]) -> Quiet:
    """Whether somebody speaks, bool[n]."""
    times = (piece.first + np.arange(len(piece.power))) * sizes.hop_s + WINDOW_S / 2
    found = np.zeros(len(times), np.bool_)
    for part in speech:
        found |= (times >= part.start_s - AROUND_SPEECH_S) & (times < part.end_s + AROUND_SPEECH_S)
    return found


def _lasting(heard: list[Edge], sizes: Grid) -> list[Event]:
    """Edges as events; a stop knows how long its sound went on."""
    found = []
    going: list[Edge] = []
    for edge in heard:
        length = None
        if edge.kind == "sound_starts":
            going.append(edge)
        elif edge.kind == "sound_stops":
            own = [one for one in going if _near(one, edge)]
            if own:
                length = (edge.row - own[-1].row) * sizes.hop_s
                going.remove(own[-1])
        found.append(_event(edge, length, sizes))
    return found


def _near(one: Edge, other: Edge) -> bool:
    return bool(abs(np.log2(one.centroid_hz / other.centroid_hz)) <= SAME_HZ)


def _event(edge: Edge, length: float | None, sizes: Grid) -> Event:
    at = round(edge.row * sizes.hop_s + WINDOW_S / 2, 3)
    measures = {
        "level_db": round(edge.level_db, 1),
        "step_db": round(edge.step_db, 1),
        "centroid_hz": round(edge.centroid_hz),
    }
    words = _WORDS[edge.kind].format(step=edge.step_db)
    if length is not None:
        measures["length_s"] = round(length, 2)
        words += f", after {length:.1f} s"
    return Event(
        start_s=at,
        end_s=at,
        kind=edge.kind,
        source="sound",
        strength=_strength(edge.evidence / CLEAR_DB),
        measures=measures,
        reason=f"{words}, centred at {edge.centroid_hz / 1000:.1f} kHz.",
    )


def _strength(evidence: float) -> float:
    """0 for none, 0.63 for 1, near 1 for a lot."""
    return round(1 - float(np.exp(-evidence)), 3)


def _knock(blow: Knock, sizes: Grid) -> Event:
    at = round(blow.at * sizes.hop_s / FINE, 3)
    return Event(
        start_s=at,
        end_s=round(at + KNOCK_S, 3),
        kind="knock",
        source="sound",
        strength=_strength(blow.step_db / CLEAR_KNOCK_DB),
        measures={"level_db": round(blow.level_db, 1), "step_db": round(blow.step_db, 1)},
        reason=f"A short blow: {blow.step_db:.0f} dB above what was heard before.",
    )
