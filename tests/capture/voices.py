"""An answer by voice, taken in the way it comes from a browser."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import cache

from capture import closing, takes
from capture.access import OWNER
from capture.closing import Whole
from capture.site import Site
from capture.takes import Start
from data_schemas.session import Recording
from tests.capture.clips import Recipe, clip

LENGTH_S = 3.0


@cache
def voice() -> bytes:
    """Sound only, as a browser records it."""
    options = (("live", "1"),)
    return clip(Recipe("webm", None, "libopus", options=options, tone_s=((0.0, LENGTH_S),)))


def whole(data: bytes, length_s: float = LENGTH_S) -> Whole:
    return Whole(len(data), hashlib.sha256(data).hexdigest(), length_s)


def begin(site: Site, session: str, number: int = 1, device: int = 9) -> str:
    at = site.now() - timedelta(seconds=LENGTH_S)
    start = Start(f"stm-{number:016x}", f"dev-{device:016x}", at, role="answer")
    return takes.begin(site, OWNER, session, start).id


def answer(site: Site, session: str, number: int = 1, data: bytes | None = None) -> Recording:
    """Recorded, sent and taken in."""
    data = data or voice()
    stream = begin(site, session, number)
    takes.append(site, OWNER, session, stream, 0, data)
    return closing.finish(site, OWNER, session, stream, whole(data))
