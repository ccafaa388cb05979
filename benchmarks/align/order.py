"""What findings of order say about procedures that were really performed, with their mistakes.

    python -m benchmarks.align.order [--smoke]

The segments are the annotators' own, so this is about the rules and not about placing steps; that
is what ``placed`` adds: the written lists of the development pack, placed by what was said.
CaptainCook4D has a graph of what must come first; its annotators marked order errors by their own
lights, often on every step of a stretch, while a finding names the two steps of the rule.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from benchmarks.align.pack import LISTS, Pack, keep_part, present, remembered
from benchmarks.common import bench_data
from data_schemas.procedure import Step
from pipelines.align import align
from pipelines.align.order import Done, findings

SMOKE = 20
Rows = list[dict[str, Any]]


def measure(procedures: Rows, recordings: Rows) -> dict[str, Any]:
    """Steps and recordings that findings and annotators name, and where both agree."""
    written = {row["id"]: row for row in procedures}
    counts = {name: [0, 0, 0] for name in ("steps", "recordings", "skipped")}
    for row in recordings:
        told, skipped = _told(written[row["procedure"]], row)
        true = {s["step_id"] for s in row["segments"] if _wrong(s)}
        _count(counts["steps"], told, true)
        _count(counts["recordings"], {row["id"]} if told else set(), {row["id"]} if true else set())
        _count(counts["skipped"], skipped, {s["step_id"] for s in row["not_performed"]})
    return {"recordings": len(recordings), **{k: _rates(v) for k, v in counts.items()}}


def _told(procedure: dict[str, Any], row: dict[str, Any]) -> tuple[set[str], set[str]]:
    steps = [Step(id=step["id"], title=step["title"]) for step in procedure["steps"]]
    rules = [(a, b) for a, b in procedure["before"]]
    segments = sorted(row["segments"], key=lambda segment: segment["start_s"])
    done = [Done(str(n), s["step_id"]) for n, s in enumerate(segments) if s["step_id"]]
    found = findings(steps, rules, done)
    broken = [one for one in found if one.kind == "rule_broken"]
    skipped = {one.step_id for one in found if one.kind == "skipped"}
    return {name for one in broken for name in (one.step_id, one.other)}, skipped


def _wrong(segment: dict[str, Any]) -> bool:
    return any(error["kind"] == "Order Error" for error in segment["errors"])


def _count(row: list[int], told: set[str], true: set[str]) -> None:
    row[0] += len(told)
    row[1] += len(true)
    row[2] += len(told & true)


def _rates(row: list[int]) -> dict[str, Any]:
    told, true, both = row
    return {
        "told": told,
        "true": true,
        "both": both,
        "precision": round(both / told, 3) if told else None,
        "recall": round(both / true, 3) if true else None,
    }


def placed(only: int | None) -> dict[str, Any]:
    """Sessions of the pack in which a step is told, or was done, out of the written order.

    ``pairs`` are told pairs of steps, and those of them that were really done that way round.
    """
    packs = {name: Pack(name, only) for name in LISTS}
    embed = remembered(sorted({text for pack in packs.values() for text in pack.texts()}))
    pack = packs["sop"]
    counts, pairs = [0, 0, 0], [0, 0]
    for key, task in pack.tasks.items():
        told = [one for one in align(task, embed).findings if one.kind == "out_of_order"]
        rows = sorted(pack.truth[key]["segments"], key=lambda row: float(row["start_s"]))
        done = [Done(str(n), row["step_id"]) for n, row in enumerate(rows) if row["step_id"]]
        true = [one for one in findings(task.steps, (), done) if one.kind == "out_of_order"]
        _count(counts, {key} if told else set(), {key} if true else set())
        first = {one.step: place for place, one in reversed(list(enumerate(done)))}
        written = {step.id: place for place, step in enumerate(task.steps)}
        for one in told:
            early, late = sorted((one.step_id, one.other), key=written.__getitem__)
            pairs[0] += 1
            pairs[1] += late in first and early in first and first[late] < first[early]
    return {"sessions": len(pack.tasks), **_rates(counts), "pairs": pairs}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a few sessions, nothing written")
    smoke = parser.parse_args().smoke
    folder = bench_data("procedures")
    if folder is None or not present():
        return
    place = folder / "captaincook4d"
    procedures, recordings = (
        [json.loads(line) for line in (place / name).read_text("utf-8").splitlines()]
        for name in ("procedures.jsonl", "recordings.jsonl")
    )
    figures = measure(procedures, recordings)
    figures["placed"] = placed(SMOKE if smoke else None)
    if not smoke:
        keep_part("order", figures)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
