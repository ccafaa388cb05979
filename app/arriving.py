"""What our routes for bytes on their way in share: whose they are, where they go, how they come."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from data_schemas.errors import Denied, InputError

PART_TYPE = "application/offset+octet-stream"
SMALL = 4096
# Seals the block that starts at a byte; returns where the next one starts.
Seal = Callable[[int, bytes], int]


def token_of(request: Request) -> str:
    """The token that a request of our own page carries. Raises Denied.

    A foreign page can neither read our token nor set this header unasked.
    """
    same_origin(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Denied("Not allowed: this request carries no token.")
    return token.strip()


def same_origin(request: Request) -> None:
    """Raises Denied for what another site's page sends."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    foreign_origin = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if foreign_origin or site not in (None, "same-origin", "none"):
        raise Denied("Not allowed: this request comes from another site.")


async def small_body(request: Request, limit: int = SMALL) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise InputError("The announcement of an upload is too long.")
    return body


def offset_of(request: Request) -> int:
    """At which byte a part starts."""
    offset = request.headers.get("upload-offset", "")
    if not offset.isascii() or not offset.isdigit() or len(offset) > 18:
        raise InputError("A part must say at which byte it starts (Upload-Offset).")
    return int(offset)


def told(here: int) -> dict[str, str]:
    """Headers that say how much has arrived."""
    return {"upload-offset": str(here), "tus-resumable": "1.0.0", "cache-control": "no-store"}


async def take_in(request: Request, seal: Seal, offset: int, size: int) -> int:
    """Seal the body in blocks of ``size``; of a broken line everything that came is kept."""
    block, at = bytearray(), offset

    async def flush() -> None:
        nonlocal at
        at = await run_in_threadpool(seal, at, bytes(block))
        block.clear()

    # An offset that does not fit is refused before the body is read.
    await flush()
    try:
        async for chunk in request.stream():
            for start in range(0, len(chunk), size):
                piece = chunk[start : start + size]
                if len(block) + len(piece) > size:
                    await flush()
                block += piece
    except ClientDisconnect:
        if block:
            await flush()
        raise
    if block:
        await flush()
    return at
