"""Out and back against a real server: nothing twice, nothing lost, every bit of a second."""

from __future__ import annotations

import pytest

from capture import artifacts, labelling, sessions
from capture.access import OWNER
from capture.records import labelling as records
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import ABOUT_UNIT, Act, Draft
from data_schemas.errors import InputError
from pipelines.deidentify.words import desk as words
from pipelines.elicit.cards import desk as cards
from pipelines.elicit.sitting import desk as sitting
from pipelines.labelstudio import desk
from pipelines.labelstudio.agreeing.desk import agreed
from pipelines.labelstudio.choosing import desk as choosing
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.gathering import desk as gathering
from pipelines.labelstudio.pushing import desk as pushing
from pipelines.labelstudio.pushing.desk import PushOptions, push
from pipelines.labelstudio.results import to_items
from pipelines.labelstudio.versions import pairs
from pipelines.review import desk as review
from pipelines.withdraw import withdraw
from tests.app import sample
from tests.conftest import default_settings
from tests.labelstudio.out import Annotating, also, another, answer_for, at, moved, said

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def place(tmp_path_factory, server):
    """One site for all of these tests."""
    site = Site.open(default_settings(tmp_path_factory.mktemp("site")))
    at(site, server)
    yield site
    site.close()


@pytest.fixture(autouse=True)
def seen(monkeypatch):
    """No task is blind by chance."""
    monkeypatch.setattr(gathering, "BLIND_ONE_IN", 1 << 40)


def out(site: Site, made: sample.Sample) -> pushing.PushReport:
    return push(site, OWNER, PushOptions(sessions=(made.session.id,), language="en"))


def project_of(site: Site, made: sample.Sample):
    with site.db() as db:
        task = records.task(db, made.session.id)
        assert task is not None
        found = records.project(db, task.project)
    assert found is not None
    return found


def annotating(site: Site, gateway: Gateway, made: sample.Sample) -> Annotating:
    return Annotating(gateway, project_of(site, made).number)


def held(site, made):
    found = sessions.timeline(site, OWNER, made.session.id)
    assert found is not None
    return {one.id: one for one in found.segments}


def mine(report, made) -> bool:
    return made.session.id in report


def test_what_goes_out_is_there_once_however_often_it_is_pushed(place, made, gateway):
    assert mine(out(place, made).pushed, made)
    work = annotating(place, gateway, made)
    first = work.task(made.session.id)
    assert first.data["title"] == f"Work session {made.session.number}"
    assert gateway.reach(first.data["video"]) == 206
    assert first.data["utterances"][0]["text"].startswith("First wipe")
    assert len(first.predictions) == 1 and first.predictions[0].score is not None
    again = out(place, made)
    assert mine(again.unchanged, made) and not again.pushed and not again.updated
    assert work.task(made.session.id).id == first.id


def test_a_correction_comes_back_as_an_act_of_somebody_without_a_name(place, made, gateway):
    out(place, made)
    before = held(place, made)
    end = 7.123456789012345
    change = moved("seg-gasket", end=end)
    annotating(place, gateway, made).hand_in(made.session.id, change)
    report = desk.pull(place, OWNER)
    assert mine(report.taken, made) and report.troubles == 0
    after = held(place, made)
    assert after["seg-gasket"].end_s == end, "the copy runs as the recording does: to the bit"
    assert after["seg-gasket"].start_s == before["seg-gasket"].start_s
    assert after["seg-clean"] == before["seg-clean"] and after["seg-bolts"] == before["seg-bolts"]
    (entry,) = [
        e for e in review.entries(place, OWNER, made.session.id) if e.target == "seg-gasket"
    ]
    assert entry.actor.startswith("annotator-") and "@" not in entry.actor
    again = desk.pull(place, OWNER)
    assert again.taken == () and held(place, made) == after
    review.amend(place, OWNER, made.session.id, Draft(
        act=Act.CONFIRM, target="seg-clean",
        span=Span(recording=made.recording, start_s=0.5, end_s=4.0),
        before={"step_id": "clean"},
    ), entry.number)  # fmt: skip


def test_a_label_on_speech_becomes_a_card_and_a_skip_says_nothing(place, made, gateway):
    out(place, made)
    work = annotating(place, gateway, made)
    task = work.task(made.session.id)
    gateway.annotate(task.id, [], skipped=True)
    desk.pull(place, OWNER)
    assert labelling.is_out(place, made.session.id)

    def tag(items):
        line = next(one for one in items if one["from_name"] == "knowledge")
        line["value"] = {**line["value"], "labels": ["hazard"]}
        return items

    work.hand_in(made.session.id, tag)
    desk.pull(place, OWNER)
    (card,) = cards.cards(place, OWNER, made.session.id).units
    assert card.kind == "hazard" and card.origin == "annotator" and card.id.startswith(ABOUT_UNIT)
    assert card.text.startswith("First wipe") and card.evidence[0].start_s == 1.0


