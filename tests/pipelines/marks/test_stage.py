"""Marks through the real way: sealed per recording, merged with those that a person set."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from app.cli.views import session_view
from capture import artifacts, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.site import Site
from capture.sources import TextFile
from data_schemas.artifact import Kind, Recipe
from data_schemas.errors import UnknownError
from data_schemas.marks import Mark, Marks
from data_schemas.session import Session
from pipelines.job import Subject
from pipelines.run import ensure
from pipelines.stages import BY_NAME, FOLLOWING, PER_RECORDING
from pipelines.withdraw import withdraw
from tests.conftest import CSV, source
from tests.pipelines.marks.made import RATE, clap, track

SRT = """1
00:00:02,000 --> 00:00:02,800
표시

2
00:00:08,000 --> 00:00:10,000
이 표시를 보고 조입니다
"""


@pytest.fixture
def session(site: Site) -> Session:
    sound = track((5.0, clap()), (5.4, clap(0.3, 2)))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    procedure = import_procedure(site, OWNER, CSV, "flange.csv")
    text = TextFile("ko.srt", SRT.encode())
    intake = Intake((source(out.getvalue(), "card.wav"),), procedure.id, "Kim", transcript=text)
    made = ingest(site, OWNER, intake).session
    for stage in ("transcribe", "marks"):
        ensure(site, BY_NAME[stage], Subject(made, made.recordings[0]))
    return made


def marks(site: Site, session: Session) -> tuple[Mark, ...]:
    return sessions.marks(site, OWNER, session.id, session.recordings[0].id).marks


def set_by_hand(site: Site, session: Session, at_s: float, take: int = 1) -> None:
    recipe = Recipe(
        kind=Kind.MARKS, stage="recorder", version="1", params={"take": take},
        parents=(session.recordings[0].original,),
    )  # fmt: skip
    value = Marks(marks=(Mark(at_s=at_s, kind="pedal", text="re-grip"),))
    artifacts.seal(site, recipe, artifacts.session_scope(session.id), value)


def test_a_word_and_two_claps_of_an_imported_recording(site: Site, session: Session) -> None:
    word, clapped = marks(site, session)
    assert (word.kind, word.at_s, word.text) == ("word", 2.0, "표시")
    assert clapped.kind == "claps" and clapped.at_s == pytest.approx(5.0, abs=0.1)


def test_marks_of_the_recorder_stand_among_them(site: Site, session: Session) -> None:
    set_by_hand(site, session, 3.3)
    set_by_hand(site, session, 7.7, take=2)
    assert [mark.kind for mark in marks(site, session)] == ["word", "pedal", "claps", "pedal"]


def test_of_what_was_found_only_the_newest_counts(site: Site, session: Session) -> None:
    """A later version of the stage hears something else; a person's marks stay."""
    set_by_hand(site, session, 3.3)
    recording = session.recordings[0]
    recipe = Recipe(kind=Kind.MARKS, stage="marks", version="99", parents=(recording.original,))
    value = Marks(marks=(Mark(at_s=9.0, kind="word", text="marker"),))
    artifacts.seal(site, recipe, artifacts.session_scope(session.id), value)
    assert [mark.at_s for mark in marks(site, session)] == [3.3, 9.0]


def test_show_prints_them(site: Site, session: Session) -> None:
    shown = session_view(site, OWNER, session.id)["marks"]
    assert [one["kind"] for one in shown] == ["word", "claps"]
    assert shown[0] == {
        "recording": session.recordings[0].id, "at_s": 2.0, "kind": "word", "text": "표시"
    }  # fmt: skip


def test_nothing_of_them_is_readable_and_withdrawal_ends_them(site: Site, session: Session) -> None:
    for path in site.settings.folder.rglob("*"):
        assert not path.is_file() or "표시".encode() not in path.read_bytes()
    withdraw(site, OWNER, session.id)
    assert session_view(site, OWNER, session.id)["marks"] == []


def test_an_unknown_recording_is_refused(site: Site, session: Session) -> None:
    with pytest.raises(UnknownError):
        sessions.marks(site, OWNER, session.id, "rec-none")


def test_the_worker_runs_it_after_the_words_are_there() -> None:
    assert "marks" in FOLLOWING["transcribe"]
    assert BY_NAME["marks"] in PER_RECORDING and Kind.TRANSCRIPT in BY_NAME["marks"].needs
