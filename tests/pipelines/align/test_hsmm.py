"""The decoder against every path there is, on tasks small enough to list them."""

from collections.abc import Iterator

import numpy as np
import pytest

from pipelines.align.hsmm import Model, best_path, posterior

Path = tuple[tuple[int, int, int], ...]


def model(seed: int, seconds: int, steps: int, longest: int) -> Model:
    rng = np.random.default_rng(seed)
    return Model(
        emission=rng.normal(size=(seconds, steps)),
        background=float(rng.normal(scale=0.3)),
        length=rng.normal(size=(longest, steps)),
        opening=rng.normal(size=seconds + 1),
        order=rng.normal(size=(steps + 1, steps)),
        closing=rng.normal(size=steps + 1),
        leave=float(abs(rng.normal())),
    )


def paths(m: Model, t: int = 0, last: int = -1, resting: bool = True) -> Iterator[Path]:
    """All ways to cut the rest of the recording; a repeat needs background in between."""
    seconds, steps = m.emission.shape
    if t == seconds:
        yield ()
        return
    for rest in paths(m, t + 1, last, True):
        yield rest
    for k in range(steps):
        if k == last and not resting:
            continue
        for end in range(t + 1, min(seconds, t + len(m.length)) + 1):
            for rest in paths(m, end, k, False):
                yield ((k, t, end), *rest)


def worth(m: Model, path: Path) -> float:
    """Score of a path, term by term."""
    seconds, steps = m.emission.shape
    total, last, at = 0.0, steps, 0
    for k, start, end in path:
        if start > at:
            total += (start - at) * m.background - (m.leave if last < steps else 0.0)
        total += m.order[last, k] + m.opening[start] + m.length[end - start - 1, k]
        total += m.emission[start:end, k].sum()
        last, at = k, end
    if seconds > at:
        total += (seconds - at) * m.background - (m.leave if last < steps else 0.0)
    return total + float(m.closing[last])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("seconds", "steps", "longest"), [(1, 1, 1), (5, 2, 3), (6, 2, 6), (4, 3, 2)]
)
def test_the_best_path_is_the_best_of_all(
    seed: int, seconds: int, steps: int, longest: int
) -> None:
    m = model(seed, seconds, steps, longest)
    scores = {path: worth(m, path) for path in paths(m)}
    assert worth(m, tuple(best_path(m))) == pytest.approx(max(scores.values()))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("seconds", "steps", "longest"), [(1, 1, 1), (5, 2, 3), (4, 3, 2)])
def test_the_posterior_is_the_share_of_all_paths(
    seed: int, seconds: int, steps: int, longest: int
) -> None:
    m = model(seed, seconds, steps, longest)
    inside, starts = np.zeros((seconds, steps)), np.zeros((seconds, steps))
    everything = 0.0
    for path in paths(m):
        weight = np.exp(worth(m, path))
        everything += weight
        for k, start, end in path:
            inside[start:end, k] += weight
            starts[start, k] += weight
    got = posterior(m)
    got_inside, got_starts = got.inside, got.starts
    np.testing.assert_allclose(got_inside, inside / everything, atol=1e-9)
    np.testing.assert_allclose(got_starts, starts / everything, atol=1e-9)


def test_an_hour_stays_finite() -> None:
    m = model(0, 3600, 3, 300)
    inside = posterior(m).inside
    assert np.isfinite(inside).all()
    assert inside.sum(axis=1).max() <= 1 + 1e-6