def test_while_it_is_out_nobody_else_changes_it_and_recall_frees_it(place, made, gateway, server):
    out(place, made)
    session = made.session.id
    draft = Draft(act=Act.CORRECT, target="seg-clean", after={"step_id": None},
                  span=Span(recording=made.recording, start_s=0.5, end_s=4.0))  # fmt: skip
    with pytest.raises(InputError, match="out with annotators"):
        review.amend(place, OWNER, session, draft, len(review.entries(place, OWNER, session)))
    project = project_of(place, made)
    assert (server.media / "sessions" / session).is_dir()
    assert desk.recall(place, OWNER, session) is True
    assert list(gateway.tasks(project.number, sessions=[session])) == []
    assert not (server.media / "sessions" / session).exists()
    review.amend(place, OWNER, session, draft, len(review.entries(place, OWNER, session)))
    with pytest.raises(InputError, match="not out"):
        desk.recall(place, OWNER, session)


def test_a_session_that_comes_back_can_go_out_again(place, made, gateway):
    out(place, made)
    desk.recall(place, OWNER, made.session.id)
    general = push(place, OWNER, PushOptions(language="en"))
    assert not mine(general.pushed + general.updated, made), "only who names it sends it again"
    assert mine(out(place, made).pushed, made)
    annotating(place, gateway, made).task(made.session.id)


def test_what_the_expert_answers_comes_back_on_the_task(place, made, gateway):
    out(place, made)
    session = made.session.id
    work = annotating(place, gateway, made)
    number = work.hand_in(session, also(*said("ask_expert", "Why dry?")))
    report = desk.pull(place, OWNER)
    assert mine(report.asked, made) and labelling.is_out(place, session)
    posed = next(
        one for one in sitting.sitting(place, OWNER, session).questions
        if one.asked.question.en == "Why dry?"
    )  # fmt: skip
    assert desk.pull(place, OWNER).asked == (), "the same question is asked once"
    sitting.reply(place, OWNER, session, posed.asked, "answered", "Grease lets it slip.")
    assert desk.pull(place, OWNER).answered == (), "it may name somebody: a person looks first"
    answer_for(place, made)
    assert mine(desk.pull(place, OWNER).answered, made)
    assert work.task(session).data["answer"] == "Grease lets it slip."
    gateway.delete_annotation(number)
    work.hand_in(session, also(*said("ready")))
    assert mine(desk.pull(place, OWNER).taken, made)
    assert held(place, made)["seg-clean"].status == "confirmed"


def test_what_cannot_be_used_comes_back_as_it_was(place, made, gateway):
    out(place, made)
    before = held(place, made)
    change = moved("seg-clean", end=2.0)
    work = annotating(place, gateway, made)
    work.hand_in(made.session.id, lambda items: [*change(items), *said("unusable")])
    assert mine(desk.pull(place, OWNER).unusable, made)
    assert held(place, made) == before and not labelling.is_out(place, made.session.id)


def test_two_people_who_saw_no_prediction_are_kept_side_by_side(
    place, made, gateway, server, monkeypatch
):
    monkeypatch.setattr(gathering, "BLIND_ONE_IN", 1)
    out(place, made)
    session, work = made.session.id, annotating(place, gateway, made)
    task = work.task(session)
    assert task.predictions == ()
    items = desk.shown(place, OWNER, session).prediction
    gateway.annotate(task.id, to_items(items))
    assert desk.pull(place, OWNER).to_choose == ()
    with another(server, f"second-{task.id}") as other:
        other.annotate(task.id, moved("seg-clean", end=3.5)(to_items(items)))
    assert mine(desk.pull(place, OWNER).to_choose, made)
    one, two = desk.versions(place, OWNER, session)
    assert one.annotator != two.annotator and labelling.is_out(place, session)
    wanted = next(v for v in (one, two) if v.labelling.stretches[0].end_s == 3.5)
    desk.choose(place, OWNER, session, wanted.labelling)
    assert held(place, made)["seg-clean"].end_s == 3.5 and not labelling.is_out(place, session)


