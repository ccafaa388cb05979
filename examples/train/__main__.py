"""Train two light recognisers of steps on a release, and say how they do with people never seen.

``python -m examples.train RELEASE``: needs datasets and scikit-learn, nothing of Sonmat. People are
held out in turn (``--folds``), so that every figure is of people whom the model has not seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from examples.train.data import NoRelease, read
from examples.train.held_out import Scores, measure


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m examples.train", description=__doc__)
    found.add_argument("release", type=Path, help="the folder of a release with hf (and vtt)")
    found.add_argument("--folds", type=int, default=3, help="groups of people held out in turn (3)")
    found.add_argument("--json", action="store_true", help="one JSON value on stdout, no words")
    return found


def main(argv: list[str] | None = None) -> int:
    """0 when it was measured, 1 with one sentence when it cannot be."""
    given = parser().parse_args(argv)
    try:
        corpus = read(given.release)
        if not given.json:
            people = {take.expert for take in corpus.takes}
            count = f"{len(corpus.takes)} sessions of {len(people)} people"
            sys.stdout.write(f"{count}, {len(corpus.names)} steps.\n")
        found = measure(corpus, given.folds, sys.stderr.write)
    except NoRelease as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write((json.dumps(found, indent=1) if given.json else _told(found)) + "\n")
    return 0


def _told(found: dict[str, Scores]) -> str:
    lines = ["Rows of people never seen whose step was named right, and the mean of F1 by step:"]
    lines += [
        f"  {name:<22} {one['right']:6.1%}   F1 {one['f1']:.2f}" for name, one in found.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
