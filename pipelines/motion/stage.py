"""Motion as three stages: where body and hands were, what happened, and how it can be found."""

from capture.media import Media
from data_schemas.artifact import Kind
from data_schemas.motion import MotionTrack, Movement
from pipelines.motion import Options, detect
from pipelines.stage import Context, Stage, Values

HEARD_HZ = 16_000


def _run(values: Values, context: Context) -> Values:
    media: Media = values[Kind.ORIGINAL]
    fps = context.params["motion_fps"]
    options = Options(fps=None if fps is None else float(fps))  # type: ignore[arg-type]
    return {Kind.MOTION: detect(media, options, progress=context.progress)}


def _look(values: Values, context: Context) -> Values:
    from pipelines.motion.energy import STEP_S, energy
    from pipelines.motion.events import find_events
    from pipelines.motion.report import report
    from pipelines.motion.smooth import smooth
    from pipelines.motion.sound import sound_events

    media: Media = values[Kind.ORIGINAL]
    (track,) = values[Kind.MOTION]
    assert isinstance(track, MotionTrack)
    low = smooth(track)
    heard = sound_events(media.sound(HEARD_HZ), HEARD_HZ) if media.info.has_audio else ()
    movement = Movement(
        events=tuple(sorted((*find_events(track, low), *heard), key=lambda event: event.start_s)),
        report=report(track, media.info.has_audio),
        energy=energy(track, low),
        energy_step_s=STEP_S,
    )
    return {Kind.MOVEMENT: movement}


def _describe(values: Values, context: Context) -> Values:
    from pipelines.motion.windows import windows

    (track,) = values[Kind.MOTION]
    return {Kind.MOTION_WINDOWS: windows(track, context.recordings[0]).to_bytes()}


STAGE = Stage(
    name="motion",
    version="4",
    per="recording",
    needs=(Kind.ORIGINAL,),
    makes=(Kind.MOTION,),
    run=_run,
    models=("pose_landmarker_full", "hand_landmarker"),
    params={name: value for name, value in Options().params().items() if name != "fps"},
    site_params=("motion_fps",),
)
MOVEMENT = Stage(
    name="movement",
    version="3",
    per="recording",
    needs=(Kind.ORIGINAL, Kind.MOTION),
    makes=(Kind.MOVEMENT,),
    run=_look,
)
WINDOWS = Stage(
    name="motion_windows",
    version="2",
    per="recording",
    # the original, too: what is made of one recording has it among its parents
    needs=(Kind.ORIGINAL, Kind.MOTION),
    makes=(Kind.MOTION_WINDOWS,),
    run=_describe,
    queue="light",
)
