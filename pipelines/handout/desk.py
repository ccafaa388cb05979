"""Doors to papers and clips for teaching: what would be in them, making them, their numbers.

What is made is readable and leaves the vault, so each has a number that stands on every page of it
and on the recall list. It is remembered before a file is there: a number without a paper harms
nobody, a paper without a number cannot be asked back.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from capture import artifacts, sessions
from capture.access import require
from capture.allowed import scope
from capture.logbook import Copied, note_copy
from capture.outgoing import writing
from capture.permission import decide
from capture.records import releases as records
from capture.withdrawal import ALPHABET
from data_schemas.artifact import Kind
from data_schemas.errors import InputError, StaleEntry, UnknownError
from data_schemas.handout import (
    Balance,
    ClipPlan,
    Handout,
    HandoutFile,
    HandoutSelection,
    JobSheet,
    LeftOut,
    Redline,
)
from data_schemas.rights import Action, Actor, Facts
from pipelines.handout.burn import find_font
from pipelines.handout.clips import clips_of
from pipelines.handout.gathering.desk import Job, copies
from pipelines.handout.press import Reel, clip, files_of, paper
from pipelines.handout.redline import redline_of
from pipelines.handout.say import Say, Tongues
from pipelines.handout.sheet import balance_of, sheet_of

if TYPE_CHECKING:
    from capture.site import Site

SIGNS = 6


@dataclass(frozen=True)
class Preview:
    """What would be made of a session now. ``balance`` is about the sheet, not on it."""

    sheet: JobSheet
    balance: tuple[Balance, ...]
    redline: Redline
    clips: tuple[ClipPlan, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Opened:
    """One file of a handout, in pieces; a clip is cut while it is read."""

    file: HandoutFile
    pieces: Iterator[bytes]


def preview(site: Site, who: Actor, session: str, everybody: bool = False) -> Preview:
    """What would be made, without making it. Raises Denied, or InputError for no time line yet."""
    require(site, who, Action.HAND_OUT, session, often=True)
    job = Job.of(site, who, HandoutSelection(session=session, everybody=everybody), "")
    clips, left = _clips(job)
    sheet = sheet_of(job.material)
    return Preview(sheet, balance_of(sheet), redline_of(job.material), clips, left)


def issue(site: Site, who: Actor, chosen: HandoutSelection) -> Handout:
    """A number on the recall list; its files are made when ``open_file`` asks for them.

    Raises Denied, InputError for a choice of nothing or a session without a time line, and
    NeedsSoftware where subtitles are to be drawn and there is no font.
    """
    require(site, who, Action.HAND_OUT, chosen.session)
    handout, _job_of_it = _planned(site, who, chosen)
    _remember(site, handout)
    return handout


def open_file(site: Site, who: Actor, handout: str, name: str, tongues: Tongues) -> Opened:
    """One file of a handout, made anew; ``tongues`` gives the wording of its language.

    Raises UnknownError, Denied where consent ended, and StaleEntry where anything was
    changed or signed since: papers of one number all say the same.
    """
    require(site, who, Action.HAND_OUT, often=True)
    found = _known(site, handout)
    for one in found.sessions:
        require(site, who, Action.HAND_OUT, one)
    file = next((one for one in found.files if one.name == name), None)
    if file is None:
        raise UnknownError("This handout has no such file.")
    job = Job.of(site, who, found.selection, found.id)
    if (job.timeline, job.seen, job.beside) != (found.timeline, found.seen, found.beside):
        raise StaleEntry(
            "The work session was changed since these papers were made: make them again."
        )
    return Opened(file, _pieces(job, found, file, tongues(found.selection.language)))


def make(
    site: Site,
    who: Actor,
    chosen: HandoutSelection,
    out: Path,
    tongues: Tongues,
    progress: Callable[[float], None] | None = None,
) -> Handout:
    """Write all files to the new folder ``out``, whole or not at all; ``progress``: share done.

    Raises what ``issue`` raises, InputError for a folder inside the data folder or one that is not
    empty, StorageFull. What ``progress`` raises stops the work and leaves nothing.
    """
    require(site, who, Action.HAND_OUT, chosen.session)
    handout, job = _planned(site, who, chosen)
    with writing(out, site.settings.folder) as draft:
        for number, file in enumerate(handout.files):
            if progress is not None:
                progress(number / len(handout.files))
            with (draft / file.name).open("wb") as target:
                for piece in _pieces(job, handout, file, tongues(chosen.language)):
                    target.write(piece)
        _remember(site, handout)
    place = str(out.absolute())
    note_copy(site.settings, Copied(path=place, kind="handout", id=handout.id, at=handout.made_at))
    return handout


def list_handouts(site: Site, who: Actor) -> tuple[Handout, ...]:
    """Handouts of this site, newest first: all for who may make one, else those of their own."""
    require(site, who, Action.LIST)
    with site.db() as db:
        found = records.find_all(db, "handout")
    handouts: tuple[Handout, ...] = tuple(artifacts.load(site, artifact) for _, artifact in found)
    if decide(who, Action.HAND_OUT, Facts()).allowed:
        return handouts
    own = frozenset(scope(site, who, Action.LIST))
    return tuple(one for one in handouts if own.intersection(one.sessions))


def _planned(site: Site, who: Actor, chosen: HandoutSelection) -> tuple[Handout, Job]:
    if not chosen.kinds:
        raise InputError("Nothing was chosen: choose at least one kind of paper or clip.")
    if set(chosen.kinds) != {"clips"} and not chosen.formats:
        raise InputError("No format was chosen: choose at least one for the papers.")
    if chosen.burn_in:
        find_font(site.settings.subtitle_font)
    now = site.now()
    number = f"HO-{now.year}-{''.join(secrets.choice(ALPHABET) for _ in range(SIGNS))}"
    job = Job.of(site, who, chosen, number)
    clips, left = _clips(job) if "clips" in chosen.kinds else ((), ())
    files = files_of(number, chosen, clips)
    if not files:
        raise InputError("No clip can be made of this session: choose a paper instead.")
    handout = Handout(
        id=number,
        selection=chosen,
        session_number=job.session.number,
        protection_class=job.material.stamp.protection_class,
        state=job.material.stamp.state,
        version=job.material.stamp.version,
        timeline=job.timeline,
        seen=job.seen,
        actor=who.id,
        made_at=now,
        files=files,
        left_out=left,
        cut=tuple(one.name for one in clips if one.cut),
        beside=job.beside,
    )
    return handout, job


def _pieces(job: Job, handout: Handout, file: HandoutFile, say: Say) -> Iterator[bytes]:
    if file.kind != "clips":
        yield paper(say, file, job.material)
        return
    stem = file.name.removeprefix(f"{handout.id}-").rpartition(".")[0]
    plan = next(one for one in _clips(job)[0] if one.name == stem)
    yield from clip(say, file, plan, job.material, _reel(job, plan.recording))


def _reel(job: Job, camera: str) -> Reel:
    site, session = job.site, job.session
    return Reel(
        media=artifacts.open_media(site, copies(site, session)[camera]),
        clock=sessions.time_map(site, job.who, session.id, camera),
        takes={one.id: one.take for one in session.work},
        language=session.language or job.material.procedure.language,
        font=find_font(site.settings.subtitle_font) if job.chosen.burn_in else None,
    )


def _clips(job: Job) -> tuple[tuple[ClipPlan, ...], tuple[LeftOut, ...]]:
    return clips_of(job.material, job.session.work, copies(job.site, job.session).keys())


def _known(site: Site, handout: str) -> Handout:
    with site.db() as db:
        artifact = records.artifact_of(db, handout, "handout")
    if artifact is None:
        raise UnknownError("There is no such handout here.")
    found: Handout = artifacts.load(site, artifact)
    return found


def _remember(site: Site, handout: Handout) -> None:
    recipe = artifacts.recipe_of(Kind.HANDOUT, "handout", handout=handout.id)
    sealed = artifacts.seal(site, recipe, artifacts.SITE, handout)
    mac = site.keys.mac("handout", handout.id.encode())
    given = records.Given(handout.id, "handout", mac, sealed.id, handout.made_at)
    with site.db() as db:
        records.add(db, given, handout.sessions)
