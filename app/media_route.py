"""``GET /recordings/<session>/<recording>?t=<token>``: decrypted on the way, never whole in RAM."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app import context, effort, tokens
from app.answers import answering, refusal
from capture import sessions
from capture.access import facts_of
from capture.permission import sees_masked_only
from data_schemas.errors import UnknownError

BLOCK = 1 << 18
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True)
class Playable:
    stream: BinaryIO
    size: int
    mime: str


class Unsatisfiable(Exception):
    """The range asked for lies outside of the file."""


def media_url(session: str, recording: str, token: str, *, masked: bool = False) -> str:
    """Where the player finds a recording, seen from the page's own origin.

    ``masked``: the copy with all hidden, also for who may see the other.
    """
    return f"/recordings/{session}/{recording}?t={token}{'&masked=1' if masked else ''}"


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """``[start, end)`` of an RFC 9110 range; None to send all (no range, several, or nonsense).

    Raises Unsatisfiable.
    """
    found = _RANGE.fullmatch(header.strip()) if header else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise Unsatisfiable
    return start, end


async def serve(request: Request) -> Response:
    session, recording = request.path_params["session"], request.path_params["recording"]
    asked = request.query_params
    wanted = (asked.get("t", ""), asked.get("masked") == "1")
    playable = await run_in_threadpool(_open, session, recording, *wanted)
    try:
        span = byte_range(request.headers.get("range"), playable.size)
    except Unsatisfiable:
        playable.stream.close()
        return refusal(
            "The recording is shorter than that.",
            416,
            {"content-range": f"bytes */{playable.size}"},
        )
    start, end = span or (0, playable.size)
    headers = {
        "accept-ranges": "bytes",
        "content-length": str(end - start),
        "cache-control": "no-store",
        "content-type": playable.mime,
    }
    if span:
        headers["content-range"] = f"bytes {start}-{end - 1}/{playable.size}"
    status = 206 if span else 200
    if request.method == "HEAD":
        playable.stream.close()
        return Response(status_code=status, headers=headers)
    return StreamingResponse(_blocks(playable.stream, start, end), status, headers)


def _open(session: str, recording: str, token: str, masked: bool) -> Playable:
    site = context.site()
    who = tokens.check(site, token, tokens.PLAY, session, recording)
    found = next(
        (r for r in sessions.get_session(site, who, session).recordings if r.id == recording), None
    )
    if found is None:
        raise UnknownError("This session has no such recording.")
    # Annotators get the masked copy under the same address, and there is no way to the other.
    masked = masked or sees_masked_only(who, facts_of(site, session))
    open_copy = sessions.open_masked if masked else sessions.open_proxy
    stream, size = open_copy(site, who, session, recording)
    effort.used(who, session)
    return Playable(stream, size, "video/mp4" if found.has_video else "audio/mp4")


def _blocks(stream: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        left = end - start
        while left > 0 and (block := stream.read(min(BLOCK, left))):
            left -= len(block)
            yield block


ROUTES = [
    Route("/recordings/{session}/{recording}", answering(serve), methods=["GET", "HEAD"]),
]
