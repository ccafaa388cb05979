"""Teach-back: notes about attempts tie to cards or become questions, and are about nobody."""

import pytest

from capture import journal
from capture.access import OWNER
from capture.records import recordings as recording_records
from data_schemas.entry import ABOUT_OTHER
from data_schemas.errors import Denied, InputError
from data_schemas.knowledge import UnitContent
from data_schemas.rights import Actor, Role
from data_schemas.session import Recording
from data_schemas.teaching import Noted, TryNote, asked_of
from pipelines.elicit.cards import desk as cards_desk
from pipelines.elicit.sitting import desk as sitting_desk
from pipelines.elicit.teaching import desk
from pipelines.withdraw import withdraw

OWN = UnitContent(
    step_id="1", kind="key_point", text="No grease", language="en", origin="interview",
    no_footage="Told beside the work.",
)  # fmt: skip


def still_open(site, session):
    """What the next sitting asks of attempts and nobody has answered."""
    found = sitting_desk.sitting(site, OWNER, session)
    asked = (one.asked for one in found.questions if one.reason == sitting_desk.FROM_ATTEMPT)
    return tuple(one for one in asked if found.is_open(one.target))


@pytest.fixture
def session(ingested):
    return ingested.session.id


@pytest.fixture
def attempt(site, session):
    """An attempt that lies in the session, as closing a stream of this role leaves one."""
    made = Recording(
        id="rec-try", session=session, role="attempt", offset_s=None, original="art-try",
        container="webm", duration_s=9.0, has_video=True, has_audio=True,
    )  # fmt: skip
    with site.db() as db:
        recording_records.add(db, made)
    return made


def test_a_note_ties_to_cards_and_stands_until_it_is_taken_back(site, session, attempt):
    unit = cards_desk.make(site, OWNER, session, OWN)
    given = TryNote(
        what="error", text="  Wiped it   with an oily rag ", step_id="1", units=(unit.id,),
        recording=attempt.id, start_s=4.5,
    )  # fmt: skip
    kept = desk.note(site, OWNER, session, given)
    assert desk.notes(site, OWNER, session) == (kept,)
    assert (kept.text, kept.units, kept.start_s) == (
        "Wiped it with an oily rag", (unit.id,), 4.5,
    )  # fmt: skip
    assert not kept.is_open and still_open(site, session) == ()
    desk.take_back(site, OWNER, session, kept.number)
    assert desk.notes(site, OWNER, session) == ()
    with pytest.raises(InputError, match="no such entry"):
        desk.take_back(site, OWNER, session, kept.number)


def test_what_no_card_speaks_of_is_asked_in_the_next_sitting_until_it_is_answered(site, session):
    kept = desk.note(site, OWNER, session, TryNote(what="question", text="How dry?", step_id="2"))
    (asked,) = still_open(site, session)
    assert asked.step_id == "2" and "“How dry?”" in asked.question.en
    assert "‘How dry?’" in asked.question.ko
    (posed,) = sitting_desk.sitting(site, OWNER, session).questions
    assert posed.asked == asked and posed.reason is not None
    sitting_desk.reply(site, OWNER, session, asked, "later")
    assert still_open(site, session) == (asked,)
    assert len(sitting_desk.sitting(site, OWNER, session).questions) == 1
    sitting_desk.reply(site, OWNER, session, asked, "answered", "Until no trace is left.")
    assert still_open(site, session) == ()
    (still,) = sitting_desk.sitting(site, OWNER, session).questions
    assert still.asked == asked, "what is answered keeps its place in this sitting"
    assert asked_of(kept) == asked, "a note asks under one name for ever"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": "   "}, "needs some words"),
        ({"step_id": "9"}, "no such step"),
        ({"units": ("unit-none",)}, "no such know-how card"),
        ({"recording": "rec-none"}, "Choose an attempt"),
        ({"recording": "rec-try", "start_s": 9.1}, "a second within it"),
        ({"start_s": 1.0}, "needs its attempt"),
    ],
)
def test_what_a_note_names_has_to_be_there(site, session, attempt, wrong, sentence):
    given = TryNote(what="error", text="a", step_id="1").model_copy(update=wrong)
    with pytest.raises(InputError, match=sentence):
        desk.note(site, OWNER, session, given)
    assert journal.last_number(site, session) == 0


def test_the_work_is_no_attempt(site, ingested, attempt):
    session = ingested.session.id
    assert desk.attempts(site, OWNER, session) == (attempt,)
    work = ingested.session.work[0].id
    with pytest.raises(InputError, match="Choose an attempt"):
        desk.note(site, OWNER, session, TryNote(what="error", text="a", recording=work))


def test_there_is_no_place_for_a_person_a_grade_or_a_length():
    fields = set(Noted.model_fields)
    assert fields == {"what", "text", "step_id", "units", "recording", "start_s", "id", "number"}


def test_notes_are_no_part_of_the_time_line(site, session):
    kept = desk.note(site, OWNER, session, TryNote(what="error", text="a"))
    assert kept.id.startswith(ABOUT_OTHER)


def test_an_expert_of_another_session_and_a_withdrawn_one(site, session):
    other = Actor(id="e", roles=frozenset({Role.EXPERT}), expert="exp-other")
    for call in (desk.notes, desk.attempts):
        with pytest.raises(Denied):
            call(site, other, session)
    desk.note(site, OWNER, session, TryNote(what="error", text="marker7f3a"))
    withdraw(site, OWNER, session)
    with pytest.raises(Denied):
        desk.notes(site, OWNER, session)
