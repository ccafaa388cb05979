"""A name for a release by what is in it: it need not lie on any server to be cited. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from pipelines.release.bundle import Bundle


def named(bundle: Bundle) -> str:
    """A URI of RFC 6920 over name and records, the same for the same release."""
    return _uri((bundle.name.encode(), *(r.model_dump_json().encode() for r in bundle.records)))


def named_by(digests: Iterable[str]) -> str:
    """The same of files, by their digests.

    It stands in the cards that ``datasets`` reads: it keeps what it loaded under the name of the
    folder and what the card says (5.2), so that of two releases with the same card the second one
    would be given the rows of the first.
    """
    return _uri(one.encode() for one in digests)


def _uri(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256(b"\n".join(parts)).digest()
    return "ni:///sha-256;" + base64.urlsafe_b64encode(digest).decode().rstrip("=")
