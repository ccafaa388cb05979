"""The site key on paper: shares of which some together make it again, fewer tell nothing.

Shamir's sharing in the words of SLIP-0039 (https://github.com/satoshilabs/slips), so that other
programs can put the key together too. Every share has a check sum, and so has what they make.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from capture.access import require
from capture.objects import ObjectStore
from capture.root import PATH, unseal
from capture.settings import Settings
from capture.site import Site
from capture.site_key import home_of, key_of, write_key_file
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor

MOST = 16  # what the words can count
_KEY = "Key: "


def split(site: Site, who: Actor, shares: int, threshold: int) -> tuple[str, ...]:
    """Texts to be printed and kept in different places; any ``threshold`` of them are enough."""
    require(site, who, Action.ADMINISTER)
    if not 2 <= threshold <= shares <= MOST:
        raise InputError(
            f"Make 2 to {MOST} shares, of which at least 2 and at most all are enough."
        )
    from shamir_mnemonic import generate_mnemonics

    key = key_of(home_of(site.settings), may_create=False)
    (words,) = generate_mnemonics(1, [(threshold, shares)], key)
    return tuple(
        f"Sonmat: share {n} of {shares} of a site key. Any {threshold} of them make it again:"
        f" sonmat key combine\n{_KEY}{fingerprint(key)}\n{one}\n"
        for n, one in enumerate(words, 1)
    )


def combine(texts: Iterable[str]) -> bytes:
    """The site key out of its shares. Raises InputError in one sentence, without any word."""
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    found = [_read(text) for text in texts]
    if len({(one.identifier, made_of) for one, _, made_of in found}) > 1:
        raise InputError("These shares are of different keys, or were made at different times.")
    different = {one.index: words for one, words, _ in found}
    needed = found[0][0].member_threshold if found else 1
    if len(different) < needed:
        raise InputError(f"{needed} different shares are needed, and {len(different)} were given.")
    try:
        key: bytes = combine_mnemonics(list(different.values())[:needed])
    except MnemonicError:
        raise InputError(
            "These shares do not fit together: one of them was changed or copied wrongly."
        ) from None
    if len(key) != 32 or found[0][2] != fingerprint(key):
        raise InputError("These shares are not of this site key: look for the right ones.")
    return key


def put_back(key: bytes, settings: Settings, out: Path) -> bool:
    """Write the key to ``out``. Whether it opens the data folder, where there is one.

    Raises InputError where it does not, or where there is a file already.
    """
    fits = False
    if settings.folder.exists():
        try:
            sealed = ObjectStore(settings.vault).read_bytes(PATH)
        except FileNotFoundError:
            sealed = b""
        if sealed and unseal(key, sealed) is None:
            raise InputError(
                "This key does not open the data folder: the shares were made before the site key"
                " was changed, or are of another site."
            )
        fits = bool(sealed)
    try:
        write_key_file(out, key)
    except FileExistsError:
        raise InputError(f"There is a file {out} already: it was left as it is.") from None
    return fits


def fingerprint(key: bytes) -> str:
    """Eight signs that tell keys apart and give away nothing of them."""
    derive = HKDF(algorithm=SHA256(), length=4, salt=None, info=b"sonmat/fingerprint")
    return derive.derive(key).hex()


def _read(text: str) -> tuple[Any, str, str]:
    """(share, its words, fingerprint of the key it is of). Raises InputError."""
    from shamir_mnemonic import MnemonicError, Share

    lines = [line.strip() for line in text.splitlines() if line.strip()]
    words = lines[-1].lower() if lines else ""
    made_of = next((line.removeprefix(_KEY) for line in lines if line.startswith(_KEY)), "")
    try:
        return Share.from_mnemonic(words), words, made_of
    except (MnemonicError, ValueError):
        raise InputError(
            "A share cannot be read: compare its words with the paper, one by one."
        ) from None
