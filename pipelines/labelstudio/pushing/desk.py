"""The door out: sessions become tasks, once each, also after a run that was cut off anywhere.

Before anything is written the server is asked what it has of a session. A row is there before the
task is, so that whatever a dead run left is found and finished by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture import artifacts, sessions
from capture.access import require
from capture.ids import new_id
from capture.records import labelling as records
from data_schemas.artifact import Kind, Recipe
from data_schemas.errors import Denied, InputError, UnknownError
from data_schemas.labelling import LabellingProject, LabellingTask
from data_schemas.procedure import Language
from data_schemas.release import Refusal
from data_schemas.rights import Action, Actor
from data_schemas.session import Session
from data_schemas.value import Value
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.gathering.desk import (
    doubt_s,
    gather,
    objection,
    shown_recording,
)
from pipelines.labelstudio.leaving.desk import clear, connected, end_forbidden, take_off
from pipelines.labelstudio.media.desk import lay_out
from pipelines.labelstudio.media.folder import MediaFolder
from pipelines.labelstudio.projects.desk import Projects
from pipelines.labelstudio.pushing.item import MODEL, Item
from pipelines.labelstudio.remote import Task
from pipelines.labelstudio.task import data_of, shown_of

if TYPE_CHECKING:
    from capture.site import Site

STAGE, VERSION = "labelling", "1"
# Sessions whose tasks are in memory together: each with its words and labels.
BATCH = 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PushOptions:
    """Which sessions: those named, in any state, else all of a procedure, or of the site, that were
    never out. At most ``most``, the most doubtful first; 0 for all."""

    sessions: tuple[str, ...] = ()
    procedure: str = ""
    most: int = 0
    language: Language = "ko"


class PushReport(Value):
    """Sessions by what became of them; ``refused`` with the reason."""

    pushed: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()


def push(
    site: Site, who: Actor, options: PushOptions, progress: Progress = lambda done, of: None
) -> PushReport:
    """Bring sessions to the annotators, and what changed of those that are there.

    Repeating it is safe, also after it was cut off: nothing is there twice. ``progress`` takes how
    many sessions are done, and of how many. Raises LabelStudioError, SettingsError, InputError.
    """
    require(site, who, Action.PUSH)
    MediaFolder.of(site.settings.media_folder)
    end_forbidden(site)
    clear(site)
    run = _Push(site, who, options)
    with connected(site) as gateway:
        gateway.whoami()
        run.gateway, run.projects = gateway, Projects(site, gateway, options.language)
        names = _chosen(site, who, options)
        for n in range(0, len(names), BATCH):
            progress(n, len(names))
            run.batch(names[n : n + BATCH])
        progress(len(names), len(names))
    return PushReport(
        pushed=tuple(run.pushed), updated=tuple(run.updated), unchanged=tuple(run.unchanged),
        refused=tuple(run.refused),
    )  # fmt: skip


def _chosen(site: Site, who: Actor, options: PushOptions) -> list[str]:
    every = sessions.list_sessions(site, who)
    known = {one.id for one in every}
    for name in options.sessions:
        if name not in known:
            raise UnknownError(f"There is no session {name} here.")
    with site.db() as db:
        been = {one.session for one in records.tasks(db, out=False)}
    found = list(options.sessions) or [
        one.id
        for one in every
        if options.procedure in ("", one.procedure) and one.withdrawn_at is None
        and one.id not in been
    ]  # fmt: skip
    found.sort(key=lambda name: (-doubt_s(site, name), name))
    return found[: options.most] if options.most else found


@dataclass
class _Push:
    site: Site
    who: Actor
    options: PushOptions
    gateway: Gateway = field(init=False)
    pushed: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    projects: Projects = field(init=False)

    def batch(self, names: Sequence[str]) -> None:
        """Some sessions: gathered, compared with what the server has, then written."""
        groups: dict[str, list[Item]] = {}
        for name in names:
            item = self._item(name)
            if item is not None:
                groups.setdefault(self.projects.of(item).id, []).append(item)
        for project, items in groups.items():
            self._bring(self.projects.known[project], items)

    def _item(self, name: str) -> Item | None:
        reason = objection(self.site, name, self.who)
        if not reason:
            try:
                return self._gathered(sessions.get_session(self.site, self.who, name))
            except (Denied, InputError) as error:
                reason = str(error).rstrip(".")
        self.refused.append(Refusal(session=name, reason=reason))
        return None

    def _gathered(self, session: Session) -> Item:
        recording = shown_recording(self.site, session)
        laid = lay_out(self.site, self.who, session.id, recording)
        made = gather(self.site, session, laid)
        data = data_of(made, made.screen(self.options.language))
        shown = shown_of(made)
        told = shown.model_dump_json(exclude={"timeline"})
        return Item(made, data, shown, self.site.keys.mac("labelling.shown", told.encode()))

    # tasks

    def _bring(self, project: LabellingProject, items: Sequence[Item]) -> None:
        there: dict[str, list[Task]] = {}
        for task in self.gateway.tasks(project.number, sessions=[one.session for one in items]):
            there.setdefault(task.session, []).append(task)
        new: list[Item] = []
        for item in items:
            there_already = self._own(there.get(item.session, []))
            with self.site.db() as db:
                known = records.task(db, item.session)
            if known is not None and (not known.is_out or known.project != project.id):
                take_off(self.site, self.gateway, known)  # a round of its own begins
                there_already = None
            if there_already is None:
                self._remember(project, item, None)
                new.append(item)
            else:
                self._bring_up(project, item, there_already, known)
        if new:
            numbers = self.gateway.import_tasks(project.number, [one.whole() for one in new])
            for item, number in zip(new, numbers, strict=True):
                with self.site.db() as db:
                    records.known_as(db, item.session, number)
                self.pushed.append(item.session)

    def _own(self, found: Sequence[Task]) -> Task | None:
        """The task of a session; of two that a dead run left, the one with human work stays."""
        ordered = sorted(found, key=lambda one: (-one.annotations_total, one.id))
        for twin in ordered[1:]:
            if not twin.annotations_total and not twin.skips_total:
                self.gateway.delete_task(twin.id)
        return ordered[0] if ordered else None

    def _bring_up(
        self, project: LabellingProject, item: Item, task: Task, known: LabellingTask | None
    ) -> None:
        """What is there already: data and prediction made new where they differ.

        What people have labelled rests on the prediction that they saw: that one stays.
        """
        same_data = task.data == item.data
        same = known is not None and known.prediction_mac == item.prediction_mac
        same = same or (known is not None and task.annotations_total > 0)
        if known is None or not same:
            self._remember(project, item, task.id)
        elif known.number != task.id:
            with self.site.db() as db:
                records.known_as(db, item.session, task.id)
        if not same_data:
            self.gateway.update_task(task.id, item.data)
        changed = not same
        if not item.shown.blind and not (same and task.predictions_total == 1):
            changed = self._predict(item, task.id)
        (self.unchanged if same_data and not changed else self.updated).append(item.session)

    def _predict(self, item: Item, task: int) -> bool:
        """Let the newest prediction of ours be the only one; human work is not touched."""
        kept = self.gateway.predictions(task)
        is_there = any(one.model_version == item.model_version for one in kept)
        if not is_there:
            self.gateway.put_prediction(task, item.model_version, item.score, item.predicted)
        old = [p for p in kept if p.model_version.startswith(MODEL)]
        old = [p for p in old if p.model_version != item.model_version]
        for one in old:
            self.gateway.delete_prediction(one.id)
        return bool(old) or not is_there

    def _remember(self, project: LabellingProject, item: Item, number: int | None) -> None:
        """Where the session stands from now on, and sealed what the annotators see."""
        recipe = Recipe(
            kind=Kind.SHOWN_LABELS,
            stage=STAGE,
            version=VERSION,
            params={"shown": item.prediction_mac, "round": new_id("out")},
            parents=(item.material.artifact,),
        )
        scope = artifacts.session_scope(item.session)
        sealed = artifacts.seal(self.site, recipe, scope, item.shown)
        with self.site.db() as db:
            before = records.task(db, item.session)
        task = LabellingTask(
            session=item.session, project=project.id, number=number,
            prediction_mac=item.prediction_mac, shown=sealed.id, blind=item.shown.blind,
            out_at=self.site.now(), out_by=self.who.id,
        )  # fmt: skip
        with self.site.db() as db:
            records.put_task(db, task)
        if before is not None and not artifacts.dependants(self.site, before.shown):
            artifacts.erase(self.site, before.shown)  # nobody labelled anything on it
