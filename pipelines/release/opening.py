"""Open a release that was encrypted to somebody: checked before it is anywhere."""

from __future__ import annotations

from pathlib import Path

from capture.outgoing import MARK, writing
from data_schemas.errors import InputError
from pipelines.release import parcel
from pipelines.release.bag import verify


def open_parcel(file: Path, secret: str, out: Path, forbidden: Path) -> None:
    """Write the release in ``file`` to the new folder ``out``; ``secret``: text of an age key file.

    Whole or not at all. ``InputError`` for another's key, a file that is damaged or none of ours,
    or a place that cannot be used; ``forbidden`` is the data folder of a site on this machine.
    """
    if not file.is_file():
        raise InputError(f"{file.name} is not a file; give the encrypted release")
    identities = parcel.identities_of(secret)
    with writing(out, forbidden) as draft:
        parcel.unpack(file, draft, identities)
        problems = verify(draft, beside={MARK})
        if problems:
            raise InputError(f"{file.name} holds no whole release: {problems[0]}")
