"""The sheet: a step a row, words where they belong, nothing of what was taken out."""

from __future__ import annotations

from data_schemas.knowledge import KnowledgeUnit
from data_schemas.procedure import Procedure, Step
from data_schemas.timeline import Finding
from pipelines.handout.sheet import MOST_POINTS, MOST_QUOTES, balance_of, sheet_of
from tests.pipelines.handout.made import card, cited, cut, material, said, section

LATER = {"recording": "rec-1", "start_s": 40.0, "end_s": 50.0, "track": "audio"}


def test_steps_stand_in_the_written_order_with_their_seconds():
    sheet = sheet_of(material((section("bolts", 1, 5), section("clean", 6, 9, confidence=0.3))))
    assert [one.number for one in sheet.steps] == [1, 2, 3, 4]
    assert [(one.at_s, one.end_s, one.sure) for one in sheet.steps[2].sections] == [(1, 5, True)]
    assert not sheet.steps[0].sections[0].sure
    assert sheet.steps[1].sections == ()


def test_seconds_are_told_on_the_sessions_clock():
    sheet = sheet_of(material((section("bolts", 1, 5),), offsets={"rec-1": 30.0}))
    shown = sheet.steps[2].sections[0]
    assert (shown.at_s, shown.start_s) == (31.0, 1.0)


def test_a_key_point_stands_beside_its_reason():
    points = sheet_of(material()).steps[1].points
    assert [(one.point.text, [r.text for r in one.reasons]) for one in points] == [
        ("dry", ["it slips"]), ("centred", [])
    ]  # fmt: skip


def test_cited_words_belong_to_the_section_that_cites_them_wherever_they_were_said():
    before = said(1, 3, "Later the bolts go on crosswise")
    during = said(11, 13, "This one is tight now")
    sheet = sheet_of(
        material((section("clean", 0, 10), section("bolts", 10, 20, cited(1, 3))), (before, during))
    )
    assert sheet.steps[0].quotes == ()
    assert [one.text for one in sheet.steps[2].quotes] == [before.text, during.text]


def test_only_the_experts_own_words_are_quoted():
    others = (
        said(1, 2, "Why do you do that", "interviewer"),
        said(3, 4, "Lunch is on", "bystander"),
    )
    sheet = sheet_of(material((section("clean", 0, 10),), others))
    assert sheet.steps[0].quotes == () and sheet.steps[0].more == 0


def test_what_says_why_or_what_to_mind_is_quoted_first_and_the_rest_is_counted():
    talk = tuple(said(n, n + 1, f"Then I go on with part number {n}") for n in range(6))
    why = said(7, 8, "You must wipe it because grease makes it leak")
    sheet = sheet_of(material((section("clean", 0, 10),), (*talk, why)))
    quotes = sheet.steps[0].quotes
    assert why.text in [one.text for one in quotes]
    assert len(quotes) == MOST_QUOTES and sheet.steps[0].more == 7 - MOST_QUOTES
    assert [one.start_s for one in quotes] == sorted(one.start_s for one in quotes)


def test_nothing_of_what_was_taken_out_is_on_it():
    secret = said(2, 4, "The secret is forty newton metres")
    line = (section("clean", 0, 10, cited(2, 4, secret.text)), section("bolts", 12, 15))
    found = Finding(kind="undone", step_id="clean", segments=("seg-clean-0",),
                    cited=(cited(2, 4, secret.text),))  # fmt: skip
    cards = (card("knack", "forty newton metres", 2, 4, "clean"),)
    sheet = sheet_of(
        material(line, (secret,), (found,), withheld=(cut(3, 3.5), cut(11, 16)), units=cards)
    )
    text = sheet.model_dump_json()
    assert "secret" not in text and "forty" not in text
    assert sheet.steps[2].sections == () and sheet.withheld
    assert sheet_of(material(line, (secret,))).steps[0].quotes[0].text == secret.text


def test_cards_go_to_their_columns_and_a_reason_beside_what_it_was_told_with():
    cards = (
        card("cue", "the sound goes dull", 1, 2), card("reason", "the thread is full", 1.5, 3),
        card("hazard", "fingers", 5, 6), card("reason", "it always was so", 8, 9),
        card("incident", "in 1998", 1, 2),
    )  # fmt: skip
    points = sheet_of(material(units=cards)).steps[2].points
    told = [
        (p.point and (p.point.label, p.point.text), [r.text for r in p.reasons]) for p in points
    ]
    assert told == [
        (("cue", "the sound goes dull"), ["the thread is full"]),
        (("hazard", "fingers"), []),
        (None, ["it always was so"]),
    ]
    assert points[0].point and points[0].point.proofs[0].at_s == 1.0


def test_a_reason_on_the_card_itself_stands_beside_it_unless_it_was_taken_out():
    why = {"field": "reason", "text": "the thread is full"}
    later = {"field": "reason", "text": "a secret", "evidence": (LATER,)}
    other = {"field": "consequence", "text": "it leaks"}
    told = card("knack", "a quarter turn more", 1, 2).model_dump() | {
        "details": (why, later, other)
    }
    points = [
        sheet_of(material(units=(KnowledgeUnit.model_validate(told),), withheld=cuts)).steps[2]
        for cuts in ((), (cut(45, 46),))
    ]
    whole, cut_out = (one.points[0].reasons for one in points)
    assert [(one.text, one.proofs[0].at_s) for one in whole] == [
        ("the thread is full", 1.0), ("a secret", 40.0),
    ]  # fmt: skip
    assert [one.text for one in cut_out] == ["the thread is full"]


def test_findings_stand_as_notes():
    line = (section("bolts", 1, 2), section("bolts", 5, 6))
    twice = Finding(kind="repeated", step_id="bolts", segments=("seg-bolts-5",))
    gone = Finding(kind="skipped", step_id="test")
    sheet = sheet_of(material(line, findings=(twice, gone)))
    assert [(one.kind, one.times) for one in sheet.steps[2].notes] == [("repeated", 2)]
    assert sheet.steps[2].notes[0].proofs[0].at_s == 5
    assert [one.kind for one in sheet.steps[3].notes] == ["skipped"]


def test_what_is_hard_to_teach_from_is_told_apart_from_the_sheet():
    many = tuple(
        Step(id=str(n), title=f"Step {n}", key_point=tuple("abcdef") if n == 2 else ())
        for n in range(1, 9)
    )
    sheet = sheet_of(material(procedure=Procedure(id="p", title="t", steps=many)))
    told = {(one.kind, one.number): one.count for one in balance_of(sheet)}
    assert told == {("many_steps", 0): 8, ("many_points", 2): MOST_POINTS + 1, ("no_reason", 2): 6}
    assert balance_of(sheet_of(material(procedure=Procedure(id="p", title="t")))) == ()
