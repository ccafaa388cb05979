"""A new site key in place of the old one, which then opens nothing any more.

The new key is laid down first, then ``keys/root`` is sealed under it in one write: before that
write the old key is right, after it the new one, and the next start tidies up either way.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from capture import key_backup, members, root
from capture.access import require
from capture.keys import KEY_BYTES
from capture.objects import ObjectStore
from capture.settings import Settings
from capture.site import Site, alone, used_by_nobody_else
from capture.site_key import home_of, write_key_file
from data_schemas.errors import InputError, StoreError
from data_schemas.rights import Action, Actor


def rotate(settings: Settings, who: Actor, out: Path | None = None) -> None:
    """Change the site key. Nothing else of Sonmat may run on the data folder meanwhile.

    ``out``: the file for the new key where the old one comes from ``SONMAT_SITE_KEY``, which
    Sonmat cannot change. Raises Denied, SiteKeyError, InputError, or StoreError while the app or a
    worker runs.
    """
    if (settings.key_from == "environment") != (out is not None):
        raise InputError(
            "Name a file with --out for the new key exactly where the old one comes from"
            " SONMAT_SITE_KEY."
        )
    site = Site.open(settings)  # finishes what broke off, and says whether this key fits
    try:
        require(site, who, Action.ADMINISTER)
        _nobody_elsewhere(site)
    finally:
        site.close()
    with used_by_nobody_else(settings), alone(settings.folder):
        key = _change(settings, out)
    if out is not None:
        settings = settings.model_copy(update={"site_key": SecretStr(key.hex())})
    site = Site.open(settings)  # seals the scopes' keys anew
    try:
        key_backup.renew(site)
    finally:
        site.close()


def _nobody_elsewhere(site: Site) -> None:
    there = members.alive(site) if site.settings.is_shared else ()
    if there:
        raise StoreError(
            f"Sonmat is running on {there[0].host}: stop the app and the workers on every machine"
            " first."
        )


def _change(settings: Settings, out: Path | None) -> bytes:
    home, store = home_of(settings), ObjectStore(settings.vault)
    _, before = root.open_secrets(home, store, is_fresh=False)
    after = replace(before, wraps=(secrets.token_bytes(KEY_BYTES), *before.wraps))
    key = secrets.token_bytes(KEY_BYTES)
    if out is None:
        home.write_next(key)
    else:
        _hand_over(out, key)
    store.write_bytes(root.PATH, root.seal(key, after))
    home.promote()
    return key


def _hand_over(out: Path, key: bytes) -> None:
    try:
        write_key_file(out, key)
    except FileExistsError:
        raise InputError(f"There is a file {out} already: name another one.") from None
