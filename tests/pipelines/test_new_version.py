"""A changed procedure makes again what hangs on its steps, and keeps what people said of them."""

from __future__ import annotations

import json

import pytest

from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.sources import TextFile
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import StoreError
from pipelines.job import Subject, inputs_of, params_of, recipes_of
from pipelines.review import desk
from pipelines.run import ensure
from pipelines.stages import BY_NAME, STAGES
from tests.capture.clips import Recipe, clip
from tests.conftest import source

pytestmark = pytest.mark.weights

FIRST = """title: Flange
steps:
- {id: clean, title: Clean the flange with a dry cloth}
- {id: fit, title: Put the gasket on the flange}
- {id: close, title: Tighten the bolts crosswise}
glossary: [{term: gasket, variants: [casket]}]
"""
SAID = [
    (1.0, 8.0, "First clean the flange with a dry cloth"),
    (13.0, 20.0, "Now put the gasket on the flange"),
    (26.0, 34.0, "And tighten the bolts crosswise"),
]
LENGTH_S = 40


@pytest.fixture
def session(site):
    take = clip(Recipe(audio="aac", times_s=tuple(n / 2 for n in range(2 * LENGTH_S))))
    said = {"language": "en", "utterances": [
        {"start_s": start, "end_s": end, "text": text} for start, end, text in SAID
    ]}  # fmt: skip
    procedure = import_procedure(site, OWNER, FIRST.encode(), "flange.yaml")
    given = TextFile("said.json", json.dumps(said).encode())
    return ingest(
        site, OWNER, Intake((source(take),), procedure.id, "Kim", transcript=given)
    ).session


def version(site, session, text: str, name: str = "flange.yaml"):
    return import_procedure(site, OWNER, text.encode(), name, session.procedure)


def processed(site, session):
    """Ids of what the stages after the words make, and the time line."""
    recording = Subject(session, session.recordings[0])
    ensure(site, BY_NAME["transcribe"], recording)
    found = {}
    for name in ("align", "fold", "passages"):
        found |= ensure(site, BY_NAME[name], Subject(session))
    return found


def recipes(site, session) -> dict[str, str]:
    """Ids of the results of every stage whose inputs are there, made or not."""
    found = {}
    for stage in STAGES:
        subject = Subject(session, session.recordings[0] if stage.per == "recording" else None)
        try:
            inputs = inputs_of(site, stage, subject)
        except StoreError:
            continue
        made = recipes_of(stage, params_of(site, stage, subject), inputs)
        found |= {kind.value: recipe.id for kind, recipe in made.items()}
    return found


def timeline(site, session):
    from capture import sessions

    return sessions.timeline(site, OWNER, session.id)


def corrected(site, session, step: str, to: str | None = None):
    """Somebody corrects or confirms the section of a step."""
    segment = next(s for s in timeline(site, session).segments if s.step_id == step)
    span = Span(recording=segment.recording, start_s=segment.start_s, end_s=segment.end_s)
    draft = Draft(
        act=Act.CORRECT if to else Act.CONFIRM,
        target=segment.id,
        span=span,
        before={"step_id": step},
        after={"step_id": to} if to else {},
    )
    return desk.amend(site, OWNER, session.id, draft, len(desk.entries(site, OWNER, session.id)))


def test_only_what_hangs_on_the_steps_is_made_again(site, session):
    processed(site, session)
    before = recipes(site, session)
    assert {"transcript", "proxy", "motion", "alignment"} <= set(before)
    told = FIRST.replace("cloth}", "cloth, key_point: no fluff}")
    assert version(site, session, told).version == 2
    changed = {kind for kind, id in recipes(site, session).items() if id != before[kind]}
    assert changed == {"alignment", "timeline", "passages"}
    again = processed(site, session)
    assert again[Kind.ALIGNMENT] != before["alignment"]
    assert again[Kind.TIMELINE] != before["timeline"]
    assert recipes(site, session)["transcript"] == before["transcript"]


def test_the_same_page_again_makes_nothing_again(site, session):
    processed(site, session)
    before = recipes(site, session)
    assert version(site, session, FIRST).version == 1
    assert recipes(site, session) == before


def test_a_table_without_glossary_makes_no_transcript_again(site, session):
    processed(site, session)
    before = recipes(site, session)
    table = "step,title\n1,Put the gasket on the flange\n2,Tighten the bolts crosswise\n"
    version(site, session, table, "flange.csv")
    assert recipes(site, session)["transcript"] == before["transcript"]


def test_what_people_said_of_a_step_holds_while_the_step_is_there(site, session):
    processed(site, session)
    corrected(site, session, "fit")
    moved = FIRST.replace("- {id: clean", "- {id: look, title: Look at it}\n- {id: clean")
    version(site, session, moved)
    processed(site, session)
    held = {s.step_id: s.status for s in timeline(site, session).segments}
    assert held["fit"] == "confirmed" and timeline(site, session).unplaced == ()


@pytest.mark.parametrize("to", ["fit", None])
def test_what_people_said_of_a_step_that_is_gone_is_shown_not_dropped(site, session, to):
    """Its own section confirmed, or another section called so."""
    processed(site, session)
    entry = corrected(site, session, "clean", to) if to else corrected(site, session, "fit")
    without = FIRST.replace("- {id: fit, title: Put the gasket on the flange}\n", "")
    version(site, session, without)
    processed(site, session)
    held = timeline(site, session)
    assert held.unplaced == (entry,)
    assert "fit" not in {segment.step_id for segment in held.segments}
