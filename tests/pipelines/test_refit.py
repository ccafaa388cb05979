"""The confidence of a site, from what its people said: gathered, kept, used, and left alone."""

import pytest

from capture import artifacts, calibrations
from capture.access import OWNER
from data_schemas.artifact import Kind, Recipe
from data_schemas.calibration import Recalibration
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import InputError
from data_schemas.timeline import Alignment, Segment
from data_schemas.transcript import Transcript, Utterance
from pipelines.align.recalibrate import BASE
from pipelines.align.stage import _own
from pipelines.job import Subject, params_of
from pipelines.review import desk
from pipelines.review.refit.desk import refit_confidence
from pipelines.stage import Context
from pipelines.stages import BY_NAME
from pipelines.withdraw import withdraw
from tests.app import sample

EACH = 30
SAID = Transcript(
    language="en", engine="test", utterances=(Utterance(start_s=0, end_s=1, text="So"),)
)


def placed(site, made, base: str = BASE, words: Transcript = SAID, n: int = EACH, guess=False):
    """A session in which ``n`` sections stand, all of them half sure."""
    segments = tuple(
        Segment(
            id=f"seg-{i}", recording=made.recording, step_id="clean", start_s=10 * i,
            end_s=10 * i + 8, confidence=0.5,
        )
        for i in range(n)
    )  # fmt: skip
    alignment = Alignment(
        method="test", segments=segments, recalibration=Recalibration(base=base), guess=guess
    )
    for kind, value in ((Kind.TRANSCRIPT, words), (Kind.ALIGNMENT, alignment)):
        recipe = Recipe(
            kind=kind, stage=f"test-{base}", version="1",
            parents=(made.session.recordings[0].original,),
        )  # fmt: skip
        artifacts.seal(site, recipe, artifacts.session_scope(made.session.id), value)
    desk.refold(site, made.session.id)
    return segments


def judge(site, made: sample.Sample, segments, wrong=lambda i: False) -> None:
    """A person confirms each section, or moves it to where the machine's was wrong."""
    for number, one in enumerate(segments):
        span = Span(recording=one.recording, start_s=one.start_s, end_s=one.end_s)
        draft = Draft(
            act=Act.CORRECT if wrong(number) else Act.CONFIRM,
            target=one.id,
            span=span,
            before={"step_id": one.step_id},
            after={"start_s": one.start_s + 6, "end_s": one.end_s + 6} if wrong(number) else {},
        )
        desk.amend(site, OWNER, made.session.id, draft, number)


@pytest.fixture
def judged(site):
    """Three sessions in which nine of ten sections are right, though each was half sure."""
    made = sample.take_in(site, seconds=1.0)
    sessions = [made]
    for n in (1.2, 1.4):
        sessions.append(sample.take_in(site, seconds=n, procedure=made.procedure))
    for one in sessions:
        judge(site, one, placed(site, one), wrong=lambda i: i % 10 == 0)
    return sessions


def test_corrections_make_a_confidence_that_the_aligner_uses_from_then_on(site, judged):
    subject = Subject(judged[0].session)
    before = {name: params_of(site, stage, subject) for name, stage in BY_NAME.items()}
    tried = refit_confidence(site, OWNER, dry_run=True)
    assert tried.changed and calibrations.newest(site) is None
    found = refit_confidence(site, OWNER)
    made = found.calibration
    assert (made.corrections, made.right, made.sessions) == (90, 81, 3)
    assert tried.calibration == made
    assert made.better and made.ece_after < made.ece_before == pytest.approx(0.4)
    assert made.recalibration.shift > 0.5 and made.recalibration.number == 1
    assert found.changed and set(found.process_again) == {one.session.id for one in judged}
    assert calibrations.get_calibration(site, OWNER) == made
    after = {name: params_of(site, stage, subject) for name, stage in BY_NAME.items()}
    assert [name for name in BY_NAME if before[name] != after[name]] == ["align"]
    assert after["align"]["recalibration"] == made.recalibration.model_dump(mode="json")


def test_asking_again_without_new_corrections_changes_nothing(site, judged):
    first = refit_confidence(site, OWNER)
    again = refit_confidence(site, OWNER)
    assert not again.changed and again.process_again == ()
    assert again.calibration.recalibration == first.calibration.recalibration
    assert len(artifacts.find(site, None, Kind.CALIBRATION)) == 1


def test_withdrawn_sessions_do_not_count(site, judged):
    withdraw(site, OWNER, judged[0].session.id)
    found = refit_confidence(site, OWNER, dry_run=True)
    assert (found.calibration.corrections, found.calibration.sessions) == (60, 2)
    withdraw(site, OWNER, judged[1].session.id)
    with pytest.raises(InputError, match="Only 30 sections"):
        refit_confidence(site, OWNER)


def test_what_was_taken_back_does_not_count(site, judged):
    session = judged[0].session.id
    desk.undo(site, OWNER, session, 1, EACH)
    assert refit_confidence(site, OWNER, dry_run=True).calibration.corrections == 89


def test_one_that_stops_being_better_gives_way_to_the_shipped_one(site, judged):
    refit_confidence(site, OWNER)
    contrary = sample.take_in(site, seconds=1.6, procedure=judged[0].procedure)
    judge(site, contrary, placed(site, contrary, n=90), wrong=lambda i: i % 10 != 0)
    found = refit_confidence(site, OWNER)
    assert not found.calibration.better and found.changed
    held = calibrations.newest(site).recalibration
    assert (held.slope, held.shift, held.number) == (1.0, 0.0, 2)


def test_sections_placed_by_an_earlier_version_do_not_count_and_are_named(site, judged):
    old = sample.take_in(site, seconds=1.8, procedure=judged[0].procedure)
    judge(site, old, placed(site, old, base="earlier"))
    found = refit_confidence(site, OWNER, dry_run=True)
    assert (found.calibration.corrections, found.outdated) == (90, 30)
    for one in judged:
        withdraw(site, OWNER, one.session.id)
    with pytest.raises(InputError, match="30 more are placed by an earlier version"):
        refit_confidence(site, OWNER)


def test_a_guess_without_a_word_teaches_nothing(site, judged):
    silent = sample.take_in(site, seconds=2.0, procedure=judged[0].procedure)
    words = Transcript(language="en", engine="test")
    judge(site, silent, placed(site, silent, words=words), wrong=lambda i: True)
    assert refit_confidence(site, OWNER, dry_run=True).calibration.corrections == 90


def test_a_guess_at_talk_about_something_else_teaches_nothing(site, judged):
    astray = sample.take_in(site, seconds=2.0, procedure=judged[0].procedure)
    judge(site, astray, placed(site, astray, guess=True), wrong=lambda i: True)
    assert refit_confidence(site, OWNER, dry_run=True).calibration.corrections == 90


def test_the_stage_leaves_alone_what_was_fitted_on_another_shipped_confidence():
    def context(**given) -> Context:
        return Context("ses", (), 0.0, "en", lambda _: None, lambda _: None, params=given)

    own = Recalibration(base=BASE, slope=0.5, shift=1, number=2)
    assert _own(context(recalibration=own.model_dump(mode="json"))) == own
    other = own.model_copy(update={"base": "another"})
    as_it_is = Recalibration(base=BASE)
    assert _own(context(recalibration=other.model_dump(mode="json"))) == as_it_is
    assert _own(context()) == as_it_is
