"""How often real talk is taken for "that step was taken back" or "it was done once more".

    python -m benchmarks.align.undone [--smoke]

Nobody marked either in the development pack, so this counts and prints what is told, to be read;
whether it is found where it was done is measured on the generated takes (``corpus``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.align.pack import LISTS, Pack
from benchmarks.align.scoring import command, tell
from data_schemas.timeline import Finding
from pipelines.align import align
from pipelines.align.repeated import says_once_more
from pipelines.align.task import Task
from pipelines.align.undone import says_undone
from pipelines.embedder import Embedder

SMOKE = 20
SAYS: dict[str, Callable[[str], str]] = {"undone": says_undone, "repeated": says_once_more}


def measure(smoke: bool) -> dict[str, Any]:
    """Utterances that say so and findings made of them, per hour, by kind."""
    out: dict[str, Any] = {}
    embed = Embedder().encode_queries
    for name in LISTS:
        pack = Pack(name, SMOKE if smoke else None)
        tasks = [task for task in pack.tasks.values() if any(map(_says(task).get, SAYS))]
        found = [(task, one) for task in tasks for one in align(task, embed).findings if one.cited]
        hours = sum(task.duration_s for task in pack.tasks.values()) / 3600
        out[name] = {"hours": round(hours, 1)}
        for kind in SAYS:
            said = [text for task in tasks for text in _says(task)[kind]]
            told = [_line(task, one) for task, one in found if one.kind == kind]
            out[name][kind] = {
                "utterances": len(said),
                "findings": len(told),
                "findings_per_hour": round(len(told) / hours, 3),
            }
            for line in sorted(set(said)):
                tell(f"{kind} {name} says: {line}")
            for line in told:
                tell(f"{kind} {name} told: {line}")
    return out


def _says(task: Task) -> dict[str, list[str]]:
    texts = [said.text for said in task.utterances]
    return {kind: [text for text in texts if says(text)] for kind, says in SAYS.items()}


def _line(task: Task, one: Finding) -> str:
    titles = {step.id: step.title for step in task.steps}
    return f"{titles[one.step_id]} <- {' / '.join(words.text for words in one.cited)}"


if __name__ == "__main__":
    command(__doc__, "undone", measure)
