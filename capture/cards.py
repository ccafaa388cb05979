"""Doors to a camera card or folder: what lies there, proposed as sessions, and taken in.

The folder is only read. What is here already, in whatever session, is told and not kept twice.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from capture.access import require
from capture.allowed import scope
from capture.card_ears import ear
from capture.card_files import AVCHD, facts_of, look, open_under, source_of, stamp_of
from capture.card_plan import GAP_S, Plan, PlanFile, PlanSession, Refusal, assemble
from capture.card_strands import CardFile
from capture.ingest import Intake, ingest
from capture.records import sessions as records
from capture.sources import BLOCK, Place, Source, blocks
from data_schemas.errors import MediaError
from data_schemas.rights import Action, Actor
from data_schemas.session import Session
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.site import Site

# What is being done (``look``, ``listen``, ``read``, ``seal``, ``verify``) and the share done.
Progress = Callable[[str, float], None]


def silent(_what: str, _share: float) -> None:
    """Nobody looks."""


class Arrived(Value):
    """A file and the SHA-256 of its bytes as they were read.

    ``known_in``: the number of the session that held these bytes before, 0 where who asks may not
    see it, None where they are new. ``verified``: a second reading of the card gave the same.
    """

    path: str
    sha256: str
    known_in: int | None = None
    verified: bool = False


class Taken(Value):
    """``session``: what was made, None where every file was here already."""

    session: Session | None
    files: tuple[Arrived, ...]


@dataclass(frozen=True)
class Wanted:
    """How files are taken in: ``intake`` without its recordings.

    ``verify``: read the card once more, past the computer's own memory, and compare.
    """

    intake: Intake
    verify: bool = False


def scan(
    site: Site,
    who: Actor,
    folder: Path,
    gap_s: float = GAP_S,
    progress: Progress = silent,
    only: frozenset[str] | None = None,
) -> Plan:
    """What lies in ``folder`` as proposed sessions. Nothing is kept, nothing is changed.

    A pause longer than ``gap_s`` seconds begins another session. What cannot be used is in
    ``refused``, each with its sentence. ``only``: of these files. Raises InputError where the
    folder cannot be read or holds too much.
    """
    require(site, who, Action.RECORD)
    found = look(folder)
    chosen = [path for path in found.recordings if only is None or path in only]
    sources = [source_of(folder, path) for path in chosen]
    dates = {path: stamp[1] / 1e9 for path in chosen if (stamp := stamp_of(folder, path))}
    files, refused = _facts(sources, dates, progress)
    by_path = {source.name: source for source in sources}
    avchd = tuple(Refusal(path=path, reason=AVCHD) for path in found.refused)
    return Plan(
        sessions=assemble(files, gap_s, ear(by_path, files, lambda s: progress("listen", s))),
        refused=(*avchd, *refused),
        skipped=found.skipped,
    )


def arrange(
    site: Site, who: Actor, sources: tuple[Source, ...], progress: Progress = silent
) -> tuple[Source, ...]:
    """Files that are one session by somebody's word, in order, each with its place.

    What names, clocks and sound do not place is left to the search by sound. Raises MediaError
    for a file that is refused.
    """
    require(site, who, Action.RECORD)
    if len(sources) < 2:
        return sources
    by_path = _apart(sources)
    named = [replace(source, name=path) for path, source in by_path.items()]
    files, refused = _facts(named, {}, progress)
    if refused:
        raise MediaError(refused[0].reason)
    hear = ear(by_path, files, lambda share: progress("listen", share))
    sessions = sorted(assemble(files, float("inf"), hear), key=lambda one: -one.length_s)
    placed = [_placed(by_path[file.path], file) for file in sessions[0].files]
    for session in sessions[1:]:
        # Nothing says where these lie: the search by sound may still find out.
        placed += [by_path[file.path] for file in session.files]
    return tuple(placed)


def recognise(site: Site, who: Actor, source: Source) -> Arrived:
    """Read a file once: its checksum, and the session that holds these bytes already, if any."""
    require(site, who, Action.RECORD)
    return _Reader(site, who, 0, silent).read(source)


def take_in(
    site: Site,
    who: Actor,
    folder: Path,
    group: PlanSession,
    wanted: Wanted,
    progress: Progress = silent,
) -> Taken:
    """Take in the files of one proposed session that are not here yet, as one session.

    All or nothing: raises what ``ingest`` raises, then no file of the group was kept.
    """
    require(site, who, Action.RECORD)
    sources = {file.path: source_of(folder, file.path) for file in group.files}
    reader = _Reader(site, who, sum(file.size for file in group.files), progress)
    seen: dict[str, Arrived] = {}
    new: dict[str, PlanFile] = {}
    for file in group.files:
        seen[file.path] = reader.read(sources[file.path])
        if seen[file.path].known_in is None:
            new.setdefault(seen[file.path].sha256, file)
    if not new:
        return Taken(session=None, files=tuple(seen.values()))
    if wanted.verify:
        seen = _verified(folder, seen, progress)
    progress("seal", 0.0)
    done = ingest(site, who, replace(wanted.intake, recordings=_recordings(sources, new)))
    progress("seal", 1.0)
    number = done.session.number
    for file in group.files:
        one = seen[file.path]
        again = one.known_in is None and (done.duplicate or new[one.sha256] is not file)
        if again:
            seen[file.path] = one.model_copy(update={"known_in": number})
    return Taken(session=None if done.duplicate else done.session, files=tuple(seen.values()))


def _apart(sources: tuple[Source, ...]) -> dict[str, Source]:
    """By names of their own: two cameras may both have written a C0001.MP4."""
    names = [source.name for source in sources]
    return {
        f"{number}/{source.name}" if names.count(source.name) > 1 else source.name: source
        for number, source in enumerate(sources, 1)
    }


def _facts(
    sources: list[Source], dates: Mapping[str, float], progress: Progress
) -> tuple[list[CardFile], tuple[Refusal, ...]]:
    files: list[CardFile] = []
    refused: list[Refusal] = []
    for number, source in enumerate(sources):
        progress("look", number / len(sources))
        try:
            files.append(facts_of(source, dates.get(source.name)))
        except MediaError as error:
            refused.append(Refusal(path=source.name, reason=str(error)))
    progress("look", 1.0)
    return files, tuple(refused)


def _recordings(sources: Mapping[str, Source], new: Mapping[str, PlanFile]) -> tuple[Source, ...]:
    """Those to be kept, placed on the clock of the first of them."""
    zero_s = next(iter(new.values())).offset_s
    placed: list[Source] = []
    for sha256, file in new.items():
        moved = file.model_copy(update={"offset_s": file.offset_s - zero_s})
        if not placed:
            moved = moved.model_copy(update={"offset_by": "nobody", "offset_confidence": None})
        placed.append(replace(_placed(sources[file.path], moved), sha256=sha256))
    return tuple(placed)


def _placed(source: Source, file: PlanFile) -> Source:
    place = Place(file.take, file.offset_s, file.offset_by, file.offset_confidence)
    return replace(source, place=place)


@dataclass
class _Reader:
    """Reads files once, for their digest and for whether this site has them."""

    site: Site
    who: Actor
    total: int
    progress: Progress
    done: int = 0

    def read(self, source: Source) -> Arrived:
        plain, keyed = hashlib.sha256(), self.site.keys.hasher("content")
        for block in blocks(source):
            plain.update(block)
            keyed.update(block)
            self.done += len(block)
            self.progress("read", min(1.0, self.done / max(1, self.total)))
        known = _known_in(self.site, self.who, keyed.hexdigest())
        return Arrived(path=source.name, sha256=plain.hexdigest(), known_in=known)


def _known_in(site: Site, who: Actor, mac: str) -> int | None:
    with site.db() as db:
        found = records.by_original(db, mac)
        if not found:
            return None
        mine = frozenset(scope(site, who, Action.LIST))
        return next((records.get(db, one).number for one in found if one in mine), 0)


def _verified(folder: Path, seen: dict[str, Arrived], progress: Progress) -> dict[str, Arrived]:
    """Each file read again from the card itself. Raises MediaError where it says otherwise."""
    for number, (path, one) in enumerate(seen.items()):
        progress("verify", number / len(seen))
        if _read_again(folder, path) != one.sha256:
            raise MediaError(
                f"{path} reads differently the second time: the card or its reader is failing, so"
                " copy it again and compare."
            )
        seen[path] = one.model_copy(update={"verified": True})
    progress("verify", 1.0)
    return seen


def _read_again(folder: Path, path: str) -> str:
    digest = hashlib.sha256()
    try:
        with open_under(folder, path) as file:
            # Else it would come out of the computer's memory, where it has just been read to.
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror or 'try again'}.") from error
    return digest.hexdigest()
