"""The list of digests over a bundle, its number, and a signature by a key of whoever made it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tools.bundle.base import CannotBundle, run

NAME = "SHA256SUMS"
# what ssh signs for: a signature for something else does not count
_NAMESPACE = "sonmat-bundle"
_DIGITS = 16


def write(bundle: Path) -> str:
    """Write the list as ``sha256sum`` reads it; returns the bundle's number, the list's digest."""
    own = {bundle / NAME, bundle / f"{NAME}.sig"}
    files = sorted(path for path in bundle.rglob("*") if path.is_file() and path not in own)
    lines = []
    for path in files:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(bundle).as_posix()}\n")
    text = "".join(lines)
    (bundle / NAME).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def sign(bundle: Path, key: Path) -> None:
    """Sign the list with an ssh key, beside it. ``CannotBundle`` where there is no such key."""
    if not key.is_file():
        raise CannotBundle(f"There is no key at {key}: make one with `ssh-keygen -t ed25519`.")
    run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", _NAMESPACE, bundle / NAME],
        "The list could not be signed.",
    )
