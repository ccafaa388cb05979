"""One place at a time: while a session is with annotators, its time line is nobody else's."""

from datetime import UTC, datetime

import pytest

from capture import artifacts, journal, labelling
from capture.access import OWNER
from capture.records import labelling as records
from data_schemas.annotation import Labelling
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import InputError
from data_schemas.labelling import GivenLabels, LabellingProject, LabellingTask, Shown, Trouble
from data_schemas.rights import ProtectionClass

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
PROJECT = LabellingProject(
    id="lsp-1", server="http://127.0.0.1:8080", number=4, procedure="prc-1", version=2,
    screen="ko+speech", config="c0ffee", protection_class=ProtectionClass.INTERNAL, created_at=AT,
)  # fmt: skip
CORRECT = Draft(act=Act.CORRECT, target="seg-1", after={"step_id": None})
STRIKE = Draft(act=Act.STRIKE, target="cut-1", span=Span(recording="rec-1", start_s=0.0, end_s=1.0))
CARD = Draft(act=Act.DECLINE, target="unit-1")


def out(site, session: str) -> LabellingTask:
    task = LabellingTask(session=session, project=PROJECT.id, out_at=AT, out_by="owner")
    with site.db() as db:
        if records.project(db, PROJECT.id) is None:
            records.add_project(db, PROJECT)
            db.flush()
        records.put_task(db, task)
    return task


def test_a_project_and_a_task_come_back_as_they_were_kept(site, ingested):
    task = out(site, ingested.session.id)
    with site.db() as db:
        (project,) = records.projects(db, PROJECT.server)
        kept = records.task(db, ingested.session.id)
    assert project.model_copy(update={"created_at": AT}) == PROJECT
    assert kept is not None and kept.model_copy(update={"out_at": AT}) == task and kept.is_out


@pytest.mark.parametrize("draft", [CORRECT, STRIKE, Draft(act=Act.APPROVE, target="session")])
def test_nothing_of_the_time_line_changes_while_it_is_out(site, ingested, draft):
    session = ingested.session.id
    out(site, session)
    with pytest.raises(InputError, match="out with annotators"):
        journal.append(site, OWNER, session, draft, 0)
    assert journal.read(site, session) == () and not artifacts.find(site, session, Kind.ENTRY)


def test_cards_answers_and_what_is_hidden_go_on_meanwhile(site, ingested):
    out(site, ingested.session.id)
    journal.append(site, OWNER, ingested.session.id, CARD, 0)
    undo = Draft(act=Act.UNDO, target="1")
    journal.append(site, OWNER, ingested.session.id, undo, 1)
    assert len(journal.read(site, ingested.session.id)) == 2


def test_once_it_is_back_it_is_free_again_and_stays_back(site, ingested):
    session = ingested.session.id
    out(site, session)
    with site.db() as db:
        records.come_back(db, session, "recalled", AT, remove=True)
        records.come_back(db, session, "taken", AT, remove=True)
    journal.append(site, OWNER, session, CORRECT, 0)
    found = labelling.where(site, OWNER, session)
    assert found is not None and found.back == "recalled"
    with site.db() as db:
        assert [one.session for one in records.to_remove(db)] == [session]
        records.removed(db, session, AT)
        assert records.to_remove(db) == ()


def test_what_annotators_did_is_let_in_by_who_brings_it(site, ingested):
    out(site, ingested.session.id)
    made = journal.append_all(site, OWNER, ingested.session.id, (CORRECT,), 0, brought=True)
    assert made[0].number == 1


def test_annotators_are_numbers_and_keep_them(site):
    with site.db() as db:
        names = [records.pseudonym(db, mac) for mac in ("a", "b", "a")]
    assert names == ["annotator-1", "annotator-2", "annotator-1"]


def test_the_same_trouble_is_kept_once(site, ingested):
    out(site, ingested.session.id)
    trouble = Trouble(id="odd-1", project=PROJECT.id, task=7, code="foreign", found_at=AT)
    with site.db() as db:
        assert records.add_trouble(db, trouble)
        assert not records.add_trouble(db, trouble.model_copy(update={"id": "odd-2"}))
        assert [one.id for one in records.troubles(db)] == ["odd-1"]
        records.settle(db, ["odd-1"], AT)
        assert records.troubles(db) == () and len(records.troubles(db, settled=True)) == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.SHOWN_LABELS, Shown(recording="r", copied="c", timeline="t", duration_s=3.0,
                                  prediction=Labelling(note="볼트"))),
        (Kind.GIVEN_LABELS, GivenLabels(id="u", annotator="annotator-1", at="2026", raw="[]")),
    ],
)  # fmt: skip
def test_what_was_shown_and_given_is_sealed_whole(site, ingested, kind, value):
    scope = artifacts.session_scope(ingested.session.id)
    made = artifacts.seal(site, Recipe(kind=kind, stage="labelling", version="1"), scope, value)
    assert artifacts.load(site, made.id) == value
