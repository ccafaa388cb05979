"""What a stranger of the network sees: a page that asks for the code, and its answer.

``GET /pair`` is the page, ``POST /pair`` takes ``{"code": …}`` from that page only and sets the
cookie, ``GET /pair/here`` tells whether this browser is let in already, and ``GET /trusted.json``
lets the page that explains the certificate see that TLS works.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from app.answers import answering
from app.arriving import small_body
from app.lan import cookies, paper, served
from app.lan.served import Lan
from capture import devices
from capture.access import OWNER
from capture.pass_codes import Unknown, Waiting
from data_schemas.device import DeviceKind
from data_schemas.errors import Denied, InputError

HERE = Path(__file__).parent
BODY_LIMIT = 256
QUIET = {"cache-control": "no-store"}
PATHS = frozenset({"/pair", "/pair/here", "/pair/pair.js", "/pair/look.css", "/trusted.json"})
# The first that fits: Android names Linux too, and an iPad may pass itself off as a Mac.
_KINDS = (
    ("iphone", DeviceKind.IPHONE), ("ipad", DeviceKind.IPAD), ("android", DeviceKind.ANDROID),
    ("windows", DeviceKind.WINDOWS), ("macintosh", DeviceKind.MAC), ("linux", DeviceKind.LINUX),
)  # fmt: skip


def kind_of(agent: str) -> DeviceKind:
    """What a browser says it runs on; nothing depends on it but a word in a list."""
    lower = agent.lower()
    return next((kind for word, kind in _KINDS if word in lower), DeviceKind.OTHER)


def app(lan: Lan) -> Starlette:
    """Its routes are exactly ``PATHS``."""

    async def page(request: Request) -> Response:
        return paper.answer(paper.pairing(paper.language_of(request), lan.address()))

    async def pair(request: Request) -> Response:
        _own_page_only(request)
        code = _code_in(await small_body(request, BODY_LIMIT, "A code is shorter than that."))
        kind = kind_of(request.headers.get("user-agent", ""))
        return await run_in_threadpool(_let_in, lan, code, kind)

    async def here(request: Request) -> Response:
        paired = await run_in_threadpool(_is_paired, lan, request)
        return JSONResponse({"paired": paired}, headers=QUIET)

    async def trusted(request: Request) -> Response:
        return JSONResponse({"trusted": True}, headers=QUIET | _shared_with_trust(lan, request))

    async def script(_request: Request) -> Response:
        return FileResponse(HERE / "pair.js", media_type="text/javascript")

    async def look(_request: Request) -> Response:
        return FileResponse(HERE / "look.css", media_type="text/css")

    return Starlette(
        routes=[
            Route("/pair", answering(page), methods=["GET"]),
            Route("/pair", answering(pair), methods=["POST"]),
            Route("/pair/here", answering(here), methods=["GET"]),
            Route("/pair/pair.js", script, methods=["GET"]),
            Route("/pair/look.css", look, methods=["GET"]),
            Route("/trusted.json", answering(trusted), methods=["GET"]),
        ]
    )


def _let_in(lan: Lan, code: str, kind: DeviceKind) -> Response:
    try:
        value = lan.codes.redeem(served.PAIR, code)
    except Waiting:
        return JSONResponse({"why": "wait"}, 429, QUIET)
    except Unknown:
        devices.note_wrong_code(lan.site)
        return JSONResponse({"why": "wrong"}, 403, QUIET)
    # Whoever gave the code out sits at this machine.
    device = devices.pair(lan.site, OWNER, kind)
    lan.on_paired(value)
    cookie = cookies.header(lan.site, device)
    return Response(status_code=204, headers={**QUIET, "set-cookie": cookie})


def _is_paired(lan: Lan, request: Request) -> bool:
    device = cookies.device_of(lan.site, request.scope)
    try:
        return device is not None and bool(devices.recognise(lan.site, device))
    except Denied:
        return False


def _own_page_only(request: Request) -> None:
    """Only our own page over TLS may send a code: no other site, no form, no plain line."""
    own = f"https://{request.headers.get('host')}"
    same = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    is_json = request.headers.get("content-type") == "application/json"
    if (
        request.scope["scheme"] != "https"
        or request.headers.getlist("origin") != [own]
        or not (same and is_json)
    ):
        raise Denied("Not allowed: a code is taken from the page at /pair only.")


def _code_in(body: bytes) -> str:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    code = said.get("code") if isinstance(said, dict) else None
    if not isinstance(code, str):
        raise InputError('A code must be sent as JSON such as {"code": "ABCD-EFGH"}.')
    return code


def _shared_with_trust(lan: Lan, request: Request) -> dict[str, str]:
    """The page that explains the certificate may read that one answer, no other page may."""
    origin = request.headers.get("origin", "")
    found = re.fullmatch(rf"http://([a-z0-9.-]+):{lan.ports.trust}", origin)
    if found is None or found[1] not in lan.hosts:
        return {"vary": "origin"}
    return {"vary": "origin", "access-control-allow-origin": origin}
