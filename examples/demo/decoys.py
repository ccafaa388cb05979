"""Motions that mean nothing: waiting, reaching, scratching, pausing, and talk off the topic."""

import numpy as np

from .bench import BENCH, REST, every, off
from .jobs.base import Move
from .track import Plan

DOWN, UP_LOOK = 3.0, -15.0  # nods: at the work, at the learner (degrees)
SHELF = np.array([-0.25, -0.26, 1.96])  # over the head, above the picture of standing cameras


def waiting(p: Plan, a: float, b: float) -> None:
    """Both hands rest on the bench, the fingers drum once or twice."""
    p.look(a, DOWN)
    p.look(a + 0.5, UP_LOOK, 6.0)
    p.look(b - 0.4, UP_LOOK, -4.0)
    p.look(b, DOWN)
    for i, t in enumerate(every(a + 0.7, b + 0.01, 0.5)):
        p.key("left", t, "rest", REST["left"])
        p.key("right", t, "flat" if i % 2 else "rest", REST["right"] + off(0, 0, 0.004 * (i % 2)))


def chat(p: Plan, a: float, b: float) -> None:
    """Talk with an open hand, the other one resting."""
    p.look(a, DOWN)
    p.look(a + 0.6, UP_LOOK, -10.0)
    p.look((a + b) / 2, UP_LOOK, 8.0)
    p.look(b - 0.3, DOWN)
    p.key("left", a + 0.8, "rest", REST["left"])
    p.stay("left", b)
    for i, t in enumerate(every(a + 0.8, b - 0.5, 0.7)):
        p.key("right", t, "open", [-0.22, -0.44, 1.10 + 0.025 * (-1) ** i], 8.0 * (-1) ** i)
    p.key("right", b, "rest", REST["right"])


def listening(p: Plan, a: float, b: float) -> None:
    """Hands on the bench, the eyes at whoever asks."""
    p.look(a, DOWN)
    p.look(a + 0.5, UP_LOOK, 14.0)
    p.look(b, UP_LOOK, 10.0)
    for side, at in REST.items():
        p.key(side, a + 0.8, "rest", at)
        p.stay(side, b)


def reaching(p: Plan, a: float, b: float) -> None:
    """Reach for something on the far side of the bench and come back empty."""
    p.look(a, DOWN)
    p.look(a + 0.5, 1.0, -22.0)
    p.look(b - 0.5, DOWN)
    p.key("right", a + 0.9, "pinch", [-0.40, -0.46, BENCH + 0.05])
    p.key("right", a + 1.4, "pinch", [-0.42, -0.50, BENCH + 0.06])
    p.key("right", b, "rest", REST["right"])
    p.key("left", a + 1.0, "rest", REST["left"])
    p.stay("left", b)


def fetching(p: Plan, a: float, b: float) -> None:
    """Reach for something over the head, out of the picture, and come back empty."""
    p.look(a, DOWN)
    p.look(a + 0.7, 1.5 * UP_LOOK, -12.0)
    p.look(b - 0.7, DOWN)
    p.key("right", a + 1.0, "above", SHELF)
    p.key("right", b - 1.0, "above", SHELF + off(0.03, -0.02, 0.01))
    p.key("right", b, "rest", REST["right"])
    p.key("left", a + 0.9, "rest", REST["left"])
    p.stay("left", b)


def scratching(p: Plan, a: float, b: float) -> None:
    """Scratch the cheek."""
    p.look(a, DOWN)
    p.look(a + 0.6, -6.0, 10.0)
    p.look(b - 0.5, DOWN)
    for i, t in enumerate(every(a + 0.9, b - 1.0, 0.18)):
        p.key("right", t, "scratch", [-0.074, -0.245, 1.555 + 0.007 * (-1) ** i])
    p.key("right", b - 0.5, "hang", np.array([-0.20, -0.42, 1.24]))
    p.key("right", b, "rest", REST["right"])
    p.key("left", a + 0.9, "rest", REST["left"])
    p.stay("left", b)


def wiping(p: Plan, a: float, b: float) -> None:
    """Rub the hands clean on each other."""
    p.look(a, DOWN)
    p.look(a + 0.5, -4.0, -8.0)
    p.look(b - 0.4, DOWN)
    for i, t in enumerate(every(a + 0.7, b - 0.7, 0.22)):
        rub = 0.03 * (-1) ** i
        p.key("right", t, "flat", [-0.03 + rub, -0.34, 1.155])
        p.key("left", t, "open", [0.03 - rub, -0.34, 1.125])
    for side, at in REST.items():
        p.key(side, b, "rest", at)


def pausing(p: Plan, a: float, b: float) -> None:
    """Lift both hands off the work, look up, do nothing."""
    p.look(a, DOWN)
    p.look(a + 0.5, UP_LOOK, 12.0)
    p.look(b - 0.5, DOWN)
    for side, sign in (("left", 1), ("right", -1)):
        for i, t in enumerate((a + 0.7, (a + b + 0.7) / 2, b)):
            p.key(side, t, "rest", [sign * 0.19, -0.40, BENCH + 0.10 + 0.012 * (i % 2)])


DECOYS: dict[str, Move] = {
    f.__name__: f for f in (waiting, reaching, fetching, scratching, wiping, pausing)
}
TALK: dict[str, Move] = {"chat": chat, "listening": listening}
