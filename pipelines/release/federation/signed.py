"""A catalogue for other sites and its signature: written, and read with nothing believed. Pure.

One key signs releases, catalogues and grants; what is signed beside each says which of them it is,
so that none passes for another.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import ValidationError

from data_schemas.errors import InputError
from data_schemas.federation import SharedCatalogue
from pipelines.release.signing import Signer, checked, public_key

FILE = "federation.json"
SIGNATURE = f"{FILE}.minisig"
SAYS = "catalogue of a Sonmat site"
MOST, MOST_SIGNATURE = 4 << 20, 4 << 10
# Clocks of two sites differ; one that is far ahead would make all later catalogues old ones.
AHEAD = timedelta(days=1)


def written(catalogue: SharedCatalogue, signer: Signer) -> tuple[bytes, bytes]:
    """The file and its signature."""
    data = (catalogue.model_dump_json(indent=1) + "\n").encode()
    return data, signer.sign(data, SAYS)


def catalogue_of(data: bytes, signature: bytes, key: str) -> SharedCatalogue:
    """What ``key``, a public key of minisign, has signed. Raises InputError for anything else."""
    if checked(data, signature, public_key(key)) != SAYS:
        raise InputError(
            "This catalogue is not signed with the key that was given for its site: ask the site"
            " for both by another way."
        )
    try:
        return SharedCatalogue.model_validate_json(data)
    except ValidationError:
        raise InputError(
            "This is no catalogue that this version of Sonmat reads: ask its site which version it"
            " runs."
        ) from None


def following(before: SharedCatalogue, found: SharedCatalogue) -> None:
    """Raises InputError for one that cannot come after ``before``: an old one would hide what was
    called back since, and a release never changes."""
    if found.made_at < before.made_at:
        raise InputError(
            "This catalogue is older than the one that was read before: a recall may be missing in"
            " it, so the newer one stays. Ask its site."
        )
    known = {one.id: (one.digest, one.version) for one in before.offerings}
    for one in found.offerings:
        if known.get(one.id, (one.digest, one.version)) != (one.digest, one.version):
            raise InputError(
                f"This catalogue tells of {one.id} otherwise than before, and a release never"
                " changes: ask its site."
            )


def in_time(found: SharedCatalogue, now: datetime) -> None:
    """Raises InputError for a catalogue of tomorrow."""
    if found.made_at > now + AHEAD:
        raise InputError("This catalogue was made in the future: look at the clocks of both sites.")


def line_of(key: str) -> str:
    """One way to write a public key that is given as its file or its line. Raises InputError."""
    return bytes(public_key(key)).decode().splitlines()[-1]
