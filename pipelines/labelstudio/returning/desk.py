"""Reads what annotators gave back, keeps it sealed, and takes over what is sound (no doors).

Everything of a task can be read twice: an annotation is known by its id and content, an act by the
annotation that it comes from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture import artifacts
from capture.ids import new_id
from capture.records import labelling as records
from data_schemas.annotation import Labelling
from data_schemas.artifact import Kind, Recipe, digest
from data_schemas.clock import in_utc
from data_schemas.entry import Draft
from data_schemas.errors import Erased, InputError, StaleEntry, UnknownError
from data_schemas.labelling import (
    GivenLabels,
    LabellingProject,
    LabellingTask,
    Trouble,
    TroubleCode,
)
from data_schemas.rights import Actor
from pipelines.labelstudio.entries import FROM, is_from, question_of, renamed, taken
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.gathering.desk import entries_of, given_for, ground_of
from pipelines.labelstudio.ground import Ground
from pipelines.labelstudio.media.desk import emptied
from pipelines.labelstudio.remote import Annotation, Task
from pipelines.labelstudio.results import Known, from_items
from pipelines.review import desk as review

if TYPE_CHECKING:
    from capture.site import Site

STAGE, VERSION = "labelling", "1"
TRIES = 5


@dataclass
class Came:
    """What one reading found: sessions taken over, asked about, waiting for a choice, unusable;
    how many troubles were new; sentences on what has no place here."""

    taken: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    to_choose: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    troubles: int = 0
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Reads the tasks of one project for ``who``."""

    site: Site
    who: Actor
    gateway: Gateway
    project: LabellingProject
    came: Came

    def read(self, task: Task) -> None:
        """One task that changed on the server. Raises LabelStudioError."""
        with self.site.db() as db:
            known = records.task(db, task.session) if task.session else None
        if known is None or known.project != self.project.id or known.removed_at is not None:
            self.trouble("foreign", task)
            return
        if known.number is None:
            with self.site.db() as db:
                records.known_as(db, known.session, task.id)
        elif known.number != task.id:
            self.trouble("twin", task)
            return
        if known.seen == task.updated_at or known.remove_at is not None:
            return
        if task.annotations_total:
            self._annotated(known, task, self.gateway.annotations(task.id))
        with self.site.db() as db:
            records.seen(db, known.session, task.updated_at)

    def trouble(
        self, code: TroubleCode, task: Task | None = None, annotation: int = 0,
        artifact: str = "", mark: str = "",
    ) -> None:  # fmt: skip
        """Keep it for a person to look at; the same once."""
        found = Trouble(
            id=new_id("odd"),
            project=self.project.id,
            session=self._ours(task),
            task=task.id if task else 0,
            annotation=annotation,
            code=code,
            artifact=artifact,
            mark=mark,
            found_at=self.site.now(),
        )
        with self.site.db() as db:
            self.came.troubles += records.add_trouble(db, found)

    def lost(self, known: LabellingTask) -> None:
        """The task of a session that is out is gone from the server: the session is back."""
        self.trouble("gone", _stand_in(known, self.project))
        with self.site.db() as db:
            records.come_back(db, known.session, "lost", self.site.now(), remove=True)
        emptied(self.site, known.session)
        self.came.lost.append(known.session)

    def _ours(self, task: Task | None) -> str:
        """The session, if one of that name was out: anybody may write anything into a task."""
        if task is None or not task.session:
            return ""
        with self.site.db() as db:
            return task.session if records.task(db, task.session) else ""

    def _annotated(
        self, known: LabellingTask, task: Task, annotations: Sequence[Annotation]
    ) -> None:
        try:
            ground = ground_of(self.site, known)
        except (UnknownError, Erased):
            return  # a part was erased meanwhile: the session is on its way back
        there: list[str] = []
        for one in annotations:
            if not one.cancelled:  # a skip says nothing
                there.append(one.unique_id)
                self._keep(known, task, one, ground)
        if known.is_out:
            self._weigh(known, ground, there)

    def _keep(self, known: LabellingTask, task: Task, one: Annotation, ground: Ground) -> None:
        """Seal it as it is, once for each state of it; what is wrong with it is told."""
        raw = json.dumps(one.result, ensure_ascii=False, sort_keys=True)
        found = from_items(one.result, _allowed(ground))
        given = GivenLabels(
            id=one.unique_id,
            annotator=self._pseudonym(one.annotator),
            at=one.updated_at,
            raw=raw,
            labelling=found.labelling,
            odd=found.odd,
            blind=known.blind,
        )
        content = self.site.keys.mac("labelling.given", raw.encode())
        recipe = Recipe(
            kind=Kind.GIVEN_LABELS,
            stage=STAGE,
            version=VERSION,
            params={"annotation": one.unique_id, "content": content, "at": one.updated_at},
            parents=(known.shown,),
        )
        if artifacts.known(self.site, recipe.id) is None:
            scope = artifacts.session_scope(known.session)
            artifacts.seal(self.site, recipe, scope, given)
        if found.odd:
            self.trouble("odd", task, one.id, recipe.id, one.updated_at)
        elif self._is_late(known, recipe.id):
            self.trouble("late", task, one.id, recipe.id, one.updated_at)

    def _is_late(self, known: LabellingTask, artifact: str) -> bool:
        """Whether it came once the session was back: nobody takes that over unseen."""
        kept = artifacts.known(self.site, artifact)
        if kept is None or known.back_at is None:
            return False
        return in_utc(kept.created_at) > in_utc(known.back_at)

    def _pseudonym(self, user: int) -> str:
        told = f"{self.project.server} {user}"
        mac = self.site.keys.mac("labelling.annotator", told.encode())
        with self.site.db() as db:
            return records.pseudonym(db, mac)

    def _weigh(self, known: LabellingTask, ground: Ground, there: Sequence[str]) -> None:
        """Take over what one person gave; leave what several gave for a choice."""
        held = given_for(self.site, known)
        sound = [held[name] for name in there if name in held and not held[name].odd]
        for one in sound:
            if one.labelling.review == "ask_expert":
                self._ask(known, ground, one)
        whole = [one for one in sound if one.labelling.review in ("", "ready")]
        people = {one.annotator for one in whole}
        refusing = {one.annotator for one in sound if one.labelling.review == "unusable"} - people
        if len(people) > 1:
            self._wait(known, "choice", self.came.to_choose)
        elif people and not known.blind:
            self._one(known, ground, whole[-1])
        elif refusing and len(people | refusing) > int(known.blind):
            self._back(known, "unusable", self.came.unusable)
        elif any(one.labelling.review == "ask_expert" for one in sound):
            self._wait(known, "expert", self.came.asked)

    def _wait(self, known: LabellingTask, what: str, told: list[str]) -> None:
        if known.waits != what:
            told.append(known.session)
            with self.site.db() as db:
                records.wait_for(db, known.session, what)  # type: ignore[arg-type]

    def _ask(self, known: LabellingTask, ground: Ground, one: GivenLabels) -> None:
        key = f"{one.id} {digest({'note': one.labelling.note})}"
        draft = question_of(ground, one.labelling, one.id)
        draft = draft.model_copy(update={"after": {**draft.after, FROM: key}})
        write(self.site, known.session, (draft,), Source(key, one.annotator, self.who))

    def _one(self, known: LabellingTask, ground: Ground, one: GivenLabels) -> None:
        found = taken(ground, one.labelling, one.id)
        try:
            source = Source(one.id, one.annotator, self.who)
            write(self.site, known.session, found.drafts, source)
        except InputError:
            self._unfit(known, one)
            return
        self.came.left += [text for text in found.left if text not in self.came.left]
        self._back(known, "taken", self.came.taken)

    def _unfit(self, known: LabellingTask, one: GivenLabels) -> None:
        number = int(one.id.partition("@")[0] or 0)
        self.trouble("unfit", _stand_in(known, self.project), number, mark=one.at)

    def _back(self, known: LabellingTask, how: str, told: list[str]) -> None:
        told.append(known.session)
        with self.site.db() as db:
            records.come_back(db, known.session, how, self.site.now(), remove=False)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Source:
    """``annotation`` is what acts come from, ``by`` whose they are, ``who`` brings them."""

    annotation: str
    by: str
    who: Actor


