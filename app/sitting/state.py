"""What every screen of a sitting is told, looked up no oftener than it changes.

Screens ask once a second. What is kept is read anew only after somebody did something, at this web
server or another one (``capture.sittings`` counts it), while something is on its way, or now and
then, since the worker writes too.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any

from app.phrasing import is_offered
from app.sitting.telling import About, Seen, Telling, media
from app.sitting.worded import worded
from capture import sittings, takes
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.sitting import Asked
from pipelines.elicit.sitting import desk
from pipelines.elicit.sitting.posed import Posed

AGAIN_S, WAITING_S = 10.0, 1.5
WAITING = frozenset({"arriving", "arrived"})
KEPT = 100


@dataclass
class Shown:
    """``version`` is another one whenever the rest is."""

    parts: dict[str, Any] = field(default_factory=dict)
    version: str = ""
    at: float = float("-inf")
    changes: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_due(self, changes: str) -> bool:
        wait_s = WAITING_S if self.parts.get("waiting") else AGAIN_S
        return self.changes != changes or time.monotonic() - self.at > wait_s

    def first_open(self) -> str:
        """The question to begin with, "" where there is none."""
        found: list[dict[str, Any]] = self.parts["questions"]
        left = (one for one in found if one["state"] in ("open", "lost"))
        return next((str(one["asked"]["target"]) for one in (*left, *found)), "")


_lock = threading.Lock()
_shown: dict[tuple[str, str], Shown] = {}


def shown(about: About) -> Shown:
    """What is to be seen by now. Raises what the doors raise."""
    key = (about.session, about.who.id)
    # Asked before anything is read: what is done meanwhile makes it due again.
    changes = sittings.changes(about.site, about.session)
    with _lock:
        if len(_shown) > KEPT:
            _shown.clear()
        kept = _shown.setdefault(key, Shown())
    with kept.lock:
        if kept.is_due(changes):
            try:
                _look(about, kept, changes)
            except SonmatError:  # words of what was erased are kept nowhere
                _shown.pop(key, None)
                raise
        return Shown(kept.parts, kept.version, kept.at, changes)


def _look(about: About, kept: Shown, changes: str) -> None:
    kept.changes = changes
    kept.parts = _parts(about)
    told = json.dumps(kept.parts, sort_keys=True).encode()
    kept.version = hashlib.sha256(told).hexdigest()[:16]
    kept.at = time.monotonic()


def changed(site: Site, session: str) -> None:
    """Somebody did something: whoever looks next looks anew, at any server."""
    sittings.changed(site, session)


def _parts(about: About) -> dict[str, Any]:
    site, who, session = about.site, about.who, about.session
    found = desk.sitting(site, who, session)
    seen = Seen.of(about)
    coming = takes.unfinished(site, who, session, "answer")
    stalled = frozenset(one.id for one in coming if not takes.is_running(site, one))
    told, put = Telling(about, found, seen, stalled), worded(site, session)
    return {
        "questions": [told.question(_as_put(put, one)) for one in found.questions],
        "otherwise": is_offered(site),
        "media": {one.id: media(about, one) for one in seen.playable},
        "waiting": any(one.state in WAITING for one in found.answers),
    }


def _as_put(put: dict[str, Asked], one: Posed) -> Posed:
    return replace(one, asked=put.get(one.asked.target, one.asked))
