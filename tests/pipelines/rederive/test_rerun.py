"""A re-run makes what depends on a change beside what holds; old labels stay until accepted."""

import pytest

from capture import artifacts, mine, sessions
from capture.access import OWNER
from capture.procedures import import_procedure
from capture.records import artifacts as artifact_records
from capture.records import sessions as session_records
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import InputError
from pipelines.rederive import desk
from pipelines.rederive.desk import Extent
from pipelines.rederive.making import desk as making
from pipelines.review import desk as review
from pipelines.review.signing import desk as signing
from pipelines.withdraw import withdraw
from tests.pipelines.rederive.conftest import STEPS, align

LATER = {"version": "2", "run": align(later_s=1.5)}
ALL = Extent()


def names(found):
    return [(row.stage, row.results, row.made) for row in found.rows]


def beside(site, session):
    with site.db() as db:
        return {one.kind for one in artifact_records.beside(db, session.id)}


LABELS = (Kind.TRANSCRIPT, Kind.ALIGNMENT, Kind.TIMELINE, Kind.PASSAGES)


def holds(site, session):
    return {kind: artifacts.newest(site, session.id, kind).id for kind in LABELS}


def starts(site, session):
    return {one.step_id: one.start_s for one in sessions.timeline(site, OWNER, session.id).segments}


@pytest.fixture
def rerun(site, machine, session):
    """The aligner has become another, and everything was made with it, beside."""
    machine.become("align", **LATER)
    desk.start(site, OWNER, ALL)
    machine.rerun(site)
    return session


def test_without_a_change_there_is_nothing_to_make(site, machine, session):
    assert desk.plan(site, OWNER, ALL) == desk.Plan()
    assert desk.start(site, OWNER, ALL).sessions == () and desk.status(site, OWNER) == ()


def test_exactly_what_depends_on_a_change_is_made_anew(site, machine, session, take_in):
    other = take_in("Lee")
    machine.process(site, other)
    machine.become("align", **LATER)
    found = desk.plan(site, OWNER, ALL)
    assert names(found) == [("align", 2, 0), ("fold", 2, 0), ("passages", 2, 0)]
    assert found.sessions == (session.id, other.id)
    assert found.material_s == pytest.approx(28, abs=1)
    machine.become("align", version="1", run=align())
    machine.become("passages", version="2")
    assert names(desk.plan(site, OWNER, ALL)) == [("passages", 2, 0)]


def test_a_new_model_of_speech_brings_all_that_rests_on_words(site, machine, session):
    machine.become("transcribe", version="99")
    stages = [row.stage for row in desk.plan(site, OWNER, ALL).rows]
    assert stages == ["transcribe", "align", "fold", "passages"]


def test_one_stage_and_one_job_can_be_chosen(site, machine, session):
    machine.become("align", **LATER)
    machine.become("passages", version="2")
    only = desk.plan(site, OWNER, Extent(stage="passages"))
    assert names(only) == [("passages", 1, 0)]
    other = import_procedure(site, OWNER, STEPS.encode(), "other.yaml")
    assert desk.plan(site, OWNER, Extent(procedure=other.id)).sessions == ()
    with pytest.raises(InputError, match="no such stage"):
        desk.plan(site, OWNER, Extent(stage="nonsense"))


def test_what_was_never_made_is_no_business_of_a_re_run(site, machine, take_in):
    take_in()
    machine.become("align", **LATER)
    assert desk.plan(site, OWNER, ALL).sessions == ()


def test_old_labels_stay_until_somebody_accepts(site, machine, session):
    before, placed = holds(site, session), starts(site, session)
    machine.become("align", **LATER)
    desk.start(site, OWNER, ALL)
    machine.rerun(site)
    assert holds(site, session) == before and starts(site, session) == placed
    assert artifacts.newest_of_each(site, Kind.PASSAGES) == {session.id: before[Kind.PASSAGES]}
    assert beside(site, session) == {Kind.ALIGNMENT, Kind.TIMELINE, Kind.PASSAGES}
    told = desk.preview(site, OWNER, session.id)
    assert told.made == ("align", "fold", "passages")
    assert [one.moved_s for one in told.sections] == [1.5, 1.5, 1.5]
    assert told.words_otherwise == 0 and not told.is_same
    # between 1 and 2.5, 4 and 6.5, 8 and 10.5, 12 and 13.5 s
    assert told.share == pytest.approx(8 / session.recordings[0].duration_s)
    assert desk.accept(site, OWNER, session.id) == told
    assert starts(site, session) == {step: at + 1.5 for step, at in placed.items()}
    after = holds(site, session)
    assert after[Kind.TRANSCRIPT] == before[Kind.TRANSCRIPT]
    assert artifacts.newest_of_each(site, Kind.PASSAGES)[session.id] == after[Kind.PASSAGES]
    assert artifacts.known(site, before[Kind.ALIGNMENT]), "releases may name it"
    assert beside(site, session) == set()
    assert [one.state for one in desk.status(site, OWNER)] == ["accepted"]
    assert desk.plan(site, OWNER, ALL).sessions == ()


