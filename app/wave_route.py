"""``GET /recordings/<session>/<recording>/wave?t=<token>``: how loud it is, for the time line.

The link that plays a recording opens this too, and no other.
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


async def serve(request: Request) -> Response:
    names = (request.path_params["session"], request.path_params["recording"])
    data = await run_in_threadpool(_wave, names, request.query_params.get("t", ""))
    return Response(
        data, media_type="application/octet-stream", headers={"cache-control": "no-store"}
    )


def _wave(names: tuple[str, str], token: str) -> bytes:
    """``Waveform.to_bytes`` on the player's clock."""
    site = context.site()
    who = tokens.check(site, token, tokens.PLAY, *names)
    made = sessions.waveform(site, who, *names)
    if made is None:
        raise UnknownError("The sound is still being drawn: try again later.")
    return made.on_clock(sessions.time_map(site, who, *names)).to_bytes()


ROUTES = [
    Route("/recordings/{session}/{recording}/wave", answering(serve), methods=["GET"]),
]
