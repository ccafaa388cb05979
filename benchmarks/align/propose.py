"""Do proposed steps begin where true ones do?

python -m benchmarks.align.propose                 # figures -> results/align.json
python -m benchmarks.align.propose --write         # fit anew, keep pipelines/propose/weights.py
python -m benchmarks.align.propose --smoke         # a few sessions, nothing written

Recordings of the development pack (the sessions' own lists) and generated takes, in Korean and
English, made without pictures. The numbers of the method are fitted on the same recordings:
``held_out`` are figures of weights that never saw the recording, in five folds.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.align import propose_fit as fit
from benchmarks.align.pack import Pack, keep_part, present, remembered
from benchmarks.align.propose_fit import Case, Span
from benchmarks.align.propose_lists import lists
from benchmarks.common import ROOT
from data_schemas.transcript import Speaker, Utterance
from pipelines.propose.openings import PAUSE_S
from pipelines.propose.sections import Cutting

ROLES: dict[str | None, Speaker] = {"instructor": "expert", "student": "interviewer"}
TAKES = 24
SMOKE = 20


def pack_cases(only: int | None) -> list[Case]:
    pack = Pack("own", only)
    rows = {}
    for key, row in pack.inputs.items():
        said = [
            Utterance(
                start_s=u["start_s"],
                end_s=max(u["start_s"], u["end_s"]),
                text=u["text"],
                speaker=ROLES.get(u["speaker"], "unsure"),
            )
            for u in row["utterances"]
        ]
        true = [(s["start_s"], s["end_s"], s["step_id"]) for s in pack.truth[key]["segments"]]
        rows[key] = (row["task"], row["duration_s"], said, true)
    return _cases("pack", rows)


def takes(folder: Path, count: int) -> dict[str, Any]:
    """Generated takes without pictures: speech and truth, made in a minute or two."""
    made = ["corpus", "--no-video", "--n", str(count), "--split", "tune", "--out", str(folder)]
    subprocess.run([sys.executable, "-m", "examples.demo", *made], cwd=ROOT, check=True)
    return {path.parent.name: path for path in sorted(folder.glob("*/truth.json"))}


def generated_cases(files: dict[str, Path]) -> list[Case]:
    rows: dict[str, Any] = {}
    for name, path in files.items():
        truth = json.loads(path.read_text("utf-8"))
        korean = json.loads((path.parent / "ko.json").read_text("utf-8"))["utterances"]
        true = [(s["start_s"], s["end_s"], s["step_id"]) for s in truth["segments"]]
        for language, lines in (("en", truth["speech"]), ("ko", korean)):
            said = [Utterance.model_validate(_plain(line)) for line in lines]
            rows[f"{name}-{language}"] = (
                f"{truth['job']}-{language}",
                truth["duration_s"],
                said,
                true,
            )
    return _cases("generated", rows)


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in ("start_s", "end_s", "text", "speaker")}


def _cases(source: str, rows: dict[str, Any]) -> list[Case]:
    texts = sorted({u.text for _, _, said, _ in rows.values() for u in said})
    embed = remembered(texts)
    return [Case.of(source, key, row, embed) for key, row in rows.items()]


def uniform(case: Case, count: int) -> list[Span]:
    edges = np.linspace(0.0, case.duration_s, count + 1)
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def at_pauses(case: Case) -> list[Span]:
    """A cut at every silence of more than three seconds."""
    until, starts = -PAUSE_S - 1, []
    for one in case.kept:
        if one.start_s - until > PAUSE_S:
            starts.append(one.start_s)
        until = max(until, one.end_s)
    edges = [*starts, case.duration_s]
    return list(pairwise(edges))


def measure(cases: Sequence[Case], held_out: dict[str, Cutting]) -> dict[str, Any]:
    """Figures of the shipped weights, of weights that never saw the case, and of baselines."""
    shipped = {case.key: fit.spans(case, Cutting()) for case in cases}
    methods: dict[str, Callable[[Case], list[Span]]] = {
        "proposed": lambda case: shipped[case.key],
        "held_out": lambda case: fit.spans(case, held_out[case.key]),
        "uniform_same_count": lambda case: uniform(case, len(shipped[case.key])),
        "uniform_true_count": lambda case: uniform(case, len(case.true)),
        "every_pause_over_3_s": at_pauses,
    }
    return {name: fit.figures(cases, method) for name, method in methods.items()}


def show(name: str, table: dict[str, Any]) -> None:
    for method, row in table.items():
        sys.stdout.write(f"{name:<10} {method:<22} " + json.dumps(row) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Score proposed steps against true ones.")
    parser.add_argument("--smoke", action="store_true", help="a few sessions, nothing written")
    parser.add_argument("--write", action="store_true", help="fit anew and keep the weights")
    parser.add_argument("--takes", type=Path, help="folder of generated takes made before")
    wanted = parser.parse_args()
    if not present():
        sys.stdout.write("skipped: no bench data\n")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = wanted.takes or Path(name)
        files = takes(folder, 3 if wanted.smoke else TAKES)
        generated = generated_cases(files)
    pack = pack_cases(SMOKE if wanted.smoke else None)
    report(pack, generated, wanted.write, wanted.smoke)


def report(pack: list[Case], generated: list[Case], write: bool, smoke: bool) -> None:
    held_out = fit.folds([*pack, *generated])
    if write:
        fit.write(fit.fitted([*pack, *generated]))
        sys.stdout.write("kept; run again without --write for the figures\n")
        return
    figures: dict[str, Any] = {"pack": measure(pack, held_out)}
    for language in ("en", "ko"):
        part = [case for case in generated if case.key.endswith(language)]
        figures[f"generated_{language}"] = measure(part, held_out)
    for name, table in figures.items():
        show(name, table)
    figures["lists"] = lists(generated)
    sys.stdout.write(json.dumps(figures["lists"], indent=1) + "\n")
    if not smoke:
        keep_part("propose", figures)


if __name__ == "__main__":
    main()