def test_an_accepted_session_is_processed_to_the_end_and_nothing_is_made_twice(
    site, machine, rerun
):
    desk.accept(site, OWNER, rerun.id)
    assert sessions.wish(site, OWNER, rerun.id).run == 1
    after = holds(site, rerun)
    machine.process(site, rerun)
    assert holds(site, rerun) == after


def test_the_old_can_be_kept_and_the_new_is_gone(site, machine, rerun):
    before = holds(site, rerun)
    desk.keep(site, OWNER, rerun.id)
    assert beside(site, rerun) == set() and holds(site, rerun) == before
    machine.process(site, rerun)
    assert holds(site, rerun) == before, "another model alone changes nothing any more"
    with pytest.raises(InputError, match="No new results"):
        desk.accept(site, OWNER, rerun.id)


def test_while_a_re_run_is_wanted_people_s_acts_have_their_effect_on_the_old(
    site, machine, session
):
    machine.become("align", **LATER)
    desk.start(site, OWNER, ALL)
    before = holds(site, session)
    machine.process(site, session)
    assert holds(site, session) == before
    review.amend(site, OWNER, session.id, Draft(act=Act.CONFIRM, target="seg-fit"), 0)
    timeline = sessions.timeline(site, OWNER, session.id)
    assert {one.step_id: one.status for one in timeline.segments}["fit"] == "confirmed"
    assert starts(site, session)["fit"] == 5.0, "with the old sections"
    machine.process(site, session)
    assert holds(site, session)[Kind.ALIGNMENT] == before[Kind.ALIGNMENT]


def test_a_new_version_of_the_procedure_is_followed_at_once(site, machine, rerun):
    before = holds(site, rerun)
    import_procedure(site, OWNER, STEPS.replace("Clean", "Wipe").encode(), "f.yaml",
                     rerun.procedure)  # fmt: skip
    machine.process(site, rerun)
    assert holds(site, rerun)[Kind.ALIGNMENT] != before[Kind.ALIGNMENT]
    assert starts(site, rerun)["clean"] == 2.5, "there is no other aligner any more"
    assert desk.preview(site, OWNER, rerun.id).is_same
    assert desk.accept(site, OWNER, rerun.id).made == () and beside(site, rerun) == set()


def test_what_changed_since_is_made_again_before_it_can_be_accepted(site, machine, rerun):
    machine.become("align", version="3", run=align(later_s=0.5))
    with pytest.raises(InputError, match="made again first"):
        desk.accept(site, OWNER, rerun.id)
    assert starts(site, rerun)["fit"] == 5.0
    machine.rerun(site)
    desk.accept(site, OWNER, rerun.id)
    assert starts(site, rerun)["fit"] == 5.5


def test_a_correction_after_the_re_run_is_in_what_is_accepted(site, machine, rerun):
    review.amend(site, OWNER, rerun.id, Draft(act=Act.CONFIRM, target="seg-fit"), 0)
    desk.accept(site, OWNER, rerun.id)
    timeline = sessions.timeline(site, OWNER, rerun.id)
    found = {one.step_id: (one.status, one.start_s) for one in timeline.segments}
    assert found["fit"] == ("confirmed", 6.5)


def test_what_people_did_and_would_not_fit_is_listed_before(site, machine, session):
    span = Span(recording=session.recordings[0].id, start_s=5.0, end_s=8.0)
    draft = Draft(act=Act.CONFIRM, target="seg-fit", span=span, before={"step_id": "fit"})
    review.amend(site, OWNER, session.id, draft, 0)
    machine.become("align", version="2", run=align(without="fit"))
    desk.start(site, OWNER, ALL)
    machine.rerun(site)
    told = desk.preview(site, OWNER, session.id)
    assert [entry.number for entry in told.unplaced] == [1]
    assert [(o.step_id, o.after) for o in told.sections] == [("fit", None)]
    desk.accept(site, OWNER, session.id)
    assert len(sessions.timeline(site, OWNER, session.id).unplaced) == 1, "shown, not lost"


