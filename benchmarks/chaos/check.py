"""Whether all that was promised is there, and nothing else."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.chaos.load import Promised
from benchmarks.chaos.place import Place
from benchmarks.common import ROOT
from capture import artifacts, logbook, sessions
from capture.access import DEMO, OWNER
from capture.leftovers import leftovers, tidy
from capture.records import checking
from capture.site import Site
from capture.verify import verify
from data_schemas.artifact import Kind
from pipelines.progress import status
from pipelines.release import desk
from pipelines.release.bag import MANIFEST, sha256
from pipelines.review import desk as review
from pipelines.search.desk import search

PARTIAL = ".partial"


def broken(place: Place, site: Site, promised: Promised) -> list[str]:
    """A sentence for each thing that is not as it was promised; none is what is wanted.

    The worker has ended, and everything that was to be done is done.
    """
    alive = {one: word for one, word in promised.words.items() if one not in promised.withdrawn}
    checks: tuple[Iterator[str], ...] = (
        _sessions(site, promised),
        _bytes(site, promised, alive),
        (f"verify: {one.what} {one.name}: {one.says}" for one in verify(site, OWNER).problems),
        _parents(site),
        _states(site, alive),
        _acts(site, promised),
        _index(site, promised, alive),
        releases(place, site, promised.releases),
        _orphans(site),
    )
    return [line for check in checks for line in check]


def _sessions(site: Site, promised: Promised) -> Iterator[str]:
    """Each recording is one session, however often it was sent."""
    here = {one.id for one in sessions.list_sessions(site, OWNER)}
    for one in here - set(promised.recordings):
        yield f"session {one}: nobody was told of it, or it is there twice"
    for one in set(promised.recordings) - here - set(promised.withdrawn):
        yield f"session {one}: it was promised and is not there"


def _bytes(site: Site, promised: Promised, alive: dict[str, str]) -> Iterator[str]:
    for session in alive:
        (original,) = artifacts.find(site, session, Kind.ORIGINAL)
        with artifacts.open_bytes(site, original.id) as kept:
            if hashlib.sha256(kept.read()).hexdigest() != promised.recordings[session]:
                yield f"session {session}: other bytes than were sent"


def _parents(site: Site) -> Iterator[str]:
    with site.db() as db:
        every = [one.id for one in checking.artifacts(db)]
    known = set(every)
    for name in every:
        found = artifacts.known(site, name)
        for parent in found.parents if found else ():
            if parent not in known:
                yield f"{found.kind if found else ''} {name}: what it was made from is not there"


def _states(site: Site, alive: dict[str, str]) -> Iterator[str]:
    for session in alive:
        state = status(site, DEMO, session).state
        if state != "ready":
            yield f"session {session}: it is {state}"


def _acts(site: Site, promised: Promised) -> Iterator[str]:
    """What was answered is there once; what was not, once or never."""
    written: dict[str, Counter[str]] = {}
    for session, words, answered in promised.acts:
        if session in promised.withdrawn:
            continue
        if session not in written:
            entries = review.entries(site, DEMO, session)
            written[session] = Counter(str(one.after.get("text", "")) for one in entries)
        times = written[session][words]
        if times > 1 or times < int(answered):
            yield f"an act on {session} is there {times} times, answered: {answered}"


def _index(site: Site, promised: Promised, alive: dict[str, str]) -> Iterator[str]:
    """Words that one session alone has find it; what was withdrawn is found by nothing."""
    for session, word in promised.words.items():
        hits = {
            one.passage.session for one in search(site, OWNER, f"the {word} of the flange", k=200)
        }
        for one in hits - set(alive):
            yield f"search finds session {one}, which is not there"
        if session in alive and session not in hits:
            yield f"search does not find session {session} by its own word"


def releases(place: Place, site: Site, promised: Collection[Path]) -> Iterator[str]:
    """Whatever lies where datasets go, answered for or not: whole and known to the site, so that a
    recall names it, or unfinished and told of as that."""
    found = {path for path in place.folder.glob("release-*") if path.is_dir()}
    unfinished = {path for path in found if path.suffix == PARTIAL}
    known = {one.digest for one in desk.list_releases(site, OWNER)}
    for folder in sorted((found | set(promised)) - unfinished):
        line = [sys.executable, "-m", "app.cli", "release", "verify", str(folder)]
        done = subprocess.run(
            line, cwd=ROOT, env=place.environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            yield f"{folder.name}: {done.stderr.strip()[-200:]}"
        elif sha256(folder / MANIFEST) not in known:
            yield f"{folder.name}: it is readable, and no recall would name it"
    told = {Path(one.path) for one in logbook.read(site.settings).copies}
    for folder in sorted(unfinished):
        if folder.stat().st_mode & 0o077:
            yield f"{folder.name}: it is unfinished, and others may read it"
        if any(folder.iterdir()) and folder.resolve() not in told:
            yield f"{folder.name}: it is unfinished, and nobody is told of it"


def _orphans(site: Site) -> Iterator[str]:
    """What a crash left goes when somebody tidies up, and takes nothing along."""
    tidy(site, OWNER, timedelta(0))
    for path in leftovers(site):
        yield f"{path}: it belongs to nothing and stays"
    for one in verify(site, OWNER).problems:
        yield f"tidied up: {one.what} {one.name}: {one.says}"
