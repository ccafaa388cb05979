"""A session that is planned first and recorded take by take."""

from dataclasses import replace

import pytest

from capture import artifacts, consent, offsets, sessions
from capture.access import OWNER
from capture.opening import (
    Opening,
    add_recording,
    following,
    give_transcript,
    know_voice,
    open_session,
)
from capture.sources import Place, TextFile
from data_schemas.clock import Interval
from data_schemas.errors import Denied, InputError, MediaError, TextError, UnknownError
from data_schemas.rights import Consent, ProtectionClass, Purpose
from pipelines import progress
from tests.capture.sounds import RATE, heard, wav, workshop
from tests.conftest import placed, source


@pytest.fixture
def opening(procedure):
    agreed = Consent(purposes=frozenset({Purpose.TEACH}), protection_class=ProtectionClass.OPEN)
    return Opening(procedure=procedure.id, expert="Kim", consent=agreed)


@pytest.fixture
def planned(site, opening):
    return open_session(site, OWNER, opening)


def test_it_has_a_number_and_its_consent_before_anything_is_recorded(site, planned, opening):
    assert planned.number == 1 and planned.recordings == ()
    assert planned.purposes == frozenset({Purpose.TEACH})
    assert consent.read(site, OWNER, planned.id) == opening.consent
    assert progress.status(site, OWNER, planned.id).state == "planned"


def test_two_alike_are_two(site, planned, opening):
    assert open_session(site, OWNER, opening).id != planned.id


def test_an_unknown_procedure_is_refused(site, opening):
    with pytest.raises(UnknownError):
        open_session(site, OWNER, replace(opening, procedure="prc-none"))
    assert sessions.list_sessions(site, OWNER) == ()


def test_there_is_nothing_to_process_yet(site, planned):
    with pytest.raises(InputError, match="Nothing was recorded"):
        sessions.want(site, OWNER, planned.id)


def test_recordings_come_one_by_one_and_are_kept_byte_for_byte(site, planned, take):
    first = add_recording(site, OWNER, planned.id, placed(take, Place(1, 7.0, "clock")))
    second = add_recording(site, OWNER, planned.id, placed(take, Place(2, 90.5, "clock")))
    found = sessions.get_session(site, OWNER, planned.id)
    assert [r.id for r in found.work] == [first.id, second.id]
    # the first one is the zero of the clock, wherever it was said to lie
    assert [(r.take, r.offset_s, r.offset_by) for r in found.work] == [
        (1, 0.0, "clock"),
        (2, 90.5, "clock"),
    ]
    with artifacts.open_bytes(site, second.original) as kept:
        assert kept.read() == take
    assert progress.status(site, OWNER, planned.id).state == "received"
    assert sessions.want(site, OWNER, planned.id) == 1


def test_a_hostile_file_leaves_nothing(site, planned):
    with pytest.raises(MediaError):
        add_recording(site, OWNER, planned.id, source(b"ffconcat version 1.0\nfile /etc/passwd"))
    assert sessions.get_session(site, OWNER, planned.id).recordings == ()
    assert not artifacts.find(site, planned.id, artifacts.Kind.ORIGINAL)


SRT = b"1\n00:00:00,000 --> 00:00:01,000\nNow the gasket\n"


def test_words_and_a_voice_may_be_brought_with_the_first_recording(site, planned, take, opening):
    with pytest.raises(InputError, match="Nothing was recorded"):
        give_transcript(site, OWNER, planned.id, TextFile("a.srt", SRT))
    add_recording(site, OWNER, planned.id, source(take))
    give_transcript(site, OWNER, planned.id, TextFile("a.srt", SRT))
    (given,) = artifacts.find(site, planned.id, artifacts.Kind.GIVEN_TRANSCRIPT)
    assert artifacts.load(site, given.id).text == "Now the gasket"
    voice = Interval(start_s=0, end_s=3)
    with pytest.raises(TextError, match="consent of its own"):
        know_voice(site, OWNER, planned.id, voice)
    agreed = opening.consent.model_copy(update={"voice_template": True})
    consent.grant(site, OWNER, planned.id, agreed)
    with pytest.raises(TextError, match="longer stretch"):
        know_voice(site, OWNER, planned.id, Interval(start_s=0, end_s=2))
    know_voice(site, OWNER, planned.id, voice)
    found = sessions.get_session(site, OWNER, planned.id)
    assert (found.voice_from_s, found.voice_to_s) == (0, 3)
    consent.grant(site, OWNER, planned.id, opening.consent)
    assert sessions.get_session(site, OWNER, planned.id).voice_from_s is None


def test_nothing_comes_into_a_session_that_is_withdrawn(site, planned, take):
    consent.withdraw_session(site, OWNER, planned.id)
    with pytest.raises(Denied):
        add_recording(site, OWNER, planned.id, source(take))


def test_nothing_comes_in_that_was_on_its_way_when_it_was_withdrawn(site, planned, take):
    """The line is slow, the expert is quick: the bytes are read while consent ends."""
    slow = source(take)
    opened = slow.open

    def open_and_withdraw():
        consent.withdraw_session(site, OWNER, planned.id)
        return opened()

    with pytest.raises(Denied):
        add_recording(site, OWNER, planned.id, replace(slow, open=open_and_withdraw))
    assert sessions.get_session(site, OWNER, planned.id).recordings == ()
    assert not artifacts.find(site, planned.id, artifacts.Kind.ORIGINAL)


def test_cameras_are_searched_within_their_own_take(site, planned):
    """The second take lies where the clock put it, and its second camera beside it."""
    work = workshop(30.0, 1)
    first, late = wav(heard(work, "dull", 1)), wav(heard(work[2 * RATE :], "thin", 2))
    for number, at_s in ((1, 0.0), (2, 500.0)):
        add_recording(site, OWNER, planned.id, placed(first, Place(number, at_s, "clock")))
    add_recording(site, OWNER, planned.id, placed(late, Place(2, 500.0, "nobody")))
    found = offsets.find_offsets(site, OWNER, planned.id)
    assert [one.offset_by for one in found] == ["clock", "clock", "sound"]
    assert found[2].offset_s == pytest.approx(502.0, abs=0.05)


def test_a_file_that_changes_while_it_is_read_leaves_nothing(site, planned, take):
    with pytest.raises(MediaError, match="changed while it was read"):
        add_recording(site, OWNER, planned.id, replace(source(take), sha256="0" * 64))
    assert not artifacts.find(site, planned.id, artifacts.Kind.ORIGINAL)


def test_a_next_take_lies_behind_all_that_is_here(site, planned, take):
    add_recording(site, OWNER, planned.id, placed(take, Place(1, 0.0, "nobody")))
    add_recording(site, OWNER, planned.id, placed(take, Place(2, 40.0, "clock")))
    found = sessions.get_session(site, OWNER, planned.id)
    end_s = 40.0 + found.work[1].duration_s
    assert following(found, Place(2, 5.0)) == Place(4, end_s + 5.0, "clock")
