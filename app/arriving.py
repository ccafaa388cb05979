"""What our routes for bytes on their way in share: where they go, and how they come."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from data_schemas.errors import InputError

PART_TYPE = "application/offset+octet-stream"
SMALL = 4096
TOO_LONG = "The announcement of an upload is too long."
# Seals the block that starts at a byte; returns where the next one starts.
Seal = Callable[[int, bytes], int]


async def small_body(request: Request, limit: int = SMALL, too_long: str = TOO_LONG) -> bytes:
    """All of a short message. Raises InputError, with ``too_long``, past ``limit`` bytes."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise InputError(too_long)
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
