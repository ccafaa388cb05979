"""``python -m benchmarks.growth [--smoke] [--only sizes lengths]``: more sessions, longer ones.

*sizes*: a library of 10,000 sessions beside one of 10. The peer of every figure is the same act in
a library of ten sessions, in the same process, one after the other: pages, one more session, a
question to search. *lengths*: a session of two hours beside shorter ones (``lengths.py``).

Pages are drawn as Streamlit's test harness does, without a browser. Ratios are of processor time:
nothing but the disk is waited for, and other work on the machine counts less in it.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.common import keep, say
from benchmarks.growth import asked, lengths, one_more, pages
from benchmarks.growth.made import Library
from capture.settings import Settings

FEW, SIZES, PAIRS = 10, (100, 1_000, 10_000), 5
SMOKE_FEW, SMOKE, SMOKE_PAGES = 2, (4,), ("library", "session")
PAGE_BOUND = 1.5
PARTS = ("sizes", "lengths")
Figures = dict[str, Any]
Took = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a few sessions, nothing kept")
    parser.add_argument("--folder", type=Path, help="make the large library here, or find it")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        if "sizes" in options.only:
            _sizes(Path(place), options)
        if "lengths" in options.only:
            _lengths(Path(place) / "lengths", options.smoke)


def _sizes(place: Path, options: argparse.Namespace) -> None:
    sizes, pairs = (SMOKE, 1) if options.smoke else (options.sizes, PAIRS)
    measured = Measured(
        few=_library(place / "few", SMOKE_FEW if options.smoke else FEW),
        spare=_library(place / "spare", SMOKE_FEW if options.smoke else FEW),
        many=_library(options.folder or place / "many", 0),
        pages=SMOKE_PAGES if options.smoke else pages.names(),
        pairs=pairs,
    )
    for found in _grown(measured, sizes):
        # after each size: a run that is stopped has not been in vain
        keep("growth", {"command": _command(sizes), **found}, options.smoke)


def _lengths(place: Path, smoke: bool) -> None:
    minutes, rounds = (lengths.SMOKE_MINUTES, 1) if smoke else (lengths.MINUTES, lengths.ROUNDS)
    about = {
        "command": "python -m benchmarks.growth --only lengths",
        "peer": "a minute of a shorter session, in the same run",
    }
    keep("growth-length", {**about, **lengths.grown(place, minutes, rounds)}, smoke)


def _command(sizes: Sequence[int]) -> str:
    own = "" if tuple(sizes) in (SIZES, SMOKE) else f" --sizes {' '.join(map(str, sizes))}"
    return f"python -m benchmarks.growth --only sizes{own}"


@dataclass(frozen=True)
class Measured:
    """``few`` is what all is laid beside; one more session is put into ``spare``, not into it."""

    few: Library
    spare: Library
    many: Library
    pages: Sequence[str]
    pairs: int


def _grown(of: Measured, sizes: Sequence[int]) -> Iterator[Figures]:
    found: Figures = {
        "few": len(of.few.sessions), "pairs": of.pairs, "page_bound": PAGE_BOUND, "sizes": {},
    }  # fmt: skip
    for size in sizes:
        begun = time.monotonic()
        of.many.grow(size)
        made_in_s = round(time.monotonic() - begun)
        say(f"{size} sessions made in {made_in_s} s")
        found["sizes"][str(size)] = {
            "load_average": round(os.getloadavg()[0], 1),
            "made_in_s": made_in_s,
            "bytes_a_session": _bytes_a_session(of.many),
            "pages": {name: _page(of.few, of.many, name, of.pairs) for name in of.pages},
            "search": _search(of.few, of.many, of.pairs),
            # it adds sessions: the few that pages are drawn of stay as they are
            "one_more": _one_more(of.spare, of.many, of.pairs),
        }
        last = found["sizes"][str(size)]["pages"]
        worst = max(last, key=lambda name: last[name]["ratio"])
        found["worst_page"] = {"page": worst, "sessions": size, "ratio": last[worst]["ratio"]}
        found["within_bound"] = last[worst]["ratio"] <= PAGE_BOUND
        say(f"worst page at {size}: {worst} {last[worst]['ratio']}")
        yield found


def _library(folder: Path, size: int) -> Library:
    folder.mkdir(exist_ok=True)
    made = Library(Settings(data=folder / "data", site_key_file=folder / "key" / "site.key"))
    made.grow(size)
    return made


def _bytes_a_session(library: Library) -> dict[str, int]:
    """What rows take, by database; the pipeline's own keeps a row a stage of a run."""
    folder, count = library.site.settings.folder, len(library.sessions)
    return {
        name: sum(one.stat().st_size for one in folder.glob(f"{name}.db*")) // count
        for name in ("sonmat", "workflow")
    }


def _page(few: Library, many: Library, name: str, pairs: int) -> Figures:
    """The first drawing of a process stands apart: it opens what is then remembered."""
    first = _cpu(pages.draw(few, name)), _cpu(pages.draw(many, name))
    return _beside(lambda: pages.draw(few, name), lambda: pages.draw(many, name), pairs) | {
        "first_few_ms": first[0],
        "first_many_ms": first[1],
    }


def _search(few: Library, many: Library, pairs: int) -> Figures:
    """A question to each; the first of a process stands apart, since it loads what can be found."""
    first = _cpu(asked.ask(few)), _cpu(asked.ask(many))
    return _beside(lambda: asked.ask(few), lambda: asked.ask(many), pairs) | {
        "first_few_ms": first[0],
        "first_many_ms": first[1],
    }


def _one_more(few: Library, many: Library, pairs: int) -> Figures:
    return {
        name: _beside(lambda act=act: act(few), lambda act=act: act(many), pairs)  # type: ignore[misc]
        for name, act in one_more.ACTS.items()
    }


def _beside(few: Callable[[], Took], many: Callable[[], Took], pairs: int) -> Figures:
    """Both in turn; the ratio is that of the medians, its spread that of the pairs."""
    gc.collect()
    taken = [(few(), many()) for _ in range(pairs)]
    ratios = sorted(b[1] / a[1] for a, b in taken)
    few_cpu, many_cpu = (statistics.median(pair[n][1] for pair in taken) for n in (0, 1))
    return {
        "few_ms": _ms(few_cpu),
        "many_ms": _ms(many_cpu),
        "ratio": round(many_cpu / few_cpu, 2),
        "ratio_spread": [round(ratios[0], 2), round(ratios[-1], 2)],
        "few_wall_ms": _ms(statistics.median(a[0] for a, _ in taken)),
        "many_wall_ms": _ms(statistics.median(b[0] for _, b in taken)),
        "n": pairs,
    }


def _cpu(took: Took) -> float:
    return _ms(took[1])


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


if __name__ == "__main__":
    main()
