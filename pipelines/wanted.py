"""Which wishes a worker looks at, and when: a look costs the same in a library that grows."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from capture.records import wishes as records

if TYPE_CHECKING:
    from capture.records.wishes import Wish
    from capture.site import Site

OLD_EVERY_S, OLD_AT_ONCE = 30.0, 500
MARGIN = timedelta(minutes=1)  # for clocks of machines that differ


class Wanted:
    """All wishes at first; then what is new, and now and then some of the old, in turn.

    Nearly all of the old is done. What slipped through, since its row was written long after the
    time in it, is found when its turn comes.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self.forget()

    def forget(self) -> None:
        """Look at everything next time: what was found may not have been acted on."""
        self._old_at = 0.0
        self._after: str | None = None

    def look(self) -> tuple[Wish, ...]:
        """Oldest first; some may come twice."""
        now = time.monotonic()
        with self._site.db() as db:
            if self._after is None:
                found = records.wishes(db)
                self._old_at, self._after = now + OLD_EVERY_S, ""
                return found
            fresh = records.news(db, self._site.now() - MARGIN)
            if now < self._old_at:
                return fresh
            old = records.wishes_after(db, self._after, OLD_AT_ONCE)
        self._old_at = now + OLD_EVERY_S
        self._after = max(wish.session for wish in old) if len(old) == OLD_AT_ONCE else ""
        return (*old, *fresh)
