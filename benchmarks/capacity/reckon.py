"""What a library of some hours needs, reckoned from kept results; no figure of its own.

What nothing here has measured is an assumption and is named so: ``ASSUMED`` is printed with the
tables, for whoever has other cameras, prices or nights to put their own in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.common import kept
from benchmarks.report.rows import MEMORY, released
from capture.room import HOUR_BYTES

SIZES = {"a plant": 200, "a region": 20_000, "the nation": 1_000_000}
PASSAGES = 40
HOURS_A_YEAR, DAYS_TO_MAKE_ANEW = 8_760, 30
GB, TB = 10**9, 10**12


@dataclass(frozen=True)
class Assumed:
    """``busy``: the share of a year in which workers work. Money in won."""

    minutes_a_session: int = 30
    busy: float = 0.7
    copies: int = 2
    core_hour: int = 60
    tb_month: int = 30_000


@dataclass(frozen=True)
class Measured:
    """From the results that ``benchmarks/capacity/reckon.py`` names beside each."""

    # pipeline-speed: both cores for the wall time of a recording, which is more than was used
    core_s: float
    # transcribe-hour, Korean: the default engine and the one of the extra ``[fast]``
    speech_core_s: float
    fast_speech_core_s: float
    # growth, at the largest library
    sessions: int
    row_bytes: int
    look_ms: float
    library_ms: tuple[float, float]
    first_ms: float
    # search-scale, at a million passages
    passage_bytes: float
    # released, or release-memory
    release_s: float


def measured() -> Measured:
    """Raises KeyError where a result is not there."""
    growth = kept("growth")["sizes"]
    sessions = max(int(one) for one in growth)
    last = growth[str(sessions)]
    pages, acts = last["pages"], last["one_more"]
    hour = {row["engine"]: row for row in kept("transcribe-hour")["rows"] if _korean(row)}
    speed, largest = kept("pipeline-speed"), released(kept(MEMORY))[-1]
    search = kept("search-scale")["sizes"]["1000000"]["sonmat"]
    walls = sorted(one["ours_s"] for one in speed["pairs"])
    return Measured(
        core_s=speed["machine"]["cores"] * walls[len(walls) // 2] / speed["seconds"],
        speech_core_s=hour["openai-whisper"]["cpu_s_per_s"],
        fast_speech_core_s=hour["faster-whisper"]["cpu_s_per_s"],
        sessions=sessions,
        row_bytes=sum(last["bytes_a_session"].values()),
        look_ms=acts["one look of the worker"]["many_ms"],
        library_ms=(pages["library"]["few_ms"], pages["library"]["many_ms"]),
        first_ms=pages["programme"]["first_many_ms"],
        passage_bytes=search["memory_mb"] * 1e6 / 1_000_000,
        release_s=largest["wall_s"] / largest["sessions"],
    )


def _korean(row: dict[str, Any]) -> bool:
    return bool(row["language"] == "ko")


@dataclass(frozen=True)
class Needs:
    """``new_cores`` take in all hours within a year, ``anew_cores`` make all results anew in a
    month. ``money_year`` is for storage and for the core hours of taking in once."""

    hours: int
    sessions: int
    core_hours: float
    new_cores: float
    anew_cores: float
    stored_tb: float
    rows_gb: float
    vectors_gb: float
    look_s: float
    money_year: float


def needs(hours: int, found: Measured, assumed: Assumed) -> Needs:
    sessions = hours * 60 // assumed.minutes_a_session
    core_hours = hours * found.core_s
    stored = hours * HOUR_BYTES * assumed.copies / TB
    return Needs(
        hours=hours,
        sessions=sessions,
        core_hours=core_hours,
        new_cores=core_hours / (HOURS_A_YEAR * assumed.busy),
        anew_cores=core_hours / (DAYS_TO_MAKE_ANEW * 24 * assumed.busy),
        stored_tb=stored,
        rows_gb=sessions * found.row_bytes / GB,
        vectors_gb=sessions * PASSAGES * found.passage_bytes / GB,
        look_s=sessions * found.look_ms / found.sessions / 1000,
        money_year=stored * assumed.tb_month * 12 + core_hours * assumed.core_hour,
    )
