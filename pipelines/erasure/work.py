"""Erasing beside the worker's sweep: rewriting an hour of video must not hold up the others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from capture.records import erasures as records
from capture.records.erasures import Wanted
from data_schemas.errors import Cancelled, SonmatError
from pipelines.erasure import steps

if TYPE_CHECKING:
    from capture.site import Site


class Erasing:
    """One part at a time, in a thread. What fails, by a full disk say, is tried again later."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def step(self, site: Site, is_still: Callable[[str], bool]) -> frozenset[str]:
        """Begin what can be begun; the sessions on which nothing else may run meanwhile.

        ``is_still`` tells whether nothing runs on a session, and stops what does.
        """
        with site.db() as db:
            wanted = records.wanted(db)
        still = {one.session: is_still(one.session) for one in wanted}
        if self._thread is None or not self._thread.is_alive():
            ready = next((one for one in wanted if still[one.session]), None)
            if ready is not None:
                self._thread = threading.Thread(target=self._erase, args=(site, ready), daemon=True)
                self._thread.start()
        return frozenset(still)

    def stop(self) -> None:
        """What was begun is begun anew by the next worker."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _erase(self, site: Site, wanted: Wanted) -> None:
        try:
            steps.finish(site, wanted, self._tell)
        except SonmatError:
            self._stopped.wait(5)

    def _tell(self, _share: float) -> None:
        if self._stopped.is_set():
            raise Cancelled("Stopped as asked; what was finished is kept.")
