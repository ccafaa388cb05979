"""The durable worker: killed in the middle, it loses nothing and repeats nothing finished.

Real stages on the head of the real demo recording; the worker is a process of its own.
"""

import os
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from capture import artifacts, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.media import media_from_path
from capture.procedures import import_procedure
from data_schemas.artifact import Kind
from pipelines.progress import status
from pipelines.stages import STAGES
from pipelines.withdraw import withdraw
from tests.capture.sounds import RATE, workshop
from tests.capture.sounds import wav as wav_of
from tests.conftest import CSV, ROOT, source

pytestmark = pytest.mark.weights
DEMO = ROOT / "examples" / "demo"
PATIENCE_S = 240


def head_of(path: Path, seconds: float) -> bytes:
    """The first seconds of a recording, streams copied."""
    import io

    import av

    out = io.BytesIO()
    with av.open(str(path)) as given, av.open(out, "w", format="mp4") as made:
        pairs = {s.index: made.add_stream_from_template(s) for s in given.streams}
        for packet in given.demux():
            if packet.dts is None or packet.pts * packet.time_base > seconds:
                continue
            packet.stream = pairs[packet.stream.index]
            made.mux(packet)
    return out.getvalue()


@pytest.fixture(scope="session")
def demo_head() -> bytes:
    return head_of(DEMO / "recording" / "recording.mp4", 12.0)


@pytest.fixture
def session(site, demo_head):
    data = (DEMO / "procedure.en.yaml").read_bytes()
    procedure = import_procedure(site, OWNER, data, "procedure.en.yaml")
    return ingest(site, OWNER, Intake((source(demo_head),), procedure.id, "Kim")).session.id


@pytest.fixture
def start(environment):
    running = []

    def begin():
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "worker"],
            env=environment, cwd=ROOT, stderr=subprocess.PIPE,
        )  # fmt: skip
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
        process.stderr.close()


def until(check, what):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(f"waited {PATIENCE_S} s for {what}")


def stage_status(site, session, name):
    found = [s for s in status(site, OWNER, session).stages if s.stage == name]
    return found[0].status if found else None


def made(site, session):
    """Results by id; parts of a transcript go when the whole is there."""
    found = artifacts.find(site, session)
    return {a.id: a for a in found if a.kind is not Kind.TRANSCRIPT_PART}


def finish(site, session):
    def over():
        found = status(site, OWNER, session)
        return found if found.state in ("ready", "failed", "cancelled") else None

    done = until(over, "the end")
    assert done.state == "ready", done
    return done


def kill_in(site, session, start, stage):
    """Kill the worker while ``stage`` runs; what was made before must outlive it untouched."""
    worker = start()
    until(lambda: stage_status(site, session, stage) in ("processing", "ready"), stage)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    before = made(site, session)
    start()
    finish(site, session)
    after = made(site, session)
    for name, artifact in before.items():
        assert after[name] == artifact, f"{artifact.kind} was made again"
    for stage_ in STAGES:
        for kind in stage_.makes:
            assert [a.kind for a in after.values()].count(kind) == 1, kind
    for artifact in after.values():
        with artifacts.open_bytes(site, artifact.id) as sealed:
            assert len(sealed.read()) == artifact.size


def test_a_worker_killed_in_the_middle_of_motion_is_continued(site, session, start):
    sessions.want(site, OWNER, session)
    kill_in(site, session, start, "motion")
    timeline = sessions.timeline(site, OWNER, session)
    assert timeline.utterances and timeline.segments
    assert stage_status(site, session, "sync") is None, "one camera has nothing to be matched with"


