"""Korean steps and words: the demo's procedures, step lists as others would write them, and steps
in another language than the speech.

    python -m benchmarks.align.korean [--smoke]

The takes of ``corpus``, by their true words. The lists (``korean_steps.yaml``) were written for the
jobs before anything was measured on them and never changed for a figure; a coarse list joins
steps, a fine one has a step for every skilled action. Synthetic, as everything about these takes.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any

import yaml

from benchmarks.align.scoring import Set, brief, command, figures, scored, sureness, tell
from benchmarks.align.takes import Row, Take, takes, written
from benchmarks.common import ROOT, scorer
from data_schemas.procedure import Step
from pipelines.align.single import Remembering
from pipelines.align.task import Embed, Method, Task
from pipelines.embedder import Embedder

FILE = ROOT / "benchmarks" / "align" / "korean_steps.yaml"
LISTS = ("terse", "polite", "loan", "coarse", "fine")
TAKES, DRAWS = 24, 1000
METHODS: tuple[Method, ...] = ("hsmm", "drop_dtw", "uniform")
# (speech, steps): what is said in one language is looked for in steps of the other
ACROSS = {"ko speech, en steps": ("ko", "en"), "en speech, ko steps": ("en", "ko")}
ALIKE = {"ko speech, ko steps": ("ko", "ko"), "en speech, en steps": ("en", "en")}


def measure(smoke: bool) -> dict[str, Any]:
    """Both halves: every list against Korean words, and languages across."""
    embed = Remembering(Embedder().encode_queries)
    return {split: _half(split, smoke, embed) for split in ("tune", "test")[: 1 if smoke else 2]}


def _half(split: str, smoke: bool, embed: Embed) -> dict[str, Any]:
    some = takes(split, 3 if smoke else TAKES)
    out: dict[str, Any] = {"takes": len(some)}
    for name in LISTS[-1:] if smoke else LISTS:
        cases = Set()
        for take in some:
            cases.add(*_listed(take, name))
        out[name] = _methods(cases, embed, f"korean {split} {name}")
    for name, (speech, language) in (ALIKE | ACROSS).items():
        cases = Set()
        for take in some:
            cases.add(take.task(take.said(speech), language), take.truth["segments"])
        out[name] = _methods(cases, embed, f"korean {split} {name}")
    return out


def _methods(cases: Set, embed: Embed, label: str) -> dict[str, Any]:
    score, out = scorer("score_align"), {}
    for method in METHODS:
        found = scored(cases, embed, score, method)
        out[method] = figures(found, score, DRAWS)
        tell(f"{label} {method}: {brief(out[method])}")
        if method == "hsmm":
            out["sureness"] = sureness(found)
    return out


@cache
def lists() -> dict[str, dict[str, list[list[str]]]]:
    """Rows of (title, what it covers) by job and list."""
    return dict(yaml.safe_load(FILE.read_text("utf-8")))


def _listed(take: Take, name: str) -> tuple[Task, list[Row]]:
    """A take's Korean words against one of the lists, and where its steps truly were."""
    rows = lists()[take.job][name]
    steps = tuple(Step(id=f"s{n}", title=title) for n, (title, _) in enumerate(rows))
    owner = {part: f"s{n}" for n, (_, parts) in enumerate(rows) for part in parts.split()}
    of, key = ("actions", "id") if name == "fine" else ("segments", "step_id")
    named = [(owner[row[key]], row) for row in take.truth[of]]
    task = take.task(take.said("ko"), "ko").model_copy(update={"steps": steps})
    return task, joined(named)


def joined(named: list[tuple[str, Row]]) -> list[Row]:
    """Stretches of one step: parts of it after each other are one, with what lies between."""
    out = []
    for step, group in groupby(named, key=lambda pair: pair[0]):
        parts = [row for _, row in group]
        out.append({"step_id": step, "start_s": parts[0]["start_s"], "end_s": parts[-1]["end_s"]})
    return out


def uncovered(job: str, name: str) -> set[str]:
    """Steps (``fine``: actions) of a job that a list forgets or invents; empty if it is sound."""
    from examples.demo.jobs import JOBS

    whole = {act.id for step in JOBS[job].steps for act in step.acts}
    if name != "fine":
        whole = {step.id for step in written(job, "ko").steps}
    return whole ^ {part for _, parts in lists()[job][name] for part in parts.split()}


if __name__ == "__main__":
    command(__doc__, "korean", measure)