def test_an_approved_session_stays_on_the_old_until_it_is_reopened(site, machine, rerun):
    for state in ("confirmed", "reviewed", "approved"):
        seen = len(review.entries(site, OWNER, rerun.id))
        signing.sign(site, OWNER, rerun.id, state, "Kim", seen)
    before = starts(site, rerun)
    with pytest.raises(InputError, match="reopen it"):
        desk.accept(site, OWNER, rerun.id)
    judged = desk.accept_all(site, OWNER)
    assert judged.done == () and "reopen" in judged.left[rerun.id]
    assert starts(site, rerun) == before
    assert signing.approval(site, OWNER, rerun.id).state == "approved"
    signing.reopen(site, OWNER, rerun.id, len(review.entries(site, OWNER, rerun.id)))
    assert desk.accept_all(site, OWNER).done == (rerun.id,)
    assert starts(site, rerun)["fit"] == 6.5


def test_signatures_of_an_open_version_end_with_what_they_stood_for(site, machine, rerun):
    signing.sign(site, OWNER, rerun.id, "confirmed", "Kim", 0)
    desk.accept(site, OWNER, rerun.id)
    assert signing.approval(site, OWNER, rerun.id).state == "draft"


def test_going_back_to_an_earlier_model_brings_its_results_to_the_front(site, machine, rerun):
    first = holds(site, rerun)
    desk.accept(site, OWNER, rerun.id)
    machine.become("align", version="1", run=align())
    found = desk.start(site, OWNER, ALL)
    assert names(found)[0] == ("align", 1, 1), "it is kept already"
    machine.rerun(site)
    desk.accept(site, OWNER, rerun.id)
    assert holds(site, rerun)[Kind.ALIGNMENT] == first[Kind.ALIGNMENT]
    assert starts(site, rerun)["fit"] == 5.0


def test_a_second_change_before_anybody_accepted_replaces_the_first(site, machine, rerun):
    machine.become("align", version="3", run=align(later_s=0.5))
    desk.start(site, OWNER, ALL)
    machine.rerun(site)
    with site.db() as db:
        made = [one.version for one in artifact_records.beside(db, rerun.id)
                if one.kind is Kind.ALIGNMENT]  # fmt: skip
    assert made == ["3"]
    desk.accept(site, OWNER, rerun.id)
    assert starts(site, rerun)["fit"] == 5.5


def test_stopped_makes_nothing_more_and_goes_on_where_it_was(site, machine, session, take_in):
    other = take_in("Lee")
    machine.process(site, other)
    machine.become("align", **LATER)
    desk.start(site, OWNER, ALL)
    making.make(site, session.id, "align", None, lambda share: None)
    assert desk.stop(site, OWNER) == (session.id, other.id)
    machine.rerun(site)
    assert beside(site, session) == {Kind.ALIGNMENT} and beside(site, other) == set()
    assert [one.state for one in desk.status(site, OWNER)] == ["stopped", "stopped"]
    assert names(desk.start(site, OWNER, ALL))[0] == ("align", 2, 1)
    machine.rerun(site)
    assert [one.state for one in desk.status(site, OWNER)] == ["made", "made"]


def test_what_was_decided_about_masks_stands_until_new_words_are_accepted(site, machine, session):
    machine.become("transcribe", version="99")
    with site.db() as db:
        session_records.decide_hidden(db, session.id, site.now())
    desk.start(site, OWNER, ALL)
    machine.rerun(site)
    assert Kind.TRANSCRIPT in beside(site, session)
    assert sessions.get_session(site, OWNER, session.id).deidentified_at is not None
    desk.accept(site, OWNER, session.id)
    assert sessions.get_session(site, OWNER, session.id).deidentified_at is None


def test_what_is_beside_is_told_to_its_expert_and_goes_with_everything_else(site, machine, rerun):
    (held,) = mine.held(site, OWNER, rerun.expert)
    kinds = [one.kind for one in held.items]
    assert kinds.count(Kind.ALIGNMENT) == 2
    withdraw(site, OWNER, rerun.id)
    with site.db() as db:
        assert artifact_records.find(db, rerun.id, every=True) == ()
    assert beside(site, rerun) == set() and desk.status(site, OWNER) == ()


def test_what_is_taken_out_is_taken_out_of_the_words_beside_too(site, machine, rerun):
    span = Span(recording=rerun.recordings[0].id, start_s=5.0, end_s=8.0)
    review.strike(site, OWNER, rerun.id, span, 0)
    assert Kind.PASSAGES not in beside(site, rerun)
    desk.accept(site, OWNER, rerun.id)
    words = [one.text for one in sessions.timeline(site, OWNER, rerun.id).utterances]
    assert "fit" not in words and "clean" in words


def test_out_with_annotators_nothing_is_accepted(site, machine, rerun, monkeypatch):
    from capture import labelling

    monkeypatch.setattr(labelling.records, "is_out", lambda db, session: True)
    with pytest.raises(InputError, match="out with annotators"):
        desk.accept(site, OWNER, rerun.id)
