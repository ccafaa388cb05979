"""Score all methods of the aligner on the development pack.

python -m benchmarks.align            # both step lists, all methods, writes results/align.json
python -m benchmarks.align --smoke    # ten sessions a list, writes nothing
"""

import argparse
import sys
import time
from types import ModuleType
from typing import Any, get_args

from benchmarks.align.pack import LISTS, Pack, keep_part, present, remembered
from benchmarks.common import scorer
from pipelines.align import Options, align
from pipelines.align.task import Embed, Method

SHOWN = ("R@1", "mIoU", "F1@10", "F1@25", "F1@50", "MoF", "edit", "presence_P", "presence_R",
         "ECE", "AUC")  # fmt: skip
SMOKE = 10


def predict(pack: Pack, embed: Embed, options: Options) -> dict[str, dict[str, Any]]:
    keys = {"step_id", "start_s", "end_s", "confidence"}
    rows = {}
    for key, task in pack.tasks.items():
        found = align(task, embed, options)
        placed = [segment for segment in found.segments if segment.step_id is not None]
        rows[key] = {"id": key, "segments": [s.model_dump(include=keys) for s in placed]}
    return rows


def measure(pack: Pack, embed: Embed, score: ModuleType, draws: int) -> dict[str, Any]:
    """Figures of every method, with 95 % intervals over recordings."""
    out: dict[str, Any] = {}
    for method in get_args(Method):
        started = time.perf_counter()
        rows = predict(pack, embed, Options(method=method))
        took = time.perf_counter() - started
        full = score.nonan(score.score(pack.inputs, pack.truth, rows, B=draws))
        keep = ("sessions", "recordings", "predicted_segments", "method", "method_ci95", "gain",
                "gain_ci95", "by_utterances_per_min")  # fmt: skip
        out[method] = {name: full[name] for name in keep} | {"align_s": round(took, 1)}
        line(f"{pack.name} {method}", full["method"])
    return out


def line(name: str, figures: dict[str, float | None] | None = None) -> None:
    """One row of the table; without figures, its head."""
    cells = []
    for column in SHOWN:
        value = (figures or {}).get(column)
        digits = 3 if column in ("ECE", "AUC") else 1
        shown = "-" if value is None else f"{value:.{digits}f}"
        cells.append(f"{shown if figures else column.replace('presence_', 'pres'):>7}")
    sys.stdout.write(f"{name:<16}" + "".join(cells) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the aligner on the development pack.")
    parser.add_argument("--smoke", action="store_true", help="a few sessions, nothing written")
    parser.add_argument("--draws", type=int, default=1000, help="bootstrap draws")
    wanted = parser.parse_args()
    if not present():
        sys.stdout.write("skipped: no bench data\n")
        return
    packs = [Pack(name, SMOKE if wanted.smoke else None) for name in LISTS]
    embed = remembered(sorted({text for pack in packs for text in pack.texts()}))
    score = scorer("score_align")
    line("list, method")
    figures = {
        p.name: measure(p, embed, score, 50 if wanted.smoke else wanted.draws) for p in packs
    }
    if wanted.smoke:
        return
    keep_part("lists", figures)


if __name__ == "__main__":
    main()
