"""Several machines on one site: PostgreSQL for state and work, an object store for what is kept.

Each worker is a process with a data folder of its own, as on a machine of its own. Sessions are of
sound only and bring their words along, so that no large model is needed.
"""

import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from dbos import DBOSClient

from capture import artifacts, members, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.settings import Settings
from capture.site import Site
from capture.sources import TextFile
from capture.verify import verify
from data_schemas.artifact import Kind
from pipelines.progress import queue, status
from tests.capture.sounds import RATE
from tests.capture.sounds import wav as wav_of
from tests.conftest import CSV, KEPT, ROOT, source
from tests.served import bucket, fresh_database, postgres

pytestmark = [pytest.mark.full, pytest.mark.weights]
PATIENCE_S = 240
WORDS = b"1\n00:00:00,000 --> 00:00:01,500\nClean the face and set the gasket.\n"
# The gpu's stages here are two that can do without one.
GPU = "transcribe proxy"


class Cluster:
    """A site that is opened here, and workers by name."""

    def __init__(self, place, server, vault):
        self.place, self.server, self.vault = place, server, vault
        self.url = fresh_database(server)
        self.running = {}
        self.site = Site.open(self.settings("here"))
        self.procedure = import_procedure(self.site, OWNER, CSV, "flange.csv").id
        self.client = DBOSClient(system_database_url=self.url)

    def settings(self, host):
        key = self.place / host / "site.key"
        key.parent.mkdir(exist_ok=True)
        first = self.place / "here" / "site.key"
        if key != first:
            shutil.copy(first, key)
        return Settings(
            data=self.place / host / "data", site_key_file=key, database_url=self.url,
            vault_url=self.vault, worker_silent_s=8,
        )  # fmt: skip

    def start(self, name, queues):
        settings = self.settings(name)
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith("SONMAT_") or k in KEPT
        }
        environment |= {
            "SONMAT_DATA": str(settings.folder), "SONMAT_SITE_KEY_FILE": str(settings.key_file),
            "SONMAT_DATABASE_URL": self.url, "SONMAT_VAULT_URL": self.vault,
            "SONMAT_WORKER_NAME": name, "SONMAT_WORKER_SILENT_S": "8", "SONMAT_GPU_STAGES": GPU,
        }  # fmt: skip
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "worker", "--queues", queues],
            env=environment, cwd=ROOT, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(lambda: name in {one.name for one in members.alive(self.site)}, name)

    def kill(self, *names):
        for name in names:
            os.kill(self.running[name].pid, signal.SIGKILL)
        for name in names:
            self.running.pop(name).wait()

    def take_in(self, seconds=2.0, seed=0):
        noise = np.random.default_rng(seed).normal(0, 0.1, int(seconds * RATE)).astype(np.float32)
        words = TextFile("take.srt", WORDS)
        intake = Intake(
            (source(wav_of(noise), "take.wav"),), self.procedure, "Kim", transcript=words
        )
        session = ingest(self.site, OWNER, intake).session.id
        sessions.want(self.site, OWNER, session)
        return session

    def finish(self, *wanted):
        for session in wanted:
            until(lambda one=session: self.state(one) in ("ready", "failed"), "the end")
            assert self.state(session) == "ready", status(self.site, OWNER, session)

    def state(self, session):
        return status(self.site, OWNER, session).state

    def flows(self, session):
        """Stages of a session: name to what DBOS knows of it."""
        found = self.client.list_workflows(workflow_id_prefix=f"{session}.", load_output=False)
        return {f.workflow_id.split(".")[2]: f for f in found if f.workflow_id.count(".") == 3}

    def made_once(self, *wanted):
        for session in wanted:
            kinds = [one.kind for one in artifacts.find(self.site, session)]
            assert len(kinds) == len(set(kinds)), kinds
            assert {Kind.PROXY, Kind.TRANSCRIPT, Kind.TIMELINE, Kind.PASSAGES} <= set(kinds)
        assert verify(self.site, OWNER).problems == ()


