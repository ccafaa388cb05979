"""What could be seen in a recording, why the rest could not, and what to do the next time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import (
    NO_FRAME,
    Advice,
    Evidence,
    HandTrack,
    MotionReport,
    MotionTrack,
    Status,
)

SMALL = 0.06  # of the picture either way: a hand below this is at the limit of the model
EDGE = 0.03
DARK = 0.12
BLURRED = 0.006
BURNT = 0.02
MISSED = 0.5  # of the frames: evidence that is there less often is called missing
WORTH_SAYING = 0.1

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Rule:
    """``found`` gives the frames [N] in which something is in the way.

    It is said when that takes ``worth_saying`` of the time or more.
    """

    code: str
    found: Callable[[MotionTrack], Flags]
    en: str
    ko: str
    worth_saying: float = WORTH_SAYING


def report(track: MotionTrack, sound: bool) -> MotionReport:
    """The report of a raw track; ``sound``: whether the recording has any."""
    if not len(track):
        missing: tuple[Evidence, ...] = ("hands", "body", "picture")
        return MotionReport(frames=0, missing=missing if sound else (*missing, "sound"))
    share = _clock(track)
    left, right = (hand.status == Status.OBSERVED for hand in (track.left, track.right))
    body, hands = share(track.pose_status == Status.OBSERVED), share(left | right)
    lost = {"hands": hands < MISSED, "body": body < MISSED, "sound": not sound}
    names: tuple[Evidence, ...] = ("hands", "body", "sound")
    found = [(rule, share(rule.found(track))) for rule in RULES]
    return MotionReport(
        frames=len(track),
        body=body,
        left=share(left),
        right=share(right),
        both=share(left & right),
        missing=tuple(name for name in names if lost[name]),
        advice=tuple(
            Advice(code=rule.code, share=round(part, 4), en=rule.en, ko=rule.ko)
            for rule, part in found
            if part and part >= rule.worth_saying
        ),
    )


def _clock(track: MotionTrack) -> Callable[[Flags], float]:
    """Share of the time in which flags [N] hold: each frame counts until the next one."""
    steps = np.diff(track.t_us).astype(float)
    lengths = np.append(steps, np.median(steps) if len(steps) else 1.0)
    return lambda flags: float(min(1.0, lengths[flags].sum() / lengths.sum()))


def _no_hand(track: MotionTrack) -> Flags:
    missing = [hand.status == Status.MISSING for hand in (track.left, track.right)]
    return np.asarray(missing[0] & missing[1])


def _hands(track: MotionTrack, judge: Callable[[HandTrack], Flags]) -> Flags:
    """Frames in which some observed hand is judged so; NaN counts as no."""
    both = [judge(hand) & (hand.status == Status.OBSERVED) for hand in (track.left, track.right)]
    return np.asarray(both[0] | both[1])


def _small(hand: HandTrack) -> Flags:
    tall = hand.xyz[..., 1].max(axis=1) - hand.xyz[..., 1].min(axis=1)
    wide = hand.xyz[..., 0].max(axis=1) - hand.xyz[..., 0].min(axis=1)
    return np.asarray(np.maximum(tall, wide) < SMALL)


def _at_edge(hand: HandTrack) -> Flags:
    inside = np.minimum(hand.xyz[..., :2], 1 - hand.xyz[..., :2])
    return np.asarray((inside < EDGE).any(axis=(1, 2)))


def _gloved(track: MotionTrack) -> Flags:
    """The body is seen with both wrists, and no hand at the end of either."""
    wrists = (track.pose_vis[:, [15, 16]] > 0.5).all(axis=1)
    return np.asarray((track.pose_status == Status.OBSERVED) & wrists & _no_hand(track))


RULES = (
    Rule(
        "no_hands",
        _no_hand,
        "No hand is found: put the camera so that both hands fill a third of the picture.",
        "손이 보이지 않습니다. 두 손이 화면의 3분의 1을 채우도록 카메라를 놓으세요.",
    ),
    Rule(
        "small_hands",
        lambda track: _hands(track, _small),
        "The hands are small in the picture: bring the camera nearer.",
        "손이 너무 작게 찍혔습니다. 카메라를 더 가까이 놓으세요.",
    ),
    Rule(
        "out_of_frame",
        lambda track: _hands(track, _at_edge),
        "The hands are cut off by the picture's edge: aim at where they work.",
        "손이 화면 밖으로 잘립니다. 손이 일하는 곳에 카메라를 맞추세요.",
    ),
    Rule(
        "gloves",
        _gloved,
        "The arms are seen and the hands are not: gloves, glare or a tool may hide them. "
        "A second camera from the side helps.",
        "팔은 보이지만 손이 보이지 않습니다. 장갑, 눈부심, 공구 때문일 수 있습니다. "
        "옆에 카메라를 하나 더 놓으면 좋습니다.",
    ),
    Rule(
        "dark",
        lambda track: np.asarray(track.picture_light < DARK),
        "The picture is dark: turn on a lamp that shines on the hands.",
        "화면이 어둡습니다. 손을 비추는 등을 켜세요.",
    ),
    Rule(
        "glare",
        lambda track: np.asarray(track.picture_burnt > BURNT),
        "Part of the picture is burnt out: lower the exposure or use a filter.",
        "화면 일부가 하얗게 날아갔습니다. 노출을 낮추거나 필터를 쓰세요.",
    ),
    Rule(
        "blurred",
        lambda track: np.asarray((track.picture_detail < BLURRED) & (track.picture_light >= DARK)),
        "The picture is blurred: clean the lens, wait for the focus, fix the camera.",
        "화면이 흐립니다. 렌즈를 닦고 초점을 맞춘 뒤 카메라를 고정하세요.",
    ),
    Rule(
        "other_person",
        lambda track: np.asarray(track.pose_switched > 0),
        "Another person was followed for a while: keep others out of the picture.",
        "다른 사람을 따라간 구간이 있습니다. 다른 사람이 화면에 들어오지 않게 하세요.",
    ),
    Rule(
        "no_picture",
        lambda track: np.asarray(track.frame == NO_FRAME),
        "The picture is missing for a while: copy the file from the camera again; if that does "
        "not help, the camera or its card is failing.",
        "화면이 없는 구간이 있습니다. 카메라에서 파일을 다시 복사하세요. 그래도 같으면 카메라나 "
        "메모리 카드를 점검하세요.",
        worth_saying=0.0,
    ),
)
