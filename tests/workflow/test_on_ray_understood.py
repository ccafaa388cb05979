"""What is heard, seen and placed on steps, made on a local Ray cluster: as it is made without one.

Skipped where Ray is not installed, as are the other tests of the cluster.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from capture import artifacts, codecs
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from data_schemas.artifact import Kind
from data_schemas.timeline import Alignment
from data_schemas.transcript import Transcript
from pipelines import on_ray
from pipelines.job import Subject
from pipelines.rederive import desk
from pipelines.rederive.desk import Extent
from pipelines.rederive.making import desk as making
from pipelines.run import ensure, read_session, tried
from pipelines.stages import BY_NAME
from tests.capture.heads import head_of
from tests.conftest import ROOT, source
from tests.pipelines.search.movement import gestures

pytest.importorskip("ray", reason="Ray is not installed: pip install '.[ray]'")
from tests.workflow.test_on_ray import batch, cluster, node, patiently  # noqa: F401

pytestmark = [pytest.mark.soak, pytest.mark.weights]
BEFORE: dict[str, Any] = {
    "transcribe": lambda _values, _context: {
        Kind.TRANSCRIPT: Transcript(language="en", engine="none")
    },
    "motion": lambda _values, context: {Kind.MOTION: gestures.work(context.duration_s)},
    "align": lambda _values, _context: {Kind.ALIGNMENT: Alignment(method="named")},
}


@pytest.fixture
def demonstrated(site):
    """The beginning of the demo, heard, seen and placed on its steps by an earlier version."""
    demo = ROOT / "examples" / "demo"
    job = import_procedure(site, OWNER, (demo / "procedure.en.yaml").read_bytes(), "demo.yaml")
    found = []
    for number in range(2):  # no two alike, so that both nodes have something to do
        head = head_of(demo / "recording" / "recording.mp4", 10.0 + number)
        session = ingest(site, OWNER, Intake((source(head),), job.id, f"Kim {number}")).session
        for stage, made in BEFORE.items():
            work = session.recordings[0] if BY_NAME[stage].per == "recording" else None
            ensure(site, replace(BY_NAME[stage], version="0", run=made), Subject(session, work))
        found.append(session.id)
    return tuple(found)


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, f"{place}.{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, f"{place}[{number}]")
    else:
        yield place, value


def is_same(kind: Kind, one: bytes, other: bytes) -> bool:
    """To the byte. Of words the confidences are not so without Ray either: Whisper's first run in a
    process differs from its later ones in the ninth digit (measured), in nothing else."""
    if kind is not Kind.TRANSCRIPT:
        return one == other
    had, has = (dict(leaves(json.loads(data))) for data in (one, other))
    unsure = {name for name in had if name.endswith("confidence") and had[name] is not None}
    told = {name: had[name] for name in had.keys() - unsure}
    return (
        had.keys() == has.keys()
        and told == {name: has[name] for name in told}
        and all(abs(had[name] - has[name]) < 1e-6 for name in unsure)
    )


def without_ray(site, session: str, stage: str) -> dict[str, tuple[Kind, bytes]]:
    recording = None if stage == "align" else read_session(site, session).work[0].id
    job = making.find(site, session, stage, recording)
    made = tried(site, job)
    return {job.ids[kind]: (kind, codecs.CODECS[kind].encode(made[kind])) for kind in made}


def test_what_is_understood_there_is_what_is_understood_here(site, demonstrated, cluster):  # noqa: F811
    """A node is killed while it listens; each stage takes what the one before made there."""
    extra = patiently(lambda: cluster.add_node(**node(1)))
    desk.start(site, OWNER, Extent(at_once=len(demonstrated)))
    killed = []

    def engine(parcels):
        for done in on_ray.run_many(cluster.address, list(parcels)):
            if not killed:
                killed.append(extra)
                cluster.remove_node(extra, allow_graceful=False)
            yield done

    wanted = batch(site)
    for stage in BEFORE:
        expected: dict[str, tuple[Kind, bytes]] = {}
        for session in demonstrated:
            expected |= without_ray(site, session, stage)
        making.make_many(site, wanted, stage, engine)
        assert len(expected) == len(demonstrated) * len(BY_NAME[stage].makes)
        for artifact, (kind, value) in expected.items():
            with artifacts.open_bytes(site, artifact) as sealed:
                assert is_same(kind, sealed.read(), value), kind
    assert killed
    told = [(one.state, one.problem) for one in desk.status(site, OWNER)]
    assert told == [("wanted", "")] * len(demonstrated), "nothing failed; the rest is the worker's"
