"""A session whose words were brought, and stages of which a later version can be put in place.

Words and time line are made by the real stages; a small one that places steps where they were
named stands for the aligner, so that what is looked at here needs no weights.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.sources import TextFile
from data_schemas.artifact import Kind
from data_schemas.timeline import Alignment, Segment, StepStatus
from pipelines.job import Subject
from pipelines.rederive import plan
from pipelines.rederive.making import desk as making
from pipelines.run import ensure
from pipelines.stage import Stage
from pipelines.stages import BY_NAME
from tests.capture.clips import Recipe, clip
from tests.conftest import source

STEPS = """title: Flange
steps:
- {id: clean, title: Clean the flange}
- {id: fit, title: Fit the gasket}
- {id: close, title: Tighten the bolts}
"""
SAID = [(1.0, 4.0, "clean"), (5.0, 8.0, "fit"), (9.0, 12.0, "close")]
LENGTH_S = 14


def align(later_s: float = 0.0, without: str = ""):
    """Puts each step where its name is said, ``later_s`` after the first word of it."""

    def run(values, context):
        (transcript,) = values[Kind.TRANSCRIPT]
        segments = tuple(
            Segment(
                id=f"seg-{line.text}", step_id=line.text, recording=context.recordings[0],
                start_s=line.start_s + later_s, end_s=line.end_s + later_s, confidence=0.9,
            )
            for line in transcript.utterances
            if line.text in ("clean", "fit", "close") and line.text != without
        )  # fmt: skip
        steps = tuple(
            StepStatus(step_id=step.id, probability=0.9, status="performed")
            for step in values[Kind.PROCEDURE].steps
        )
        return {Kind.ALIGNMENT: Alignment(method="named", segments=segments, steps=steps)}

    return run


def passages(values, context):
    timeline = values[Kind.TIMELINE]
    return {Kind.PASSAGES: " ".join(one.id for one in timeline.segments).encode()}


ALIGN = replace(
    BY_NAME["align"], version="1", run=align(), models=(), params={}, recalibrated=False
)
PASSAGES = replace(BY_NAME["passages"], version="1", run=passages, models=())


class Machine:
    """The stages as they are now; ``become`` puts a later version in place."""

    def __init__(self, monkeypatch):
        self._monkeypatch = monkeypatch
        self.stages: tuple[Stage, ...] = ()
        self._put((BY_NAME["transcribe"], ALIGN, BY_NAME["fold"], PASSAGES))

    def become(self, name: str, **fields) -> None:
        self._put(tuple(replace(o, **fields) if o.name == name else o for o in self.stages))

    def stage(self, name: str) -> Stage:
        return next(one for one in self.stages if one.name == name)

    def _put(self, stages) -> None:
        self.stages = stages
        self._monkeypatch.setattr(plan, "STAGES", stages)
        self._monkeypatch.setattr(plan, "BY_NAME", {one.name: one for one in stages})

    def process(self, site, session) -> dict[Kind, str]:
        """What the worker does for a wish: every stage."""
        found: dict[Kind, str] = {}
        for stage in self.stages:
            work = session.recordings[0] if stage.per == "recording" else None
            found |= ensure(site, stage, Subject(session, work))
        return found

    def rerun(self, site) -> None:
        """What the worker does for a re-run, until nothing is wanted."""
        while wanted := making.wanted(site):
            for one in wanted:
                for stage, recording in making.to_make(site, one.session):
                    making.make(site, one.session, stage, recording, lambda share: None)
                making.finish(site, one.session, one.number)


@pytest.fixture
def machine(monkeypatch):
    return Machine(monkeypatch)


@pytest.fixture(scope="session")
def quiet():
    return clip(Recipe(audio="aac", times_s=tuple(n / 2 for n in range(2 * LENGTH_S))))


@pytest.fixture
def take_in(site, quiet):
    """Another session of the same job, with words of its own."""
    job = import_procedure(site, OWNER, STEPS.encode(), "flange.yaml")

    def take(expert="Kim"):
        said = {"language": "en", "utterances": [
            {"start_s": start, "end_s": end, "text": text} for start, end, text in SAID
        ]}  # fmt: skip
        given = TextFile("said.json", json.dumps(said).encode())
        intake = Intake((source(quiet),), job.id, expert, transcript=given)
        return ingest(site, OWNER, intake).session

    return take


@pytest.fixture
def session(site, machine, take_in):
    """Processed once."""
    found = take_in()
    machine.process(site, found)
    return found
