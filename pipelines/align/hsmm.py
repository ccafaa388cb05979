"""Explicit-duration (semi-Markov) model over steps and a background that remembers the order.

Durations as in Yu, "Hidden semi-Markov models" (Artificial Intelligence 174, 2010). One recursion
serves twice: with ``max`` its value-to-go gives the best path, with log-sum-exp the posterior.
Own code, vectorised over durations and steps; time T, steps K, longest duration L: O(T K (L + K)).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipelines.align.task import Matrix

Reduce = Callable[[Matrix], Matrix]
NEVER = -1e9


@dataclass(frozen=True, eq=False)
class Model:
    """All scores are logarithms.

    ``emission`` f64[T,K] per second in a step, ``background`` per second outside; ``length``
    f64[L,K] for 1..L seconds; ``opening`` f64[T+1] for a beginning at each second; ``order``
    f64[K+1,K] from the last step (row K: none yet) to the next, row k column k a repeat;
    ``closing`` f64[K+1] for ending with that last step; ``leave`` for going into the background.
    """

    emission: Matrix
    background: float
    length: Matrix
    opening: Matrix
    order: Matrix
    closing: Matrix
    leave: float

    @property
    def direct(self) -> Matrix:
        """Order without repeats: a step comes again only after something else."""
        order = self.order.copy()
        steps = order.shape[1]
        order[np.arange(steps), np.arange(steps)] = NEVER
        return order

    @property
    def sums(self) -> Matrix:
        """f64[T+1,K]: evidence before each second."""
        zero = np.zeros((1, self.emission.shape[1]))
        return np.vstack([zero, np.cumsum(self.emission, axis=0)])


def best(rows: Matrix) -> Matrix:
    """Maximum over the first axis."""
    return np.asarray(rows.max(axis=0))


def total(rows: Matrix) -> Matrix:
    """Log of the sum of exponentials over the first axis."""
    top = rows.max(axis=0)
    return np.asarray(top + np.log(np.exp(rows - top).sum(axis=0)))


@dataclass(frozen=True, eq=False)
class ToGo:
    """Value of everything that is still to come, at each second t = 0..T.

    ``begin`` f64[T+1,K]: a step begins; ``idle`` f64[T+1,K+1]: in the background, by last step;
    ``done`` f64[T+1,K]: a step has just ended.
    """

    begin: Matrix
    idle: Matrix
    done: Matrix


def to_go(model: Model, reduce: Reduce, ended: Matrix | None = None) -> ToGo:
    """Backward recursion over the whole recording.

    Of a stretch that goes on after its end, ``closing`` is the value of going on from the
    background and ``ended`` f64[K] that of going on as a step ends there.
    """
    seconds, steps = model.emission.shape
    sums, direct, longest = model.sums, model.direct, len(model.length)
    begin = np.full((seconds + 1, steps), NEVER)
    idle = np.full((seconds + 1, steps + 1), NEVER)
    done = np.full((seconds + 1, steps), NEVER)
    after = np.full((seconds + 1, steps), NEVER)  # evidence up to an end, and what follows it
    for t in range(seconds, -1, -1):
        if t == seconds:
            idle[t] = model.closing
            done[t] = model.closing[:steps] if ended is None else ended
        else:
            reach = min(longest, seconds - t)
            begin[t] = reduce(model.length[:reach] + after[t + 1 : t + 1 + reach]) - sums[t]
            next_step = begin[t] + model.opening[t]
            wait = idle[t + 1] + model.background
            idle[t] = reduce(np.vstack([(model.order + next_step).T, wait]))
            go_on = (direct[:steps] + next_step).T
            done[t] = reduce(np.vstack([go_on, wait[:steps] - model.leave]))
        after[t] = done[t] + sums[t]
    return ToGo(begin, idle, done)


def best_path(model: Model) -> list[tuple[int, int, int]]:
    """Most likely segments ``(step, start, end)`` in whole seconds, in time order."""
    return path_of(model, to_go(model, best))


def path_of(model: Model, value: ToGo, ended: int | None = None) -> list[tuple[int, int, int]]:
    """The path that the best values to go lead along; ``ended`` is a step that just did."""
    seconds, steps = model.emission.shape
    sums, direct = model.sums, model.direct
    path: list[tuple[int, int, int]] = []
    t, last, resting = 0, steps if ended is None else ended, ended is None
    while t < seconds:
        next_step = value.begin[t] + model.opening[t]
        ways = (model.order if resting else direct)[last] + next_step
        wait = value.idle[t + 1, last] + model.background - (0.0 if resting else model.leave)
        step = int(ways.argmax())
        if wait >= ways[step]:
            t, resting = t + 1, True
            continue
        reach = min(len(model.length), seconds - t)
        ends = slice(t + 1, t + 1 + reach)
        worth = model.length[:reach, step] + sums[ends, step] + value.done[ends, step]
        end = t + 1 + int(worth.argmax())
        path.append((step, t, end))
        t, last, resting = end, step, False
    return path


@dataclass(frozen=True, eq=False)
class Posterior:
    """Probabilities of each step: ``inside`` f64[T,K] at each second, ``starts`` f64[T,K] and
    ``ends`` f64[T+1,K] of beginning and of ending there.
    """

    inside: Matrix
    starts: Matrix
    ends: Matrix


def posterior(model: Model) -> Posterior:
    """What the model believes, second by second, all paths together."""
    seconds, steps = model.emission.shape
    value, sums, direct = to_go(model, total), model.sums, model.direct
    longest = len(model.length)
    backwards = model.length[::-1]
    rest: Matrix = np.full(steps + 1, NEVER)
    rest[steps] = 0.0
    ended: Matrix = np.full(steps, NEVER)
    evidence = float(value.idle[0, steps])
    entered = np.full((seconds + 1, steps), NEVER)
    starts, ends = np.zeros((seconds, steps)), np.zeros((seconds + 1, steps))
    for t in range(seconds):
        ways = np.vstack([(rest[:, None] + model.order), ended[:, None] + direct[:steps]])
        arrive = total(ways) + model.opening[t]
        starts[t] = np.exp(arrive + value.begin[t] - evidence)
        entered[t] = arrive - sums[t]
        rest = rest + model.background
        rest[:steps] = np.logaddexp(rest[:steps], ended - model.leave + model.background)
        reach = min(longest, t + 1)
        rows = entered[t + 1 - reach : t + 1] + backwards[longest - reach :]
        ended = total(rows) + sums[t + 1]
        ends[t + 1] = np.exp(ended + value.done[t + 1] - evidence)
    inside = np.cumsum(starts - ends[:seconds], axis=0)
    return Posterior(*(np.clip(one, 0.0, 1.0) for one in (inside, starts, ends)))
