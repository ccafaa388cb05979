"""``sonmat serve --lan``: three listeners of one process, and certificates that follow addresses.

TLS for everybody on the network; plain http for the page that explains the certificate; and plain
http on loopback for who sits at this machine, whose browser then has nothing to trust.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.concurrency import run_in_threadpool

from app import context
from app.entrance import oidc
from app.lan import addresses, served, trust
from app.lan.served import Lan, Ports
from app.server import COMMON, Server, build, listen
from capture import log
from capture.site import Site
from data_schemas.errors import SettingsError, SonmatError

LOOK_AGAIN_S = 30.0
NEIGHBOURS_AT_ONCE = 64


def run(
    host: str, port: int, site: Site, started: Callable[[Lan], None], tell: Callable[[str], None]
) -> None:
    """Serve ``site`` on the network until interrupted; ``port`` 0 takes any three free ones.

    With a certificate of the company nothing has to be explained, and the middle one stays shut.

    ``started`` gets what is served once it answers, ``tell`` sentences for whoever runs it. Raises
    SettingsError for an address or a port that cannot be used, and what ``ensure`` raises.
    """
    where = addresses.listening(host)
    if not addresses.reachable(where):
        raise SettingsError("This machine is on no network: connect it first, or leave --lan out.")
    sockets = _sockets(host, port)
    try:
        ports = Ports(*(one.getsockname()[1] for one in sockets))
        lan = served.open_lan(site, where, ports)
        context.use(site)
        served.use(lan)
        log.install(site.settings.log)
        log.say("server.started", port=ports.app, mode="network")
        _Network(lan, started, tell).run(sockets)
    finally:
        served.use(None)
        for one in sockets:
            one.close()


def _sockets(host: str, port: int) -> list[socket.socket]:
    """For the app, the page of trust, and loopback."""
    if port > 65533:
        raise SettingsError("--lan takes three ports in a row: choose a lower one with --port.")
    wanted = ((host, 0), (host, 1), ("127.0.0.1", 2))
    found: list[socket.socket] = []
    try:
        for at, step in wanted:
            found.append(listen(at, port + step if port else 0))
    except SettingsError:
        for one in found:
            one.close()
        raise
    return found


class _Network:
    """The three servers in one loop: the first one leads, and the other two stop with it."""

    def __init__(
        self, lan: Lan, started: Callable[[Lan], None], tell: Callable[[str], None]
    ) -> None:
        self.lan = lan
        self.tell = tell
        app = build(lan.hosts, lan, oidc.secrets(lan.site))
        self.leader = Server(
            uvicorn.Config(app, ssl_context_factory=lambda *_: lan.tls, **COMMON),
            lambda: started(lan),
        )
        few = {**COMMON, "lifespan": "off"}
        explains = None if lan.given else trust.app(lan)
        # In the order of the ports; None: nobody listens there.
        self.neighbours = [
            explains
            and _Neighbour(uvicorn.Config(explains, limit_concurrency=NEIGHBOURS_AT_ONCE, **few)),
            _Neighbour(uvicorn.Config(app, **few)),
        ]

    def run(self, sockets: list[socket.socket]) -> None:
        asyncio.run(self._run(sockets))

    async def _run(self, sockets: list[socket.socket]) -> None:
        beside = [
            asyncio.create_task(server.serve([listener]))
            for server, listener in zip(self.neighbours, sockets[1:], strict=True)
            if server
        ]
        if self.neighbours[0] is None:
            sockets[1].close()
        beside.append(asyncio.create_task(self._follow()))
        try:
            await self.leader.serve([sockets[0]])
        finally:
            for server in filter(None, self.neighbours):
                server.should_exit = True
            beside[-1].cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _follow(self) -> None:
        """New addresses (another network, a new lease) get a new certificate by themselves."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            before = self.lan.address()
            try:
                if await run_in_threadpool(self.lan.renew):
                    self.tell("A new certificate was made: every device must trust it anew.")
            except SonmatError as error:
                self.tell(str(error))
            if self.lan.address() != before:
                self.tell(f"This machine has a new address: {self.lan.app_url()}")


class _Neighbour(uvicorn.Server):
    """Stops when the leader does, who alone listens to signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
