"""Lays out what annotators see of a session: its masked copy and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from capture import artifacts, sessions
from capture.access import require
from data_schemas.artifact import Artifact, Kind, digest
from data_schemas.clock import TimeMap
from data_schemas.errors import Denied, InputError, UnknownError
from data_schemas.rights import Action, Actor, Facts, ProtectionClass
from data_schemas.value import Value
from pipelines.labelstudio.curves import energy_series, to_csv
from pipelines.labelstudio.media.folder import MediaFolder, address, write
from pipelines.labelstudio.media.sound import write_sound

if TYPE_CHECKING:
    from capture.site import Site

VIDEO, SOUND, CURVE, NOTE = "proxy.mp4", "audio.m4a", "motion.csv", "laid.json"


class Laid(Value):
    """What lies there. ``made_of`` changes with what it is made of; times are the copy's."""

    session: str
    recording: str
    made_of: str
    duration_s: float
    fps: float
    has_sound: bool
    has_motion: bool

    def addresses(self) -> dict[str, str]:
        """The keys ``video``, ``audio`` and ``motion`` of a task."""
        names = {"video": VIDEO, "audio": SOUND, "motion": CURVE}
        return {key: address(self.session, name, self.made_of[:12]) for key, name in names.items()}


@dataclass(frozen=True)
class _Source:
    copy: Artifact
    movement: Artifact | None
    clock: Artifact | None

    @property
    def made_of(self) -> str:
        parts = {"copy": self.copy, "movement": self.movement, "clock": self.clock}
        return digest({name: one.id if one else "" for name, one in parts.items()})


def lay_out(site: Site, who: Actor, session: str, recording: str) -> Laid:
    """Write the confirmed masked copy of one recording, its sound and its curve of movement.

    What lies there already is not written again; what is made of something else is replaced.
    Raises Denied for a session that may not go to this server, UnknownError while its masked copy
    is still to be made, InputError for a recording without picture.
    """
    facts = require(site, who, Action.PUSH, session)
    _same_class(site, facts)
    folder = MediaFolder.of(site.settings.media_folder)
    source = _source(site, who, session, recording)
    found = _noted(folder.of_session(session))
    if found is not None and (found.recording, found.made_of) == (recording, source.made_of):
        return found
    with folder.replacing(session) as place:
        laid = _write(site, place, (session, recording), source)
        write(place / NOTE, lambda file: file.write(laid.model_dump_json().encode()))
    return laid


def take_away(site: Site, who: Actor, session: str) -> None:
    """Nothing of the session is readable for annotators any more."""
    require(site, who, Action.PUSH)
    emptied(site, session)


def emptied(site: Site, session: str) -> None:
    """The same for who erases (no door): it fails for nobody, whatever was consented to."""
    root = site.settings.media_folder
    if root is not None:
        MediaFolder(root).empty(session)


def _same_class(site: Site, facts: Facts) -> None:
    """Everybody on a server sees all that is on it: it holds one class, never the nation's."""
    meant = site.settings.ls_class
    if facts.protection_class is ProtectionClass.NATIONAL_CORE:
        raise Denied("National core technology never goes to a server for annotators.")
    if not meant:
        raise Denied(
            "Nobody said yet for which protection class this Label Studio is: set SONMAT_LS_CLASS"
            " to open, internal or restricted."
        )
    if facts.protection_class.value != meant:
        raise Denied(
            f"This Label Studio is for {meant} work, and the session is"
            f" {facts.protection_class.value}: it needs a server of its own."
        )


def _source(site: Site, who: Actor, session: str, recording: str) -> _Source:
    held = sessions.get_session(site, who, session)
    if recording not in {one.id for one in held.work}:
        raise UnknownError("This recording of the work is not in the session.")
    kinds = (Kind.MASKED, Kind.MOVEMENT, Kind.TIME_MAP)
    copy, movement, clock = (
        artifacts.by_recording(site, held, kind).get(recording) for kind in kinds
    )
    if copy is None:
        raise UnknownError("The masked copy is still being made: try again in a moment.")
    return _Source(copy, movement, clock)


def _noted(place: Path) -> Laid | None:
    """What lies there, if all of it does."""
    if not all((place / name).is_file() for name in (VIDEO, SOUND, CURVE, NOTE)):
        return None
    try:
        return Laid.model_validate_json((place / NOTE).read_bytes())
    except ValueError:
        return None


def _write(site: Site, place: Path, names: tuple[str, str], source: _Source) -> Laid:
    media = artifacts.open_media(site, source.copy.id)
    info = media.info
    if not info.has_video:
        raise InputError("This recording has no picture: annotate it with ELAN.")
    movement = artifacts.load(site, source.movement.id) if source.movement else None
    clock = artifacts.load(site, source.clock.id) if source.clock else TimeMap.identity()

    def copied(file: BinaryIO) -> None:
        with artifacts.open_bytes(site, source.copy.id) as sealed:
            shutil.copyfileobj(sealed, file, 1 << 20)

    write(place / VIDEO, copied)
    # its muxer opens the file by name
    write(place / SOUND, lambda _file: write_sound(media, info.duration_s, place / SOUND))
    curve = to_csv(energy_series(movement, clock, info.duration_s))
    write(place / CURVE, lambda file: file.write(curve.encode()))
    return Laid(
        session=names[0], recording=names[1], made_of=source.made_of, duration_s=info.duration_s,
        fps=info.fps, has_sound=info.has_audio, has_motion=movement is not None,
    )  # fmt: skip
