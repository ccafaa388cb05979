"""What the generator plans: every drawn take keeps its promises, and the checker sees when not."""

import copy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from examples.demo import check, timeline
from examples.demo.compose import compose, texts
from examples.demo.corpus import FIRST_SEED, MOST, planned
from examples.demo.decoys import DECOYS
from examples.demo.jobs import JOBS
from examples.demo.moments import MOMENTS
from examples.demo.people import PEOPLE
from examples.demo.variation import CAMERAS, draw, plain, single
from tests.examples.footage import DEMO

seeds = st.integers(0, 10**9)


def take(v):
    """The plan of a take with a voice that says sixteen letters a second."""
    beats = compose(v)
    return timeline.build(v, beats, 15, {said: len(said[1]) / 16 for said in texts(beats)})


def faults(truth):
    return [*check.times(truth), *check.order(truth), *check.words(truth)]


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_every_drawn_take_is_consistent(seed):
    truth = take(draw(seed)).truth
    assert not faults(truth)
    assert truth["synthetic"] is True


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_the_same_seed_is_the_same_take(seed):
    first, again = take(draw(seed)), take(draw(seed))
    assert first.truth == again.truth
    assert first.sliders == again.sliders
    assert first.korean == again.korean


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_no_step_comes_before_one_that_it_needs(seed):
    v = draw(seed)
    done = list(v.order)
    for step in JOBS[v.job].steps:
        assert all(done.index(before) < done.index(step.id) for before in step.after)


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_what_is_said_to_happen_happens(seed):
    v = draw(seed)
    truth = take(v).truth
    visits = [row["step_id"] for row in truth["segments"]]
    assert v.skipped not in visits
    for step in {v.repeated, v.undone} - {""}:
        assert visits.count(step) >= 2
    assert {row["id"] for row in truth["mistakes"]} == ({v.mistake} - {""})
    assert {row["part"] for row in truth["mistakes"]} <= {"mistake", "recovery"}
    assert bool(truth["passers"]) is v.passer
    assert any(row["speaker"] == "interviewer" for row in truth["speech"]) <= v.interviewer
    assert any(row["kind"] == "overview" for row in truth["speech"]) is v.overview
    assert {row["kind"] for row in truth["decoys"]} <= set(DECOYS)
    assert {row["kind"] for row in truth["moments"]} <= set(MOMENTS)


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_korean_has_a_sentence_for_every_english_one_at_the_same_time(seed):
    made = take(draw(seed))
    times = [(row["start_s"], row["end_s"]) for row in made.truth["speech"]]
    assert [(row["start_s"], row["end_s"]) for row in made.korean] == times
    assert all(any("가" <= c <= "힣" for c in row["text"]) for row in made.korean)


def test_across_seeds_everything_occurs():
    """A variation that never comes up would be a promise on paper."""
    drawn = [draw(seed) for seed in range(400)]
    truths = [take(v).truth for v in drawn[:80]]
    assert {v.job for v in drawn} == set(JOBS)
    assert {v.person for v in drawn} == set(PEOPLE)
    assert {v.camera for v in drawn} == set(CAMERAS)
    for name in ("skipped", "repeated", "undone", "mistake", "vague", "announced", "passer"):
        assert {bool(getattr(v, name)) for v in drawn} == {True, False}, name
    for name in ("interviewer", "overview", "recap", "gloves", "second_camera", "noise_db"):
        assert len({bool(getattr(v, name)) for v in drawn}) == 2, name
    assert {row["kind"] for t in truths for row in t["decoys"]} == set(DECOYS)
    assert {row["kind"] for t in truths for row in t["moments"]} == set(MOMENTS)
    assert {row["kind"] for t in truths for row in t["sounds"]} == {
        "arc", "hum", "beep", "compressor",
    }  # fmt: skip
    assert {m.id for job in JOBS.values() for m in job.mistakes} == {v.mistake for v in drawn} - {
        ""
    }


@pytest.mark.parametrize("job", sorted(JOBS))
def test_the_plain_take_does_every_step_once_in_order(job):
    made = take(plain(33, job)).truth
    assert not faults(made)
    assert [row["step_id"] for row in made["segments"]] == [step.id for step in JOBS[job].steps]
    assert sum(not row["spoken"] for row in made["actions"]) >= 3
    assert not made["moments"] and not made["mistakes"] and not made["passers"]


@pytest.mark.parametrize("job", sorted(JOBS))
def test_every_job_is_a_whole_one(job):
    known = JOBS[job]
    assert 5 <= len(known.steps) <= 9
    acts = [act for step in known.steps for act in step.acts]
    assert {act.cue for act in acts} >= {"felt"}
    assert {act.cue for act in acts} & {"heard", "seen"}
    assert len({act.id for act in acts}) == len(acts)
    assert any(act.vague for act in acts)
    for mistake in known.mistakes:
        known.act(mistake.after)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("job", sorted(JOBS))
