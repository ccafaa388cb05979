"""What one more session costs where there are many already, but for what reads the recording.

Stages read one recording and know nothing of the others; what could grow is what looks through the
library: taking in, numbering, duplicates, the log, the seals of rows, the worker's own look.
"""

from __future__ import annotations

import io
import itertools
import struct
import time
from collections.abc import Callable
from functools import cache

from benchmarks.growth.made import Library
from capture import journal, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.records import sessions as session_records
from capture.records import wishes
from capture.sources import Source
from data_schemas.entry import Act, Draft
from pipelines.elicit.finding import desk as finding
from pipelines.programme.desk import session_standing
from pipelines.wanted import MARGIN, OLD_AT_ONCE
from tests.capture.clips import Recipe, clip

_number = itertools.count()


@cache
def _clip() -> bytes:
    return clip(Recipe(times_s=(0.0, 0.5), fps=2))


def _take_in(library: Library) -> None:
    # A trailing "free" box changes the bytes and nothing that is shown.
    data = _clip() + struct.pack(">I4sQ", 16, b"free", next(_number))
    whose = library.whose[-1]
    source = Source("take.mp4", lambda: io.BytesIO(data))
    made = ingest(library.site, OWNER, Intake((source,), whose.procedure.id, whose.pseudonym))
    sessions.want(library.site, OWNER, made.session.id)


def _answer(library: Library) -> None:
    told = Draft(act=Act.ANSWER, target="own-1", after={"text": "x"})
    journal.add(library.site, OWNER, library.sessions[-1], told)


def _questions(library: Library) -> None:
    """The last stage: the moments of a session beside other sessions of its job."""
    # another one each time, since what is found is kept
    session = library.sessions[-1 - next(library.turns) % len(library.sessions)]
    finding.find(library.site, session, lambda _share: None)


def _standing(library: Library) -> None:
    session_standing(library.site, OWNER, library.sessions[-1])


def _look(library: Library) -> None:
    """What a worker asks the database when it begins to lead: all that was ever wanted."""
    with library.site.db() as db:
        wishes.wishes(db)
        session_records.to_finish(db, ())


def _turn(library: Library) -> None:
    """What it asks from then on: once a second what is new, and every half minute this."""
    with library.site.db() as db:
        wishes.news(db, library.site.now() - MARGIN)
        wishes.wishes_after(db, "", OLD_AT_ONCE)
        session_records.to_finish(db, ())


def _timed(act: Callable[[Library], None]) -> Callable[[Library], tuple[float, float]]:
    def took(library: Library) -> tuple[float, float]:
        wall, cpu = time.perf_counter(), time.process_time()
        act(library)
        return time.perf_counter() - wall, time.process_time() - cpu

    return took


ACTS = {
    "take in": _timed(_take_in),
    "write an answer": _timed(_answer),
    "find questions": _timed(_questions),
    "tell how far it is": _timed(_standing),
    "one look of the worker": _timed(_look),
    "one turn of the worker's look": _timed(_turn),
}
