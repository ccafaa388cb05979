"""The folder of a catalogue that other sites read: written, and later written over in its place.

What nobody may read any more goes first, what others believe comes last: whoever reads meanwhile
finds the signature wrong and believes nothing. A process that was killed is finished by the next.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from capture.outgoing import place, speaking
from data_schemas.catalogue import Catalogue
from data_schemas.errors import InputError
from data_schemas.federation import SharedCatalogue
from pipelines.deidentify.say import Tongues
from pipelines.release.bag import PUBLIC
from pipelines.release.federation.signed import FILE, SIGNATURE, written
from pipelines.release.library.writing import files
from pipelines.release.signing import Signer

NEW = ".new"
_OURS = re.compile(
    r"federation\.json(\.minisig)?|minisign\.pub|library\.json|catalogue\.jsonld"
    r"|index(\.ko)?\.html|croissant(/rel-[0-9a-f]{16}\.json)?|\.new"
)


def write(
    catalogue: SharedCatalogue, out: Path, forbidden: Path, tongues: Tongues, signer: Signer
) -> None:
    """Write the catalogue to ``out``: a new folder, or one that this site wrote before.

    ``forbidden`` is the data folder. Everybody on this machine may read it: it is for others.
    Raises InputError for any other place, and StorageFull.
    """
    target = refuse_place(out, forbidden, signer)
    told = Catalogue(publisher=catalogue.publisher, offerings=catalogue.offerings)
    contents = {name: text.encode() for name, text in files(told, tongues)}
    data, signature = written(catalogue, signer)
    with speaking(target.name):
        target.mkdir(parents=True, exist_ok=True)
        # from here on it is known as ours, also where this ends halfway
        _put(target, PUBLIC, signer.public.encode())
        for name in {*_names(target)} - {PUBLIC, FILE, SIGNATURE, *contents}:
            if (target / name).is_file():
                (target / name).unlink()
        for name, text in contents.items():
            _put(target, name, text)
        _put(target, FILE, data)
        _put(target, SIGNATURE, signature)


def refuse_place(out: Path, forbidden: Path, signer: Signer) -> Path:
    """``out`` without links. InputError inside the data folder, or where something else lies."""
    target = out.resolve()
    if target.is_relative_to(forbidden.resolve()) or not target.is_dir():
        return place(out, forbidden)
    names = {*_names(target)}
    if names <= {NEW}:
        return target
    key = target / PUBLIC
    is_ours = key.is_file() and key.read_bytes() == signer.public.encode()
    if not is_ours or not all(_OURS.fullmatch(name) for name in names):
        raise InputError(
            f"{out.name} holds something else than a catalogue of this site; choose a new folder"
        )
    return target


def _names(folder: Path) -> Iterator[str]:
    """Files and folders in it; a link has a name that none of ours has."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        yield f"{name}@" if path.is_symlink() else name


def _put(folder: Path, name: str, data: bytes) -> None:
    """Whole or as it was before."""
    target, fresh = folder / name, folder / NEW
    target.parent.mkdir(exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(fresh, flags, 0o644), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
