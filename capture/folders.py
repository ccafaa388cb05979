"""Doors to the folders from which recordings may be brought in on the machine that runs Sonmat.

Whoever works the command line has the rights of their own account. Through the browser only the
folders of ``SONMAT_IMPORT_FOLDERS`` are open, or, where it is not set, any for who sits here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from capture.access import require
from data_schemas.errors import Denied, InputError
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site

# Where systems put cards and sticks; the second column is how deep below they lie.
MOUNTS = (("/media", 2), ("/run/media", 2), ("/mnt", 1))
NOT_ONE = "Not allowed: recordings are not brought in from this folder, choose one of the list."


def choices(site: Site, who: Actor, local: bool) -> tuple[Path, ...]:
    """Folders to choose from: those of the settings, else for who sits here what is plugged in."""
    require(site, who, Action.RECORD)
    allowed = _allowed(site)
    if allowed is not None:
        return tuple(folder for folder in allowed if folder.is_dir())
    return _plugged_in() if local else ()


def folder_of(site: Site, who: Actor, text: str, local: bool) -> Path:
    """The folder that somebody named, links resolved. ``local``: they sit at this machine.

    Raises Denied for one that is not allowed, whether it exists or not, and InputError for one
    that is allowed and is none.
    """
    require(site, who, Action.RECORD)
    if not text.strip() or "\0" in text or not Path(text).is_absolute():
        raise InputError("Name the whole path of a folder on this machine, such as /media/card.")
    try:
        folder = Path(text).resolve()
    except (OSError, RuntimeError) as error:  # a link that leads round
        raise Denied(NOT_ONE) from error
    allowed = _allowed(site)
    open_to_all = allowed is None and local
    if not open_to_all and not any(folder.is_relative_to(one) for one in allowed or ()):
        raise Denied(NOT_ONE)
    if folder.is_relative_to(site.settings.folder.resolve()):
        raise Denied(NOT_ONE)
    if not folder.is_dir():
        raise InputError("There is no such folder on this machine: is the card in the reader?")
    return folder


def _allowed(site: Site) -> tuple[Path, ...] | None:
    named = [one for one in site.settings.import_folders.split(os.pathsep) if one.strip()]
    if not named:
        return None
    return tuple(Path(one).expanduser().absolute().resolve() for one in named)


def _plugged_in() -> tuple[Path, ...]:
    found: list[Path] = []
    for root, depth in MOUNTS:
        for pattern in ("*", "*/*")[:depth]:
            found += [folder for folder in Path(root).glob(pattern) if os.path.ismount(folder)]
    return tuple(sorted(set(found)))
