"""``python -m examples.study size`` and ``python -m examples.study score FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from examples.study.score import figures
from examples.study.size import table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m examples.study", description=__doc__)
    ways = parser.add_subparsers(dest="way", required=True)
    ways.add_parser("size", help="how wide the intervals come out, by number of experts")
    score = ways.add_parser("score", help="the figures of filled forms")
    score.add_argument("folder", type=Path)
    given = parser.parse_args()
    if given.way == "size":
        print(table())  # noqa: T201
        return
    try:
        found = figures(given.folder)
    except (OSError, ValueError) as error:
        sys.exit(f"The forms cannot be read: {error}")
    for name, figure in found.items():
        told = f"{figure:.2f}" if isinstance(figure, float) else str(figure)
        print(f"{name}: {told}")  # noqa: T201


if __name__ == "__main__":
    main()