def until(check, what):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(f"waited {PATIENCE_S} s for {what}")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    place = tmp_path_factory.mktemp("cluster")
    with postgres() as server, bucket() as vault:
        made = Cluster(place, server, vault)
        made.start("east", "cpu")
        made.start("west", "gpu")
        yield made
        for process in made.running.values():
            process.kill()
            process.wait()
        made.client.destroy()
        made.site.close()


def test_before_any_worker_has_run_the_state_is_told(cluster):
    """The tables of what is running are a worker's to make."""
    url = fresh_database(cluster.server)
    new = cluster.settings("here").model_copy(
        update={
            "database_url": url,
            "vault_url": f"{cluster.vault}/new",
            "data": cluster.place / "n",
        }
    )
    site = Site.open(new)
    procedure = import_procedure(site, OWNER, CSV, "flange.csv").id
    sound = wav_of(np.zeros(RATE, np.float32) + 0.1)
    session = ingest(site, OWNER, Intake((source(sound, "take.wav"),), procedure, "Kim")).session.id
    sessions.want(site, OWNER, session)
    assert status(site, OWNER, session).state == "processing"
    assert queue(site).waiting == 1
    site.close()


def test_two_workers_share_the_sessions_each_with_its_own_queues(cluster):
    wanted = [cluster.take_in(seed=n) for n in range(3)]
    cluster.finish(*wanted)
    cluster.made_once(*wanted)
    by = {stage: f.executor_id for one in wanted for stage, f in cluster.flows(one).items()}
    assert {by[stage] for stage in GPU.split()} == {"west"}
    assert {who for stage, who in by.items() if stage not in GPU.split()} == {"east"}
    there = {one.name: one for one in members.alive(cluster.site, "worker")}
    assert there["east"].queues == ("cpu",) and there["west"].queues == ("gpu",)
    assert members.leader(cluster.site) == there["east"].holder


def test_work_stops_on_another_machine_than_where_it_was_cancelled(cluster):
    """The wish is written here, east hears it, and west is in the middle of the work."""
    session = cluster.take_in(seconds=900.0, seed=10)
    begun = until(lambda: cluster.flows(session).get("proxy"), "the proxy")
    until(lambda: cluster.flows(session)["proxy"].status == "PENDING", "its beginning")
    sessions.cancel(cluster.site, OWNER, session)
    until(lambda: cluster.flows(session)["proxy"].status == "CANCELLED", "the stop")
    # West does one thing at a time: what it does next, it does after it has stopped.
    after = cluster.take_in(seed=11)
    cluster.finish(after)
    assert artifacts.newest(cluster.site, session, Kind.PROXY) is None
    assert begun.workflow_id and cluster.state(session) == "cancelled"


def test_others_finish_what_killed_workers_had_begun(cluster):
    wanted = [cluster.take_in(seconds=150.0, seed=20 + n) for n in range(2)]

    def at_work():
        found = cluster.client.list_workflows(status="PENDING", load_output=False)
        return {"east", "west"} <= {one.executor_id for one in found}

    until(at_work, "both at work")
    cluster.kill("east", "west")
    cluster.start("north", "cpu,gpu")
    cluster.finish(*wanted)
    cluster.made_once(*wanted)
    assert {one.name for one in members.alive(cluster.site, "worker")} == {"north"}
    for session in wanted:
        assert {f.status for f in cluster.flows(session).values()} == {"SUCCESS"}


def test_a_database_that_is_away_for_a_while_is_waited_for(cluster):
    """It is killed while work goes on, as in a machine that loses its power."""
    if "north" not in cluster.running:
        cluster.start("north", "cpu,gpu")
    wanted = [cluster.take_in(seconds=150.0, seed=30 + n) for n in range(2)]
    until(lambda: "proxy" in cluster.flows(wanted[0]), "the work")
    cluster.server.kill()
    time.sleep(3)
    cluster.server.start()
    cluster.finish(*wanted)
    cluster.made_once(*wanted)
    assert cluster.running["north"].poll() is None, "no worker ends for it"
