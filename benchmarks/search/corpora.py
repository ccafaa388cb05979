"""What is searched: passages that the product's own code makes of narration, three corpora of them.

*narrated*: thirty sessions of the alignment pack, steps placed by the product's aligner on the step
list that was written for the session. *demo-en* and *demo-ko*: takes of the generated expert, words
as written (English spoken, Korean for the same seconds), steps placed by the aligner on the job's
written procedure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.align.pack import Pack, recording_of
from benchmarks.align.takes import Take, rules_of, takes, written
from benchmarks.search.ranking import data
from data_schemas.procedure import Procedure
from data_schemas.timeline import Timeline
from data_schemas.transcript import Utterance
from examples.demo.jobs import JOBS
from examples.demo.jobs.base import Line
from pipelines.align import Options, align
from pipelines.align.task import Embed, Task
from pipelines.search.passage import Passage
from pipelines.search.passages import passages

SESSIONS_A_TASK = 2
TAKES = 12  # of each half of the generated corpus


@dataclass(frozen=True)
class Corpus:
    """Passages in a fixed order, what was said by session, and the time line of each session."""

    passages: list[Passage] = field(default_factory=list)
    said: dict[str, tuple[Utterance, ...]] = field(default_factory=dict)
    timelines: dict[str, Timeline] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.passages]

    def take_in(self, task: Task, procedure: Procedure, embed: Embed) -> None:
        placed = align(task, embed, Options())
        timeline = Timeline(
            session=task.id,
            duration_s=task.duration_s,
            utterances=tuple(u.model_copy(update={"recording": task.id}) for u in task.utterances),
            segments=tuple(s.model_copy(update={"recording": task.id}) for s in placed.segments),
        )
        self.said[task.id] = task.utterances
        self.timelines[task.id], self.procedures[task.id] = timeline, procedure
        self.passages.extend(passages(timeline, procedure, task.id))


def narrated(sessions: Iterable[str], embed: Embed) -> Corpus:
    """These sessions of the alignment pack; ``Missing`` without it."""
    data("align")
    pack, corpus = Pack("own"), Corpus()
    for session in sessions:
        task = pack.tasks[session]
        title = pack.inputs[session]["task"]
        corpus.take_in(task, Procedure(id=title, title=title, steps=task.steps), embed)
    return corpus


def most_told() -> list[str]:
    """The rule by which the sessions were chosen: two of each task, sorted by task.

    Sessions are gone through by words of the instructor, most first; one is taken if its task has
    fewer than two yet and nothing of its recording was taken, whatever the task.
    """
    inputs = Pack("own").inputs
    words = {
        key: sum(len(u["text"].split()) for u in row["utterances"] if u["speaker"] == "instructor")
        for key, row in inputs.items()
    }
    taken: dict[str, list[str]] = defaultdict(list)
    recordings: set[str] = set()
    for key in sorted(inputs, key=lambda key: (-words[key], key)):
        mine = taken[inputs[key]["task"]]
        if len(mine) < SESSIONS_A_TASK and recording_of(key) not in recordings:
            mine.append(key)
            recordings.add(recording_of(key))
    return [key for task in sorted(taken) for key in taken[task]]


def demo(language: str, embed: Embed, count: int = TAKES) -> Corpus:
    """So many takes of each half of the generated corpus, in one language."""
    corpus = Corpus()
    for split in ("tune", "test"):
        for take in takes(split, count):
            corpus.take_in(_task(split, take, language), written(take.job, language), embed)
    return corpus


def _task(split: str, take: Take, language: str) -> Task:
    task = take.task(take.said(language), language)
    return task.model_copy(update={"id": f"{split}_{take.id}", "before": rules_of(take.job)})


def job_of(session: str) -> str:
    """The job of a take of the demo corpora."""
    return session.split("_")[2]


def lines_of(job: str) -> dict[str, Line]:
    """What can be said in a job, by the name under which the questions know it.

    An action's own line has its id, ``ID/vague`` is the same without a measure; beside them
    ``mistake:ID``, ``answer:ACTION``, ``undo``, ``overview`` and ``recap``.
    """
    told = JOBS[job]
    found = {"undo": told.undo.line, "overview": told.overview.line, "recap": told.recap.line}
    for act in (act for step in told.steps for act in step.acts):
        found[act.id] = act.line
        if act.vague:
            found[f"{act.id}/vague"] = act.vague
    found |= {f"mistake:{one.id}": one.line for one in told.mistakes}
    return found | {f"answer:{one.act}": one.answer for one in told.questions}
