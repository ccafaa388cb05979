"""Sessions that may be annotated, and versions that annotators gave of them, without a server."""

from __future__ import annotations

from datetime import timedelta

from capture import artifacts
from capture.access import OWNER
from capture.records import labelling as records
from capture.site import Site
from data_schemas.annotation import Labelling
from data_schemas.artifact import Kind, Recipe
from data_schemas.labelling import GivenLabels, LabellingProject, LabellingTask, Shown
from data_schemas.mask import FoundMasks
from data_schemas.rights import ProtectionClass
from pipelines.deidentify import desk as hiding
from pipelines.deidentify.copying.desk import current, make
from pipelines.deidentify.words import desk as words
from pipelines.labelstudio.gathering.desk import gather
from pipelines.labelstudio.media.desk import Laid
from pipelines.labelstudio.task import shown_of
from tests.app import sample

PROJECT = "lsp-1"


def ready(site: Site, made: sample.Sample | None = None) -> sample.Sample:
    """A processed session for whose hidden words and faces somebody answers, with its copy."""
    found = sample.processed(site, made)
    session, original = found.session.id, found.session.recordings[0].original
    recipe = Recipe(kind=Kind.MASKS, stage="masks", version="1", parents=(original,))
    artifacts.seal(site, recipe, artifacts.session_scope(session), FoundMasks())
    answer_for(site, found)
    return found


def answer_for(site: Site, made: sample.Sample) -> None:
    """Somebody looks at pictures and lines, as after every change, and the copy is made."""
    session = made.session.id
    for desk in (hiding, words):
        for one in desk.queue(site, OWNER, session).samples:
            desk.judge(site, OWNER, session, one.id, "hidden")
    hiding.confirm(site, OWNER, session, "Lee")
    make(site, session, lambda _share: None)


def send(site: Site, made: sample.Sample, *, blind: bool = False) -> Shown:
    """What ``push`` leaves behind of a session that is out."""
    session, recording = made.session, made.recording
    copy = current(site, session.id)[recording]
    laid = Laid(
        session=session.id, recording=recording, made_of=copy, duration_s=sample.LENGTH_S,
        fps=15.0, has_sound=True, has_motion=False,
    )  # fmt: skip
    material = gather(site, session, laid)
    shown = shown_of(material).model_copy(update={"blind": blind})
    recipe = Recipe(
        kind=Kind.SHOWN_LABELS, stage="labelling", version="1", params={"round": session.id},
        parents=(material.artifact,),
    )  # fmt: skip
    sealed = artifacts.seal(site, recipe, artifacts.session_scope(session.id), shown)
    project = LabellingProject(
        id=PROJECT, server="http://127.0.0.1:1", number=1, procedure=session.procedure, version=1,
        screen="en+speech", config="x", protection_class=ProtectionClass.RESTRICTED,
        created_at=site.now(),
    )  # fmt: skip
    task = LabellingTask(
        session=session.id, project=PROJECT, number=1, shown=sealed.id, blind=blind,
        out_at=site.now(), out_by="owner", waits="choice",
    )  # fmt: skip
    with site.db() as db:
        if records.project(db, PROJECT) is None:
            records.add_project(db, project)
            db.flush()
        records.put_task(db, task)
    return shown


def give(site: Site, session: str, annotator: int, labelling: Labelling, later: int = 0) -> None:
    """One annotation as ``pull`` seals it."""
    with site.db() as db:
        task = records.task(db, session)
    assert task is not None
    at = (site.now() + timedelta(seconds=later)).isoformat()
    given = GivenLabels(
        id=f"{annotator}@x", annotator=f"annotator-{annotator}", at=at, raw="[]",
        labelling=labelling, blind=task.blind,
    )  # fmt: skip
    recipe = Recipe(
        kind=Kind.GIVEN_LABELS, stage="labelling", version="1",
        params={"annotation": given.id, "at": at}, parents=(task.shown,),
    )  # fmt: skip
    artifacts.seal(site, recipe, artifacts.session_scope(session), given)