def test_what_is_odd_is_kept_with_the_reason_and_changes_nothing(place, made, gateway):
    out(place, made)
    before = held(place, made)
    label = {"id": "x", "from_name": "step", "to_name": "step_lane", "type": "labels"}
    wrong = {**label, "value": {"start": 5.0, "end": 4.0, "channel": 0, "labels": ["clean"]}}
    unknown = {**label, "value": {"start": -1.0, "end": 4.0, "channel": 0, "labels": ["polish"]}}
    work = annotating(place, gateway, made)
    work.hand_in(made.session.id, also(wrong))
    work.hand_in(made.session.id, also(unknown))
    assert desk.pull(place, OWNER).troubles == 2
    assert desk.pull(place, OWNER).troubles == 0
    found = [one for one in desk.standing(place, OWNER).troubles if one.session == made.session.id]
    told = [sentence for one in found for sentence in artifacts.load(place, one.artifact).odd]
    assert any("ends before it begins" in one for one in told)
    assert any("begins before the recording" in one for one in told)
    assert any("'polish' is not known" in one for one in told)
    assert held(place, made) == before and labelling.is_out(place, made.session.id)
    for one in found:
        desk.settle(place, OWNER, one.id)


def test_tasks_that_are_not_ours_or_gone_or_doubled_are_told(place, made, gateway):
    out(place, made)
    project = project_of(place, made).number
    work = annotating(place, gateway, made)
    data = work.task(made.session.id).data
    foreign, twin = gateway.import_tasks(
        project, [{"data": {**data, "session": "ses-nobody"}}, {"data": data}]
    )
    gateway.annotate(twin, [])
    desk.pull(place, OWNER)
    codes = {(one.code, one.task) for one in desk.standing(place, OWNER).troubles}
    assert {("foreign", foreign), ("twin", twin)} <= codes
    gateway.delete_task(twin)
    gateway.delete_task(foreign)
    own = work.task(made.session.id).id
    gateway.delete_task(own)
    (again,) = gateway.import_tasks(project, [{"data": {**data, "session": "ses-other"}}])
    report = desk.pull(place, OWNER)
    assert mine(report.lost, made) and not labelling.is_out(place, made.session.id)
    codes = {(one.code, one.task) for one in desk.standing(place, OWNER).troubles}
    assert ("gone", own) in codes and ("foreign", again) in codes
    gateway.delete_task(again)


def test_labels_that_come_once_it_is_back_are_kept_and_not_taken(place, made, gateway):
    out(place, made)
    work = annotating(place, gateway, made)
    work.hand_in(made.session.id)
    assert mine(desk.pull(place, OWNER).taken, made)
    after = held(place, made)
    work.hand_in(made.session.id, moved("seg-clean", end=2.0))
    assert desk.pull(place, OWNER).troubles == 1 and held(place, made) == after
    late = [one for one in desk.standing(place, OWNER).troubles if one.code == "late"]
    assert artifacts.known(place, late[-1].artifact) is not None


def test_who_withdraws_is_off_the_server_with_everything(place, made, gateway, server):
    out(place, made)
    session, project = made.session.id, project_of(place, made).number
    annotating(place, gateway, made).hand_in(session)
    withdraw(place, OWNER, session)
    assert list(gateway.tasks(project, sessions=[session])) == []
    assert not (server.media / "sessions" / session).exists()
    assert artifacts.find(place, session, Kind.SHOWN_LABELS) == ()
    assert desk.standing(place, OWNER).waiting_to_go == ()


def test_what_may_not_be_out_any_more_is_called_back(place, made, gateway):
    out(place, made)
    word = words.hide(place, OWNER, made.session.id, "gasket", "confidential")
    assert word is not None
    assert mine(desk.pull(place, OWNER).forbidden, made)
    found = list(gateway.tasks(project_of(place, made).number, sessions=[made.session.id]))
    assert found == []


def test_two_blind_versions_are_counted_and_one_of_them_is_chosen(
    place, made, gateway, server, monkeypatch
):
    monkeypatch.setattr(gathering, "BLIND_ONE_IN", 1)
    out(place, made)
    session, work = made.session.id, annotating(place, gateway, made)
    task, before = work.task(session), agreed(place, OWNER, made.session.procedure).doubles
    items = to_items(desk.shown(place, OWNER, session).prediction)
    gateway.annotate(task.id, items)
    with another(server, f"third-{task.id}") as other:
        other.annotate(task.id, moved("seg-clean", end=2.25)(items))
    desk.pull(place, OWNER)
    assert session in choosing.to_choose(place, OWNER)
    figures = agreed(place, OWNER, made.session.procedure)
    assert figures.doubles == before + 1
    one, two = (g.labelling for g in choosing.versions(place, OWNER, session).given)
    (moved_one,) = [pair for pair in pairs(one, two) if pair.differs]
    wanted = "one" if moved_one.one.end_s == 2.25 else "other"
    given = choosing.versions(place, OWNER, session).given
    choosing.decide(
        place, OWNER, session,
        choosing.Choice(*((g.id, g.at) for g in given), picks={moved_one.id: wanted}),
    )  # fmt: skip
    assert held(place, made)["seg-clean"].end_s == 2.25 and not labelling.is_out(place, session)
    # both stay as they were given
    assert len(desk.versions(place, OWNER, session)) == 2
