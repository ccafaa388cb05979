"""An answer arrives like any other recording, and never becomes a part of the work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capture import artifacts, closing, offsets, sessions, takes
from capture.access import NOBODY, OWNER
from capture.opening import Opening, add_recording, open_session
from capture.records import takes as records
from capture.sources import Place
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import TimeMap
from data_schemas.errors import Denied, InputError, StaleEntry
from data_schemas.marks import Mark
from data_schemas.transcript import Transcript, Utterance
from pipelines.withdraw import withdraw
from tests.capture.test_takes import begun, sent, silent, start
from tests.capture.voices import voice, whole
from tests.conftest import source

ANSWER = {"role": "answer"}


@pytest.fixture
def webm() -> bytes:
    return voice()


@pytest.fixture
def planned(site, procedure):
    return open_session(site, OWNER, Opening(procedure.id, "Kim")).id


@pytest.fixture
def worked(site, planned, take):
    """With one recording of the work."""
    return add_recording(site, OWNER, planned, source(take))


def answered(site, session, webm, **more):
    stream = sent(site, session, webm, **ANSWER, **more)
    return closing.finish(site, OWNER, session, stream, whole(webm))


def said(text: str, original: str) -> tuple[Recipe, Transcript]:
    recipe = Recipe(kind=Kind.TRANSCRIPT, stage="test", version="1", parents=(original,))
    line = Utterance(start_s=0.0, end_s=1.0, text=text)
    return recipe, Transcript(language="en", engine="import", utterances=(line,))


def heard(site, recording, text):
    recipe, value = said(text, recording.original)
    artifacts.seal(site, recipe, artifacts.session_scope(recording.session), value)


def test_an_answer_is_kept_byte_for_byte_and_lies_on_no_clock(site, planned, worked, webm):
    made = answered(site, planned, webm)
    assert (made.role, made.offset_s, made.offset_by) == ("answer", None, "nobody")
    with artifacts.open_bytes(site, made.original) as file:
        assert file.read() == webm
    found = sessions.get_session(site, OWNER, planned)
    assert found.work == (worked,) and found.unplaced == ()
    assert found.duration_s == worked.duration_s
    assert [one.recording for one in offsets.find_offsets(site, OWNER, planned)] == [worked.id]
    with pytest.raises(InputError, match="no place"):
        offsets.set_offsets(site, OWNER, planned, {made.id: 1.0})


def test_which_recording_an_answer_became(site, planned, worked, webm):
    first = answered(site, planned, webm, number=1)
    coming = sent(site, planned, webm[:100], number=2, device=2, **ANSWER)
    second = answered(site, planned, webm, number=3)
    closing.finish(site, OWNER, planned, sent(site, planned, webm, number=4), whole(webm))
    found = takes.answers_of(site, OWNER, planned)
    assert found == {f"stm-{1:016x}": first, f"stm-{3:016x}": second}
    assert [one.id for one in takes.unfinished(site, OWNER, planned, "answer")] == [coming]
    assert takes.unfinished(site, OWNER, planned) == ()
    with pytest.raises(Denied):
        takes.answers_of(site, NOBODY, planned)


def test_answers_move_no_take(site, planned, webm):
    """One lies before the first take, one between two, one beside a camera that records."""
    answered(site, planned, webm, number=1, device=9)
    early, beside, later = (
        start(site, 2, 1, ago_s=60, for_s=20),
        start(site, 5, 2, ago_s=58, for_s=20),
        start(site, 6, 1, ago_s=10),
    )
    assert takes.begin(site, OWNER, planned, early).take == 1
    answered(site, planned, webm, number=3, device=9)
    begun(site, planned, number=4, device=8, ago_s=59, **ANSWER)
    assert takes.begin(site, OWNER, planned, beside).take == 1
    assert takes.begin(site, OWNER, planned, later).take == 2
    for one in (early, beside, later):
        takes.append(site, OWNER, planned, one.stream, 0, webm)
        closing.finish(site, OWNER, planned, one.stream, whole(webm))
    work = sessions.get_session(site, OWNER, planned).work
    zeros = [(one.started_at - early.started_at).total_seconds() for one in (early, beside, later)]
    assert [one.offset_s for one in work] == pytest.approx(zeros, abs=1e-3)
    assert [(one.take, one.offset_by) for one in work] == [
        (1, "clock"), (1, "nobody"), (2, "clock"),
    ]  # fmt: skip
    with site.db() as db:
        assert records.last_take(db, planned) == 2


def test_the_first_work_is_the_zero_also_behind_an_answer(site, planned, take, webm):
    answered(site, planned, webm)
    late = add_recording(site, OWNER, planned, replace(source(take), place=Place(1, 40.0, "clock")))
    found = sessions.get_session(site, OWNER, planned)
    assert [(one.id, one.offset_s) for one in found.work] == [(late.id, 0.0)]


def test_a_device_answers_or_records_not_both(site, planned):
    begun(site, planned, number=1, **ANSWER)
    with pytest.raises(StaleEntry, match="already"):
        begun(site, planned, number=2)
    assert begun(site, planned, number=3, device=2)


def test_the_same_stream_keeps_its_role(site, planned):
    begun(site, planned, number=1, **ANSWER)
    again = takes.begin(site, OWNER, planned, start(site, 1))
    assert again.role == "answer"


def test_an_answer_that_was_broken_off_is_an_answer(site, planned, worked, webm):
    by_hand = sent(site, planned, webm[: len(webm) * 2 // 3], number=1, **ANSWER)
    silent(site, by_hand, minutes=5)
    made = closing.settle(site, OWNER, planned, by_hand)
    left = sent(site, planned, webm[: len(webm) // 2], number=2, device=2, **ANSWER)
    silent(site, left, hours=site.settings.record_wait_h + 1)
    closing.sweep(site)
    swept = takes.answers_of(site, OWNER, planned)[left]
    for one in (made, swept):
        assert (one.role, one.offset_s) == ("answer", None)
    assert sessions.get_session(site, OWNER, planned).work == (worked,)


def test_its_words_are_wanted_at_once_where_there_is_work(site, planned, take, webm):
    answered(site, planned, webm, number=1)
    assert sessions.wish(site, OWNER, planned) is None
    with pytest.raises(InputError, match="Nothing was recorded"):
        sessions.want(site, OWNER, planned)
    add_recording(site, OWNER, planned, source(take))
    answered(site, planned, webm, number=2)
    assert sessions.wish(site, OWNER, planned).run == 1


def test_what_was_made_of_an_answer_is_not_taken_for_the_work(site, planned, worked, webm):
    made = answered(site, planned, webm)
    heard(site, worked, "the work")
    for recording in (worked, made):
        copy = TimeMap(proxy_s=(0.0, 1.0), source_s=(0.0, 1.0 if recording is worked else 2.0))
        recipe = Recipe(
            kind=Kind.TIME_MAP, stage="test", version="1", parents=(recording.original,)
        )
        artifacts.seal(site, recipe, artifacts.session_scope(planned), copy)
    heard(site, made, "the answer")

    def words(recording=None):
        found = sessions.transcript(site, OWNER, planned, recording)
        return [one.text for one in found.utterances]

    assert words() == ["the work"]
    assert words(made.id) == ["the answer"]
    assert sessions.time_map(site, OWNER, planned).source_s == (0.0, 1.0)
    assert sessions.time_map(site, OWNER, planned, made.id).source_s == (0.0, 2.0)


def test_marks_of_an_answer_are_no_marks_of_the_work(site, planned, worked, webm):
    from app.cli.views import session_view

    stream = sent(site, planned, webm, **ANSWER)
    takes.mark(site, OWNER, planned, stream, {0: Mark(at_s=0.5, kind="pedal")})
    made = closing.finish(site, OWNER, planned, stream, whole(webm))
    assert len(sessions.marks(site, OWNER, planned, made.id).marks) == 1
    assert session_view(site, OWNER, planned)["marks"] == []


def test_answers_are_erased_with_their_session(site, planned, worked, webm):
    made = answered(site, planned, webm, number=1)
    coming = sent(site, planned, webm[:100], number=2, device=2, **ANSWER)
    withdraw(site, OWNER, planned)
    scope = artifacts.session_scope(planned)
    assert not site.vault.exists(scope, made.original)
    assert not site.vault.exists(scope, takes.part_name(coming, 0))
    with site.db() as db:
        assert records.of_session(db, planned) == ()
