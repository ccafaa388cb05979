"""The generated expert: steps, and what was skipped, repeated, moved and undone, against the truth.

    python -m benchmarks.align.corpus [--smoke]

Whole takes (``python -m examples.demo corpus --no-video`` makes the same ones) of both halves; the
tune half chose what undoing sounds like and what going back costs where rules leave it free, the
test half is for reporting. Everything is synthetic: one voice that reads what somebody wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.align.scoring import Set, brief, command, figures, loss, scored, sureness, tell
from benchmarks.align.takes import Take, takes
from benchmarks.common import scorer
from data_schemas.timeline import Finding
from data_schemas.transcript import Utterance
from pipelines.align import Options, align
from pipelines.align.order import Done, findings
from pipelines.align.single import Remembering
from pipelines.align.task import Embed, Method, Task
from pipelines.embedder import Embedder

TAKES, HEARD, DRAWS = 24, 6, 1000
METHODS: tuple[Method, ...] = ("hsmm", "drop_dtw", "uniform")
KINDS = ("skipped", "repeated", "undone", "out_of_order", "rule_broken")
Speak = Callable[[Take], tuple[Utterance, ...]]
Told = set[tuple[str, str, str]]


def measure(smoke: bool) -> dict[str, Any]:
    """Both halves: words as written in English and Korean, and as heard."""
    embed = Remembering(Embedder().encode_queries)
    return {split: _half(split, smoke, embed) for split in ("tune", "test")[: 1 if smoke else 2]}


def _half(split: str, smoke: bool, embed: Embed) -> dict[str, Any]:
    some = takes(split, 3 if smoke else TAKES)
    english, korean = (lambda take: take.said("en")), (lambda take: take.said("ko"))
    out = {
        "takes": len(some),
        "english": _places(some, english, "en", embed, f"corpus {split} english"),
        "korean": _places(some, korean, "ko", embed, f"corpus {split} korean"),
        "findings": {
            "english": _findings(some, english, "en", embed),
            "korean": _findings(some, korean, "ko", embed),
        },
    }
    if not smoke:
        few = some[:HEARD]
        heard = {take.id: take.heard() for take in few}
        label = f"corpus {split} heard"
        out["heard"] = _places(few, lambda take: heard[take.id], "en", embed, label)
        out["heard_as_written"] = _places(few, english, "en", embed, f"{label}, as written")
        out["findings"]["heard"] = _findings(few, lambda take: heard[take.id], "en", embed)
    return out


def _places(
    some: list[Take], speak: Speak, language: str, embed: Embed, label: str
) -> dict[str, Any]:
    score, cases, out = scorer("score_align"), Set(), {}
    for take in some:
        cases.add(take.task(speak(take), language, rules=True), take.truth["segments"])
    found = {method: scored(cases, embed, score, method) for method in METHODS}
    for method, one in found.items():
        out[method] = figures(one, score, DRAWS)
        tell(f"{label} {method}: {brief(out[method])}")
    out["above"] = {name: loss(found["hsmm"], found[name], score, DRAWS) for name in METHODS[1:]}
    out["sureness"] = sureness(found["hsmm"])
    return {"takes": len(some), **out}


def _findings(
    some: list[Take], speak: Speak, language: str, embed: Embed
) -> dict[str, dict[str, Any]]:
    """Told, true and both, by kind; the order as with rules and as without any."""
    told: Told = set()
    true: Told = set()
    for take in some:
        for rules in (True, False):
            task = take.task(speak(take), language, rules)
            found = align(task, embed, Options())
            told |= _named(take, found.findings, rules)
            true |= _named(take, _true(take, task), rules)
    return {kind: _rates(kind, told, true) for kind in KINDS}


def _named(take: Take, found: tuple[Finding, ...], rules: bool) -> Told:
    """Each kind once: order without rules, everything else with them."""
    ours = [one for one in found if (one.kind == "out_of_order") != rules]
    return {(one.kind, take.id, one.step_id) for one in ours}


def _true(take: Take, task: Task) -> tuple[Finding, ...]:
    """What really was done, by the same words: the truth tells of repeats and undoing itself."""
    rows = sorted(take.truth["segments"], key=lambda row: row["start_s"])
    done = [Done(str(n), row["step_id"]) for n, row in enumerate(rows)]
    order = [one for one in findings(task.steps, task.before, done) if one.kind != "repeated"]
    again = [Finding(kind="repeated", step_id=name) for name in take.truth["order"]["repeated"]]
    back = [Finding(kind="undone", step_id=row["step_id"]) for row in take.truth["undos"]]
    return (*order, *again, *back)


def _rates(kind: str, told: Told, true: Told) -> dict[str, Any]:
    a, b = ({one for one in rows if one[0] == kind} for rows in (told, true))
    both = len(a & b)
    return {
        "told": len(a),
        "true": len(b),
        "both": both,
        "precision": round(both / len(a), 2) if a else None,
        "recall": round(both / len(b), 2) if b else None,
    }


if __name__ == "__main__":
    command(__doc__, "corpus", measure)
