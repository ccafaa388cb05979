"""``POST /check?lang=ko``: one look at what a camera and a microphone give, one sentence back.

For the recorder. Body: one JPEG (``Content-Type: image/jpeg``, at most 200 kB and 1280 pixels
either way, such as ``canvas.toBlob(…, "image/jpeg", 0.8)`` gives), or nothing where there is no
camera. Headers: ``Authorization: Bearer <token>`` (``app.tokens``, action ``check``, target
``new``), and, where there is a microphone, ``X-Sonmat-Sound`` with JSON such as ::

    {"level_db": -24.5, "noise_db": -58.0, "clipped": 0.0, "free_bytes": 40000000000}

over the last 10 to 30 seconds in frames of about 50 ms, root mean square, dB under full scale
(-120 at most for digital silence, since JSON knows no infinity): ``level_db`` of the frame that a
tenth is louder than, ``noise_db`` of the one that a tenth is softer than, ``clipped`` the share of
samples at 0.985 or more. ``clipped`` and ``free_bytes`` (``navigator.storage.estimate()``: quota
less usage) may be left out.

Answer: ``{"advice": sentence or "", "code": name or "", "hands": bool, "face": bool}``; ``hands``
and ``face`` are null where nobody could look for them. 429 while another picture is looked at: keep
what is shown and send the next one two seconds later. A code counts when it comes twice in a row:
a hand may be hidden for a moment. A picture that is no such JPEG is refused with 400 or 415.

The picture is looked at in the memory of a process beside the server and written nowhere. It is no
content of a session yet, so no look is noted in the audit log.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app import context, tokens
from app.answers import answering, refusal
from app.callers import caller
from capture import room
from capture.permission import decide
from capture.picture import MOST_BYTES, TOO_LARGE
from data_schemas.errors import Denied, InputError
from data_schemas.quality import Check, Levels, Measures
from data_schemas.rights import Action, Facts
from pipelines.quality.ask import ASKER, Busy

PICTURE_TYPE = "image/jpeg"
SOUND_HEADER = "x-sonmat-sound"
SOUND_LIMIT = 512


async def check(request: Request) -> Response:
    who = await run_in_threadpool(caller, request, tokens.CHECK, tokens.NEW)
    verdict = decide(who, Action.RECORD, Facts())
    if not verdict.allowed:
        raise Denied(f"Not allowed: {verdict.reason}.")
    levels = _levels(request.headers.get(SOUND_HEADER))
    jpeg = await _picture(request)
    if jpeg and request.headers.get("content-type") != PICTURE_TYPE:
        return refusal(f"A picture must be sent as {PICTURE_TYPE}.", 415)
    language = request.query_params.get("lang", "")
    try:
        found = await run_in_threadpool(_judged, jpeg, levels, language)
    except Busy as busy:
        return refusal(str(busy), 429, {"retry-after": "2"})
    return JSONResponse(_answer(found, language), headers={"cache-control": "no-store"})


def _judged(jpeg: bytes, levels: Levels | None, language: str) -> Check:
    from pipelines.quality.checks import judge, with_levels

    seen = ASKER.picture(jpeg) if jpeg else None
    left = room.left_bytes(context.site())
    free = None if left is None else max(0, left)
    return judge(with_levels(seen or Measures(), levels, free), language)


def _answer(found: Check, language: str) -> dict[str, str | bool | None]:
    from app.advice import sentence

    return {
        "advice": sentence(found, language),
        "code": found.advice.code if found.advice else "",
        "hands": found.hands,
        "face": found.face,
    }


def _levels(header: str | None) -> Levels | None:
    if header is None:
        return None
    try:
        if len(header) > SOUND_LIMIT:
            raise ValueError
        return Levels.model_validate_json(header)
    except ValueError:
        raise InputError(
            'What was heard must be JSON such as {"level_db": -24.5, "noise_db": -58}.'
        ) from None


async def _picture(request: Request) -> bytes:
    """The body; no more of it is taken into memory than a picture may have."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise InputError(TOO_LARGE)
    return body


ROUTES = [Route("/check", answering(check), methods=["POST"])]
