"""A recording sent while it is made, with the meanings of tus 1.0: announce, ask, append, finish.

``GET /recorder/clock`` tells our time. ``POST /recorder/<session>`` announces a stream, or that it
has ended, and gives a token for it; ``HEAD`` and ``PATCH /recorder/<session>/<stream>`` ask and
append; ``POST .../marks`` keeps marks; ``POST .../finish`` takes it in if nothing is missing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

from pydantic import Field, ValidationError
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app import arriving, context, effort, tokens, work
from app.answers import answering, refusal
from app.arriving import PART_TYPE
from app.callers import caller, same_origin
from capture import closing, takes
from capture.closing import Whole
from capture.takes import Start
from data_schemas.errors import InputError, StaleEntry
from data_schemas.marks import Mark, MarkKind
from data_schemas.rights import Actor
from data_schemas.session import RecordingRole
from data_schemas.stream import Stream
from data_schemas.value import Value

T = TypeVar("T", bound=Value)
BLOCK = 4 << 20
MARKS_BODY = 256 << 10
LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


class Announced(Value):
    """Times are seconds since 1970 on our clock."""

    stream: str = Field(max_length=64)
    device: str = Field(max_length=64)
    label: str = Field(default="", max_length=400)
    role: RecordingRole = "work"
    started_at: float = Field(ge=0, le=LATEST)
    ended_at: float | None = Field(default=None, ge=0, le=LATEST)

    def start(self) -> Start:
        return Start(
            stream=self.stream,
            device=self.device,
            started_at=datetime.fromtimestamp(self.started_at, UTC),
            ended_at=datetime.fromtimestamp(self.ended_at, UTC) if self.ended_at else None,
            label=self.label,
            role=self.role,
        )


class Marked(Value):
    number: int
    at_s: float
    kind: MarkKind


class MarksSent(Value):
    marks: tuple[Marked, ...] = Field(max_length=2_000)


class Finished(Value):
    size: int = Field(ge=1)
    sha256: str
    length_s: float


async def clock(request: Request) -> Response:
    """Our time, for devices whose own clock is wrong."""
    same_origin(request)
    now = context.site().now().timestamp()
    return JSONResponse({"now": now}, headers={"cache-control": "no-store"})


async def begin(request: Request) -> Response:
    session = request.path_params["session"]
    who = await run_in_threadpool(caller, request, tokens.RECORD, session)
    start = (await said(request, Announced)).start()
    stream = await run_in_threadpool(takes.begin, context.site(), who, session, start)
    return begun(who, stream)


def begun(who: Actor, stream: Stream) -> Response:
    """How far it has come, and the token that feeds it."""
    site, session = context.site(), stream.session
    return JSONResponse(
        {
            "take": stream.take,
            "offset": stream.size,
            "recording": stream.recording,
            "token": tokens.mint(site, who, tokens.RECORD, session, stream.id),
        },
        status_code=201,
        headers={"cache-control": "no-store", "location": f"/recorder/{session}/{stream.id}"},
    )


async def ask(request: Request) -> Response:
    """How many bytes have arrived."""
    who, names = await _at(request)
    found = await run_in_threadpool(takes.received, context.site(), who, *names)
    return Response(status_code=200, headers=arriving.told(found.size))


async def append(request: Request) -> Response:
    """Append the body at ``Upload-Offset``; 409 with the true offset if it does not fit there."""
    who, names = await _at(request)
    if request.headers.get("content-type") != PART_TYPE:
        return refusal(f"A part must be sent as {PART_TYPE}.", 415)

    def seal(at: int, block: bytes) -> int:
        return takes.append(context.site(), who, *names, at, block)

    try:
        end = await arriving.take_in(request, seal, arriving.offset_of(request), BLOCK)
    except StaleEntry as stale:
        return await _stale(who, names, stale)
    await run_in_threadpool(effort.sent, who, *names)
    return Response(status_code=204, headers=arriving.told(end))


async def mark(request: Request) -> Response:
    who, names = await _at(request)
    sent = await said(request, MarksSent, MARKS_BODY)
    marks = {one.number: Mark(at_s=one.at_s, kind=one.kind) for one in sent.marks}
    await run_in_threadpool(takes.mark, context.site(), who, *names, marks)
    return Response(status_code=204, headers={"cache-control": "no-store"})


async def finish(request: Request) -> Response:
    """Take it in; 409 with what has arrived while bytes are missing."""
    who, names = await _at(request)
    told = await said(request, Finished)
    whole = Whole(told.size, told.sha256, told.length_s)
    site = context.site()
    try:
        kept = await run_in_threadpool(closing.finish, site, who, *names, whole)
    except StaleEntry as stale:
        return await _stale(who, names, stale)
    if kept.role != "work":  # its words are wanted already: see that somebody writes them down
        await run_in_threadpool(work.attend, site)
    return JSONResponse(
        {"recording": kept.id, "take": kept.take, "length_s": kept.duration_s},
        headers={"cache-control": "no-store"},
        # Destroying thousands of keys takes its time, and nobody needs to wait for it.
        background=BackgroundTask(closing.tidy, site),
    )


async def _stale(who: Actor, names: tuple[str, str], stale: StaleEntry) -> Response:
    found = await run_in_threadpool(takes.received, context.site(), who, *names)
    headers = arriving.told(found.size)
    if found.recording is not None:
        headers["sonmat-finished"] = "1"
    return refusal(str(stale), 409, headers)


async def _at(request: Request) -> tuple[Actor, tuple[str, str]]:
    """Who sends, and to which session's stream."""
    names = (request.path_params["session"], request.path_params["stream"])
    return await run_in_threadpool(caller, request, tokens.RECORD, *names), names


async def said(request: Request, form: type[T], limit: int = arriving.SMALL) -> T:
    """The message in its form. Raises InputError with the names of what is wrong in it."""
    body = await arriving.small_body(request, limit)
    try:
        return form.model_validate_json(body, strict=True)
    except ValidationError as error:
        names = ", ".join(sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]}))
        raise InputError(f"This message cannot be read{f' ({names})' if names else ''}.") from None


_STREAM = "/recorder/{session}/{stream}"
ROUTES = [
    Route("/recorder/clock", answering(clock), methods=["GET"]),
    Route("/recorder/{session}", answering(begin), methods=["POST"]),
    Route(_STREAM, answering(ask), methods=["HEAD"]),
    Route(_STREAM, answering(append), methods=["PATCH"]),
    Route(f"{_STREAM}/marks", answering(mark), methods=["POST"]),
    Route(f"{_STREAM}/finish", answering(finish), methods=["POST"]),
]
