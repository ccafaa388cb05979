"""Score all methods of the aligner on the development pack.

python -m benchmarks.align                      # every part, writes results/align.json
python -m benchmarks.align --only lists         # both step lists, all methods
python -m benchmarks.align --smoke              # a few sessions of each, writes nothing

Further parts: noise, corpus, korean, undone, cross_validated, motion, cost; each is a command of
its own, too.
"""

import time
from types import ModuleType
from typing import Any, get_args

from benchmarks.align import corpus, cost, cross, korean, motion, noise, undone
from benchmarks.align.pack import LISTS, Pack, remembered
from benchmarks.align.scoring import line, parts, predict
from benchmarks.common import chosen, scorer
from pipelines.align import Options
from pipelines.align.task import Embed, Method

SMOKE, DRAWS = 10, 1000


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


def lists(smoke: bool) -> dict[str, Any]:
    """Both step lists of the pack by every method."""
    packs = [Pack(name, SMOKE if smoke else None) for name in LISTS]
    embed = remembered(sorted({text for pack in packs for text in pack.texts()}))
    score = scorer("score_align")
    line("list, method")
    return {p.name: measure(p, embed, score, 50 if smoke else DRAWS) for p in packs}


PARTS = {
    "lists": lists,
    "noise": noise.measure,
    "corpus": corpus.measure,
    "korean": korean.measure,
    "undone": undone.measure,
    "cross_validated": cross.measure,
    "motion": motion.measure,
    "cost": cost.measure,
}


if __name__ == "__main__":
    wanted = chosen(__doc__, PARTS)
    parts({name: PARTS[name] for name in wanted.only}, wanted.smoke)
