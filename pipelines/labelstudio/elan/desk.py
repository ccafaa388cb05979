"""Doors to ELAN's files: a session out for who annotates without a server, and its labels back.

The session stays here and its time line free: what was changed meanwhile counts, and labels that no
longer fit are refused as a whole. The same file twice changes nothing.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from capture import artifacts, labelling, procedures
from capture.access import require
from capture.ids import new_id
from capture.logbook import Copied, note_copy
from capture.outgoing import writing
from capture.records import releases as release_records
from capture.records import sessions as session_records
from data_schemas.annotation import Labelling
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.errors import Erased, InputError, TextError, UnknownError
from data_schemas.labelling import GivenLabels, Shown
from data_schemas.procedure import Language, Procedure
from data_schemas.rights import Action, Actor
from data_schemas.session import Session
from data_schemas.value import Value
from pipelines.deidentify.copying import desk as copying
from pipelines.deidentify.words.finding import desk as words
from pipelines.labelstudio.elan.document import Document, open_eaf
from pipelines.labelstudio.elan.read import Origin, labels_of
from pipelines.labelstudio.elan.sheet import Sheet
from pipelines.labelstudio.elan.write import Look, to_eaf
from pipelines.labelstudio.entries import question_of, taken
from pipelines.labelstudio.gathering.desk import (
    clock_of,
    entries_of,
    gather,
    shown_recording,
    unready,
)
from pipelines.labelstudio.ground import Ground
from pipelines.labelstudio.media.desk import Laid
from pipelines.labelstudio.returning.desk import Source, write
from pipelines.labelstudio.task import Material, shown_of

if TYPE_CHECKING:
    from capture.site import Site

STAGE, VERSION = "elan", "1"


class Written(Value):
    """What lies in the folder: the document, what it plays, and how many stretches are in it."""

    id: str
    session: str
    document: str
    media: str
    stretches: int


class Taken(Value):
    """What came of a file. ``entries``: how many acts it made, 0 of one that was read before.

    ``review``: the annotator's word on the whole. ``beside`` are their own tiers, which stay in the
    file; ``left`` are sentences on what has no place here.
    """

    session: str
    entries: int
    review: str = ""
    beside: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Out:
    """What is written of one session."""

    session: Session
    copy: Artifact
    has_video: bool
    made: Material
    shown: Shown

    @property
    def name(self) -> str:
        return f"session-{self.session.number}"

    @property
    def media(self) -> str:
        return f"{self.name}.{'mp4' if self.has_video else 'm4a'}"


def write_eaf(
    site: Site, who: Actor, session: str, out: Path, language: Language | None = None
) -> Written:
    """Write the labels as they stand and the masked copy to the new folder ``out``.

    ``language``: of the names of labels, the procedure's without one. Raises InputError for a
    session that cannot be annotated now, or a place that cannot be used; StorageFull.
    """
    require(site, who, Action.PUSH, session)
    labelling.check_here(site, session)
    found = _gathered(site, session)
    told = language or found.made.procedure.language
    with writing(out, site.settings.folder) as folder:
        sealed = _remember(site, session, found)
        sheet = Sheet(
            session=session,
            procedure=found.made.procedure.id,
            version=found.made.procedure.version,
            shown=sealed.id,
        )
        look = Look(found.made.procedure, found.shown.duration_s, told, found.media, site.now())
        with (
            artifacts.open_bytes(site, found.copy.id) as played,
            (folder / found.media).open("wb") as file,
        ):
            shutil.copyfileobj(played, file, 1 << 20)
        text = to_eaf(found.shown.prediction, sheet, look)
        (folder / f"{found.name}.eaf").write_text(text, encoding="utf-8")
    made = Written(
        id=new_id("eaf"),
        session=session,
        document=f"{found.name}.eaf",
        media=found.media,
        stretches=len(found.shown.prediction.stretches),
    )
    _note(site, made, sealed, out)
    return made


def read_eaf(site: Site, who: Actor, data: bytes) -> Taken:
    """Take over what an annotator changed in a file that ``write_eaf`` wrote, as acts of ``who``.

    Raises TextError for a file that is none of those or says what cannot be, with where it stands;
    InputError where the session is out on a server or the labels no longer fit what holds.
    """
    require(site, who, Action.AMEND)
    document = open_eaf(data)
    session = document.sheet.session
    require(site, who, Action.AMEND, session)
    labelling.check_here(site, session)
    ground, procedure = _behind(site, who, document)
    origin = Origin(ground.shown.prediction, procedure, ground.shown.duration_s)
    read = labels_of(document, origin)
    if read.odd:
        raise TextError(_sentence(read.odd))
    return _take(site, who, document, (ground, read.labelling, data))


def _gathered(site: Site, session: str) -> _Out:
    against = unready(site, session)
    if against:
        raise InputError(f"This work session cannot be annotated now: {against}.")
    with site.db() as db:
        found = session_records.get(db, session)
    recording = shown_recording(site, found)
    copy = artifacts.known(site, copying.current(site, session)[recording])
    assert copy is not None
    info = artifacts.open_media(site, copy.id).info
    laid = Laid(
        session=session, recording=recording, made_of=copy.id, duration_s=info.duration_s,
        fps=info.fps, has_sound=info.has_audio, has_motion=False,
    )  # fmt: skip
    made = gather(site, found, laid)
    shown = shown_of(made).model_copy(update={"blind": False})
    return _Out(found, copy, info.has_video, made, shown)


def _remember(site: Site, session: str, found: _Out) -> Artifact:
    """Sealed: the exact seconds, and the words behind what was replaced."""
    content = site.keys.mac("labelling.shown", found.shown.model_dump_json().encode())
    recipe = Recipe(
        kind=Kind.SHOWN_LABELS, stage=STAGE, version=VERSION, params={"shown": content},
        parents=(found.made.artifact,),
    )  # fmt: skip
    return artifacts.seal(site, recipe, artifacts.session_scope(session), found.shown)


def _note(site: Site, made: Written, sealed: Artifact, out: Path) -> None:
    """It can be read by anybody who reaches it: who withdraws is told to recall it."""
    at = site.now()
    mac = site.keys.mac("elan", made.id.encode())
    with site.db() as db:
        given = release_records.Given(made.id, "elan", mac, sealed.id, at)
        release_records.add(db, given, (made.session,))
    place = str(out.absolute())
    note_copy(site.settings, Copied(path=place, kind="elan", id=made.id, at=at))


def _behind(site: Site, who: Actor, document: Document) -> tuple[Ground, Procedure]:
    """What the file was written from."""
    sheet = document.sheet
    with site.db() as db:
        session = session_records.get(db, sheet.session)
    found = artifacts.known(site, sheet.shown)
    if found is None or found.kind is not Kind.SHOWN_LABELS or found.session != session.id:
        raise TextError(
            "What this ELAN file was written from is no longer here: have Sonmat write one anew."
        )
    if sheet.procedure != session.procedure:
        raise TextError("This ELAN file is about another procedure than the work session.")
    try:
        shown: Shown = artifacts.load(site, found.id)
        timeline = artifacts.load(site, shown.timeline)
    except (Erased, UnknownError):
        raise TextError(
            "Part of this work session was erased since: have Sonmat write an ELAN file anew."
        ) from None
    clock = clock_of(site, session, shown.recording)
    procedure = procedures.get_procedure(site, who, session.procedure, sheet.version)
    told = words.cover(site, session.id).procedure(procedure)
    return Ground(shown, timeline, clock, session.language or procedure.language), told


def _take(
    site: Site, who: Actor, document: Document, came: tuple[Ground, Labelling, bytes]
) -> Taken:
    ground, labelling_, data = came
    session, review = document.sheet.session, labelling_.review
    content = site.keys.mac("labelling.given", labelling_.model_dump_json().encode())
    key = f"elan {document.sheet.shown} {content[:16]}"
    found = taken(ground, labelling_, key) if review != "unusable" else None
    drafts = list(found.drafts) if found else []
    if review == "ask_expert":
        drafts.append(question_of(ground, labelling_, key))
    _keep(site, who, document, (labelling_, data, content))
    before = len(entries_of(site, session))
    write(site, session, drafts, Source(key, who.id, who))
    return Taken(
        session=session,
        entries=len(entries_of(site, session)) - before,
        review=review,
        beside=document.beside,
        left=found.left if found else (),
    )


def _keep(site: Site, who: Actor, document: Document, came: tuple[Labelling, bytes, str]) -> None:
    """The file as it was given, sealed."""
    labelling_, data, content = came
    at = site.now().isoformat()
    given = GivenLabels(
        id=f"elan-{content[:16]}",
        annotator=who.id,
        at=at,
        raw=json.dumps(data.decode("utf-8", "replace"), ensure_ascii=False),
        labelling=labelling_,
    )
    recipe = Recipe(
        kind=Kind.GIVEN_LABELS, stage=STAGE, version=VERSION, params={"content": content},
        parents=(document.sheet.shown,),
    )  # fmt: skip
    if artifacts.known(site, recipe.id) is None:
        scope = artifacts.session_scope(document.sheet.session)
        artifacts.seal(site, recipe, scope, given)


def _sentence(odd: tuple[str, ...]) -> str:
    more = f" There are {len(odd) - 3} more." if len(odd) > 3 else ""
    return "Nothing was taken over. " + " ".join(odd[:3]) + more
