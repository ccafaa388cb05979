"""What the aligner is asked: one recording, the steps, and what was said."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, JsonValue, model_validator

from data_schemas.calibration import Recalibration
from data_schemas.procedure import Step
from data_schemas.transcript import Utterance
from data_schemas.value import Value

Method = Literal["hsmm", "uniform", "argmax", "drop_dtw"]
Embed = Callable[[list[str]], NDArray[np.float32]]
Matrix = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Task(Value):
    """``id`` is the recording's id; times are seconds on its clock; steps in written order.

    ``before`` are pairs of step ids of which the first must come first. ``own_list``: the steps
    were listed from this recording, so that all of them were done.
    """

    id: str
    duration_s: float = Field(ge=0, allow_inf_nan=False)
    steps: tuple[Step, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    own_list: bool = False

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len({step.id for step in self.steps}) < len(self.steps):
            raise ValueError("two steps have the same id")
        return self

    @property
    def seconds(self) -> int:
        """Length of the 1 Hz grid: the duration, rounded up."""
        return int(np.ceil(self.duration_s))

    @property
    def heard(self) -> tuple[Utterance, ...]:
        """Utterances with words that begin inside the recording, in time order."""
        inside = (u for u in self.utterances if u.text.strip() and u.start_s < self.duration_s)
        return tuple(sorted(inside, key=lambda u: (u.start_s, u.end_s, u.text)))


@dataclass(frozen=True)
class Weights:
    """Numbers of the semi-Markov model, tuned by ``benchmarks/align/tune.py``.

    Scores are natural logarithms; ``*_s`` are seconds, ``*_per_s`` are paid for every second.
    """

    # how much an utterance speaks for a step: weights of the pair features, chance of naming one
    pair: tuple[float, ...] = (0.459, 2.96, 4.04, 0.315)
    naming: tuple[float, ...] = (-2.78, 2.02)
    evidence: float = 1.02
    overview: float = 0.1
    # when: the hand follows the voice
    lag_s: float = 1.75
    tail_s: float = 5.07
    # how long: log-normal, its middle between a fixed length and the fair share of the recording
    length_s: float = 21.8
    length_share: float = 0.597
    length_spread: float = 0.765
    longest_s: int = 300
    # order
    forward: float = 3.46
    skip: float = 0.14
    skip_first: float = 0.694
    back: float = 6.7
    repeat: float = 0.435
    skip_last: float = 0.217
    # work outside the steps
    enter_background: float = 4.07
    background_per_s: float = -0.0554
    # boundaries
    marks: tuple[float, ...] = (1.11, 1.2, 0.97, 1.0, -0.66, -1.15, -0.43)
    mark_naming: float = 1.31
    mark_lag_s: float = 2.2
    at_utterance: float = 1.72
    at_mark: float = 0.852
    # place in the recording, more where little is said
    progress_per_s: float = 0.106
    progress_told: float = 0.411
    # sharpness of the posterior that confidence is read from
    temperature: float = 1.0


@dataclass(frozen=True)
class Options:
    """``method`` other than ``hsmm`` are baselines, kept for comparison.

    ``recalibration`` is the site's own: no number of the aligner's, so not among its ``params``.
    """

    method: Method = "hsmm"
    review_below: float = 0.4
    weights: Weights = field(default_factory=Weights)
    recalibration: Recalibration = field(default_factory=Recalibration)

    def params(self) -> dict[str, JsonValue]:
        """Every number of the aligner that decides the result, as JSON."""
        flat = asdict(self)
        del flat["recalibration"]
        flat["weights"] = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in flat["weights"].items()
        }
        return flat
