"""Several recordings of one job: does their merged list hold the steps of the job, once each?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.align.propose_fit import Case
from data_schemas.clock import Interval
from pipelines.propose.proposal import Heard, Proposal
from pipelines.propose.propose import propose

TOGETHER = 4


def lists(generated: Sequence[Case]) -> dict[str, Any]:
    """Four recordings of a job at a time.

    A proposed step stands for the true one that its places overlap longest. ``covered``: true
    steps of at least two of the recordings that some proposed step stands for; ``once``: proposed
    steps that stand for one that no other stands for.
    """
    found = {}
    for language in ("en", "ko"):
        part = [case for case in generated if case.key.endswith(language)]
        found[f"generated_{language}"] = _figures(part)
    return found


def _figures(cases: Sequence[Case]) -> dict[str, Any]:
    rows = [_row(group) for group in together(cases)]
    true, covered, told, once, rare = np.sum(rows, axis=0).tolist()
    return {
        "lists": len(rows),
        "true_steps": true,
        "covered": round(100 * covered / max(true, 1), 1),
        "proposed": told,
        "once": round(100 * once / max(told, 1), 1),
        "left_out_as_rare": rare,
    }


def together(cases: Sequence[Case]) -> list[list[Case]]:
    jobs: dict[str, list[Case]] = {}
    for case in cases:
        jobs.setdefault(case.task, []).append(case)
    return [
        job[n : n + TOGETHER]
        for job in jobs.values()
        for n in range(0, len(job) - TOGETHER + 1, TOGETHER)
    ]


def _row(group: list[Case]) -> tuple[int, int, int, int, int]:
    seen = Counter(step for case in group for step in {one[2] for one in case.true})
    usual = {step for step, times in seen.items() if times > 1}
    found = proposal(group)
    truth = {case.key: case.true for case in group}
    stands = [_stands_for(step.places, truth) for step in found.steps]
    once = sum(times == 1 for step, times in Counter(stands).items() if step)
    return len(usual), len(usual & set(stands)), len(stands), once, len(found.rare)


def proposal(group: list[Case]) -> Proposal:
    heard = [
        Heard(recording=case.key, duration_s=case.duration_s, utterances=case.kept)
        for case in group
    ]
    vectors = {
        one.text: row for case in group for one, row in zip(case.kept, case.vectors, strict=True)
    }
    return propose(heard, lambda texts: np.array([vectors[text] for text in texts], np.float32))


def _stands_for(places: Any, truth: dict[str, tuple[tuple[float, float, str], ...]]) -> str:
    shared: Counter[str] = Counter()
    for place in places:
        for start, end, step in truth[place.recording]:
            both = place.overlap_s(Interval(start_s=start, end_s=end))
            shared[step] += both  # type: ignore[assignment]
    step, seconds = shared.most_common(1)[0] if shared else ("", 0.0)
    return step if seconds > 0 else ""
