"""What is done to a site on purpose: one function a fault, each leaves the place mended.

Each tells whether there was anything to do it to.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import suppress

from benchmarks.chaos.place import Place

Fault = Callable[[Place, random.Random], bool]


def app(place: Place, chance: random.Random) -> bool:
    """The web server is gone from one moment to the next, for a second or two."""
    return _process(place, chance, "app")


def worker(place: Place, chance: random.Random) -> bool:
    return _process(place, chance, "worker")


def command(place: Place, chance: random.Random) -> bool:
    """Of the commands that run, one dies."""
    running = [one for one in place.commands if one.poll() is None]
    if running:
        chance.choice(running).kill()
    return bool(running)


def database(place: Place, chance: random.Random) -> bool:
    assert place.database is not None
    place.database.kill()
    time.sleep(chance.uniform(0.2, 2))
    place.database.start()
    return True


def network(place: Place, chance: random.Random) -> bool:
    """The line to the database is cut; nobody is told."""
    assert place.link is not None
    place.link.cut()
    time.sleep(chance.uniform(1, 6))
    place.link.mend()
    return True


def disk(place: Place, chance: random.Random) -> bool:
    """Nothing more can be written for some seconds."""
    filler = place.settings.folder / "filler"
    free = os.statvfs(place.settings.folder)
    with filler.open("wb") as out, suppress(OSError):  # somebody else may have filled it first
        os.posix_fallocate(out.fileno(), 0, free.f_bavail * free.f_frsize)
    time.sleep(chance.uniform(1, 4))
    filler.unlink()
    return True


def _process(place: Place, chance: random.Random, name: str) -> None:
    place.kill(name)
    time.sleep(chance.uniform(0, 2))
    place.start(name)
    return True


def possible(place: Place) -> dict[str, Fault]:
    """Those that can be done here, by name."""
    found: dict[str, Fault] = {"app": app, "worker": worker, "command": command}
    if place.database is not None:
        found["database"] = database
    if place.link is not None:
        found["network"] = network
    if place.has_own_disk:
        found["disk"] = disk
    return found