def test_cameras_are_matched_without_being_asked(site, start):
    sound = workshop(16.0, 1)
    takes = tuple(source(data) for data in (wav_of(sound), wav_of(sound[5 * RATE :])))
    procedure = import_procedure(site, OWNER, CSV, "flange.csv")
    session = ingest(site, OWNER, Intake(takes, procedure.id, "Kim")).session.id
    sessions.want(site, OWNER, session)
    start()
    finish(site, session)
    assert stage_status(site, session, "sync") == "ready"
    second = sessions.get_session(site, OWNER, session).recordings[1]
    assert second.offset_s == pytest.approx(5.0, abs=0.04) and second.offset_by == "sound"
    stages = {s.stage for s in status(site, OWNER, session).stages}
    of_the_picture = {"motion", "movement", "motion_windows"}
    assert stages == {"sync", *(s.name for s in STAGES if s.name not in of_the_picture)}


@pytest.mark.full
@pytest.mark.parametrize("stage", [s.name for s in STAGES if s.name != "motion"])
def test_a_worker_killed_in_any_other_stage_is_continued(site, session, start, stage):
    sessions.want(site, OWNER, session)
    kill_in(site, session, start, stage)


@pytest.mark.full
def test_a_long_transcription_goes_on_at_the_next_part(site, start, tmp_path):
    """Killed after its first part; that one is neither lost nor made again."""
    narration = media_from_path(DEMO / "recording" / "recording.mp4").sound_array()
    long = wav(tmp_path / "long.wav", np.concatenate([narration] * 4))
    data = (DEMO / "procedure.en.yaml").read_bytes()
    procedure = import_procedure(site, OWNER, data, "procedure.en.yaml")
    intake = Intake((source(long.read_bytes(), "long.wav"),), procedure.id, "Kim")
    session = ingest(site, OWNER, intake).session.id
    sessions.want(site, OWNER, session)
    worker = start()
    first = until(lambda: artifacts.find(site, session, Kind.TRANSCRIPT_PART), "the first part")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert not artifacts.find(site, session, Kind.TRANSCRIPT)
    start()
    seen: dict[str, object] = {}

    def over():
        seen.update({a.id: a for a in artifacts.find(site, session, Kind.TRANSCRIPT_PART)})
        return artifacts.find(site, session, Kind.TRANSCRIPT)

    until(over, "the transcript")
    assert all(seen[part.id] == part for part in first)
    finish(site, session)
    transcript = sessions.transcript(site, OWNER, session)
    assert transcript.text.lower().count("gasket") >= 4
    assert not artifacts.find(site, session, Kind.TRANSCRIPT_PART)


def wav(path, sound):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return path


@pytest.mark.full
def test_cancelled_work_stops_keeps_what_is_finished_and_goes_on_later(site, session, start):
    sessions.want(site, OWNER, session)
    start()
    until(lambda: stage_status(site, session, "motion") == "processing", "motion")
    sessions.cancel(site, OWNER, session)
    assert status(site, OWNER, session).state == "cancelled"
    until(lambda: stage_status(site, session, "motion") == "cancelled", "the stop")
    before = made(site, session)
    sessions.want(site, OWNER, session)
    finish(site, session)
    after = made(site, session)
    assert all(after[name] == artifact for name, artifact in before.items())


@pytest.mark.full
def test_a_session_withdrawn_while_it_is_processed_leaves_nothing(site, session, start):
    sessions.want(site, OWNER, session)
    worker = start()
    until(lambda: stage_status(site, session, "motion") == "processing", "motion")
    withdraw(site, OWNER, session)
    until(lambda: not artifacts.find(site, session), "the erasure")
    time.sleep(3)  # a stage that was running must not bring anything back
    assert not artifacts.find(site, session)
    assert status(site, OWNER, session).state == "withdrawn"
    assert worker.poll() is None, "the worker goes on with other work"


@pytest.mark.full
def test_a_second_worker_for_the_same_folder_is_refused(site, session, start):
    sessions.want(site, OWNER, session)
    start()
    until(lambda: status(site, OWNER, session).stages, "the first worker")
    second = start()
    assert second.wait(timeout=60) == 1
    assert b"already runs" in second.stderr.read()
