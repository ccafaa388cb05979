"""A folder that is looked at again and again: what stopped growing there is taken in.

It is asked for, not told of, changes, since network shares tell nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from capture.access import require
from capture.card_files import look, stamp_of
from capture.card_plan import GAP_S, PlanSession
from capture.cards import Progress, Taken, Wanted, scan, silent, take_in
from data_schemas.errors import InputError, SonmatError, StoreError
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site

SETTLE_S = 30.0
PATIENCE = 4  # after so many gaps a file is planned although others still come
Stamp = tuple[int, int]


@dataclass
class Watch:
    """What is known of a folder: how long each file has been as it is, and what was done.

    A file has settled when its size and date were the same for ``settle_s`` seconds. It waits for
    others of its session until nothing came for ``gap_s`` seconds.
    """

    folder: Path
    settle_s: float = SETTLE_S
    gap_s: float = GAP_S
    since: dict[str, tuple[Stamp, float]] = field(default_factory=dict)
    done: dict[str, Stamp] = field(default_factory=dict)
    trouble: str = ""

    def look(self, at_s: float) -> frozenset[str]:
        """Files that have settled and are not done with; ``at_s`` are seconds of any clock.

        Raises InputError where the folder cannot be read.
        """
        here = {path: stamp_of(self.folder, path) for path in look(self.folder).recordings}
        known = self.since
        self.since = {
            path: known[path] if path in known and known[path][0] == stamp else (stamp, at_s)
            for path, stamp in here.items()
            if stamp is not None and self.done.get(path) != stamp
        }
        return frozenset(path for path in self.since if self.age_s(path, at_s) >= self.settle_s)

    def age_s(self, path: str, at_s: float) -> float:
        """How long a file has been as it is; for ever, if it is gone."""
        return at_s - self.since[path][1] if path in self.since else float("inf")

    def is_due(self, settled: frozenset[str], at_s: float) -> bool:
        """Whether it is time to plan: nothing came for a while, or something waited for long."""
        if not settled:
            return False
        ages = [self.age_s(path, at_s) for path in self.since]
        return min(ages) >= self.gap_s or max(ages) >= PATIENCE * self.gap_s

    def is_at_rest(self) -> bool:
        """Whether everything that was seen last is done with."""
        return not self.since

    def finish(self, paths: Iterable[str], _at_s: float) -> None:
        """These are done with until they change."""
        for path in paths:
            if path in self.since:
                self.done[path] = self.since.pop(path)[0]

    def put_off(self, paths: Iterable[str], at_s: float) -> None:
        """These are tried again later."""
        for path in paths:
            if path in self.since:
                self.since[path] = (self.since[path][0], at_s)


@dataclass(frozen=True)
class Turn:
    """``at_s``: seconds of any clock; ``hurry``: wait for no further files. ``tell`` gets sentences
    about what could not be used."""

    at_s: float
    tell: Callable[[str], None]
    hurry: bool = False
    progress: Progress = silent


def turn(site: Site, who: Actor, watch: Watch, wanted: Wanted, now: Turn) -> tuple[Taken, ...]:
    """Look once, and take in what is due. What goes wrong with one session is told, not raised.

    A folder that cannot be read is told once, and raised in a hurry.
    """
    require(site, who, Action.RECORD)
    try:
        settled = watch.look(now.at_s)
    except InputError as error:
        if now.hurry:
            raise
        if str(error) != watch.trouble:
            now.tell(str(error))
        watch.trouble = str(error)
        return ()
    watch.trouble = ""
    if not (settled if now.hurry else watch.is_due(settled, now.at_s)):
        return ()
    plan = scan(site, who, watch.folder, watch.gap_s, now.progress, settled)
    for refusal in plan.refused:
        if refusal.path in settled:
            now.tell(refusal.reason)
            watch.finish([refusal.path], now.at_s)
    taken = []
    for group in plan.sessions:
        paths = [file.path for file in group.files]
        if now.hurry or min(watch.age_s(path, now.at_s) for path in paths) >= watch.gap_s:
            taken += _one(site, who, watch, (group, wanted), now)
    return tuple(taken)


def _one(
    site: Site, who: Actor, watch: Watch, what: tuple[PlanSession, Wanted], now: Turn
) -> list[Taken]:
    group, wanted = what
    paths = [file.path for file in group.files]
    try:
        done = take_in(site, who, watch.folder, group, wanted, now.progress)
    except StoreError as error:  # the disk's trouble is not the file's
        now.tell(str(error))
        (watch.finish if now.hurry else watch.put_off)(paths, now.at_s)
        return []
    except SonmatError as error:
        now.tell(str(error))
        watch.finish(paths, now.at_s)
        return []
    watch.finish(paths, now.at_s)
    return [done]
