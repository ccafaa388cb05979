"""What a sitting asks, in which order, and what it remembers. Doors on a real site."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capture import artifacts, closing, jobs, journal, people, sessions, takes
from capture.access import OWNER
from capture.jobs import Sketch
from data_schemas.approval import approval_of
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import Denied, InputError
from data_schemas.rights import Actor
from data_schemas.sitting import Asked, Reply
from data_schemas.timeline import FoundMoments, Moment, Question
from data_schemas.transcript import Transcript, Utterance
from pipelines.elicit.bank import built_in
from pipelines.elicit.finding.desk import find
from pipelines.elicit.sitting import desk
from pipelines.elicit.sitting.posed import BREAK, Answer, Known, Posed, posed
from pipelines.review import desk as review
from tests.app import sample
from tests.capture.voices import LENGTH_S, voice, whole

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
KNOWN = Known(bank=built_in())


def moment(number: int, kind: str = "pause", score: float = 0.8, step: str = "clean") -> Moment:
    return Moment(
        id=f"mom-{number}", recording="rec", start_s=10.0 * number, end_s=10.0 * number + 4,
        kind=kind, score=score, reason="Hands rest.", reason_ko="손이 멈춥니다.",
        question=Question(en="?", ko="?"), step_id=step,
        filled={"step": "Clean", "clock": "0:10", "words": "a little"},
    )  # fmt: skip


def answer(target: str, outcome: str = "answered", ago: timedelta = timedelta(), **more) -> Answer:
    asked = Asked(target=target, question=Question(en="?", ko="?"), step_id="clean", kind="pause")
    number = more.pop("number", 1)
    reply = Reply(number=number, actor="owner", at=NOW - ago, asked=asked, outcome=outcome)
    state = "typed" if outcome == "answered" else outcome
    return Answer(reply, more.pop("state", state))


def targets(found) -> list[str]:
    return [one.asked.target for one in found]


def test_markers_come_first_and_ten_are_the_most():
    found = [moment(n, score=0.5 + n / 100) for n in range(1, 15)]
    found.append(moment(99, kind="marker", score=1.0))
    asked = posed(found, (), KNOWN, NOW)
    assert targets(asked)[0] == "mom-99" and len(asked) == 10


def test_a_question_stands_with_its_card_its_reason_and_its_seconds():
    (one,) = posed([moment(3, kind="vague_words")], (), KNOWN, NOW)
    assert one.asked.probe == "quantify" and "“a little”" in one.asked.question.en
    assert one.asked.span == Span(recording="rec", start_s=30, end_s=34)
    assert (one.reason.en, one.reason.ko) == ("Hands rest.", "손이 멈춥니다.")


def test_answering_does_not_change_the_list_while_one_works_through_it():
    found = [moment(n) for n in range(1, 15)]
    before = targets(posed(found, (), KNOWN, NOW))
    replied = (answer(before[0]), answer(before[4], "nothing", number=2))
    assert targets(posed(found, replied, KNOWN, NOW)) == before


def test_what_was_settled_in_an_earlier_sitting_makes_room():
    found = [moment(n) for n in range(1, 15)]
    before = targets(posed(found, (), KNOWN, NOW))
    settled = tuple(
        answer(one, outcome, BREAK + timedelta(minutes=n), number=9 - n)
        for n, (one, outcome) in enumerate(
            zip(before, ("answered", "nothing", "declined"), strict=False), 1
        )
    )
    now = targets(posed(found, settled, KNOWN, NOW))
    assert not set(now) & set(before[:3]) and len(now) == 10


def test_what_was_put_off_is_asked_again():
    found = [moment(n) for n in range(1, 4)]
    later = (answer("mom-1", "later", BREAK * 2),)
    assert "mom-1" in targets(posed(found, later, KNOWN, NOW))


def test_what_somebody_added_and_put_off_is_asked_again_and_takes_room():
    found = [moment(n) for n in range(1, 15)]
    own = answer("own-1", "later", BREAK * 2)
    now = targets(posed(found, (own,), KNOWN, NOW))
    assert now[-1] == "own-1" and len(now) == 10
    done = (own, answer("own-1", "answered", BREAK * 1.5, number=2))
    assert "own-1" not in targets(posed(found, done, KNOWN, NOW))


def test_what_attempts_ran_into_is_among_the_ten():
    asked = Asked(target="own-note", question=Question(en="?", ko="?"))
    known = replace(KNOWN, added=(Posed(asked),))
    found = [moment(n) for n in range(1, 15)]
    before = targets(posed(found, (), known, NOW))
    assert before[-1] == "own-note" and len(before) == 10
    assert targets(posed(found, (answer("own-note"),), known, NOW)) == before
    settled = (answer("own-note", ago=BREAK * 2),)
    assert "own-note" not in targets(posed(found, settled, known, NOW))


def test_speech_of_which_nothing_arrived_settles_nothing():
    lost = answer("mom-1", "answered", BREAK * 2, state="lost")
    assert not lost.settles
    assert targets(posed([moment(1)], (lost,), KNOWN, NOW)) == ["mom-1"]


def test_a_starred_step_comes_before_one_that_is_worth_a_little_more():
    found = [moment(1, score=0.80, step="clean"), moment(2, score=0.78, step="fit")]
    assert targets(posed(found, (), KNOWN, NOW)) == ["mom-1", "mom-2"]
    starred = replace(KNOWN, starred={"fit"})
    assert targets(posed(found, (), starred, NOW)) == ["mom-2", "mom-1"]


# On a site


@pytest.fixture
def made(site):
    found = sample.processed(site)
    sample.seal_gestures(site, found, 2.0, 1)
    find(site, found.session.id, lambda share: None)
    return found


def the_sitting(site, made):
    return desk.sitting(site, OWNER, made.session.id)


def test_the_worker_finds_moments_and_the_sitting_asks_them(site, made):
    found = the_sitting(site, made)
    assert {one.asked.kind for one in found.questions} >= {"skipped_step"}
    assert all(found.is_open(one.asked.target) for one in found.questions)
    timeline = sessions.timeline(site, OWNER, made.session.id)
    assert {one.id for one in timeline.moments} == set(targets(found.questions))


def test_every_outcome_is_kept_and_can_be_taken_back(site, made):
    session = made.session.id
    asked = the_sitting(site, made).questions[0].asked
    outcomes = ("answered", "nothing", "later", "declined")
    for number, outcome in enumerate(outcomes, 1):
        text = "Because it leaks." if outcome == "answered" else ""
        kept = desk.reply(site, OWNER, session, asked, outcome, text)
        assert (kept.number, kept.outcome, kept.asked) == (number, outcome, asked)
    now = the_sitting(site, made)
    assert [one.state for one in now.answers] == ["typed", "nothing", "later", "declined"]
    assert not now.is_open(asked.target)
    for number in (1, 2, 4):
        desk.take_back(site, OWNER, session, number)
    assert the_sitting(site, made).is_open(asked.target)
    with pytest.raises(InputError, match="no such entry"):
        desk.take_back(site, OWNER, session, 1)


def test_answers_change_nothing_of_the_time_line_nor_of_what_was_signed(site, made):
    session = made.session.id
    before = sessions.timeline(site, OWNER, session)
    signed = {"state": "confirmed", "name": "Kim"}
    journal.add(site, OWNER, session, Draft(act=Act.APPROVE, target="session", after=signed))
    asked = the_sitting(site, made).questions[0].asked
    kept = desk.reply(site, OWNER, session, asked, "answered", "Yes.")
    desk.take_back(site, OWNER, session, kept.number)
    review.refold(site, session)
    after = sessions.timeline(site, OWNER, session)
    assert after == before and after.unplaced == ()
    assert approval_of(review.entries(site, OWNER, session)).state == "confirmed"


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_answer_needs_words_and_not_too_many(site, made, text):
    asked = the_sitting(site, made).questions[0].asked
    with pytest.raises(InputError, match="answer"):
        desk.reply(site, OWNER, made.session.id, asked, "answered", text)
    assert the_sitting(site, made).answers == ()


def begun(site, made, number=1):
    at = site.now() - timedelta(seconds=LENGTH_S)
    return takes.Start(f"stm-{number:016x}", f"dev-{7:016x}", at)


def test_an_answer_by_voice_is_tied_to_its_question_from_its_first_second(site, made):
    session = made.session.id
    asked = the_sitting(site, made).questions[0].asked
    stream = desk.begin_answer(site, OWNER, session, asked, begun(site, made))
    again = desk.begin_answer(site, OWNER, session, asked, begun(site, made))
    assert again.id == stream.id and stream.role == "answer"
    (one,) = the_sitting(site, made).answers
    assert (one.state, one.reply.asked) == ("arriving", asked)
    takes.append(site, OWNER, session, stream.id, 0, voice())
    made_of = closing.finish(site, OWNER, session, stream.id, whole(voice()))
    (one,) = the_sitting(site, made).answers
    assert (one.state, one.reply.recording) == ("arrived", made_of.id)
    recipe = Recipe(kind=Kind.TRANSCRIPT, stage="t", version="1", parents=(made_of.original,))
    words = Utterance(start_s=0.0, end_s=2.0, text="I feel for the edge.")
    artifacts.seal(site, recipe, artifacts.session_scope(session),
                   Transcript(language="en", engine="t", utterances=(words,)))  # fmt: skip
    (one,) = the_sitting(site, made).answers
    assert (one.state, one.said) == ("written", "I feel for the edge.")


def test_an_answer_that_becomes_a_recording_while_we_look_is_never_told_as_lost(
    site, made, monkeypatch
):
    session = made.session.id
    asked = the_sitting(site, made).questions[0].asked
    stream = desk.begin_answer(site, OWNER, session, asked, begun(site, made))
    takes.append(site, OWNER, session, stream.id, 0, voice())

    def finishing(look):
        def looked(*given):
            found = look(*given)
            closing.finish(site, OWNER, session, stream.id, whole(voice()))
            return found

        return looked

    for name in ("answers_of", "unfinished"):
        monkeypatch.setattr(takes, name, finishing(getattr(takes, name)))
    (one,) = the_sitting(site, made).answers
    assert one.state == "arrived"


def test_a_voice_that_no_page_told_us_the_question_of_is_not_lost(site, made):
    session = made.session.id
    start = replace(begun(site, made), role="answer")
    takes.begin(site, OWNER, session, start)
    takes.append(site, OWNER, session, start.stream, 0, voice())
    kept = closing.finish(site, OWNER, session, start.stream, whole(voice()))
    assert the_sitting(site, made).unasked == (kept.id,)


def test_a_vague_answer_is_followed_once(site, made):
    session = made.session.id
    asked = desk.card_question(site, OWNER, session, "gasket", "setting")
    first = desk.reply(site, OWNER, session, asked, "answered", "Just a little, by feel.")
    following = desk.follow_up(site, OWNER, session, first.number)
    assert following.follows == first.number and following.target == asked.target
    second = desk.reply(site, OWNER, session, following, "answered", "By feel.")
    assert desk.follow_up(site, OWNER, session, second.number) is None


def test_an_own_question_names_the_step_it_lies_in(site, made):
    span = Span(recording=made.recording, start_s=5.0, end_s=7.0)
    asked = desk.own_question(site, OWNER, made.session.id, span, "Why  dry?")
    assert (asked.step_id, asked.question.en, asked.kind) == ("gasket", "Why dry?", None)
    desk.reply(site, OWNER, made.session.id, asked, "answered", "Grease swells it.")
    assert asked.target in targets(the_sitting(site, made).questions)


@pytest.mark.parametrize(("recording", "start", "end"), [("rec-x", 1, 2), ("", 11, 99), ("", 3, 3)])
def test_an_own_question_is_about_seconds_that_there_are(site, made, recording, start, end):
    span = Span(recording=recording or made.recording, start_s=start, end_s=end)
    with pytest.raises(InputError, match="seconds"):
        desk.own_question(site, OWNER, made.session.id, span)


@pytest.mark.parametrize(("step", "probe"), [("nowhere", "setting"), ("gasket", "nothing")])
def test_a_card_is_asked_of_a_step_that_there_is(site, made, step, probe):
    with pytest.raises(InputError, match="no such step or question card"):
        desk.card_question(site, OWNER, made.session.id, step, probe)


def test_a_star_of_the_task_diagram_lifts_its_steps(site, made):
    session = made.session
    expert = people.get_expert(site, OWNER, session.expert)
    job = jobs.add_job(site, OWNER, expert.id, "Flange", session.procedure)
    parts = (Sketch("clean"), Sketch("gasket", hard=True), Sketch("bolts and leaks"))
    jobs.draw_diagram(site, OWNER, expert.id, job.id, parts)
    assert desk.starred(site, OWNER, session.id) == {"gasket"}


def test_what_was_taken_out_is_not_asked(site, made):
    session = made.session.id
    first = the_sitting(site, made).questions[0].asked
    span = first.span
    review.strike(site, OWNER, session, span, journal.last_number(site, session))
    assert first.target not in targets(the_sitting(site, made).questions)
    assert artifacts.newest(site, session, Kind.MOMENTS) is None


def test_nobody_else_may_answer(site, made):
    asked = the_sitting(site, made).questions[0].asked
    stranger = Actor(id="stranger")
    with pytest.raises(Denied):
        desk.reply(site, stranger, made.session.id, asked, "nothing")
    with pytest.raises(Denied):
        desk.begin_answer(site, stranger, made.session.id, asked, begun(site, made))


def test_moments_that_point_at_a_session_go_when_that_is_withdrawn(site, made):
    from pipelines.withdraw import withdraw

    other = sample.processed(site, sample.take_in(site, "Other expert", procedure=made.procedure))
    sample.seal_gestures(site, other, 6.0, 2)
    held = find(site, made.session.id, lambda share: None)
    assert other.session.id in {
        one.session for one in map(lambda a: artifacts.known(site, a),
                                   artifacts.known(site, held).parents) if one
    }  # fmt: skip
    withdraw(site, OWNER, other.session.id)
    assert artifacts.known(site, held) is None
    assert sessions.wish(site, OWNER, made.session.id) is not None
    again = find(site, made.session.id, lambda share: None)
    parents = [artifacts.known(site, one) for one in artifacts.known(site, again).parents]
    assert None not in parents


def test_found_again_is_known_and_only_the_newest_is_kept(site, made):
    session = made.session.id
    held = artifacts.newest(site, session, Kind.MOMENTS)
    assert find(site, session, lambda share: None) == held.id
    found: FoundMoments = artifacts.load(site, held.id)
    assert len({one.id for one in found.moments}) == len(found.moments)
    review.amend(site, OWNER, session, Draft(act=Act.CONFIRM, target="seg-clean"), 0)
    assert find(site, session, lambda share: None) != held.id
    assert len(artifacts.find(site, session, Kind.MOMENTS)) == 1


def test_an_answer_makes_nothing_of_the_work_anew(site, made):
    session = made.session.id
    review.amend(site, OWNER, session, Draft(act=Act.CONFIRM, target="seg-clean"), 0)
    before = artifacts.newest(site, session, Kind.TIMELINE)
    kept = desk.reply(site, OWNER, session, the_sitting(site, made).questions[0].asked, "later")
    desk.take_back(site, OWNER, session, kept.number)
    review.refold(site, session)
    assert artifacts.newest(site, session, Kind.TIMELINE) == before
    review.amend(site, OWNER, session, Draft(act=Act.CONFIRM, target="seg-gasket"), 3)
    timeline = sessions.timeline(site, OWNER, session)
    assert {one.id for one in timeline.segments if one.status == "confirmed"} == {
        "seg-clean", "seg-gasket"
    }  # fmt: skip
