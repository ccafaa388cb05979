"""A site that is open to its network: in this process, and as a server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from app import context, media_route, upload_route
from app.gate import Gate
from app.guard import Guard
from app.lan import addresses, served
from app.lan.served import VISITOR, Lan, Ports
from capture.authority import Names
from capture.site import Site
from tests.app.lan.serving import Served, serving_lan

ADDRESS = "192.168.0.7"
TABLET = ("192.168.0.50", 5000)
PORTS = Ports(8501, 8502, 8503)


@pytest.fixture
def lan(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lan]:
    """A machine at 192.168.0.7, whatever this one's addresses are."""
    called = Names(
        frozenset({IPv4Address(ADDRESS), addresses.LOOPBACK}),
        frozenset({"bench", "bench.local", "localhost"}),
    )
    monkeypatch.setattr(addresses, "names", lambda _host: called)
    monkeypatch.setattr(addresses, "reachable", lambda _host: (IPv4Address(ADDRESS),))
    opened = served.open_lan(site, addresses.EVERYWHERE, PORTS)
    context.use(site)
    served.use(opened)
    yield opened
    served.use(None)


async def _echo(request: Request) -> JSONResponse:
    return JSONResponse({"visitor": request.headers.getlist(VISITOR)})


async def _talk(line: WebSocket) -> None:
    await line.accept()
    await line.send_text(line.headers.get(VISITOR, ""))
    async for text in line.iter_text():
        await line.send_text(text)


@pytest.fixture
def app(lan: Lan) -> Starlette:
    """Guard and gate around our routes and two that tell who is there."""
    return Starlette(
        routes=[
            Route("/who", _echo, methods=["GET", "POST"]),
            WebSocketRoute("/_stcore/stream", _talk),
            *media_route.ROUTES,
            *upload_route.ROUTES,
        ],
        middleware=[Middleware(Guard, hosts=lan.hosts), Middleware(Gate, lan=lan)],
    )


@pytest.fixture
def tablet(app: Starlette) -> TestClient:
    """A browser on another machine of the network."""
    return TestClient(
        app, base_url=f"https://{ADDRESS}:8501", client=TABLET, follow_redirects=False
    )


@pytest.fixture
def here(app: Starlette) -> TestClient:
    """A browser on this machine."""
    return TestClient(app, base_url="http://127.0.0.1:8503", client=("127.0.0.1", 5000))


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real server; what asks it at ``address`` does not come over loopback."""
    if not addresses.reachable(addresses.EVERYWHERE):
        pytest.skip("this machine has no address but loopback's")
    with serving_lan(tmp_path_factory.mktemp("lan")) as running:
        yield running
