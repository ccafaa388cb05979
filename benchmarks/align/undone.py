"""How often real talk is taken for "that step was taken back".

    python -m benchmarks.align.undone [--smoke]

Nobody marked undone steps in the development pack, so this counts and prints what is told, to be
read; whether it is found where it was done is measured on the generated takes (``corpus``).
"""

from __future__ import annotations

from typing import Any

from benchmarks.align.pack import LISTS, Pack
from benchmarks.align.scoring import command, tell
from pipelines.align import align
from pipelines.align.task import Task
from pipelines.align.undone import says_undone
from pipelines.embedder import Embedder

SMOKE = 20


def measure(smoke: bool) -> dict[str, Any]:
    """Utterances that say so and findings made of them, per hour."""
    out: dict[str, Any] = {}
    embed = Embedder().encode_queries
    for name in LISTS:
        pack = Pack(name, SMOKE if smoke else None)
        said = {key: _says(task) for key, task in pack.tasks.items()}
        told = [row for key in said if said[key] for row in _told(pack.tasks[key], embed)]
        hours = sum(task.duration_s for task in pack.tasks.values()) / 3600
        out[name] = {
            "hours": round(hours, 1),
            "utterances": sum(map(len, said.values())),
            "findings": len(told),
            "findings_per_hour": round(len(told) / hours, 3),
        }
        for line in sorted({line for lines in said.values() for line in lines}):
            tell(f"undone {name} says: {line}")
        for title, words in told:
            tell(f"undone {name} told: {title} <- {words}")
    return out


def _says(task: Task) -> list[str]:
    return [said.text for said in task.utterances if says_undone(said.text)]


def _told(task: Task, embed: Any) -> list[tuple[str, str]]:
    titles = {step.id: step.title for step in task.steps}
    found = [one for one in align(task, embed).findings if one.kind == "undone"]
    return [(titles[one.step_id], " / ".join(w.text for w in one.cited)) for one in found]


if __name__ == "__main__":
    command(__doc__, "undone", measure)
