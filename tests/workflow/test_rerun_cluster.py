"""A re-run on several machines: one is killed under way, and what holds stays until it is accepted.

Sessions are of sound only and bring their words along, so that no large model is needed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capture import artifacts, members
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.records import artifacts as artifact_records
from capture.sources import TextFile
from capture.verify import verify
from data_schemas.artifact import Kind
from data_schemas.clock import TimeMap
from data_schemas.timeline import Alignment
from pipelines.job import Subject
from pipelines.rederive import desk
from pipelines.run import ensure
from pipelines.stages import BY_NAME
from pipelines.waveform.peaks import peaks
from tests.capture.sounds import RATE
from tests.capture.sounds import wav as wav_of
from tests.conftest import source
from tests.served import bucket, postgres
from tests.workflow.test_cluster import WORDS, Cluster, until

pytestmark = [pytest.mark.full, pytest.mark.weights]
SESSIONS = 4
SECONDS = 150.0


def _no_copy(values, context):
    context.sink(Kind.PROXY).write(b"as it was")
    return {Kind.TIME_MAP: TimeMap.identity()}


# What an earlier version made; the time line is made of it by the real stage.
EARLIER = {
    "waveform": lambda _values, _context: {Kind.WAVEFORM: peaks(iter(()), 50)},
    "proxy": _no_copy,
    "align": lambda _values, _context: {Kind.ALIGNMENT: Alignment(method="named")},
}
AGAIN = ("waveform", "proxy", "align", "fold")


@pytest.fixture
def cluster(tmp_path_factory):
    place = tmp_path_factory.mktemp("rerun-cluster")
    with postgres() as server, bucket() as vault:
        made = Cluster(place, server, vault)
        yield made
        for process in made.running.values():
            process.kill()
            process.wait()
        made.client.destroy()
        made.site.close()


def taken_in(cluster, seed):
    """Worked on by an earlier version."""
    noise = np.random.default_rng(seed).normal(0, 0.1, int(SECONDS * RATE)).astype(np.float32)
    intake = Intake(
        (source(wav_of(noise), "take.wav"),), cluster.procedure, "Kim",
        transcript=TextFile("take.srt", WORDS),
    )  # fmt: skip
    made = ingest(cluster.site, OWNER, intake).session
    for name in ("transcribe", *AGAIN):
        stage = BY_NAME[name]
        if name in EARLIER:
            stage = replace(stage, version="0", run=EARLIER[name])
        work = made.recordings[0] if stage.per == "recording" else None
        ensure(cluster.site, stage, Subject(made, work))
    return made.id


def held(site, session):
    return {one.id: one for one in artifacts.find(site, session)}


def beside(site, session):
    with site.db() as db:
        return {one.id: one for one in artifact_records.beside(db, session)}


def flows(cluster):
    found = cluster.client.list_workflows(workflow_id_prefix="rerun.", load_output=False)
    return {one.workflow_id: one for one in found}


def test_one_machine_dies_and_the_other_makes_the_rest_once(cluster):
    site = cluster.site
    wanted = [taken_in(cluster, seed) for seed in range(SESSIONS)]
    before = {session: held(site, session) for session in wanted}
    planned = desk.start(site, OWNER, desk.Extent(at_once=SESSIONS))
    assert set(planned.sessions) == set(wanted)
    assert {row.stage for row in planned.rows} == set(AGAIN)
    cluster.start("east", "cpu,gpu")
    cluster.start("west", "cpu,gpu")

    def at_work():
        begun = [one for one in flows(cluster).values() if one.status == "PENDING"]
        done = [session for session in wanted if beside(site, session)]
        return done and {one.executor_id for one in begun} == {"east", "west"}

    until(at_work, "both at work, with something made")
    # the one that leads, so that the other one has to find out about its work, too
    leads = members.leader(site)
    name = next(one.name for one in members.alive(site, "worker") if one.holder == leads)
    cluster.kill(name)
    made = {session: beside(site, session) for session in wanted}
    ended = {n: one.updated_at for n, one in flows(cluster).items() if one.status == "SUCCESS"}

    def over():
        return {one.state for one in desk.status(site, OWNER)} <= {"made", "failed"}

    until(over, "the end")
    told = [(one.session, one.state, one.problem) for one in desk.status(site, OWNER)]
    assert sorted(told) == sorted((session, "made", "") for session in wanted)
    kinds = sorted(kind for stage in AGAIN for kind in BY_NAME[stage].makes)
    for session in wanted:
        found = beside(site, session)
        assert sorted(one.kind for one in found.values()) == kinds, "each once"
        assert made[session].items() <= found.items(), "what was there is not made again"
        assert held(site, session) == before[session], "nothing holds that nobody accepted"
    after = flows(cluster)
    assert {n: after[n].updated_at for n in ended} == ended, "what had ended was not run again"
    assert {one.status for one in after.values()} == {"SUCCESS"}
    judged = desk.accept_all(site, OWNER)
    assert set(judged.done) == set(wanted) and judged.left == {}
    for session in wanted:
        newest = artifacts.newest(site, session, Kind.ALIGNMENT)
        assert newest.version == BY_NAME["align"].version and not beside(site, session)
    assert verify(site, OWNER).problems == ()
