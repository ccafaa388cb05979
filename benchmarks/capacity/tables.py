"""The tables of ``docs/scaling.md``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from benchmarks.capacity.reckon import (
    DAYS_TO_MAKE_ANEW,
    PASSAGES,
    SIZES,
    Assumed,
    Needs,
    measured,
    needs,
)
from benchmarks.report.rows import MEMORY
from capture.room import HOUR_BYTES

ROWS: tuple[tuple[str, Callable[[Needs], str]], ...] = (
    ("hours of recording", lambda one: f"{one.hours:,}"),
    ("work sessions", lambda one: f"{one.sessions:,}"),
    ("core hours to take all in once", lambda one: _plain(one.core_hours)),
    ("cores, if it comes evenly over a year", lambda one: _plain(one.new_cores)),
    (f"cores, to make all anew in {DAYS_TO_MAKE_ANEW} days", lambda one: _plain(one.anew_cores)),
    ("recordings and all made of them, with a backup, TB", lambda one: _plain(one.stored_tb)),
    ("rows of the databases, GB", lambda one: _plain(one.rows_gb)),
    ("vectors of search in memory, GB", lambda one: _plain(one.vectors_gb)),
    ("one look of the worker through its wishes, s", lambda one: _plain(one.look_s)),
    ("money, the first year, million won", lambda one: _plain(one.money_year / 1e6)),
)


def sizes() -> str:
    found, assumed = measured(), Assumed()
    columns = [needs(hours, found, assumed) for hours in SIZES.values()]
    body = ([name, *(told(one) for one in columns)] for name, told in ROWS)
    return _table(["", *SIZES], body)


def figures() -> str:
    found = measured()
    few, many = found.library_ms
    return _table(
        ["measured", "figure", "where"],
        [
            ["core seconds a recorded second, all stages but faces, at most", _plain(found.core_s),
             "pipeline-speed"],
            ["of that speech in Korean: openai-whisper, faster-whisper",
             f"{_plain(found.speech_core_s)}, {_plain(found.fast_speech_core_s)}",
             "transcribe-hour"],
            [f"bytes of rows a session, at {found.sessions:,} sessions", f"{found.row_bytes:,}",
             "growth"],
            [f"the library page at 10 and {found.sessions:,} sessions, ms of processor",
             f"{_plain(few)}, {_plain(many)}", "growth"],
            ["the first drawing of the programme in a new process, a thousand people, ms",
             _plain(found.first_ms), "growth"],
            ["one look of the worker, ms of processor", _plain(found.look_ms), "growth"],
            ["bytes of memory a passage of search, at a million", f"{found.passage_bytes:,.0f}",
             "search-scale"],
            ["seconds to write a session into a dataset, without pictures",
             _plain(found.release_s), MEMORY],
        ],
    )  # fmt: skip


def assumed() -> str:
    one = Assumed()
    return _table(
        ["assumed", "figure"],
        [
            ["minutes a session", str(one.minutes_a_session)],
            ["GB an hour, with all that is made of it (16 Mbit a second)",
             _plain(HOUR_BYTES / 1e9)],
            ["copies of everything, one of them a backup", str(one.copies)],
            ["share of the time in which workers work", f"{one.busy:.0%}"],
            ["passages a session", str(PASSAGES)],
            ["won a core hour", f"{one.core_hour:,}"],
            ["won a TB and month", f"{one.tb_month:,}"],
        ],
    )  # fmt: skip


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(number: float) -> str:
    """Two digits that mean something: paper knows no more."""
    if number >= 100:
        return f"{float(f'{number:.2g}'):,.0f}"
    return f"{float(f'{number:.2g}'):g}"


TABLES = {"sizes": sizes, "measured": figures, "assumed": assumed}
