"""What is asked of the server of the annotators: values in and out, never objects of its SDK."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from data_schemas.errors import LabelStudioOdd
from pipelines.labelstudio.line import Line
from pipelines.labelstudio.reading import (
    annotation_of,
    list_of,
    moment_of,
    prediction_of,
    task_of,
    text_of,
)
from pipelines.labelstudio.remote import (
    SESSION,
    Annotation,
    Json,
    Prediction,
    Project,
    Task,
)

PAGE = 500
# So many sessions are asked about at once: they stand in the address of a request.
_AT_ONCE = 50
# Projects of one answer: the server gives 30 a page.
_A_PAGE = 20
# What a listing carries; predictions and annotations of thousands of tasks would not fit in memory.
_LISTED = "id,project,data,updated_at,total_annotations,cancelled_annotations,total_predictions"
# A creation that is sent twice is made twice: whoever pushes looks first, and then tries again.
_ONCE: Any = {"max_retries": 0}


class Gateway(Line):
    """Use as a context manager, or ``close`` it. One thread at a time.

    Every failure is a LabelStudioError with one sentence.
    """

    # the server

    def whoami(self) -> str:
        """E-mail of the user whose token it is."""
        with self._told("tell whose token this is"):
            return text_of(self._sdk.users.whoami().email)

    def version(self) -> str:
        """Release of the server, such as ``1.23.2``."""
        with self._told("tell its version"):
            return text_of(self._sdk.versions.get().release)

    def address(self, task: Task) -> str:
        """Where people open a task."""
        return f"{self.url}projects/{task.project}/data?task={task.id}"

    # projects

    def create_project(
        self, title: str, config: str, *, annotators: int, model_version: str, instruction: str = ""
    ) -> int:
        """``title`` has 3 characters at least. A task is done after ``annotators`` annotations.

        ``instruction`` is HTML, which annotators open by a button over the task.
        """
        with self._told("make a project"):
            made = self._sdk.projects.create(
                title=title, label_config=config, maximum_annotations=annotators,
                show_collab_predictions=True, model_version=model_version,
                expert_instruction=instruction, show_instruction=False, request_options=_ONCE,
            )  # fmt: skip
            return int(made.id)

    def project(self, project: int) -> Project:
        with self._told(f"show project {project}"):
            found = self._sdk.projects.get(id=project)
            storages = self._sdk.import_storage.local.list(project=project)
            paths = tuple(text_of(one.path) for one in storages)
            return Project(project, text_of(found.title), text_of(found.label_config), paths)

    def projects(self, *, numbers: Collection[int] | None = None, title: str = "") -> list[Project]:
        """Those with these numbers, those with this in their title, or all; without storages.

        Whoever has to know that one is gone gives its number: pages of a long list shift while
        projects are deleted, and one may be in none of them.
        """
        if numbers is None:
            return self._projects({"title": title} if title else {})
        wanted = sorted(numbers)
        parts = [wanted[n : n + _A_PAGE] for n in range(0, len(wanted), _A_PAGE)]
        return [one for part in parts for one in self._projects({"ids": ",".join(map(str, part))})]

    def _projects(self, which: dict[str, str]) -> list[Project]:
        with self._told("list its projects"):
            pages = self._sdk.projects.list(**which)
            found = list(pages) if list_of(pages.items) else []
            return [Project(int(p.id), str(p.title), str(p.label_config)) for p in found]

    def update_config(self, project: int, config: str) -> None:
        """Whoever calls sees to it that no label in use is lost: the server does not."""
        with self._told(f"change the labelling screen of project {project}"):
            self._sdk.projects.update(id=project, label_config=config)

    def check_config(self, config: str) -> None:
        """Raises LabelStudioOdd for a screen that the server refuses."""
        with self._told("take this labelling screen"):
            # the SDK asks for a project, which the server does not need
            found = self._raw("POST", "api/projects/validate/", json={"label_config": config})
            if found.status_code >= 400:
                raise self._api_error(status_code=found.status_code, body="")

    def delete_project(self, project: int) -> None:
        """With its tasks and annotations; one that is gone is no error."""
        with self._gone(), self._told(f"delete project {project}"):
            self._sdk.projects.delete(id=project)

    def add_storage(self, project: int, folder: str) -> None:
        """Lets the project show files below ``folder``, a path on the server; once is enough."""
        if folder not in self.project(project).storages:
            with self._told(f"open the media folder to project {project}"):
                self._sdk.import_storage.local.create(
                    project=project, path=folder, title="media", use_blob_urls=True,
                    request_options=_ONCE,
                )  # fmt: skip

    # tasks

    def import_tasks(self, project: int, tasks: Sequence[Json]) -> list[int]:
        """Each is ``{"data": ..., "predictions": [...]}``. The ids in the same order.

        The server makes anew what it has already: see first what is there.
        """
        with self._told(f"take tasks into project {project}"):
            made = self._sdk.projects.import_tasks(
                id=project, request=list(tasks), return_task_ids=True, request_options=_ONCE
            )
            ids = [int(one) for one in made.task_ids or ()]
        if len(ids) != len(tasks):
            raise LabelStudioOdd(
                f"Label Studio took {len(ids)} of {len(tasks)} tasks: push again, which sends what"
                " is missing."
            )
        return ids

    def tasks(
        self, project: int, *, since: str | None = None, sessions: Collection[str] | None = None
    ) -> Iterator[Task]:
        """In the order of ids, without annotations and predictions, some hundreds at a time.

        ``since``: changed after this time of the server (ISO 8601); annotating, also deleting an
        annotation, and predicting are changes. ``sessions``: theirs only.
        """
        filters = [_filter("updated_at", "greater", "Datetime", moment_of(since))] if since else []
        if sessions is None:
            yield from self._listed(project, filters)
            return
        wanted = sorted(sessions)
        for n in range(0, len(wanted), _AT_ONCE):
            part = wanted[n : n + _AT_ONCE]
            yield from self._listed(
                project, [*filters, _filter(f"data.{SESSION}", "in_list", "String", part)]
            )

    def task(self, task: int) -> Task:
        """With its annotations and predictions. Raises LabelStudioOdd when it is gone."""
        with self._told(f"show task {task}"):
            found = self._sdk.tasks.get(id=str(task))
            held = [annotation_of(one) for one in list_of(found.annotations)]
        return task_of(found, held, self.predictions(task))

    def update_task(self, task: int, data: Mapping[str, Any]) -> None:
        """``data`` replaces what the task has."""
        with self._told(f"change task {task}"):
            self._sdk.tasks.update(id=str(task), data=dict(data))

    def delete_task(self, task: int) -> None:
        """With its annotations; one that is gone is no error."""
        with self._gone(), self._told(f"delete task {task}"):
            self._sdk.tasks.delete(id=str(task))

    # predictions and annotations

    def predictions(self, task: int) -> tuple[Prediction, ...]:
        with self._told(f"show what was predicted for task {task}"):
            return tuple(prediction_of(one) for one in self._sdk.predictions.list(task=task))

    def put_prediction(
        self, task: int, model_version: str, score: float | None, result: Sequence[Json]
    ) -> int:
        with self._told(f"take a prediction for task {task}"):
            made = self._sdk.predictions.create(
                task=task, model_version=model_version, score=score, result=list(result),
                request_options=_ONCE,
            )  # fmt: skip
            return int(made.id)

    def delete_prediction(self, prediction: int) -> None:
        """One that is gone is no error."""
        with self._gone(), self._told(f"delete prediction {prediction}"):
            self._sdk.predictions.delete(id=prediction)

    def annotations(self, task: int) -> tuple[Annotation, ...]:
        """What was handed in, and what was skipped (``cancelled``); drafts are not among them."""
        # the listing of annotations leaves skips out
        with self._told(f"show the annotations of task {task}"):
            found = self._sdk.tasks.get(id=str(task)).annotations
            return tuple(annotation_of(one) for one in list_of(found))

    def annotate(self, task: int, result: Sequence[Json], *, skipped: bool = False) -> int:
        """An annotation by the user whose token it is."""
        with self._told(f"take an annotation of task {task}"):
            made = self._sdk.annotations.create(
                id=task, result=list(result), was_cancelled=skipped, request_options=_ONCE
            )
            return int(made.id)

    def delete_annotation(self, annotation: int) -> None:
        """One that is gone is no error."""
        with self._gone(), self._told(f"delete annotation {annotation}"):
            self._sdk.annotations.delete(id=annotation)

    # how it is asked

    def _listed(self, project: int, filters: list[Json]) -> Iterator[Task]:
        """By ids and not by numbers of pages, which shift while people work."""
        after = 0
        while True:
            rest = [*filters, _filter("id", "greater", "Number", after)]
            query = {"filters": {"conjunction": "and", "items": rest}, "ordering": ["tasks:id"]}
            with self._told(f"list the tasks of project {project}"):
                page = self._sdk.tasks.list(
                    project=project, page=1, page_size=PAGE, fields="task_only", include=_LISTED,
                    query=json.dumps(query),
                ).items  # fmt: skip
                found = [task_of(one) for one in list_of(page)]
            yield from found
            if len(found) < PAGE:
                return
            after = found[-1].id


def _filter(column: str, operator: str, kind: str, value: object) -> Json:
    return {"filter": f"filter:tasks:{column}", "operator": operator, "type": kind, "value": value}
