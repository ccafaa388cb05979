"""``python -m benchmarks.report [--smoke]``: one JSON and one page of all kept results."""

from __future__ import annotations

import argparse

from benchmarks.common import ROOT, keep
from benchmarks.report.gather import ALL, gathered
from benchmarks.report.page import page

PAGE = ROOT / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="print the JSON, write nothing")
    options = parser.parse_args()
    found = gathered()
    keep(ALL, {"command": "make bench", **found}, options.smoke)
    if not options.smoke:
        PAGE.write_text(page(found))


if __name__ == "__main__":
    main()
