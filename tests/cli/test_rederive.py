"""``sonmat rederive``: what would be made anew, and what became of it, as people script it."""

import json
from dataclasses import replace

import pytest

from capture import artifacts
from capture.access import OWNER
from data_schemas.artifact import Kind
from data_schemas.errors import ModelError
from data_schemas.waveform import Waveform
from pipelines.job import Subject
from pipelines.rederive import desk
from pipelines.rederive.making import desk as making
from pipelines.run import ensure
from pipelines.stages import BY_NAME
from tests.cli.test_cli import sentence, sonmat  # noqa: F401


@pytest.fixture
def earlier(site, ingested):
    """A session whose curve of sound was made by an earlier version, which drew nothing."""
    stage = replace(BY_NAME["waveform"], version="0", run=lambda *_: {Kind.WAVEFORM: Waveform()})
    ensure(site, stage, Subject(ingested.session, ingested.session.recordings[0]))
    return ingested.session


def made(site):
    for one in making.wanted(site):
        for stage, recording in making.to_make(site, one.session):
            making.make(site, one.session, stage, recording, lambda share: None)
        making.finish(site, one.session, one.number)


def test_a_plan_names_what_depends_on_the_change(sonmat, site, earlier):  # noqa: F811
    found = json.loads(sonmat("rederive", "plan", "--json").stdout)
    assert found["sessions"] == [earlier.id]
    (row,) = found["rows"]
    assert (row["stage"], row["results"], row["made"]) == ("waveform", 1, 0)
    assert "1 results in 1 sessions" in sonmat("rederive", "plan").stdout
    assert "Nothing" in sonmat("rederive", "plan", "--stage", "motion").stdout
    assert "no such stage" in sentence(sonmat("rederive", "plan", "--stage", "x", status=1))


def test_from_start_to_acceptance(sonmat, site, earlier):  # noqa: F811
    before = artifacts.newest(site, earlier.id, Kind.WAVEFORM)
    desk.start(site, OWNER, desk.Extent())
    made(site)
    (one,) = json.loads(sonmat("rederive", "status", "--json").stdout)
    assert one == {"session": earlier.id, "number": 1, "state": "made", "stage": "",
                   "problem": ""}  # fmt: skip
    told = sonmat("rederive", "show", earlier.id).stdout
    assert "Made anew: waveform." in told and "Nothing that people see is otherwise" in told
    assert artifacts.newest(site, earlier.id, Kind.WAVEFORM) == before
    assert "Accepted" in sonmat("rederive", "accept", earlier.id).stdout
    assert artifacts.newest(site, earlier.id, Kind.WAVEFORM).version == "1"
    assert "1 accepted" in sonmat("rederive", "status").stdout
    assert "Nothing is made anew" in sonmat("rederive", "start").stdout


def test_all_can_be_rejected_and_what_is_under_way_stopped(sonmat, site, earlier):  # noqa: F811
    desk.start(site, OWNER, desk.Extent())
    assert "stop that first" in sentence(sonmat("rederive", "reject", earlier.id, status=1))
    assert json.loads(sonmat("rederive", "stop", "--json").stdout) == {"sessions": [earlier.id]}
    desk.start(site, OWNER, desk.Extent())
    made(site)
    assert "1 sessions left on the old" in sonmat("rederive", "reject", "--all").stdout
    assert artifacts.newest(site, earlier.id, Kind.WAVEFORM).version == "0"
    assert "No new results" in sentence(sonmat("rederive", "show", earlier.id, status=1))


def test_one_or_all_is_named(sonmat, site, earlier):  # noqa: F811
    for way in ("accept", "reject"):
        assert "--all" in sentence(sonmat("rederive", way, status=1))
        assert "--all" in sentence(sonmat("rederive", way, earlier.id, "--all", status=1))


def test_why_one_failed_is_said(sonmat, site, earlier):  # noqa: F811
    desk.start(site, OWNER, desk.Extent())
    (one,) = making.wanted(site)
    error = ModelError("The model tiny is not on this machine: run `sonmat models fetch`.")
    making.fail(site, one.session, one.number, error)
    assert f"failed: {error}" in sonmat("rederive", "status").stdout
    (told,) = json.loads(sonmat("rederive", "status", "--json").stdout)
    assert (told["state"], told["problem"]) == ("failed", str(error))
