"""Several pieces of work that ask one model, answered a round at a time.

Whisper's own ``transcribe`` is a loop: decode, place the words, decode what is left. For several
windows at once each of them runs in a greenlet, until it wants something decoded; when all of them
stand there, they are answered together. One runs at a time and in a fixed order, without threads,
so the same pieces always meet in the same rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import copy_context
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

T = TypeVar("T")


class _Seat(greenlet):  # type: ignore[misc]
    """Where one piece of work runs beside others."""


def meets() -> bool:
    """Whether the caller is one of several pieces of work, so that it may ``ask``."""
    return isinstance(getcurrent(), _Seat)


def ask(question: Any) -> Any:
    """The answer, once the other pieces have asked, too, or are done.

    Never inside of ``torch.no_grad``: what holds for a thread would hold for the next piece.
    """
    table = getcurrent().parent
    assert table is not None, "only what runs under run_together may ask"
    return table.switch(question)


def run_together(
    jobs: Sequence[Callable[[], T]],
    answer: Callable[[Sequence[Any]], Sequence[Any]],
    between: Callable[[], None],
) -> list[T]:
    """What each job returns. ``answer`` takes the questions of a round, in the order of jobs.

    ``between`` is called before each round and may raise to stop; what a job raises ends all.
    """
    seats = [_Seat(job) for job in jobs]
    done: dict[int, T] = {}
    asked: dict[int, Any] = {}

    def go_on(place: int, *given: Any) -> None:
        said = seats[place].switch(*given)
        (done if seats[place].dead else asked)[place] = said

    try:
        for place, seat in enumerate(seats):
            seat.gr_context = copy_context()
            go_on(place)
        while asked:
            between()
            places = list(asked)
            answers = answer([asked.pop(place) for place in places])
            for place, found in zip(places, answers, strict=True):
                go_on(place, found)
    finally:
        for seat in seats:
            if not seat.dead:
                seat.throw()  # it lets go of what it holds
    return [done[place] for place in range(len(seats))]
