"""The stage: a tone is as loud as it is, silence is flat, and no sound is nothing."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from capture import artifacts, sessions
from capture.access import NOBODY, OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.errors import Denied
from data_schemas.session import Session
from data_schemas.waveform import FULL
from pipelines.job import Subject
from pipelines.review import desk
from pipelines.run import ensure
from pipelines.stages import BY_NAME, PER_RECORDING, STAGES
from pipelines.waveform.peaks import peaks
from tests.capture.clips import Recipe, clip
from tests.conftest import CSV, source

RATE = 16_000


def spoken() -> bytes:
    """One second of silence, one of a tone at half of what there is, one of silence."""
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
    sound = np.concatenate([np.zeros(RATE), tone, np.zeros(RATE)])
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    return out.getvalue()


def made(site: Site, data: bytes, name: str) -> Session:
    procedure = import_procedure(site, OWNER, CSV, "flange.csv")
    session = ingest(site, OWNER, Intake((source(data, name),), procedure.id, "Kim")).session
    ensure(site, BY_NAME["waveform"], Subject(session, session.recordings[0]))
    return session


def pairs(site: Site, session: Session) -> np.ndarray:
    found = sessions.waveform(site, OWNER, session.id, session.recordings[0].id)
    assert found is not None
    return found.pairs


def test_a_tone_between_silence(site: Site) -> None:
    session = made(site, spoken(), "a.wav")
    drawn = pairs(site, session)
    assert drawn.shape == (150, 2)
    assert not drawn[:50].any() and not drawn[100:].any()
    assert np.abs(drawn[51:99, 1] - FULL / 2).max() <= 1.5
    assert np.abs(drawn[51:99, 0] + FULL / 2).max() <= 1.5


def test_a_recording_without_sound_has_none(site: Site) -> None:
    assert len(pairs(site, made(site, clip(Recipe()), "a.mp4"))) == 0


@pytest.mark.parametrize("size", [1, 160, 319, 320, 7_000])
def test_it_does_not_matter_how_the_sound_comes(size: int) -> None:
    sound = np.linspace(-2, 2, 10_001, dtype=np.float32)
    chunks = [sound[at : at + size] for at in range(0, len(sound), size)]
    together = peaks(iter(chunks), RATE).pairs
    assert len(together) == 32
    assert np.array_equal(together, peaks([sound], RATE).pairs)
    assert (together[0, 0], together[-1, 1]) == (-FULL, FULL)


def test_seconds_that_were_taken_out_are_silent(site: Site) -> None:
    session = made(site, spoken(), "a.wav")
    cut = Span(recording=session.recordings[0].id, start_s=1.0, end_s=1.5)
    desk.strike(site, OWNER, session.id, cut, 0)
    drawn = pairs(site, session)
    assert not drawn[:75].any() and drawn[76:99].all()


def test_before_it_is_made_there_is_none_and_a_stranger_gets_none(site: Site) -> None:
    procedure = import_procedure(site, OWNER, CSV, "flange.csv")
    session = ingest(site, OWNER, Intake((source(spoken(), "a.wav"),), procedure.id, "Kim")).session
    recording = session.recordings[0].id
    assert sessions.waveform(site, OWNER, session.id, recording) is None
    with pytest.raises(Denied):
        sessions.waveform(site, NOBODY, session.id, recording)


def test_it_is_small_and_nothing_of_it_lies_readable(site: Site) -> None:
    session = made(site, spoken(), "a.wav")
    (artifact,) = artifacts.find(site, session.id, Kind.WAVEFORM)
    assert artifact.size == 4 + 2 * 150
    loud = pairs(site, session)[51:99].tobytes()
    for path in site.settings.folder.rglob("*"):
        assert not path.is_file() or loud not in path.read_bytes()


def test_the_worker_draws_it_early() -> None:
    stage = BY_NAME["waveform"]
    assert stage in PER_RECORDING and stage.queue == "light"
    assert STAGES.index(stage) < STAGES.index(BY_NAME["transcribe"])
