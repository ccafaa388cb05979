"""Where body and hands were: one row a sampled frame, MediaPipe order and names.

Raw tracks hold NaN where nothing was found. Nothing is ever filled in here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum, IntFlag
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from data_schemas.clock import Interval
from data_schemas.value import Probability, Value

# MediaPipe's order and names (documentation of its pose and hand landmark models)
POSE_NAMES = (
    "nose", "left_eye_inner", "left_eye", "left_eye_outer", "right_eye_inner", "right_eye",
    "right_eye_outer", "left_ear", "right_ear", "mouth_left", "mouth_right", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_pinky",
    "right_pinky", "left_index", "right_index", "left_thumb", "right_thumb", "left_hip",
    "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", "left_heel",
    "right_heel", "left_foot_index", "right_foot_index",
)  # fmt: skip
HAND_NAMES = (
    "wrist", "thumb_cmc", "thumb_mcp", "thumb_ip", "thumb_tip", "index_finger_mcp",
    "index_finger_pip", "index_finger_dip", "index_finger_tip", "middle_finger_mcp",
    "middle_finger_pip", "middle_finger_dip", "middle_finger_tip", "ring_finger_mcp",
    "ring_finger_pip", "ring_finger_dip", "ring_finger_tip", "pinky_mcp", "pinky_pip",
    "pinky_dip", "pinky_tip",
)  # fmt: skip
POSE_POINTS = len(POSE_NAMES)
HAND_POINTS = len(HAND_NAMES)
SCHEMA_VERSION = "4"
NO_FRAME = -1  # number of a row at whose time the recording has no picture


class Status(IntEnum):
    """What a group of points rests on."""

    MISSING = 0
    OBSERVED = 1
    INTERPOLATED = 2


class Differs(IntFlag):
    """What speaks against the column that a hand stands in."""

    LABEL = 1  # the model named it the other hand
    WRIST = 2  # it lies nearer to the body's other wrist


@dataclass(frozen=True, eq=False)
class HandsSeen:
    """When each hand was seen itself: ``t_us`` i64[N], ``left`` and ``right`` bool[N].

    What a page needs of a track to draw lanes: an hour of it is a thousandth of the track.
    """

    t_us: NDArray[np.int64]
    left: NDArray[np.bool_]
    right: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.t_us)


class TrackInfo(Value):
    """What a track was made from; ``source_fps`` is the container's average.

    ``cutoff_hz`` is where a smoothed track was low-passed, 0 for a raw one.
    """

    width: int
    height: int
    source_fps: float
    sampled_fps: float
    mediapipe_version: str
    model_digests: dict[str, str]
    cutoff_hz: float = 0.0
    schema_version: str = SCHEMA_VERSION


@dataclass(frozen=True, eq=False)
class HandTrack:
    """One hand: ``xyz`` and ``world`` f32[N,21,3], ``score`` f32[N], ``status`` u8[N].

    ``xyz`` is normalised to the image (x, y in 0..1, z as given), ``world`` in metres.
    A column is one hand throughout; ``side_differs`` u8[N] holds :class:`Differs`, what the
    frame by itself says against it (0: nothing).
    """

    xyz: NDArray[np.float32]
    world: NDArray[np.float32]
    score: NDArray[np.float32]
    status: NDArray[np.uint8]
    side_differs: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class MotionTrack:
    """N sampled frames. ``t_us`` is the time on the recording's clock, strictly increasing.
    ``frame`` counts decoded frames; it is ``NO_FRAME`` in the two rows at the start and the end
    of a stretch without a picture, where nothing is observed.

    ``pose_xyz`` and ``pose_world`` f32[N,33,3] (image; metres from the hips), ``pose_vis`` and
    ``pose_presence`` f32[N,33], ``pose_status`` u8[N]; ``pose_switched`` u8[N] is 1 where the body
    followed is likely another one than just before. ``picture_*`` f32[N] are about the picture as
    a whole: mean change since the last frame, mean light, share that is burnt out, mean step
    between neighbouring pixels, all 0..1, and how what stands still moved since the last frame:
    right and down in heights, round the picture's middle (clockwise, radians) and out (share).
    """

    info: TrackInfo
    frame: NDArray[np.int32]
    t_us: NDArray[np.int64]
    pose_xyz: NDArray[np.float32]
    pose_world: NDArray[np.float32]
    pose_vis: NDArray[np.float32]
    pose_presence: NDArray[np.float32]
    pose_status: NDArray[np.uint8]
    pose_switched: NDArray[np.uint8]
    picture_energy: NDArray[np.float32]
    picture_light: NDArray[np.float32]
    picture_burnt: NDArray[np.float32]
    picture_detail: NDArray[np.float32]
    picture_right: NDArray[np.float32]
    picture_down: NDArray[np.float32]
    picture_turn: NDArray[np.float32]
    picture_grow: NDArray[np.float32]
    left: HandTrack
    right: HandTrack

    def __post_init__(self) -> None:
        n = len(self.t_us)
        shapes = {
            "frame": (n,), "pose_xyz": (n, POSE_POINTS, 3), "pose_world": (n, POSE_POINTS, 3),
            "pose_vis": (n, POSE_POINTS), "pose_presence": (n, POSE_POINTS), "pose_status": (n,),
            "pose_switched": (n,), "picture_energy": (n,), "picture_light": (n,),
            "picture_burnt": (n,), "picture_detail": (n,), "picture_right": (n,),
            "picture_down": (n,), "picture_turn": (n,), "picture_grow": (n,),
        }  # fmt: skip
        for name, shape in shapes.items():
            _expect(name, getattr(self, name), shape)
        for side, hand in (("left", self.left), ("right", self.right)):
            for field in fields(hand):
                shape = (n, HAND_POINTS, 3) if field.name in ("xyz", "world") else (n,)
                _expect(f"{side} {field.name}", getattr(hand, field.name), shape)
        if n > 1 and not (np.diff(self.t_us) > 0).all():
            raise ValueError("the times of a track must increase")

    def __len__(self) -> int:
        return len(self.t_us)

    @property
    def pose_rate(self) -> float:
        """Share of sampled frames in which a body was observed."""
        return float((self.pose_status == Status.OBSERVED).mean()) if len(self) else 0.0

    @property
    def hand_rate(self) -> float:
        """Share of sampled frames in which at least one hand was observed."""
        if not len(self):
            return 0.0
        seen = (self.left.status == Status.OBSERVED) | (self.right.status == Status.OBSERVED)
        return float(seen.mean())


Evidence = Literal["hands", "body", "picture", "sound"]

EventKind = Literal[
    "pause", "inspection", "hesitation", "regrip", "repeated", "two_hands", "tempo_change",
    "leaves_frame", "hidden", "no_picture", "glare", "unseen_movement",
    "sound_starts", "sound_stops", "sound_changes", "knock",
]  # fmt: skip


class Event(Interval):
    """Something that hands, body, picture or sound did; what a moment may be made of.

    ``strength`` 0..1 is how clear it is, of its kind; ``measures`` are the figures behind it, each
    named with its unit (``length_s``, ``speed_m_s``). ``points`` name the joints it was seen on.
    ``reason`` says in plain English what was seen. It never says how well somebody works.
    """

    kind: EventKind
    source: Evidence = "hands"
    hand: Literal["", "left", "right", "both"] = ""
    points: tuple[str, ...] = ()
    strength: Probability = 1.0
    measures: dict[str, float] = Field(default_factory=dict)
    reason: str = ""


class Advice(Value):
    """One thing that makes this recording worth less, and what to do the next time."""

    code: str
    share: Probability
    en: str
    ko: str


class MotionReport(Value):
    """What could be seen in a recording: shares of its time, and what was in the way.

    ``missing`` is the evidence that what follows has to do without.
    """

    frames: int
    body: Probability = 0.0
    left: Probability = 0.0
    right: Probability = 0.0
    both: Probability = 0.0
    missing: tuple[Evidence, ...] = ()
    advice: tuple[Advice, ...] = ()


class Movement(Value):
    """What happened in a recording, beside where everything was.

    ``energy`` is how much the hands, and where there are none the picture, move: a number 0..1 for
    every ``energy_step_s`` seconds from the recording's start.
    """

    events: tuple[Event, ...] = ()
    report: MotionReport
    energy: tuple[Probability, ...] = ()
    energy_step_s: float = 0.2


def _expect(name: str, array: NDArray[np.generic], shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, expected {shape}")
