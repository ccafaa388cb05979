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
from capture.records import wishes as wish_records
from data_schemas.artifact import Kind
from data_schemas.clock import Interval, Span
from pipelines.erasure import desk as erasure
from pipelines.progress import status
from pipelines.stages import STAGES
from pipelines.withdraw import withdraw
from tests.capture.heads import head_of
from tests.capture.sounds import RATE, workshop
from tests.capture.sounds import wav as wav_of
from tests.capture.voices import answer
from tests.conftest import CSV, ROOT, source

pytestmark = pytest.mark.weights
DEMO = ROOT / "examples" / "demo"
PATIENCE_S = 240
BEGUN = ("processing", "ready")


def spoken(path: Path, seconds: float) -> bytes:
    """What is said in the first seconds, as a file of sound only."""
    sound = media_from_path(path).sound_array(RATE)
    return wav_of(sound[: int(seconds * RATE)])


@pytest.fixture(scope="session")
def demo_head() -> bytes:
    return head_of(DEMO / "recording" / "recording.mp4", 12.0)


@pytest.fixture
def session(site, demo_head):
    data = (DEMO / "procedure.en.yaml").read_bytes()
    procedure = import_procedure(site, OWNER, data, "procedure.en.yaml")
    made = ingest(site, OWNER, Intake((source(demo_head),), procedure.id, "Kim")).session.id
    with site.db() as db:
        wish_records.want_faces(db, made, site.now())  # every stage there is is to be seen
    return made


@pytest.fixture
def start(environment):
    """Fewer pictures a second than usual: what is looked for here is what a killed worker loses."""
    environment["SONMAT_MOTION_FPS"] = "5"
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


def kill_in(site, session, start, *stages):
    """Kill a worker while each of ``stages`` runs; what was made must outlive it untouched."""
    before = {}
    for stage in stages:
        worker = start()
        until(lambda stage=stage: stage_status(site, session, stage) in BEGUN, stage)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        before |= made(site, session)
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
    of_the_picture = {"motion", "movement", "motion_windows", "masks"}
    beside = {"sync", "moments", "suggestions", "told", "masked"}
    assert stages == {*beside, *(s.name for s in STAGES if s.name not in of_the_picture)}


def test_what_does_not_need_a_stage_that_fails_is_finished_before_it_is_told(
    site, start, environment
):
    environment["SONMAT_SPEECH_MODEL"] = "no-such-model"
    procedure = import_procedure(site, OWNER, CSV, "flange.csv")
    sound = source(wav_of(workshop(16.0, 1)))
    session = ingest(site, OWNER, Intake((sound,), procedure.id, "Kim")).session.id
    sessions.want(site, OWNER, session)
    start()
    until(lambda: status(site, OWNER, session).state == "failed", "the failure")
    found = status(site, OWNER, session)
    assert {one.stage: one.status for one in found.stages} == {
        "proxy": "ready", "waveform": "ready", "transcribe": "failed",
    }  # fmt: skip
    assert found.problem
    kinds = {one.kind for one in artifacts.find(site, session)}
    assert {Kind.PROXY, Kind.WAVEFORM} <= kinds and Kind.TIMELINE not in kinds


def test_the_words_of_an_answer_are_written_down_and_no_work_is_looked_for_in_it(
    site, session, start
):
    said = answer(site, session, data=spoken(DEMO / "recording" / "recording.mp4", 6.0))
    start()
    finish(site, session)
    kinds = {a.kind for a in artifacts.find(site, session) if said.original in a.parents}
    assert kinds == {Kind.TRANSCRIPT, Kind.PROXY, Kind.TIME_MAP, Kind.WAVEFORM}
    assert sessions.transcript(site, OWNER, session, said.id).utterances
    (work,) = sessions.get_session(site, OWNER, session).work
    timeline = sessions.timeline(site, OWNER, session)
    assert {line.recording for line in timeline.utterances} == {work.id}


@pytest.mark.full
def test_workers_killed_in_one_stage_after_the_other_are_continued(site, session, start):
    sessions.want(site, OWNER, session)
    kill_in(site, session, start, *(s.name for s in STAGES))


@pytest.mark.soak  # seven minutes: four of hearing, to be killed in the middle of it
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


def test_a_part_is_erased_for_good_while_everything_else_is_made_anew(site, session, start):
    """Confirmed while stages run: they stop, the recording is rewritten, and all is redone."""
    sessions.want(site, OWNER, session)
    start()
    until(lambda: artifacts.newest(site, session, Kind.PROXY), "the first result")
    recording = sessions.get_session(site, OWNER, session).recordings[0]
    part = Span(recording=recording.id, start_s=4.0, end_s=6.0)
    seen = erasure.preview(site, OWNER, session, part)
    erasure.erase(site, OWNER, session, part, seen.confirmation)
    until(lambda: all(e.is_done for e in erasure.erasures(site, OWNER, session)), "the erasing")
    assert site.keys.find(artifacts.session_scope(session), recording.original) is None
    until(lambda: status(site, OWNER, session).state == "ready", "the end")
    after = sessions.get_session(site, OWNER, session).recordings[0]
    proxies = artifacts.find(site, session, Kind.PROXY)
    assert [one.parents for one in proxies] == [(after.original,)]
    for kept in (after.original, proxies[0].id):
        media = artifacts.open_media(site, kept)
        within = Interval(start_s=4.1, end_s=5.9)
        assert np.abs(np.concatenate(list(media.sound_within(within, 16_000)))).max() < 1e-3
        shown = [f.to_ndarray(format="rgb24").max() for _, f in media.decoded_within(within)]
        assert shown and max(shown) < 24
    transcript = sessions.transcript(site, OWNER, session)
    assert transcript is not None
    assert not [word for u in transcript.utterances for word in u.words if 4.2 < word.start_s < 5.8]
