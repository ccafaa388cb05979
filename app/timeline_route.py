"""``/timeline/<session>/<recording>``: what holds now, and acts that change it, without a redraw.

``GET ?lang=ko&have=<version>`` answers 204 if the player has what holds, else what differs.
``POST`` takes ``{"seen": n, "have": version}`` with one of ``"acts": [...]`` (``app.editing.acts``)
and an optional ``"note"``, ``"undo": [numbers]``, ``"sign": {"state", "name"}`` or ``"reopen"``,
and answers the same with ``"done"``: the numbers of the entries it made. 409: somebody has written
since ``seen``; ask what, and send it again if it still holds.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app import arriving, context, effort, language, problems, tokens
from app.answers import Endpoint, answering
from app.callers import caller
from app.editing.acts import drafts_of, wanted_of
from app.editing.state import About, seen_by, state
from app.review_sentences import MALFORMED
from data_schemas.approval import ApprovalState
from data_schemas.errors import InputError, SonmatError
from data_schemas.value import Value
from pipelines.review import desk
from pipelines.review.signing import desk as signing

# Every line of an hour replaced at once.
MOST_BYTES = 4 << 20
TOO_LARGE = "This change is too large: make it in parts."
NO_STORE = {"cache-control": "no-store"}


class Signature(Value):
    state: ApprovalState
    name: str = Field(max_length=200)


class Told(Value):
    """The body of a POST. ``seen``: the number of the last entry that the person saw."""

    seen: int = Field(ge=0)
    have: str = ""
    acts: tuple[dict[str, Any], ...] = Field(default=(), max_length=5_000)
    note: str = Field(default="", max_length=2_000)
    undo: tuple[int, ...] = Field(default=(), max_length=5_000)
    sign: Signature | None = None
    reopen: bool = False


async def read(request: Request) -> Response:
    about = await run_in_threadpool(_about, request)
    found = await run_in_threadpool(state, about, request.query_params.get("have", ""))
    return _answer(found)


async def write(request: Request) -> Response:
    about = await run_in_threadpool(_about, request)
    body = await arriving.small_body(request, MOST_BYTES, TOO_LARGE)
    try:
        told = Told.model_validate(json.loads(body))
    except (ValueError, ValidationError, RecursionError):
        raise InputError(MALFORMED) from None
    done = await run_in_threadpool(_do, about, told)
    await run_in_threadpool(effort.used, about.who, about.session, "correct")
    found = await run_in_threadpool(state, about, told.have)
    return _answer({**(found or {}), "done": done})


def _about(request: Request) -> About:
    session, recording = request.path_params["session"], request.path_params["recording"]
    who = caller(request, tokens.AMEND, session)
    return About(context.site(), who, session, recording, request.query_params.get("lang", ""))


def _do(about: About, told: Told) -> list[int]:
    """Numbers of the entries that it made."""
    site, who, session, seen = about.site, about.who, about.session, told.seen
    if told.sign:
        signing.sign(site, who, session, told.sign.state, told.sign.name, seen)
        return [seen + 1]
    if told.reopen:
        signing.reopen(site, who, session, seen)
        return [seen + 1]
    if told.undo:
        made = desk.undo_all(site, who, session, told.undo, seen)
    else:
        desk.check_seen(site, who, session, seen)
        drafts = drafts_of(wanted_of(told.acts), seen_by(about), told.note)
        made = desk.amend_all(site, who, session, drafts, seen)
    return [one.number for one in made]


def _answer(found: dict[str, Any] | None) -> Response:
    if found is None:
        return Response(status_code=204, headers=NO_STORE)
    return JSONResponse(found, headers=NO_STORE)


def spoken(endpoint: Endpoint) -> Endpoint:
    """What goes wrong is told in the language of the player that asked."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except SonmatError as error:
            with language.speaking(request.query_params.get("lang", "")):
                raise type(error)(problems.told(error)) from None

    return answer


PATH = "/timeline/{session}/{recording}"
ROUTES = [
    Route(PATH, answering(spoken(read)), methods=["GET"]),
    Route(PATH, answering(spoken(write)), methods=["POST"]),
]
