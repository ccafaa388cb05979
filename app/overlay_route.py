"""``GET /recordings/<session>/<recording>/points/<part>?t=<token>``: what is drawn on the picture.

The link that plays a recording opens its points too, and no other: who may not see the picture may
not see the body on it.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app import context, tokens
from app.answers import answering
from capture import sessions
from data_schemas.errors import UnknownError

# Half a day in parts of 20 seconds: nothing longer is taken in.
PARTS = 2_160


async def serve(request: Request) -> Response:
    names = (request.path_params["session"], request.path_params["recording"])
    part = request.path_params["part"]
    data = await run_in_threadpool(_packed, names, part, request.query_params.get("t", ""))
    return Response(
        data, media_type="application/octet-stream", headers={"cache-control": "no-store"}
    )


def _packed(names: tuple[str, str], part: int, token: str) -> bytes:
    from app.overlay import packed, window

    site = context.site()
    who = tokens.check(site, token, tokens.PLAY, *names)
    if part >= PARTS:
        raise UnknownError("The recording is shorter than that.")
    clock = sessions.time_map(site, who, *names)
    track = sessions.motion_within(site, who, *names, window(clock, part))
    if track is None:
        raise UnknownError("Hands and body are still being followed: try again later.")
    return packed(track, clock, part)


ROUTES = [
    Route("/recordings/{session}/{recording}/points/{part:int}", answering(serve), methods=["GET"]),
]
