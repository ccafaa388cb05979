"""Re-runs by the real worker: killed in the middle they go on, and people's own work goes first."""

import os
import signal
import subprocess
import sys
import time

import pytest

from capture import artifacts, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.records import artifacts as artifact_records
from capture.sources import TextFile
from data_schemas.artifact import Kind
from pipelines.deidentify.desk import look_for_faces
from pipelines.progress import client_of, flow_id, status
from pipelines.rederive import desk
from pipelines.rederive.desk import Extent
from pipelines.stages import BY_NAME
from tests.capture.heads import head_of
from tests.conftest import CSV, ROOT, source

pytestmark = [pytest.mark.weights, pytest.mark.full]
PATIENCE_S = 240
SAID = (
    b"1\n00:00:00,500 --> 00:00:03,000\nClean the face.\n\n"
    b"2\n00:00:05,000 --> 00:00:08,000\nSet the gasket.\n"
)
OF_MOTION = {"motion", "movement", "motion_windows", "masks"}


@pytest.fixture(scope="module")
def head() -> bytes:
    return head_of(ROOT / "examples" / "demo" / "recording" / "recording.mp4", 10.0)


@pytest.fixture
def take_in(site, head):
    job = import_procedure(site, OWNER, CSV, "flange.csv")

    def take(expert):
        intake = Intake((source(head),), job.id, expert, transcript=TextFile("said.srt", SAID))
        return ingest(site, OWNER, intake).session.id

    return take


@pytest.fixture
def start(environment):
    running = []

    def begin(fps):
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "worker"],
            env={**environment, "SONMAT_MOTION_FPS": str(fps)}, cwd=ROOT,
        )  # fmt: skip
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()


def until(check, what):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.05)
    pytest.fail(f"waited {PATIENCE_S} s for {what}")


def flows(site, prefix):
    return {one.workflow_id: one for one in client_of(site).list_workflows(
        workflow_id_prefix=prefix, load_input=False, load_output=False
    )}  # fmt: skip


def beside(site, session):
    with site.db() as db:
        return {one.id: one for one in artifact_records.beside(db, session)}


def kill(worker):
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()


def test_another_setting_is_followed_beside_through_a_kill_and_behind_a_new_session(
    site, take_in, start
):
    session = take_in("Kim")
    look_for_faces(site, OWNER, session)
    worker = start(3)
    until(lambda: status(site, OWNER, session).state == "ready", "the first run")
    kill(worker)
    before = {one.id: one for one in artifacts.find(site, session)}

    site.settings = site.settings.model_copy(update={"motion_fps": 8.0})
    found = desk.start(site, OWNER, Extent())
    assert {row.stage for row in found.rows} == OF_MOTION and found.sessions == (session,)
    recorded = take_in("Lee")
    sessions.want(site, OWNER, recorded)
    worker = start(8)
    flow = f"rerun.{session}.1"
    until(lambda: any("motion" in one for one in flows(site, f"{flow}.")), "the re-run")
    first = flows(site, flow_id(recorded, 1))[flow_id(recorded, 1)]
    assert first.status == "SUCCESS", "what somebody has just recorded goes first"
    assert flows(site, flow)[flow].created_at >= first.updated_at
    time.sleep(1.0)
    kill(worker)
    assert not {one.kind for one in beside(site, session).values()} & {Kind.MASKS}

    start(8)
    until(lambda: desk.status(site, OWNER)[0].state in ("made", "failed"), "the end")
    assert desk.status(site, OWNER)[0].state == "made"
    made = beside(site, session)
    kinds = sorted(one.kind for one in made.values())
    assert kinds == sorted(kind for name in OF_MOTION for kind in BY_NAME[name].makes)
    assert {one.id: one for one in artifacts.find(site, session)} == before
    told = desk.preview(site, OWNER, session)
    assert set(told.made) == OF_MOTION and told.is_same
    desk.accept(site, OWNER, session)
    newest = artifacts.newest(site, session, Kind.MOTION)
    assert newest.id in made and artifacts.load(site, newest.id).info.sampled_fps == 8.0
