"""A site with a person of every role, and browsers in which they are signed in."""

from __future__ import annotations

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocket

from app import (
    check_route,
    handout_route,
    media_route,
    overlay_route,
    print_route,
    record_route,
    sitting_route,
    timeline_route,
    upload_route,
    wave_route,
)
from app.gate import Gate
from app.guard import LOOPBACK, Guard
from app.lan.served import Lan
from app.visits import LINE, VISITOR
from capture import accounts, people, signins
from capture.access import OWNER
from capture.accounts import NewAccount
from capture.signins import HERE
from capture.site import Site
from data_schemas.rights import Role

PASSWORD = "horse battery staple"
NAMES = {
    Role.OWNER: "Park", Role.INTERVIEWER: "Lee", Role.EXPERT: "Kim Cheolsu",
    Role.ANNOTATOR: "Jung", Role.TRAINER: "Yoon", Role.ADMIN: "Choi",
}  # fmt: skip
MODULES = (
    check_route, handout_route, media_route, overlay_route, print_route, record_route,
    sitting_route, timeline_route, upload_route, wave_route,
)  # fmt: skip
PAGE = {"accept": "text/html"}
FORM = {
    "sec-fetch-site": "same-origin", "origin": "null",
    "content-type": "application/x-www-form-urlencoded",
}  # fmt: skip
# The same algorithm at a cost that tests can pay; what the real one costs, others measure.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def everybody(site: Site, expert: str | None = None) -> dict[Role, str]:
    """Accounts of all roles, each with its password chosen, by role."""
    kim = expert or people.ensure_expert(site, OWNER, "Kim").id
    made: dict[Role, str] = {}
    for role, name in NAMES.items():
        new = NewAccount(name, frozenset({role}), kim if role is Role.EXPERT else None)
        invited = accounts.create(site, OWNER, new)
        signins.choose_password(site, invited.code, PASSWORD, HERE)
        made[role] = invited.account.id
    return made


async def _who(request: Request) -> JSONResponse:
    told = {name: request.headers.getlist(name) for name in (VISITOR, LINE)}
    return JSONResponse(told)


async def _talk(line: WebSocket) -> None:
    await line.accept()
    await line.send_text(line.headers.get(VISITOR, ""))
    async for text in line.iter_text():
        await line.send_text(text)


def served(lan: Lan | None = None) -> Starlette:
    """Guard and gate around all our routes and two that tell who is there."""
    routes = [route for module in MODULES for route in module.ROUTES]
    hosts = lan.hosts if lan else LOOPBACK
    return Starlette(
        routes=[Route("/who", _who), WebSocketRoute("/_stcore/stream", _talk), *routes],
        middleware=[Middleware(Guard, hosts=hosts), Middleware(Gate, lan=lan)],
    )


def browser(app: Starlette) -> TestClient:
    """One on this machine, with a jar of its own."""
    return TestClient(
        app, base_url="http://127.0.0.1:8501", client=("127.0.0.1", 5000), follow_redirects=False
    )


def sign_in(client: TestClient, name: str, password: str = PASSWORD) -> int:
    """As our own page does it; the status of the answer."""
    form = {"name": name, "password": password, "to": "/"}
    return client.post("/sign-in", data=form, headers=FORM).status_code


def line(client: TestClient) -> WebSocketTestSession:
    """The websocket that a page opens; Starlette's client forgets host and scheme for it."""
    return client.websocket_connect(
        f"{str(client.base_url).replace('http', 'ws', 1)}/_stcore/stream"
    )
