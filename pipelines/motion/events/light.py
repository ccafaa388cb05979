"""What the picture alone tells: glare that comes and goes, and movement where no hand is found."""

from __future__ import annotations

import numpy as np

from data_schemas.motion import Event, MotionTrack, Status
from pipelines.motion.camera import camera_way
from pipelines.motion.events.stillness import averaged, closed, span
from pipelines.motion.features import Row
from pipelines.motion.smooth import runs

FLASH = 0.004  # of the picture burnt out, above what mostly is
LAMPS_IN_VIEW = 5.0  # as much of it, where a camera that moves brings lamps into view
STEP = 0.12  # of full light that the picture as a whole jumps by
UNSEEN_S = 1.5
ENERGY = 3.0  # times what mostly changes from frame to frame


def flashes(track: MotionTrack) -> list[Event]:
    """Stretches with glare or exposure far from the usual: an arc, a lamp, an open furnace."""
    if not len(track):
        return []
    t_s = track.t_us / 1e6
    burnt = track.picture_burnt - np.nanmedian(track.picture_burnt)
    jump = np.abs(track.picture_light - np.nanmedian(track.picture_light))
    least = FLASH * (LAMPS_IN_VIEW if camera_way(track).looks_round else 1.0)
    out = []
    for run in runs(closed((burnt > least) | (jump > STEP), t_s, 0.3)):
        start, end = span(run, t_s)
        out.append(_flash((start, end + float(np.median(np.diff(t_s)))), float(burnt[run].max())))
    return out


def _flash(at: tuple[float, float], burnt: float) -> Event:
    return Event(
        start_s=at[0],
        end_s=at[1],
        kind="glare",
        source="picture",
        strength=min(1.0, max(0.1, burnt / (10 * FLASH))),
        measures={"burnt_share": round(max(0.0, burnt), 4), "length_s": round(at[1] - at[0], 3)},
        reason=f"Glare or a jump of the exposure for {at[1] - at[0]:.1f} s.",
    )


def unseen_movement(track: MotionTrack) -> list[Event]:
    """The picture moves more than usual while no hand is found in it."""
    if len(track) < 2:
        return []
    t_s = track.t_us / 1e6
    no_hand = (track.left.status == Status.MISSING) & (track.right.status == Status.MISSING)
    energy: Row = averaged(track.picture_energy.astype(float), t_s, 0.5)
    lively = energy > ENERGY * max(1e-4, float(np.nanquantile(energy, 0.2)))
    out = []
    for run in runs(closed(no_hand & lively, t_s, 0.5)):
        start, end = span(run, t_s)
        if end - start >= UNSEEN_S:
            out.append(_unseen((start, end), float(energy[run].mean())))
    return out


def _unseen(at: tuple[float, float], energy: float) -> Event:
    return Event(
        start_s=at[0],
        end_s=at[1],
        kind="unseen_movement",
        source="picture",
        strength=min(1.0, energy * 20),
        measures={"energy": round(energy, 5), "length_s": round(at[1] - at[0], 3)},
        reason=f"Something moves for {at[1] - at[0]:.1f} s, and no hand is found.",
    )
