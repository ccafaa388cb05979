"""Events: what hands, body, picture and sound did, each with its figures and a plain reason.

They are the raw material of moments to ask about, found one kind a function; none of them says how
well somebody works.
"""

from __future__ import annotations

from data_schemas.motion import Event, MotionTrack
from pipelines.motion.events.light import flashes, unseen_movement
from pipelines.motion.events.looking import hesitations, inspections
from pipelines.motion.events.presence import holes, leaves, together
from pipelines.motion.events.regrip import regrips
from pipelines.motion.events.rhythm import repeats, tempo_changes
from pipelines.motion.events.stillness import pauses
from pipelines.motion.features import features
from pipelines.motion.smooth import smooth


def find_events(track: MotionTrack, low: MotionTrack | None = None) -> tuple[Event, ...]:
    """Events of a raw track, in time order; sound has its own function.

    ``low`` is the track smoothed, where that is known already.
    """
    if len(track) < 2:
        return ()
    low = smooth(track) if low is None else low
    found = features(low)
    rests = pauses(found)
    events = [
        *rests,
        *inspections(low, found, rests),
        *hesitations(found),
        *regrips(found),
        *repeats(found),
        *together(found),
        *tempo_changes(found),
        *leaves(track),
        *holes(track),
        *flashes(track),
        *unseen_movement(track),
    ]
    return tuple(sorted(events, key=lambda event: (event.start_s, event.end_s, event.kind)))
