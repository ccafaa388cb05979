"""``ensure``: known results are not made again, failed ones leave nothing."""

import pytest

from capture import artifacts
from data_schemas.artifact import Kind
from data_schemas.errors import Cancelled, StoreError
from data_schemas.transcript import Transcript
from pipelines import run
from pipelines.run import Subject, ensure
from pipelines.stage import Stage

SAID = Transcript(language="en", engine="test")


def stage(work, **more):
    fields = {
        "name": "toy", "version": "1", "per": "recording", "needs": (Kind.ORIGINAL,),
        "makes": (Kind.TRANSCRIPT,), "run": work, **more,
    }  # fmt: skip
    return Stage(**fields)


@pytest.fixture
def subject(ingested):
    return Subject(ingested.session, ingested.session.recordings[0])


def counting(calls):
    def work(values, context):
        calls.append(values[Kind.ORIGINAL].info.duration_s)
        return {Kind.TRANSCRIPT: SAID}

    return work


def test_a_stage_runs_once_for_one_recipe(site, subject):
    calls = []
    first = ensure(site, stage(counting(calls)), subject)
    again = ensure(site, stage(counting(calls)), subject)
    assert first == again and len(calls) == 1
    assert artifacts.load(site, first[Kind.TRANSCRIPT]) == SAID


@pytest.mark.parametrize("change", [{"version": "2"}, {"params": {"x": 1}}])
def test_another_version_or_parameter_is_another_result_beside_the_old(site, subject, change):
    calls = []
    first = ensure(site, stage(counting(calls)), subject)
    second = ensure(site, stage(counting(calls), **change), subject)
    assert first != second and len(calls) == 2
    assert artifacts.known(site, first[Kind.TRANSCRIPT])


def test_a_result_names_what_it_was_made_from(site, subject):
    made = ensure(site, stage(counting([])), subject)
    original = subject.recording.original
    found = artifacts.known(site, made[Kind.TRANSCRIPT])
    assert found.parents == (original,)
    assert made[Kind.TRANSCRIPT] in artifacts.dependants(site, original)


@pytest.mark.parametrize("error", [RuntimeError("boom"), Cancelled("stop")])
def test_a_stage_that_dies_half_way_leaves_nothing(site, subject, error):
    vault = site.settings.folder / "vault"
    before = {p for p in vault.rglob("*") if p.is_file()}

    def work(values, context):
        context.sink(Kind.PROXY).write(b"half a film")
        raise error

    dying = stage(work, makes=(Kind.PROXY, Kind.TRANSCRIPT))
    with pytest.raises(type(error)):
        ensure(site, dying, subject)
    assert {p for p in vault.rglob("*") if p.is_file()} == before
    assert not artifacts.find(site, subject.session.id, Kind.PROXY)


def test_a_stage_without_its_input_says_so(site, ingested):
    whole = Subject(ingested.session)
    with pytest.raises(StoreError, match="has no result"):
        ensure(site, stage(counting([]), per="session", needs=(Kind.ALIGNMENT,)), whole)


def test_streams_and_values_are_both_kept(site, subject):
    def work(values, context):
        context.sink(Kind.PROXY).write(b"film")
        return {Kind.TRANSCRIPT: SAID}

    made = ensure(site, stage(work, makes=(Kind.PROXY, Kind.TRANSCRIPT)), subject)
    assert artifacts.load(site, made[Kind.PROXY]) == b"film"


def test_recipes_are_known_before_anything_runs(site, subject):
    toy = stage(counting([]))
    promised = run.recipes_of(toy, subject, run.inputs_of(site, toy, subject))
    assert {k: r.id for k, r in promised.items()} == ensure(site, toy, subject)