def test_every_job_has_its_procedure_in_both_languages(job, language):
    folder = DEMO if job == "flange" else DEMO / "jobs" / job
    given = yaml.safe_load((folder / f"procedure.{language}.yaml").read_text("utf-8"))
    assert given["language"] == language
    assert [step["id"] for step in given["steps"]] == [step.id for step in JOBS[job].steps]
    titles = [step["title"] for step in given["steps"]]
    if language == "en":
        assert titles == [step.title for step in JOBS[job].steps]
        assert given["title"] == JOBS[job].title.en
    else:
        assert given["title"] == JOBS[job].title.ko
    assert sum("reason" in step for step in given["steps"]) >= 3
    assert all("key_point" in step for step in given["steps"])


def test_everybody_has_a_habit_of_their_own():
    habits = [(person.habit, person.habit_every) for person in PEOPLE.values()]
    assert all(habit in MOMENTS for habit, _ in habits)
    assert len(set(habits)) == len(PEOPLE)


def test_one_person_keeps_one_habit():
    kinds = [
        {row["kind"] for row in take(single(seed, person="ben", moments=0)).truth["moments"]}
        for seed in range(6)
    ]
    assert kinds == [{PEOPLE["ben"].habit}] * 6


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_speed_and_handedness_are_in_the_truth(seed):
    quick, slow = (take(draw(seed, speed=speed, person="dong")).truth for speed in (1.2, 0.85))
    assert quick["duration_s"] < slow["duration_s"]
    assert quick["person"]["left_handed"] is True


def test_a_left_handed_person_uses_the_other_hand_for_everything():
    other = {"left": "right", "right": "left"}
    hands = [
        [(row["thing"], row["hand"]) for row in take(single(4, person=who)).truth["contacts"]]
        for who in ("ben", "dong")
    ]
    assert hands[0] and hands[1] == [(thing, other[hand]) for thing, hand in hands[0]]


@pytest.mark.parametrize("job", sorted(JOBS))
def test_what_a_summary_or_a_mistake_names_are_actions_of_the_job(job):
    known = JOBS[job]
    for names in (known.overview.acts, known.recap.acts, *(m.acts for m in known.mistakes)):
        for name in names:
            known.act(name)


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_what_is_named_elsewhere_counts_as_spoken(seed):
    truth = take(draw(seed, overview=True, recap=True)).truth
    known = JOBS[truth["job"]]
    named = {*known.overview.acts, *known.recap.acts}
    assert all(row["spoken"] for row in truth["actions"] if row["id"] in named)


MADE_WRONG = {
    "a silent action with words in it": lambda t: t["speech"].append(
        {**t["speech"][0], **_at(t["actions"], lambda a: not a["spoken"]), "acts": []}
    ),
    "an action outside its step": lambda t: t["actions"][0].update(step_id="nothing"),
    "spoken where nobody speaks": lambda t: t["actions"][1].update(
        spoken=not t["actions"][1]["spoken"]
    ),
    "a step in the wrong place": lambda t: t["segments"].reverse(),
    "an interval that ends before it starts": lambda t: t["decoys"][0].update(end_s=0.0),
    "too few decoys": lambda t: t["decoys"].clear(),
    "a decoy that is an action": lambda t: t["decoys"][0].update(_at(t["actions"], bool)),
    "a skipped step that is there": lambda t: t["order"]["skipped"].append("cover"),
    "a repeated step that is not": lambda t: t["order"]["repeated"].append("cover"),
}


def _at(rows, wanted):
    row = next(row for row in rows if wanted(row))
    return {"start_s": row["start_s"], "end_s": row["end_s"]}


@pytest.mark.parametrize("name", MADE_WRONG)
def test_the_checker_sees_what_is_made_wrong(name):
    truth = copy.deepcopy(take(plain(33)).truth)
    assert not faults(truth)
    MADE_WRONG[name](truth)
    assert faults(truth)


def test_the_halves_of_a_corpus_never_meet():
    assert abs(FIRST_SEED["tune"] - FIRST_SEED["test"]) > MOST
    tune, test = ({one.variation.seed for one in planned(200, half)} for half in ("tune", "test"))
    assert not tune & test


def test_a_longer_corpus_begins_with_a_shorter_one():
    assert planned(40, "tune")[:24] == planned(24, "tune")


def test_a_corpus_has_several_takes_by_a_person_and_takes_by_several_people():
    takes = [one.variation for one in planned(24, "tune")]
    by_job = {job: [v.person for v in takes if v.job == job] for job in JOBS}
    for people in by_job.values():
        assert len(set(people)) >= 3
        assert all(people.count(person) >= 2 for person in people[:-1])


def test_a_corpus_gives_every_camera_its_share_and_one_person_the_same_camera():
    takes = [one.variation for one in planned(24, "tune")]
    assert {sum(v.camera == name for v in takes) for name in CAMERAS} == {6}
    assert all(v.camera != v.second_camera for v in takes)
    for person in {v.person for v in takes}:
        for job in JOBS:
            assert len({v.camera for v in takes if (v.person, v.job) == (person, job)}) <= 1
