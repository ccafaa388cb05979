"""``ensure``: known results are not made again, failed ones leave nothing."""

import pytest

from capture import artifacts
from data_schemas.artifact import Kind
from data_schemas.errors import Cancelled, StoreError
from data_schemas.transcript import Transcript, TranscriptPart
from pipelines.job import Subject, inputs_of, params_of, recipes_of
from pipelines.run import ensure
from pipelines.stage import Stage

SAID = Transcript(language="en", engine="test")
PART = TranscriptPart()


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


def test_parts_outlive_a_crash_and_are_not_made_again(site, subject):
    made = []

    def work(values, context):
        for number in range(3):
            if number == 2 and len(made) == 2:
                made.append("crash")
                raise RuntimeError("the power went")
            part = context.keep(
                Kind.TRANSCRIPT_PART, {"first": number}, lambda n=number: made.append(n) or PART
            )
            assert part == PART
        return {Kind.TRANSCRIPT: SAID}

    with pytest.raises(RuntimeError):
        ensure(site, stage(work), subject)
    assert len(artifacts.find(site, subject.session.id, Kind.TRANSCRIPT_PART)) == 2
    ensure(site, stage(work), subject)
    assert made == [0, 1, "crash", 2]


def test_once_the_whole_is_sealed_its_parts_are_gone(site, subject):
    def work(values, context):
        context.keep(Kind.TRANSCRIPT_PART, {"first": 0}, lambda: PART)
        return {Kind.TRANSCRIPT: SAID}

    ensure(site, stage(work), subject)
    assert artifacts.find(site, subject.session.id, Kind.TRANSCRIPT_PART) == ()


def test_parts_of_a_machine_that_cut_otherwise_are_gone_too(site, subject):
    """One that died had a GPU; who goes on has none and keeps other parts."""
    labels = [{"first": 0, "windows": 16}, {"first": 0}]

    def work(values, context):
        context.keep(Kind.TRANSCRIPT_PART, labels.pop(0), lambda: PART)
        if labels:
            raise RuntimeError("the power went")
        return {Kind.TRANSCRIPT: SAID}

    with pytest.raises(RuntimeError):
        ensure(site, stage(work), subject)
    assert len(artifacts.find(site, subject.session.id, Kind.TRANSCRIPT_PART)) == 1
    ensure(site, stage(work), subject)
    assert artifacts.find(site, subject.session.id, Kind.TRANSCRIPT_PART) == ()


def test_parts_that_a_crash_left_beside_their_whole_go_at_the_next_run(site, subject, monkeypatch):
    def work(values, context):
        context.keep(Kind.TRANSCRIPT_PART, {"first": 0}, lambda: PART)
        return {Kind.TRANSCRIPT: SAID}

    def crash(site, artifact):
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(artifacts, "erase", crash)
        ensure(site, stage(work), subject)
    assert artifacts.find(site, subject.session.id, Kind.TRANSCRIPT_PART)
    ensure(site, stage(work), subject)
    assert artifacts.find(site, subject.session.id, Kind.TRANSCRIPT_PART) == ()
    assert artifacts.find(site, subject.session.id, Kind.TRANSCRIPT)


def test_a_site_s_choice_decides_the_result_and_a_path_is_told_by_its_weights(
    site, subject, tmp_path
):
    weights = tmp_path / "own.pt"
    weights.write_bytes(b"weights")
    choosing = stage(counting([]), site_params=("speech_model",), model_params=("speech_model",))
    known = ensure(site, choosing, subject)
    site.settings = site.settings.model_copy(update={"speech_model": str(weights)})
    own = ensure(site, choosing, subject)
    assert known != own
    moved = tmp_path / "moved.pt"
    weights.rename(moved)
    site.settings = site.settings.model_copy(update={"speech_model": str(moved)})
    assert ensure(site, choosing, subject) == own, "the same weights in another place"


def test_streams_and_values_are_both_kept(site, subject):
    def work(values, context):
        context.sink(Kind.PROXY).write(b"film")
        return {Kind.TRANSCRIPT: SAID}

    made = ensure(site, stage(work, makes=(Kind.PROXY, Kind.TRANSCRIPT)), subject)
    assert artifacts.load(site, made[Kind.PROXY]) == b"film"


def test_recipes_are_known_before_anything_runs(site, subject):
    toy = stage(counting([]))
    params = params_of(site, toy, subject)
    promised = recipes_of(toy, params, inputs_of(site, toy, subject))
    assert {k: r.id for k, r in promised.items()} == ensure(site, toy, subject)
