"""The same stages on a local cluster of two nodes, one of which is killed under way.

Ray is an extra of its own and needs seconds to start: skipped where it is not installed.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from capture import artifacts
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.records import artifacts as artifact_records
from data_schemas.artifact import Kind
from data_schemas.clock import TimeMap
from data_schemas.errors import SettingsError
from pipelines import on_ray
from pipelines.job import Subject, job_of
from pipelines.parcels import parcel_of
from pipelines.progress import client_of
from pipelines.rederive import desk
from pipelines.rederive.desk import Extent
from pipelines.rederive.making import desk as making
from pipelines.run import ensure, read_session
from pipelines.stages import BY_NAME
from pipelines.waveform.peaks import peaks
from tests.capture.clips import Recipe, clip
from tests.conftest import CSV, ROOT, source

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install '.[ray]'")
pytestmark = pytest.mark.full
SESSIONS = 6
SECONDS = 30
AGAIN = ("waveform", "proxy")


def _no_copy(values, context):
    context.sink(Kind.PROXY).write(b"as it was")
    return {Kind.TIME_MAP: TimeMap.identity()}


def _no_sound(values, context):
    return {Kind.WAVEFORM: peaks(iter(()), 50)}


EARLIER = {"waveform": _no_sound, "proxy": _no_copy}


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("", 0))
        return int(held.getsockname()[1])


def node(cores: int) -> dict[str, object]:
    """With ports of its own: on a busy machine a node does not wait long for those it asks for."""
    names = ("metrics_agent_port", "runtime_env_agent_port", "dashboard_agent_listen_port")
    return {"num_cpus": cores, "include_dashboard": False, **{name: free_port() for name in names}}


def patiently(begin):
    """On a busy machine a node may miss the half minute in which Ray wants it to be there."""
    for _ in range(4):
        try:
            return begin()
        except Exception as error:
            missed = error
    raise missed


@pytest.fixture(scope="module")
def cluster():
    """Two nodes on this machine, each with processes of its own."""
    os.environ.update(on_ray.QUIET, PYTHONPATH=os.pathsep.join([str(ROOT), *sys.path]))
    from ray.cluster_utils import Cluster

    made = patiently(lambda: Cluster(initialize_head=True, head_node_args=node(1)))
    patiently(lambda: made.add_node(**node(2)))
    made.wait_for_nodes()
    yield made
    ray.shutdown()
    made.shutdown()


@pytest.fixture
def recorded(site):
    """Sessions whose curve of sound and playable copy were made by an earlier version."""
    job = import_procedure(site, OWNER, CSV, "flange.csv")
    found = []
    for number in range(SESSIONS):
        # no two alike, or a copy of the first would be what everybody gets
        times = tuple(n / 10 for n in range(10 * SECONDS + number))
        data = clip(Recipe(audio="aac", fps=10, width=640, height=480, times_s=times))
        session = ingest(site, OWNER, Intake((source(data),), job.id, f"Kim {number}")).session
        for stage in AGAIN:
            before = replace(BY_NAME[stage], version="0", run=EARLIER[stage])
            ensure(site, before, Subject(session, session.recordings[0]))
        found.append(session.id)
    return tuple(found)


def without_ray(site, session):
    """What the stages make of a session in this process."""
    found = read_session(site, session)
    (work,) = found.recordings
    made = {}
    for stage in AGAIN:
        made |= on_ray.work(parcel_of(site, job_of(site, BY_NAME[stage], Subject(found, work))))
    return made


def beside(site, session):
    with site.db() as db:
        found = artifact_records.beside(db, session)
    return {one.kind: artifacts.load(site, one.id) for one in found}


def batch(site):
    return [(one.session, one.number) for one in making.wanted(site)]


def test_a_killed_node_loses_nothing_and_the_results_are_those_without_ray(site, recorded, cluster):
    desk.start(site, OWNER, Extent(at_once=SESSIONS))
    killed = []

    def engine(parcels):
        sent = list(parcels)
        for done in on_ray.run_many(cluster.address, sent):
            if not killed and sent[0].stage == "proxy":
                killed.append(cluster.worker_nodes.copy().pop())
                cluster.remove_node(killed[0], allow_graceful=False)
            yield done

    wanted = batch(site)
    for stage in AGAIN:
        making.make_many(site, wanted, stage, engine)
    for session, number in wanted:
        making.finish(site, session, number)
    assert killed and not killed[0].any_processes_alive()
    assert [one.state for one in desk.status(site, OWNER)] == ["made"] * SESSIONS
    for session in recorded:
        made, expected = beside(site, session), without_ray(site, session)
        assert made[Kind.WAVEFORM].to_bytes() == expected[Kind.WAVEFORM].to_bytes()
        assert made[Kind.TIME_MAP] == expected[Kind.TIME_MAP]
        assert made[Kind.PROXY] == expected[Kind.PROXY]


def test_the_worker_calls_it_from_a_durable_step(site, recorded, cluster, environment):
    environment |= {"SONMAT_RAY_ADDRESS": cluster.address}
    desk.start(site, OWNER, Extent(stage="waveform", at_once=SESSIONS))
    worker = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"], env=environment, cwd=ROOT
    )
    try:
        end = time.monotonic() + 240
        while {one.state for one in desk.status(site, OWNER)} != {"made"}:
            assert time.monotonic() < end, desk.status(site, OWNER)
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.wait(60)
    flows = client_of(site).list_workflows(name="rerun_on_ray", load_input=False)
    assert [flow.status for flow in flows] == ["SUCCESS"], "one batch for all of them"


def test_ray_tells_its_makers_nothing(cluster):
    usage = pytest.importorskip("ray._common.usage.usage_lib")
    os.environ.pop("RAY_USAGE_STATS_ENABLED", None)
    assert usage.usage_stats_enabled(), "it would by itself"
    ray.shutdown()
    on_ray.connected(cluster.address)
    assert not usage.usage_stats_enabled()


def test_a_cluster_that_is_not_there_is_named():
    ray.shutdown()
    with pytest.raises(SettingsError, match="SONMAT_RAY_ADDRESS"):
        list(on_ray.run_many("127.0.0.1:1", []))
