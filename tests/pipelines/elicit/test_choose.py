"""Which ten questions are asked: markers first, then what brings most, never ten of the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.clock import Interval
from data_schemas.timeline import IN_ONE_SITTING
from pipelines.elicit.choose import Wanted, choose, value
from pipelines.elicit.observed import Found
from pipelines.elicit.weights import KIND_WORTH

KINDS = sorted(KIND_WORTH)


def found(kind="unspoken_action", at=0.0, score=0.5, step_id="clean", length=3.0):
    span = Interval(start_s=at, end_s=at + length)
    return Found(kind=kind, span=span, score=score, because="pause", step_id=step_id)


def spread(count, **known):
    return [found(at=10.0 * n, **known) for n in range(count)]


SOME = st.lists(
    st.builds(
        found,
        kind=st.sampled_from(KINDS),
        at=st.floats(0, 600),
        score=st.floats(0, 1),
        step_id=st.sampled_from([None, "clean", "fit"]),
    ),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(SOME)
def test_at_most_ten_and_markers_before_all_others(some):
    chosen = choose(some, Wanted())
    marks = [one for one in some if one.kind == "marker"]
    assert len(chosen) <= IN_ONE_SITTING
    assert chosen[: min(IN_ONE_SITTING, len(marks))] == marks[:IN_ONE_SITTING]
    assert all(one.kind == "marker" or one.score >= Wanted().least for one in chosen)
    assert len(set(map(id, chosen))) == len(chosen)


@settings(max_examples=100, deadline=None)
@given(SOME)
def test_no_place_is_asked_about_twice_but_for_markers(some):
    chosen = [one for one in choose(some, Wanted()) if one.kind != "marker"]
    for n, one in enumerate(chosen):
        for other in chosen[n + 1 :]:
            shorter = min(one.span.length_s, other.span.length_s)
            assert one.span.overlap_s(other.span) < 0.5 * shorter + 1e-9


def test_the_surest_comes_first():
    likely, less = found(at=0, score=0.9), found(at=20, score=0.5)
    assert choose([less, likely], Wanted()) == [likely, less]


def test_a_step_that_is_hard_to_judge_is_worth_more_and_what_was_answered_less():
    one = found()
    assert value(one, Wanted(starred={"clean"})) > value(one, Wanted())
    assert value(one, Wanted(covered={("clean", "unspoken_action")})) < value(one, Wanted())


def test_ten_questions_are_not_ten_times_the_same():
    pauses = spread(12, kind="pause", score=0.8)
    looks = [found(kind="inspection", at=5.0 + 10 * n, score=0.55, step_id="fit") for n in range(3)]
    kinds = {one.kind for one in choose([*pauses, *looks], Wanted())}
    assert kinds == {"pause", "inspection"}


def test_an_action_wins_over_a_pause_in_it():
    action, pause = found(score=0.45, length=8), found(kind="pause", at=2, score=0.9)
    assert choose([pause, action], Wanted()) == [action]


def test_nothing_is_asked_for_its_own_sake():
    assert choose(spread(5, score=0.1), Wanted()) == []
