"""From a task and its narration to the scores of the semi-Markov model."""

from dataclasses import dataclass

import numpy as np

from pipelines.align.emissions import Narration, discounted, openings, overviews, spread, support
from pipelines.align.hsmm import Model
from pipelines.align.task import Bools, Matrix, Task, Weights


@dataclass(frozen=True, eq=False)
class Reading:
    """The model of one task and what it was built from.

    ``odds`` f64[U,K] what each utterance says for each step, ``first`` and ``last`` bool[U] which
    belong to an overview or a recap, ``speech`` f64[T,K] evidence by second, ``told`` how much
    the narration says per step.
    """

    model: Model
    odds: Matrix
    speech: Matrix
    first: Bools
    last: Bools
    told: float


def read(task: Task, narration: Narration, weights: Weights) -> Reading:
    """Build the model; needs at least one step and a duration above 0."""
    seconds, steps = task.seconds, len(task.steps)
    odds = support(narration, weights)
    first, last = overviews(narration, odds, task.duration_s)
    evidence = discounted(odds, first | last, weights)
    told = float(np.maximum(odds, 0.0).max(axis=1).sum() / steps) if len(odds) else 0.0
    speech = spread(narration, evidence, seconds, weights)
    model = Model(
        emission=speech + progress(seconds, steps, weights, told),
        background=weights.background_per_s,
        length=_lengths(task, weights),
        opening=openings(narration, odds, seconds, weights),
        order=_order(task, weights),
        closing=-weights.skip_last * np.append(np.arange(steps)[::-1], steps),
        leave=weights.enter_background,
    )
    return Reading(model, odds, speech, first, last, told)


def progress(seconds: int, steps: int, weights: Weights, told: float) -> Matrix:
    """Written order as a weak guide to place; it fades as the narration says more per step."""
    at = (np.arange(seconds) + 0.5) / seconds
    expected = (np.arange(steps) + 0.5) / steps
    rate = weights.progress_per_s / (1.0 + weights.progress_told * told)
    return np.asarray(-rate * np.abs(at[:, None] - expected[None, :]))


def usual_length(duration_s: float, steps: int, weights: Weights) -> tuple[float, float]:
    """Middle and spread of the logarithm of the seconds that a section of a step lasts."""
    share = weights.length_share
    middle = (1 - share) * np.log(weights.length_s) + share * np.log(max(duration_s, 1.0) / steps)
    return float(middle), weights.length_spread


def _lengths(task: Task, weights: Weights) -> Matrix:
    """Log-normal durations of 1..L seconds, the same for all steps."""
    steps, seconds = len(task.steps), task.seconds
    middle, spread = usual_length(task.duration_s, steps, weights)
    longest = max(weights.longest_s, int(np.ceil(2 * task.duration_s / steps)))
    grid = np.log(np.arange(1, min(longest, seconds) + 1))
    z = (grid - middle) / spread
    row = -0.5 * z * z - grid - np.log(spread * np.sqrt(2 * np.pi))
    return np.repeat(row[:, None], steps, axis=1)


def _order(task: Task, weights: Weights) -> Matrix:
    """f64[K+1,K]: the next step is likeliest, left-out steps cost a little, going back a lot.

    Where the procedure has rules, they alone say what is back: to a step that no rule puts
    earlier it costs what leaving out as many steps costs.
    """
    steps = len(task.steps)
    jump = np.arange(steps)[None, :] - np.arange(steps)[:, None]
    ahead = weights.forward * (jump == 1) - weights.skip * (jump - 1)
    table = np.where(jump > 0, ahead, -weights.back)
    if task.before:
        table = np.where(jump < 0, weights.skip * jump, table)
        table = np.where(_earlier(task).T, -weights.back, table)
    table = np.where(jump == 0, -weights.repeat, table)
    first = -weights.skip_first * np.arange(steps)
    if steps == 1:
        first += weights.forward  # the only step is the next one from the beginning
    return np.vstack([table, first])


def _earlier(task: Task) -> Bools:
    """bool[K,K]: the rules put the first step before the second, directly or through others."""
    place = {step.id: k for k, step in enumerate(task.steps)}
    earlier = np.zeros((len(place), len(place)), dtype=bool)
    for first, then in task.before:
        if first in place and then in place:
            earlier[place[first], place[then]] = True
    for k in range(len(place)):  # Warshall's transitive closure
        earlier |= np.outer(earlier[:, k], earlier[k])
    return np.asarray(earlier & ~earlier.T)  # rules that run in a circle say nothing
