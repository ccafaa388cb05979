"""The doors to a job as a whole, over sessions that were asked and told through the real doors."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from capture import journal
from capture.access import OWNER
from capture.site import Site
from data_schemas.entry import Act, Draft
from data_schemas.errors import InputError, UnknownError
from data_schemas.knowledge import Opinion, UnitContent
from data_schemas.rights import Actor, Role
from data_schemas.sitting import Asked, Outcome, reply_draft
from data_schemas.timeline import Question
from pipelines.elicit.cards import desk as cards
from pipelines.elicit.overview import desk
from pipelines.elicit.sitting import desk as sitting
from pipelines.withdraw import withdraw
from tests.app import sample

STEPS = ("clean", "gasket", "bolts", "test")


@dataclass(frozen=True)
class Job:
    site: Site
    first: sample.Sample
    second: sample.Sample

    @property
    def procedure(self) -> str:
        return self.first.procedure.id

    def ask(self, made: sample.Sample, step: str, probe: str, outcome: Outcome) -> None:
        asked = sitting.card_question(self.site, OWNER, made.session.id, step, probe)
        sitting.reply(
            self.site, OWNER, made.session.id, asked, outcome,
            "It is so." if outcome == "answered" else "",
        )  # fmt: skip

    def tell(self, made: sample.Sample, text: str, step: str | None, **more: object) -> str:
        content = UnitContent.model_validate(
            {"step_id": step, "kind": "key_point", "text": text, "language": "en",
             "no_footage": "Told.", "origin": "interview", **more}
        )  # fmt: skip
        return cards.make(self.site, OWNER, made.session.id, content).id

    def cells(self) -> dict[tuple[str, str], tuple[str, bool, bool]]:
        found = desk.overview(self.site, OWNER, self.procedure).matrix.cells
        return {(one.step_id, one.probe): (one.state, one.due, one.later) for one in found}


@pytest.fixture
def job(site: Site) -> Job:
    first = sample.take_in(site, "Kim", 1.0)
    return Job(site, first, sample.take_in(site, "Lee", 1.0, first.procedure))


def test_the_table_is_right_cell_by_cell(job: Job) -> None:
    """Every cell is told here by hand: due follows from the conditions written on the cards."""
    job.ask(job.first, "clean", "done", "nothing")
    job.ask(job.second, "clean", "done", "declined")
    job.ask(job.first, "gasket", "done", "later")
    job.ask(job.first, "bolts", "done", "declined")
    job.ask(job.second, "bolts", "expectation", "answered")
    job.tell(job.second, "By the sound", "test", probe="cue")
    expected = {}
    for probe in desk.overview(job.site, OWNER, job.procedure).bank.probes:
        for step in STEPS:
            due = all(
                {"other_experts": True, "has_card": step == "test"}.get(one, False)
                for one in probe.conditions
            )
            expected[step, probe.id] = ("open", due, False)

    def put(step: str, probe: str, state: str, later: bool = False) -> None:
        expected[step, probe] = (state, expected[step, probe][1], later)

    put("clean", "done", "nothing")
    put("gasket", "done", "open", later=True)
    put("bolts", "done", "declined")
    put("bolts", "expectation", "answered")
    put("test", "cue", "answered")
    assert job.cells() == expected


def test_an_answer_of_which_nothing_arrived_leaves_its_cell_open(job: Job) -> None:
    asked = sitting.card_question(job.site, OWNER, job.first.session.id, "clean", "expectation")
    draft = reply_draft(asked, "answered", stream="stm-0000000000000001")
    journal.add(job.site, OWNER, job.first.session.id, draft)
    assert job.cells()["clean", "expectation"][0] == "open"


def test_a_reply_that_was_taken_back_is_none(job: Job) -> None:
    job.ask(job.first, "clean", "expectation", "declined")
    last = journal.last_number(job.site, job.first.session.id)
    draft = Draft(act=Act.UNDO, target=str(last))
    journal.add(job.site, OWNER, job.first.session.id, draft)
    assert job.cells()["clean", "expectation"][0] == "open"


def test_what_was_asked_about_the_whole_job_is_in_no_cell(job: Job) -> None:
    asked = Asked(target="own-12345", question=Question(en="a", ko="a"), probe="expectation")
    sitting.reply(job.site, OWNER, job.first.session.id, asked, "nothing")
    over = desk.overview(job.site, OWNER, job.procedure)
    assert [(one.probe, one.step_id) for one in over.matrix.unplaced] == [("expectation", None)]
    assert over.matrix.count("nothing") == 0


def test_shares_name_the_cards_that_lack_something(job: Job) -> None:
    bare = job.tell(job.first, "Keep it dry", "clean")
    job.tell(job.second, "Slowly", "clean", details=[{"field": "reason", "text": "it tears"}])
    felt = job.tell(job.first, "A bit", "gasket", kind="parameter", parameters=[{"text": "a bit"}])
    over = desk.overview(job.site, OWNER, job.procedure)
    assert (over.reasons.of, over.numbers.lacking) == (2, (felt,))
    assert bare in over.reasons.lacking and over.cues.of == 0


def test_things_are_one_only_where_somebody_linked_them(job: Job) -> None:
    one, other = job.tell(job.first, "Dry", "clean"), job.tell(job.second, "Dry", "clean")
    over = desk.overview(job.site, OWNER, job.procedure)
    assert len(over.things) == 2 and over.new.new == (1, 1)
    units = {unit.id: unit for unit in over.units}
    desk.judge_pair(job.site, OWNER, units[one], units[other], "same")
    over = desk.overview(job.site, OWNER, job.procedure)
    assert [set(thing.units) for thing in over.things] == [{one, other}]
    assert over.new.new == (1, 0)
    assert over.unseen is not None and over.unseen.seen == 1


def test_one_of_two_cards_may_say_the_same_and_one_something_else(job: Job) -> None:
    mine = job.tell(job.first, "Dry", "clean")
    same, differs = job.tell(job.second, "Dry", "clean"), job.tell(job.second, "Wet", "clean")
    units = {one.id: one for one in desk.overview(job.site, OWNER, job.procedure).units}
    desk.judge_pair(job.site, OWNER, units[mine], units[same], "same")
    made, _ = desk.judge_pair(job.site, OWNER, units[mine], units[differs], "differs")
    assert {(o.unit, o.says) for o in made.agreement} == {(same, "same"), (differs, "differs")}
    made, _ = desk.judge_pair(job.site, OWNER, units[mine], units[differs], "unknown")
    assert {(o.unit, o.says) for o in made.agreement} == {(same, "same"), (differs, "unknown")}


def test_what_is_disputed_is_asked_first_and_of_both_until_it_is_answered(job: Job) -> None:
    one, other = job.tell(job.first, "Grease it", "clean"), job.tell(job.second, "Dry", "clean")
    units = {unit.id: unit for unit in desk.overview(job.site, OWNER, job.procedure).units}
    desk.judge_pair(job.site, OWNER, units[one], units[other], "differs")
    found = desk.disputed(job.site, OWNER, job.procedure)
    assert [(q.session, q.why) for q in found] == [
        (job.first.session.id, "disputed"), (job.second.session.id, "disputed"),
    ]  # fmt: skip
    assert "Grease it" in found[0].asked.question.ko and "Dry" in found[0].asked.question.en
    over = desk.overview(job.site, OWNER, job.procedure)
    assert over.next[:2] == found and len(over.next) == 5
    asked = desk.disputed_question(job.site, OWNER, job.first.session.id, one)
    assert asked == found[0].asked
    sitting.reply(job.site, OWNER, job.first.session.id, asked, "answered", "When it is hot.")
    assert desk.disputed(job.site, OWNER, job.procedure) == found[1:]


def test_nobody_is_asked_about_what_nobody_disputes(job: Job) -> None:
    one = job.tell(job.first, "Dry", "clean")
    with pytest.raises(InputError):
        desk.disputed_question(job.site, OWNER, job.first.session.id, one)


def test_two_cards_of_one_expert_are_not_judged_against_each_other(job: Job) -> None:
    job.tell(job.first, "Dry", "clean")
    job.tell(job.first, "Wet", "clean")
    one, other = desk.overview(job.site, OWNER, job.procedure).units
    with pytest.raises(InputError):
        desk.judge_pair(job.site, OWNER, one, other, "same")


def test_only_what_one_may_read_is_counted(job: Job) -> None:
    job.tell(job.first, "Dry", "clean")
    job.tell(job.second, "Wet", "clean")
    kim = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=job.first.session.expert)
    over = desk.overview(job.site, kim, job.procedure)
    assert [one.text for one in over.units] == ["Dry"] and len(over.sessions) == 1
    withdraw(job.site, OWNER, job.first.session.id)
    over = desk.overview(job.site, OWNER, job.procedure)
    assert [one.text for one in over.units] == ["Wet"]


def test_an_unknown_job_is_said_so(site: Site) -> None:
    with pytest.raises(UnknownError):
        desk.overview(site, OWNER, "prc-0")


def test_an_opinion_without_a_card_is_a_dispute_too(job: Job) -> None:
    one = job.tell(job.first, "Grease it", "clean")
    said = Opinion(expert=job.second.session.expert, says="differs")
    cards.judge(job.site, OWNER, job.first.session.id, one, said)
    (found,) = desk.disputed(job.site, OWNER, job.procedure)
    assert "Another expert does it otherwise" in found.asked.question.en
