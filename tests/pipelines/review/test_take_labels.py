"""The doors of what takes were for."""

import pytest

from capture import artifacts, journal
from capture.access import NOBODY, OWNER
from capture.consent import withdraw_session
from capture.opening import add_recording
from capture.sources import Place
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import WHOLE_SESSION, Act, Draft
from data_schemas.errors import Denied, InputError
from data_schemas.take import LONGEST_NOTE
from pipelines.deidentify.words import desk as words
from pipelines.erasure import desk as erasure
from pipelines.erasure.steps import finish_all
from pipelines.review import desk as review
from pipelines.review.signing.desk import approval
from pipelines.review.takes import desk
from tests.app import sample
from tests.capture.test_labelling import out
from tests.conftest import placed
from tests.hidden import approved


@pytest.fixture
def session(site, take):
    """Two takes, of which the first is processed."""
    made = sample.processed(site)
    add_recording(site, OWNER, made.session.id, placed(take, Place(2, 100.0, "clock")))
    return made.session.id


def told(site, session):
    found = desk.labels(site, OWNER, session)
    return {take: (one.variant, one.note) for take, one in found.items()}


def test_what_was_said_last_stands_and_nobody_spoke_of_the_other(site, session):
    assert told(site, session) == {}
    desk.label(site, OWNER, session, 2, "good")
    desk.label(site, OWNER, session, 2, "what_if", "  with\n a dry gasket ")
    assert told(site, session) == {2: ("what_if", "with a dry gasket")}


def test_the_time_line_stays_as_it_is(site, session):
    before = artifacts.newest(site, session, Kind.TIMELINE)
    desk.label(site, OWNER, session, 1, "defect", "dry")
    now = artifacts.newest(site, session, Kind.TIMELINE)
    assert artifacts.load(site, now.id) == artifacts.load(site, before.id)


def test_it_is_taken_back_one_by_one_or_as_a_whole(site, session):
    desk.label(site, OWNER, session, 1, "good")
    desk.label(site, OWNER, session, 1, "defect")
    desk.label(site, OWNER, session, 2, "good")
    review.undo(site, OWNER, session, 2, 3)
    assert told(site, session) == {1: ("good", ""), 2: ("good", "")}
    desk.label(site, OWNER, session, 1, "what_if")
    desk.unlabel(site, OWNER, session, 1)
    assert told(site, session) == {2: ("good", "")}
    with pytest.raises(InputError, match="Nobody has said what take 1 is"):
        desk.unlabel(site, OWNER, session, 1)


@pytest.mark.parametrize(
    ("take_", "variant", "note", "sentence"),
    [
        (0, "good", "", "has no take 0"),
        (3, "good", "", "has no take 3"),
        (1, "bad", "", "good, defect or what_if"),
        (1, "", "", "good, defect or what_if"),
        (1, "defect", "a" * (LONGEST_NOTE + 1), "1,000 characters"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_writes_nothing(
    site, session, take_, variant, note, sentence
):
    with pytest.raises(InputError, match=sentence) as refused:
        desk.label(site, OWNER, session, take_, variant, note)
    assert "\n" not in str(refused.value) and journal.last_number(site, session) == 0


def test_a_note_of_full_length_fits(site, session):
    desk.label(site, OWNER, session, 1, "good", "a" * LONGEST_NOTE)
    assert len(desk.labels(site, OWNER, session)[1].note) == LONGEST_NOTE


def test_nothing_is_said_of_what_is_approved(site, session):
    desk.label(site, OWNER, session, 1, "good")
    approved(site, session)
    for act in (
        lambda: desk.label(site, OWNER, session, 1, "defect"),
        lambda: desk.unlabel(site, OWNER, session, 1),
        lambda: review.undo(site, OWNER, session, 1, journal.last_number(site, session)),
    ):
        with pytest.raises(InputError, match="approved: reopen it"):
            act()
    assert told(site, session) == {1: ("good", "")}


def test_signatures_stand_since_it_is_no_part_of_what_is_signed(site, session):
    after = {"state": "confirmed", "name": "Lee"}
    journal.add(site, OWNER, session, Draft(act=Act.APPROVE, target=WHOLE_SESSION, after=after))
    desk.label(site, OWNER, session, 1, "good")
    assert approval(site, OWNER, session).state == "confirmed"


def test_like_an_answer_it_can_be_said_while_the_session_is_out(site, session):
    out(site, session)
    desk.label(site, OWNER, session, 1, "good")
    desk.unlabel(site, OWNER, session, 1)
    assert told(site, session) == {}


def test_a_note_is_among_the_texts_in_which_words_are_hidden(site, session):
    desk.label(site, OWNER, session, 1, "defect", "call 010-2345-6789")
    (line,) = [one for one in words.lines(site, OWNER, session) if one.where == "take"]
    assert (line.text, line.recording) == ("call 010-2345-6789", "")
    assert "6789" not in line.shown and [one.mask.kind for one in line.words] == ["phone"]
    desk.unlabel(site, OWNER, session, 1)
    assert [one for one in words.lines(site, OWNER, session) if one.where == "take"] == []


def erase(site, session, recording, start_s, end_s):
    span = Span(recording=recording, start_s=start_s, end_s=end_s)
    seen = erasure.preview(site, OWNER, session, span)
    erasure.erase(site, OWNER, session, span, seen.confirmation)
    finish_all(site)


def test_a_note_goes_with_seconds_of_its_take_and_what_was_said_before_does_not_return(
    site, session
):
    first = review.run.read_session(site, session).work[0].id
    desk.label(site, OWNER, session, 1, "good")
    desk.label(site, OWNER, session, 1, "defect", "SECRET")
    desk.label(site, OWNER, session, 2, "good", "plain")
    erase(site, session, first, 2.0, 3.0)
    assert told(site, session) == {2: ("good", "plain")}
    assert all("SECRET" not in str(one) for _, one in journal.read(site, session))


def test_without_a_note_it_stays_when_some_seconds_go(site, session):
    first = review.run.read_session(site, session).work[0].id
    desk.label(site, OWNER, session, 1, "good")
    erase(site, session, first, 2.0, 3.0)
    assert told(site, session) == {1: ("good", "")}


def test_after_a_withdrawal_nobody_is_told_anything(site, session):
    desk.label(site, OWNER, session, 1, "good")
    withdraw_session(site, OWNER, session)
    for act in (
        lambda: desk.labels(site, OWNER, session),
        lambda: desk.label(site, OWNER, session, 1, "defect"),
    ):
        with pytest.raises(Denied):
            act()


def test_who_may_do_nothing_says_nothing(site, session):
    with pytest.raises(Denied):
        desk.label(site, NOBODY, session, 1, "good")
    assert journal.last_number(site, session) == 0
