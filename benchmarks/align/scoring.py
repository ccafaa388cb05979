"""Cases scored by the shared scorer, with intervals over recordings, and the tables of it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, NamedTuple, Protocol

from benchmarks.align.pack import Rows, keep_part, present, recording_of
from benchmarks.common import say
from examples.demo.paths import DemoError
from pipelines.align import Options, align
from pipelines.align.task import Embed, Method, Task

SHOWN = ("R@1", "mIoU", "F1@10", "F1@25", "F1@50", "MoF", "edit", "presence_P", "presence_R",
         "ECE", "AUC")  # fmt: skip
MAIN = ("R@1", "mIoU", "F1@50", "MoF")
SURE = 0.4  # what is not marked for review
Item = tuple[Any, list[tuple[float, float]]]  # sums of a session; (confidence, hit) of segments


class Cases(Protocol):
    """Sessions to align: what the scorer reads, and the tasks made of it, by id."""

    inputs: Rows
    truth: Rows
    tasks: dict[str, Task]


@dataclass
class Set:
    """Cases put together one by one."""

    inputs: Rows = field(default_factory=dict)
    truth: Rows = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)

    def add(self, task: Task, segments: list[dict[str, Any]]) -> None:
        steps = [{"id": step.id, "title": step.title} for step in task.steps]
        row = {"id": task.id, "duration_s": task.duration_s, "steps": steps}
        self.inputs[task.id] = row
        self.truth[task.id] = {"id": task.id, "segments": segments}
        self.tasks[task.id] = task


def predict(cases: Cases, embed: Embed, options: Options) -> Rows:
    """Rows of predicted segments, as the scorer reads them."""
    keys = {"step_id", "start_s", "end_s", "confidence"}
    rows = {}
    for key, task in cases.tasks.items():
        found = align(task, embed, options)
        placed = [segment for segment in found.segments if segment.step_id is not None]
        rows[key] = {"id": key, "segments": [s.model_dump(include=keys) for s in placed]}
    return rows


class Scored(NamedTuple):
    """A method on some cases: the items of every recording."""

    groups: list[list[Item]]

    @property
    def items(self) -> list[Item]:
        return [item for group in self.groups for item in group]


def scored(cases: Cases, embed: Embed, score: ModuleType, method: Method = "hsmm") -> Scored:
    """Items of the scorer, grouped by recording."""
    rows = predict(cases, embed, Options(method=method))
    groups: dict[str, list[Item]] = {}
    for key, given in cases.inputs.items():
        index = {step["id"]: k for k, step in enumerate(given["steps"])}
        length = float(given["duration_s"])
        true = score.segments(cases.truth[key], index, length, "truth")
        told = score.segments(rows[key], index, length, "prediction")
        groups.setdefault(recording_of(key), []).append(score.session(told, true, length, 10.0))
    return Scored(list(groups.values()))


def figures(one: Scored, score: ModuleType, draws: int) -> dict[str, Any]:
    """``{metric: [value, low, high]}`` with 95 % intervals, ECE and AUC without."""
    whole, drawn = score.full(one.items), score.boot(one.groups, draws, 0)
    out = {name: rounded([whole[name], *score.interval(drawn[name])]) for name in MAIN}
    return score.nonan(out | {name: round(whole[name], 3) for name in ("ECE", "AUC")})


def loss(one: Scored, other: Scored, score: ModuleType, draws: int) -> dict[str, list[float]]:
    """How much ``one`` is above ``other`` on the same cases, paired over recordings."""
    a, b = score.full(one.items), score.full(other.items)
    x, y = score.boot(one.groups, draws, 0), score.boot(other.groups, draws, 0)
    return {m: rounded([a[m] - b[m], *score.interval(x[m] - y[m])]) for m in MAIN}


def sureness(one: Scored) -> dict[str, Any]:
    """How many segments claim to be right, and how many of those are (IoU 0.3)."""
    pairs = [pair for _, told in one.items for pair in told]
    sure = [hit for confidence, hit in pairs if confidence >= SURE]
    return {
        "segments": len(pairs),
        "mean_confidence": round(sum(c for c, _ in pairs) / max(1, len(pairs)), 3),
        "right": round(sum(hit for _, hit in pairs) / max(1, len(pairs)), 3),
        "sure": round(len(sure) / max(1, len(pairs)), 3),
        "sure_right": round(sum(sure) / len(sure), 3) if sure else None,
    }


def rounded(values: list[float]) -> list[float]:
    return [round(value, 2) for value in values]


def line(name: str, shown: Mapping[str, float | None] | None = None) -> None:
    """One row of the table; without figures, its head."""
    cells = []
    for column in SHOWN:
        value = (shown or {}).get(column)
        digits = 3 if column in ("ECE", "AUC") else 1
        text = "-" if value is None else f"{value:.{digits}f}"
        cells.append(f"{text if shown else column.replace('presence_', 'pres'):>7}")
    tell(f"{name:<16}" + "".join(cells))


def tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def brief(shown: Mapping[str, Any]) -> str:
    """The main metrics in one line."""
    return "  ".join(f"{name} {shown[name][0]:.1f}" for name in MAIN)


Part = Callable[[bool], dict[str, Any]]


def parts(chosen: Mapping[str, Part], smoke: bool) -> None:
    """Run parts, keep each unless it is a small run; what cannot be had is skipped."""
    for name, measure in chosen.items():
        if not present():
            say("skipped: no bench data")
            return
        try:
            found = measure(smoke)
        except DemoError as error:
            say(f"skipped: {error}")
            continue
        if not smoke:
            keep_part(name, found)


def command(about: str | None, name: str, measure: Part) -> None:
    """``python -m benchmarks.align.NAME [--smoke]``: one part, its figures as JSON."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--smoke", action="store_true", help="a few sessions, nothing written")

    def told(smoke: bool) -> dict[str, Any]:
        found = measure(smoke)
        tell(json.dumps(found, indent=1, ensure_ascii=False))
        return found

    parts({name: told}, parser.parse_args().smoke)


def counted(found: set[Any], true: set[Any]) -> Iterator[int]:
    """Told, true, both."""
    yield from (len(found), len(true), len(found & true))
