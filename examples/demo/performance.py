"""A planned take played by a figure: where every bone and every thing is at a time."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from .bench import BENCH, up
from .body import Array, Body, HandPose
from .camera import View, view
from .hands import Hands, lean
from .jobs import JOBS
from .outfit import gaze
from .people import PEOPLE
from .timeline import Take
from .track import HandTrack, Things

LEAN = 20.0  # degrees forward over the bench
REACH_ROUNDS = 3
LEARNER = np.array([0.0, -1.7, 1.8])  # whom the expert looks at when not at the work
FLESH = 0.007  # m between a joint and the bench under the skin
POINTS = (
    ("nose", None),
    ("left_shoulder", "upperarm01.L"),
    ("right_shoulder", "upperarm01.R"),
    ("left_elbow", "lowerarm01.L"),
    ("right_elbow", "lowerarm01.R"),
    ("left_wrist", "wrist.L"),
    ("right_wrist", "wrist.R"),
    ("left_eye", "eye.L"),
    ("right_eye", "eye.R"),
    ("left_hip", "upperleg01.L"),
    ("right_hip", "upperleg01.R"),
)


@dataclass(frozen=True)
class Posed:
    """Global bone rotations [B, 3, 3] (relative to rest) and bone heads m [B, 3]."""

    rotations: Array
    places: Array


class Performance:
    """One take with one body.

    Everything is planned for a right-handed person. For a left-handed one the finished world,
    figure, work and tools, is mirrored: ``flip`` [4, 4] does that, and is the identity otherwise.
    """

    def __init__(self, take: Take, body: Body) -> None:
        self.take, self.body = take, body
        hands = Hands(body)
        self.tracks = {side: HandTrack(side, keys, hands) for side, keys in take.plan.keys.items()}
        self.things = Things(JOBS[take.variation.job].place, take.plan, self.tracks)
        looks = sorted({round(t, 3): values for t, *values in take.plan.looks}.items())
        looks.append((looks[-1][0] + 60.0, looks[-1][1]))
        self.look = PchipInterpolator([t for t, _ in looks], [v for _, v in looks])
        self.nose = self._nose()
        self.left_handed = PEOPLE[take.variation.person].left_handed
        self.flip = np.diag([-1.0 if self.left_handed else 1.0, 1.0, 1.0, 1.0])

    def _nose(self) -> Array:
        """Rest place of the nose tip, m [3]: the foremost point below the eyes."""
        rest, eye = self.body.rest, self.body.head("eye.L")
        face = rest[(np.abs(rest[:, 2] - eye[2] + 0.03) < 0.02) & (np.abs(rest[:, 0]) < 0.02)]
        return np.asarray(face[face[:, 1].argmin()])

    def _look(self, t: float) -> tuple[float, float, float]:
        """The head's nod and turn and the extra bow of the back at ``t``, degrees."""
        nod, yaw, bow = np.asarray(self.look(t)).tolist()
        return nod, yaw, bow

    def _torso(self, t: float, far: tuple[float, float]) -> dict[str, Array]:
        """Torso rotations at ``t``; ``far`` leans further forward and to the left, in metres."""
        nod, yaw, bow = self._look(t)
        middle = np.mean([track.touch(t)[0] for track in self.tracks.values()], axis=0)
        slow = 0.6 * np.sin(0.9 * t + self.take.phase) + 0.4 * np.sin(0.37 * t)
        follow = float(np.clip(middle[0] * 60, -8, 8)) if nod > 0 else 0.0
        forward, side = 110 * far[0], 90 * far[1]
        return lean(LEAN + bow + slow + forward, 0.8 * slow + side, nod + slow, yaw + follow)

    def _reach(self, t: float, hands: dict[str, HandPose]) -> tuple[Array, Array]:
        """Bones with the torso leaning as far as the arms need to reach their places."""
        far = (0.0, 0.0)
        for _ in range(REACH_ROUNDS):
            rotations, places = self.body.pose(self._torso(t, far), hands)
            short = {
                side: float(np.linalg.norm(places[self.body.bone(bone)] - hands[side].wrist))
                for side, bone in (("left", "wrist.L"), ("right", "wrist.R"))
            }
            far = (far[0] + max(short.values()), far[1] + short["left"] - short["right"])
        return rotations, places

    def pose(self, t: float) -> Posed:
        """The figure at ``t`` seconds."""
        hands = {side: track.pose(t) for side, track in self.tracks.items()}
        rotations, places = self._reach(t, hands)
        for side, hand in hands.items():
            low = float(self.body.hand_joints(side, rotations, places)[:, 2].min())
            hand.wrist = hand.wrist + up(max(0.0, BENCH + FLESH - low))
        rotations, places = self._reach(t, hands)
        target = np.mean([hand.wrist for hand in hands.values()], axis=0)
        if self._look(t)[0] < 0:
            target = LEARNER
        head = rotations[self.body.bone("head")]
        for name in ("eye.L", "eye.R"):
            b = self.body.bone(name)
            rotations[b] = gaze(self.body, head, places[b], target)
        return Posed(rotations, places)

    def joints(self, posed: Posed) -> dict[str, Array]:
        """3D points in m: left and right hand [21, 3] and body [11, 3] (order of POINTS)."""
        out = {
            side: self.body.hand_joints(side, posed.rotations, posed.places)
            for side in ("left", "right")
        }
        head = self.body.bone("head")
        nose = posed.places[head] + posed.rotations[head] @ (self.nose - self.body.heads[head])
        bones = [posed.places[self.body.bone(b)] if b else nose for _, b in POINTS]
        out["body"] = np.array(bones)
        return mirrored(out) if self.left_handed else out

    def head(self, posed: Posed) -> Array:
        """The head bone's rotation and place [4, 4], not mirrored."""
        b, out = self.body.bone("head"), np.eye(4)
        out[:3, :3], out[:3, 3] = posed.rotations[b], posed.places[b]
        return out

    def view(self, camera: str, size: tuple[int, int], posed: Posed, t: float) -> View:
        """What ``camera`` sees at ``t`` seconds."""
        shake = self.take.variation.shake_deg
        return view(camera, size, t, shake, self.flip @ self.head(posed))

    def thing(self, name: str, t: float) -> Array:
        """Model matrix [4, 4] of a thing at ``t`` seconds."""
        return self.flip @ self.things.pose(name, t)


def mirrored(joints: dict[str, Array]) -> dict[str, Array]:
    """The joints of the mirrored person: what was the left hand is the right one."""
    flip = np.array([-1.0, 1.0, 1.0])
    names = [name for name, _ in POINTS]
    other = [names.index(_other(name)) for name in names]
    body = joints["body"][other] * flip
    return {"left": joints["right"] * flip, "right": joints["left"] * flip, "body": body}


def _other(name: str) -> str:
    """The same point on the other side."""
    if name.startswith("left_"):
        return "right_" + name[5:]
    return "left_" + name[6:] if name.startswith("right_") else name
