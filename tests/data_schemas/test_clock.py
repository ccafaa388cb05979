"""Intervals are half open and never reversed; time maps go both ways and never back."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data_schemas.clock import Interval, Span, TimeMap

SECOND = st.floats(-1e6, 1e6).map(lambda second: round(second, 3))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start, end = sorted((draw(SECOND), draw(SECOND)))
    return Interval(start_s=start, end_s=end)


@given(intervals(), intervals())
def test_overlap_is_symmetric_and_no_longer_than_either(a: Interval, b: Interval) -> None:
    assert a.overlap_s(b) == b.overlap_s(a)
    assert 0 <= a.overlap_s(b) <= min(a.length_s, b.length_s) + 1e-6


@given(intervals(), intervals())
def test_iou_is_a_share_and_one_only_for_the_same(a: Interval, b: Interval) -> None:
    assert a.iou(b) == pytest.approx(b.iou(a))
    assert 0 <= a.iou(b) <= 1 + 1e-9
    if a.length_s > 0:
        assert a.iou(a) == 1
    if a.iou(b) == 1:
        assert (a.start_s, a.end_s) == (b.start_s, b.end_s)


@given(intervals(), intervals())
def test_touching_or_distant_intervals_share_nothing(a: Interval, b: Interval) -> None:
    apart = a.end_s <= b.start_s or b.end_s <= a.start_s
    if apart:
        assert a.overlap_s(b) == 0
        assert a.iou(b) == 0


@given(intervals(), SECOND)
def test_an_interval_is_half_open(a: Interval, second: float) -> None:
    assert a.contains(second) == (a.start_s <= second < a.end_s)
    assert not a.contains(a.end_s)
    assert a.contains(a.start_s) == (a.length_s > 0)


@given(intervals(), SECOND)
def test_shifting_keeps_the_length(a: Interval, by: float) -> None:
    moved = a.shifted(by)
    assert moved.length_s == pytest.approx(a.length_s, abs=1e-6)
    assert moved.middle_s == pytest.approx(a.middle_s + by, abs=1e-6)


@given(intervals(), intervals())
def test_clipping_gives_the_shared_part(a: Interval, window: Interval) -> None:
    part = a.clipped(window.start_s, window.end_s)
    assert window.start_s <= part.start_s <= part.end_s <= window.end_s
    assert part.length_s == pytest.approx(a.overlap_s(window), abs=1e-6)
    assert part.clipped(window.start_s, window.end_s) == part


@pytest.mark.parametrize(
    "start, end", [(2, 1), (float("nan"), 1), (0, float("inf")), (float("-inf"), 0), ("a", 1)]
)
def test_what_is_no_stretch_of_time_is_refused(start: object, end: object) -> None:
    with pytest.raises(ValidationError):
        Interval.model_validate({"start_s": start, "end_s": end})


def test_values_do_not_change_and_take_no_unknown_field() -> None:
    value = Interval(start_s=0, end_s=1)
    with pytest.raises(ValidationError):
        value.start_s = 5  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Interval.model_validate({"start_s": 0, "end_s": 1, "frame": 3})


def test_a_span_is_an_interval_of_a_recording() -> None:
    span = Span(recording="rec_1", start_s=1, end_s=2)
    assert span.interval == Interval(start_s=1, end_s=2)
    assert span.overlap_s(Interval(start_s=1.5, end_s=9)) == 0.5


# -- time maps

GAPS = st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 5000)), min_size=1, max_size=40)


@st.composite
def knots(draw: st.DrawFn) -> list[tuple[float, float]]:
    """Strictly increasing (proxy, source) pairs at whole milliseconds."""
    proxy, source = draw(st.integers(-9999, 9999)), draw(st.integers(-9999, 9999))
    pairs = [(proxy / 1000, source / 1000)]
    for more_proxy, more_source in draw(GAPS):
        proxy, source = proxy + more_proxy, source + more_source
        pairs.append((proxy / 1000, source / 1000))
    return pairs


def exact(pairs: list[tuple[float, float]]) -> TimeMap:
    return TimeMap(proxy_s=tuple(p for p, _ in pairs), source_s=tuple(s for _, s in pairs))


@given(knots(), SECOND)
def test_there_and_back_is_the_same_second(pairs: list[tuple[float, float]], second: float) -> None:
    time_map = exact(pairs)
    assert time_map.to_source(time_map.to_proxy(second)) == pytest.approx(second, abs=1e-4)
    assert time_map.to_proxy(time_map.to_source(second)) == pytest.approx(second, abs=1e-4)


@given(knots(), st.lists(SECOND, min_size=2, max_size=9))
def test_time_never_goes_back(pairs: list[tuple[float, float]], seconds: list[float]) -> None:
    time_map = exact(pairs)
    for there in (time_map.to_source, time_map.to_proxy):
        mapped = [there(second) for second in sorted(seconds)]
        assert all(b >= a - 1e-9 for a, b in itertools.pairwise(mapped))


@given(knots())
def test_a_map_passes_through_its_knots(pairs: list[tuple[float, float]]) -> None:
    time_map = exact(pairs)
    for proxy, source in pairs:
        assert time_map.to_source(proxy) == pytest.approx(source, abs=1e-9)


@given(knots(), st.sampled_from([1e-6, 0.01, 0.5]))
def test_a_thinned_map_stays_within_its_tolerance(
    pairs: list[tuple[float, float]], tolerance: float
) -> None:
    thin = TimeMap.through(pairs, tolerance)
    assert set(zip(thin.proxy_s, thin.source_s, strict=True)) <= set(pairs)
    for proxy, source in pairs:
        assert abs(thin.to_source(proxy) - source) <= tolerance + 1e-9


def test_a_slow_drift_is_not_thinned_away() -> None:
    """A clock that warms up over an hour: each step looks straight, the whole is not."""
    pairs = [(i / 30, i / 30 + 1e-11 * i * i) for i in range(108_000)]
    thin = TimeMap.through(pairs)
    worst = max(abs(thin.to_source(proxy) - source) for proxy, source in pairs[::100])
    assert worst <= 2e-6
    assert len(thin.proxy_s) < 1000


def test_a_steady_clock_needs_two_knots() -> None:
    thin = TimeMap.through([(i / 30, 5 + i / 30) for i in range(1000)])
    assert len(thin.proxy_s) == 2
    assert thin.to_source(0.5) == pytest.approx(5.5)


def test_a_pause_of_the_source_is_kept() -> None:
    pairs = [(0.0, 0.0), (1.0, 1.0), (2.0, 1.0), (3.0, 2.0)]
    thin = TimeMap.through(pairs)
    assert [thin.to_source(second) for second in (0.5, 1.5, 2.5)] == [0.5, 1.0, 1.5]


def test_a_jump_of_the_source_is_kept() -> None:
    thin = TimeMap.through([(0.0, 0.0), (1.0, 1.0), (1.0, 4.0), (2.0, 5.0)])
    assert thin.to_source(0.5) == pytest.approx(0.5)
    assert thin.to_source(1.5) == pytest.approx(4.5)


def test_outside_its_knots_a_map_goes_on_at_normal_speed() -> None:
    time_map = TimeMap(proxy_s=(1.0, 2.0), source_s=(10.0, 14.0))
    assert time_map.to_source(0.0) == 9.0
    assert time_map.to_source(3.0) == 15.0


def test_nothing_known_is_the_identity() -> None:
    assert TimeMap.through([]) == TimeMap.identity()
    assert TimeMap.identity().to_source(7.25) == 7.25
    assert TimeMap.identity().to_proxy(-3.0) == -3.0


@pytest.mark.parametrize(
    "proxy, source",
    [
        ((), ()),
        ((0.0,), ()),
        ((0.0, 1.0), (0.0,)),
        ((1.0, 0.0), (0.0, 1.0)),
        ((0.0, 1.0), (1.0, 0.0)),
    ],
)
def test_an_unsound_map_is_refused(proxy: tuple[float, ...], source: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError):
        TimeMap(proxy_s=proxy, source_s=source)
