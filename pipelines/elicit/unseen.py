"""How much is probably still unsaid: from what only one or two experts said, and by new sessions.

Both speak of what is known about a job, never of who knows how much of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

_Z = 1.959964  # 95 % of a normal distribution
BASE, RUN, LIMIT = 4, 2, 0.05


@dataclass(frozen=True)
class Unseen:
    """``seen`` different things were told; probably ``unseen`` more, ``low`` to ``high`` of them.

    The estimate is a lower bound by its method, the interval one of 95 %.
    """

    experts: int
    seen: int
    unseen: float
    low: float
    high: float


@dataclass(frozen=True)
class Saturation:
    """``new`` things each session added. ``rates``: new ones of each run of sessions over the base.

    ``reached`` is the number of the session with which a run first stayed under the limit, None if
    none did.
    """

    new: tuple[int, ...]
    rates: tuple[float, ...] = ()
    reached: int | None = None


def unseen_of(told_by: Iterable[Collection[str]]) -> Unseen | None:
    """Chao's estimate from incidence. ``told_by``: for each thing told, the experts who told it.

    None with fewer than two experts: then nothing can be said about what others would add.
    Method: Chao 1987 (Biometrics 43:783-791) in the form for incidence with its variance and
    log-normal interval of Colwell et al. 2012 (Journal of Plant Ecology 5:3-21), Chao2; the same
    equations as in SpadeR's SpecInciChao2. Where no thing was told by one expert alone, or a
    single one was and none by two, the estimate is 0 and the upper limit that of the observed
    counts; the lower limit is then 0, since the published one may lie above the estimate.
    """
    told = [frozenset(one) for one in told_by if one]
    experts = len(frozenset().union(*told))
    if experts < 2:
        return None
    counts = Counter(len(one) for one in told)
    once, twice, seen = counts[1], counts[2], len(told)
    share = (experts - 1) / experts
    more = share * (once**2 / (2 * twice) if twice else once * (once - 1) / 2)
    if more == 0:
        return Unseen(experts, seen, 0.0, 0.0, _upper_limit(counts, experts))
    spread = exp(_Z * sqrt(log(1 + _variance(counts, share, seen + more) / more**2)))
    return Unseen(experts, seen, more, more / spread, more * spread)


def _variance(counts: Counter[int], share: float, total: float) -> float:
    once, twice = counts[1], counts[2]
    if twice:
        ratio = once / twice
        return twice * (share * ratio**2 / 2 + share**2 * (ratio**3 + ratio**4 / 4))
    spread = share * once * (once - 1) / 2 + share**2 * once * (2 * once - 1) ** 2 / 4
    return max(0.0, spread - share**2 * once**4 / 4 / total)


def _upper_limit(counts: Counter[int], experts: int) -> float:
    """Of what is unseen where the estimate is 0."""
    seen, each = sum(counts.values()), sorted(counts.items())
    missed = sum(many * exp(-times) for times, many in each) / seen
    spread = sum(many * (exp(-times) - exp(-2 * times)) for times, many in each)
    spread -= sum(times * many * exp(-times) for times, many in each) ** 2 / experts
    return seen / (1 - missed) + _Z * sqrt(max(0.0, spread)) / (1 - missed) - seen


def saturation_of(
    sessions: Sequence[Collection[str]], base: int = BASE, run: int = RUN, limit: float = LIMIT
) -> Saturation:
    """What each session added. ``sessions``: ids of the things told in each, in order of time.

    Method: Guest, Namey and Chen 2020 (PLoS ONE 15(5):e0232076): new things of ``run`` sessions
    in a row over the things of the first ``base`` ones; here a run moves on by one session.
    Raises ValueError for a base or run of no session.
    """
    if base < 1 or run < 1:
        raise ValueError("a base and a run take at least one session")
    known: set[str] = set()
    new: list[int] = []
    for told in sessions:
        new.append(len(set(told) - known))
        known |= set(told)
    first = sum(new[:base])
    ends = range(base + run, len(sessions) + 1)
    rates = tuple(sum(new[end - run : end]) / first for end in ends) if first else ()
    reached = next((end for end, rate in zip(ends, rates, strict=False) if rate <= limit), None)
    return Saturation(tuple(new), rates, reached)
