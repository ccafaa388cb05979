"""``python -m benchmarks.capacity``: writes the figures of ``docs/scaling.md`` from results."""

from __future__ import annotations

import re

from benchmarks.capacity.tables import TABLES
from benchmarks.common import ROOT

PAGE = ROOT / "docs" / "scaling.md"
PLACE = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """The page with its figures as they are now. Raises KeyError for a table that is not there."""
    return PLACE.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}\n{found[3]}", text)


def main() -> None:
    PAGE.write_text(filled(PAGE.read_text()))


if __name__ == "__main__":
    main()
