"""Resumable upload with the headers and meanings of tus 1.0: announce, ask how far, append.

``POST /upload`` with ``{"size": n}`` (or ``{"size": n, "resume": id}``) gives an id and a token,
``HEAD /upload/<id>`` tells ``Upload-Offset``, ``PATCH /upload/<id>`` appends. The page finishes.
"""

from __future__ import annotations

import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app import arriving, context, tokens
from app.answers import answering, refusal
from app.arriving import PART_TYPE
from app.callers import caller
from capture import upload
from data_schemas.errors import InputError, StaleEntry
from data_schemas.rights import Actor

BLOCK = 4 << 20


async def begin(request: Request) -> Response:
    """Announce a file, or take up one that was broken off."""
    who = await run_in_threadpool(caller, request, tokens.UPLOAD, tokens.NEW)
    size, resume = _announced(await arriving.small_body(request))
    site = context.site()
    if resume is None:
        name, here = await run_in_threadpool(upload.begin, site, who, size), 0
    else:
        name = resume
        here, declared = await run_in_threadpool(upload.received, site, who, resume)
        if declared != size:
            raise InputError("This is another file than the one that was broken off.")
    token = tokens.mint(site, who, tokens.UPLOAD, name)
    return JSONResponse(
        {"upload": name, "token": token, "offset": here},
        status_code=201,
        headers={"cache-control": "no-store", "location": f"/upload/{name}"},
    )


async def ask(request: Request) -> Response:
    """How many bytes have arrived."""
    name = request.path_params["upload"]
    who = await run_in_threadpool(caller, request, tokens.UPLOAD, name)
    here, declared = await run_in_threadpool(upload.received, context.site(), who, name)
    return Response(status_code=200, headers=arriving.told(here) | {"upload-length": str(declared)})


async def append(request: Request) -> Response:
    """Append the body at ``Upload-Offset``; 409 with the true offset if it does not fit there."""
    name = request.path_params["upload"]
    who = await run_in_threadpool(caller, request, tokens.UPLOAD, name)
    if request.headers.get("content-type") != PART_TYPE:
        return refusal(f"A part must be sent as {PART_TYPE}.", 415)
    offset = arriving.offset_of(request)
    try:
        end = await _take_in(request, who, name, offset)
    except StaleEntry as stale:
        here, _ = await run_in_threadpool(upload.received, context.site(), who, name)
        return refusal(str(stale), 409, arriving.told(here))
    return Response(status_code=204, headers=arriving.told(end))


async def _take_in(request: Request, who: Actor, name: str, offset: int) -> int:
    def seal(at: int, block: bytes) -> int:
        return upload.append(context.site(), who, name, at, block)

    return await arriving.take_in(request, seal, offset, BLOCK)


def _announced(body: bytes) -> tuple[int, str | None]:
    """(declared size, upload to go on with)"""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    size = said.get("size") if isinstance(said, dict) else None
    resume = said.get("resume") if isinstance(said, dict) else None
    if not isinstance(size, int) or isinstance(size, bool) or not isinstance(resume, str | None):
        raise InputError('The announcement of an upload must be JSON such as {"size": 1000}.')
    return size, resume


ROUTES = [
    Route("/upload", answering(begin), methods=["POST"]),
    Route("/upload/{upload}", answering(ask), methods=["HEAD"]),
    Route("/upload/{upload}", answering(append), methods=["PATCH"]),
]
