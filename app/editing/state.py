"""What the player shows of a session that is being corrected, and what has changed since.

A scene is built anew after every change. The last ones are remembered, so that a player that has
one of them gets only what differs: of an hour's lines usually one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from app import language
from app.scene import Shown, scene
from app.scene.gather import people_change
from capture import sessions
from capture.site import Site
from data_schemas.approval import approval_of, following
from data_schemas.entry import ABOUT_OTHER, Act, Entry, standing
from data_schemas.errors import UnknownError
from data_schemas.rights import Actor
from data_schemas.session import Recording
from pipelines.review import desk
from pipelines.review.approval import unsettled

# What people's acts can alter. The rest, such as how much moves, the page has passed.
PARTS = ("legend", "lines", "lanes", "notes")
REMEMBERED = 12
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class About:
    """Who looks at which recording of which session, in which language."""

    site: Site
    who: Actor
    session: str
    recording: str
    lang: str


@dataclass(frozen=True)
class Held:
    """What people have said by now, and a name for what holds: it changes with every act of a
    person, and with every new output of the machine."""

    entries: tuple[Entry, ...]
    version: str


def held(site: Site, who: Actor, session: str) -> Held:
    """Ask it *before* what is to be drawn: a scene under the name of a later version would hide
    what came between."""
    entries = desk.entries(site, who, session)
    made = sessions.version_of_timeline(site, who, session)
    return Held(entries, f"{len(entries)}.{made}")


def seen_by(about: About) -> Shown:
    """Words and steps of the recording's take. Raises UnknownError."""
    found = sessions.get_session(about.site, about.who, about.session)
    return people_change(about.site, about.who, found, _recording(found.work, about.recording))


def _recording(work: tuple[Recording, ...], name: str) -> Recording:
    found = next((one for one in work if one.id == name), None)
    if found is None:
        raise UnknownError("This session has no such recording.")
    return found


def state(about: About, have: str = "") -> dict[str, Any] | None:
    """What differs from version ``have``; all of it where that is not remembered.

    None where it is the version that holds.
    """
    now = held(about.site, about.who, about.session)
    if now.version == have:
        return None
    known = SCENES.get(_key(about, have))
    shown = seen_by(about)
    found = SCENES.get(_key(about, now.version))
    if found is None:
        found = _parts(about, shown)
        now = remember(about, found, now)
    return {
        **told(now, shown),
        **(_since(known, found) if known else {"parts": found, "whole": True}),
    }


def _parts(about: About, shown: Shown) -> dict[str, Any]:
    with language.speaking(about.lang):
        whole = scene(shown, "")
    return {name: whole[name] for name in PARTS}


def _key(about: About, version: str) -> Key:
    return about.session, about.recording, about.lang, version


def _since(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Whole parts that differ; of the lines only those that do, and the order of all."""
    changed = {name: now[name] for name in PARTS if name != "lines" and now[name] != before[name]}
    old = {line["id"]: line for line in before["lines"]}
    lines = [line for line in now["lines"] if old.get(line["id"]) != line]
    order = [line["id"] for line in now["lines"]]
    return {"whole": False, "parts": changed, "lines": lines, "order": order}


def _last(entries: tuple[Entry, ...]) -> list[int]:
    """The entries of the last act that stands: what one step back takes back."""
    stand = [one for one in standing(entries) if not _is_beside(one)]
    if not stand:
        return []
    last = stand[-1]
    return [one.number for one in stand if (one.actor, one.at) == (last.actor, last.at)]


def _is_beside(one: Entry) -> bool:
    """What changes nothing that is seen of the time line."""
    return one.act in (Act.APPROVE, Act.DECLINE) or one.target.startswith(ABOUT_OTHER)


def remember(about: About, drawn: dict[str, Any], now: Held) -> Held:
    """What was drawn after ``now`` was asked for, and what to call it.

    Where somebody has written since, it may hold that already: it gets a name of its own that
    nobody is told changes from, or whoever has the true version would never hear of that change.
    """
    if held(about.site, about.who, about.session).version != now.version:
        return replace(now, version=f"{now.version}+")
    SCENES.put(_key(about, now.version), {name: drawn[name] for name in PARTS})
    return now


def told(now: Held, shown: Shown) -> dict[str, Any]:
    """What the player has to know of a version beside its parts."""
    return {
        "version": now.version,
        "number": len(now.entries),
        "last": _last(now.entries),
        "approval": approval(shown, now.entries),
    }


def approval(shown: Shown, entries: tuple[Entry, ...]) -> dict[str, Any]:
    """How far it has come, and what keeps it from coming further."""
    found = approval_of(entries)
    return {
        "state": found.state,
        "next": following(found.state),
        "version": found.version,
        "signed": [[one.state, one.name, one.at.isoformat()] for one in found.signed],
        "unsure": list(unsettled(shown.timeline)) if shown.timeline else [],
        "unplaced": len(shown.timeline.unplaced) if shown.timeline else 0,
    }


class Scenes:
    """The last few scenes of this process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> dict[str, Any] | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, key: Key, found: dict[str, Any]) -> None:
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)


SCENES = Scenes()
