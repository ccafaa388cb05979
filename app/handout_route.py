"""``GET /handouts/<number>/<file>?t=<token>``: papers and clips for teaching, made on the way.

Nothing is kept: a paper is written in memory, a clip is cut into an encrypted temporary file and
streamed from it. The door asks again whether it may go out, each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app import catalogue, context, tokens
from app.answers import answering
from pipelines.handout import desk
from pipelines.handout.desk import Opened

# What a browser shows by itself; the rest is saved.
SHOWN = frozenset({"text/html", "text/plain", "video/mp4"})
HANDOUT = "handout"


def handout_url(number: str, name: str, token: str) -> str:
    """Where a file of a handout is; ``token`` is minted for ``HANDOUT`` and its number."""
    return f"/handouts/{number}/{name}?t={token}"


def _open(number: str, name: str, token: str) -> tuple[Opened, Iterator[bytes]]:
    """The first piece is made here, so that what cannot be made is told by the answer's status."""
    site = context.site()
    who = tokens.check(site, token, HANDOUT, number)
    opened = desk.open_file(site, who, number, name, catalogue.say)
    return opened, chain((next(opened.pieces),), opened.pieces)


async def serve(request: Request) -> Response:
    number, name = request.path_params["number"], request.path_params["name"]
    token = request.query_params.get("t", "")
    opened, pieces = await run_in_threadpool(_open, number, name, token)
    how = "inline" if opened.file.mime in SHOWN and not request.query_params.get("save") else ""
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'{how or "attachment"}; filename="{opened.file.name}"',
    }
    return StreamingResponse(pieces, media_type=opened.file.mime, headers=headers)


ROUTES = [Route("/handouts/{number}/{name}", answering(serve), methods=["GET"])]
