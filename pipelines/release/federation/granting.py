"""A release on its way to another site: one encrypted file, and the grant that goes with it.

The grant is encrypted, too, so that nothing at the place tells what is there or for whom. It is
signed over what is encrypted: whoever fetches it opens nothing that its site has not signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pyrage
from pydantic import ValidationError

from data_schemas.catalogue import Offering
from data_schemas.errors import InputError
from data_schemas.federation import Grant
from pipelines.release import parcel
from pipelines.release.signing import Signer, checked, public_key

PARCEL, GRANT = "release.tar.age", "grant.age"
SIGNATURE = f"{GRANT}.minisig"
# The last one makes it whole.
FILES = (PARCEL, GRANT, SIGNATURE)
SAYS = "grant of a Sonmat site"
MOST, MOST_SIGNATURE = 64 << 10, 4 << 10


def write(grant: Grant, folder: Path, signer: Signer) -> None:
    """The grant and its signature, for its recipients, into ``folder``."""
    data = pyrage.encrypt(grant.model_dump_json().encode(), parcel.recipients_of(grant.recipients))
    (folder / GRANT).write_bytes(data)
    (folder / SIGNATURE).write_bytes(signer.sign(data, SAYS))


def grant_of(
    data: bytes, signature: bytes, key: str, own: Sequence[pyrage.x25519.Identity]
) -> Grant:
    """What ``key`` has signed for one of ``own``. Raises InputError for anything else."""
    if checked(data, signature, public_key(key)) != SAYS:
        raise InputError(
            "What lies there is not signed with this neighbour's key: it was changed, or is"
            " another site's."
        )
    try:
        plain = pyrage.decrypt(data, list(own))
        found = Grant.model_validate_json(plain)
    except pyrage.DecryptError:
        raise InputError(
            "What lies there is not for this key: ask for it to be encrypted to yours."
        ) from None
    except ValidationError:
        raise InputError(
            "What lies there is of another version of Sonmat: ask its site which one it runs."
        ) from None
    if not {str(one.to_public()) for one in own}.intersection(found.recipients):
        raise InputError("What lies there was granted to somebody else: ask its site for it.")
    return found


def fits(grant: Grant, wanted: Offering) -> None:
    """Raises InputError where what was granted is another release than the one that is wanted; by
    content, since the same content may have been issued twice."""
    if grant.digest != wanted.digest:
        raise InputError(
            f"What lies there is another release ({grant.release}), or not as the catalogue offers"
            " it: ask its site."
        )


def whole(file: Path, grant: Grant) -> None:
    """Raises InputError where the encrypted file is not the one that was granted."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    if digest != grant.sha256:
        raise InputError("The release there is not the one that was granted: fetch it again.")