def write(site: Site, session: str, drafts: Sequence[Draft], source: Source) -> None:
    """Append the acts of an annotation, unless they are there (no door).

    Raises InputError for acts that do not fit what holds.
    """
    for _ in range(TRIES):
        entries = entries_of(site, session)
        if not drafts or any(is_from(one, source.annotation) for one in entries):
            return
        try:
            review.amend_all(site, source.who, session, drafts, len(entries), by=source.by)
            return
        except StaleEntry:
            continue
    raise StaleEntry("Somebody else wrote here first: reload and try again.")


def chosen(ground: Ground, labelling: Labelling, blind: bool) -> Labelling:
    """A version that somebody chose, under the names of what it is about."""
    return renamed(ground.shown.prediction, labelling) if blind else labelling


def _stand_in(known: LabellingTask, project: LabellingProject) -> Task:
    return Task(
        id=known.number or 0, project=project.number, session=known.session, data={},
        updated_at="", annotations_total=0, skips_total=0, predictions_total=0,
    )  # fmt: skip


def _allowed(ground: Ground) -> Known:
    steps = {one.step_id for one in ground.timeline.steps}
    steps |= {one.step_id for one in ground.timeline.segments if one.step_id}
    return Known(steps=frozenset(steps), duration_s=ground.shown.duration_s)
