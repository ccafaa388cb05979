"""``/asked/<session>``: what is asked on replay, what came of it, and one pointer for all screens.

``GET ?screen=<id>&role=expert&answering=1&have=<version>`` tells where the sitting stands, and
what is asked if that has changed since ``have``. ``POST`` does one act (``Act``) and answers the
same. ``POST .../answers`` announces an answer by voice together with its question; its bytes then
go the way of every recording (``app.record_route``).
"""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app import context, effort, tokens, work
from app.answers import answering
from app.callers import caller
from app.record_route import Announced, begun, said
from app.sitting.state import changed, shown
from app.sitting.telling import About, around
from app.sitting.worded import turn
from app.timeline_route import NO_STORE, spoken
from capture import closing, sittings
from capture.sittings import Look
from data_schemas.clock import Span
from data_schemas.errors import InputError
from data_schemas.sitting import LONGEST_ANSWER, Asked, Outcome
from data_schemas.value import Value
from pipelines.elicit.overview import desk as overview
from pipelines.elicit.sitting import desk

# Hangul takes three bytes a letter, and JSON may write it in six.
MOST_BYTES = 16 * LONGEST_ANSWER
LONGEST_QUESTION = 400
_NO_NAME = re.compile(r"[^A-Za-z0-9-]")
Deed = Literal["go", "play", "pause", "reply", "take_back", "own", "card", "settle", "otherwise"]


class Act(Value):
    """The body of a POST: what is done, by which screen, and what that needs."""

    do: Deed
    screen: str = Field(max_length=40, pattern=r"^[A-Za-z0-9-]*$")
    role: sittings.Role = "interviewer"
    have: str = ""
    target: str = Field(default="", max_length=120)
    follows: int | None = None
    at_s: float = Field(default=0.0, ge=0)
    asked: Asked | None = None
    outcome: Outcome = "nothing"
    text: str = ""
    number: int = 0
    recording: str = ""
    step: str = ""
    probe: str = ""
    stream: str = ""


class Begun(Announced):
    """An answer by voice, with the question that it answers."""

    asked: Asked


async def read(request: Request) -> Response:
    about = await run_in_threadpool(_about, request)
    query = request.query_params
    by = Look(
        screen=_NO_NAME.sub("", query.get("screen", ""))[:40],
        role="expert" if query.get("role") == "expert" else "interviewer",
        answering=query.get("answering") == "1",
    )
    return JSONResponse(
        await run_in_threadpool(_told, about, by, query.get("have", "")), headers=NO_STORE
    )


async def write(request: Request) -> Response:
    about = await run_in_threadpool(_about, request)
    act = await said(request, Act, MOST_BYTES)
    await run_in_threadpool(DEEDS[act.do], about, act)
    await run_in_threadpool(effort.used, about.who, about.session, "ask")
    by = Look(screen=act.screen, role=act.role)
    return JSONResponse(await run_in_threadpool(_told, about, by, act.have), headers=NO_STORE)


async def begin(request: Request) -> Response:
    session = request.path_params["session"]
    who = await run_in_threadpool(caller, request, tokens.RECORD, session)
    told = await said(request, Begun, MOST_BYTES)
    site, start = context.site(), told.start()
    stream = await run_in_threadpool(desk.begin_answer, site, who, session, told.asked, start)
    changed(site, session)
    return begun(who, stream)


def _about(request: Request) -> About:
    session = request.path_params["session"]
    return About(context.site(), caller(request, tokens.ASK, session), session)


def _told(about: About, by: Look, have: str) -> dict[str, Any]:
    now = shown(about)
    told = sittings.look(about.site, about.session, by, now.first_open)
    parts = {} if now.version == have else now.parts
    return {**told.model_dump(mode="json"), **parts, "version": now.version}


def _go(about: About, act: Act) -> None:
    sittings.go(about.site, about.session, act.target, act.follows)


def _play(about: About, act: Act) -> None:
    sittings.replay(about.site, about.session, act.do == "play", act.at_s)


def _reply(about: About, act: Act) -> None:
    if act.asked is None:
        raise InputError("This message cannot be read (asked).")
    desk.reply(about.site, about.who, about.session, act.asked, act.outcome, act.text)
    changed(about.site, about.session)


def _take_back(about: About, act: Act) -> None:
    desk.take_back(about.site, about.who, about.session, act.number)
    changed(about.site, about.session)


def _own(about: About, act: Act) -> None:
    if len(act.text) > LONGEST_QUESTION:
        raise InputError(f"A question may have {LONGEST_QUESTION} letters: shorten it.")
    here = around(about, act.recording, act.at_s)
    span = Span(recording=act.recording, start_s=here.start_s, end_s=here.end_s)
    _put(about, desk.own_question(about.site, about.who, about.session, span, act.text))


def _card(about: About, act: Act) -> None:
    site, who, session = about.site, about.who, about.session
    # Behind a colon stands a know-how card that another expert disputes.
    probe, _colon, disputed = act.probe.partition(":")
    if disputed:
        asked = overview.disputed_question(site, who, session, disputed)
    else:
        asked = desk.card_question(site, who, session, act.step, probe)
    if all(one.asked.target != asked.target for one in desk.sitting(site, who, session).questions):
        _put(about, asked)
    else:
        sittings.go(site, session, asked.target)


def _put(about: About, asked: Asked) -> None:
    """A question that somebody added is written down at once, as one to be asked."""
    desk.reply(about.site, about.who, about.session, asked, "later")
    changed(about.site, about.session)
    sittings.go(about.site, about.session, asked.target)


def _settle(about: About, act: Act) -> None:
    """What arrived of an answer whose device does not come back is taken for all of it."""
    closing.settle(about.site, about.who, about.session, act.stream)
    work.attend(about.site)
    changed(about.site, about.session)


def _otherwise(about: About, act: Act) -> None:
    if act.asked is None:
        raise InputError("This message cannot be read (asked).")
    turn(about, act.asked)
    changed(about.site, about.session)


DEEDS = {
    "go": _go,
    "play": _play,
    "pause": _play,
    "reply": _reply,
    "take_back": _take_back,
    "own": _own,
    "card": _card,
    "settle": _settle,
    "otherwise": _otherwise,
}
PATH = "/asked/{session}"
ROUTES = [
    Route(PATH, answering(spoken(read)), methods=["GET"]),
    Route(PATH, answering(spoken(write)), methods=["POST"]),
    Route(f"{PATH}/answers", answering(begin), methods=["POST"]),
]
