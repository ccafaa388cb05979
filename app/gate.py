"""Who may come in: the one place that decides, before any page, route or websocket runs.

While nobody has an account, somebody who sits at this machine (loopback, under a loopback name, not
over TLS, through no proxy) is its owner, and a device of the network with the cookie of a pairing
is itself. Once there are accounts both only lead to the page on which people sign in. What the gate
found out goes on to pages and routes in headers of its own names, which are taken off whatever
comes in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import context, entrance, visits
from app.answers import refusal
from app.entrance import cookies as own_cookies
from app.entrance import oidc
from app.guard import LOOPBACK, host_of
from app.lan import cookies, pairing
from app.lan.served import Lan
from app.visits import Visit
from capture import devices, signins
from capture.access import OWNER
from capture.signins import HERE
from capture.site import Site
from data_schemas.errors import Denied

# Whoever forwards for others is not the person at this machine. What these say is never believed.
FORWARDED = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})
_OURS = frozenset({visits.VISITOR.encode(), visits.LINE.encode()})
# A recording that was begun before people signed in is brought home by the links it began with.
_RECORDER = "/recorder/"
HEALTH = "/health"
LOOK_AGAIN_S = 20.0
QUIET = {"cache-control": "no-store"}


class Gate:
    """Pure ASGI. It stands inside of the ``Guard``, which has refused foreign names already."""

    def __init__(self, app: ASGIApp, lan: Lan | None = None) -> None:
        self.app = app
        self.lan = lan
        self.pairing = pairing.app(lan) if lan else None
        self.entrance = entrance.app(self.browser)
        self._are_asked = False

    @property
    def site(self) -> Site:
        return self.lan.site if self.lan else context.site()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and self.pairing and scope["path"] in pairing.PATHS:
            await self.pairing(scope, receive, send)
        elif (browser := await run_in_threadpool(self.browser, scope)) is None:
            await self._turn_away(scope, receive, send, "/pair" if self.lan else None)
        elif scope["type"] == "http" and scope["path"] in entrance.PATHS:
            await self.entrance(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in oidc.PATHS:
            await oidc.passing(self.app)(_told(scope, None), receive, send)
        elif scope["type"] == "http" and scope["path"] == HEALTH and browser == HERE:
            # Codes only, for what watches over this machine and has no account.
            await self.app(_told(scope, None), receive, send)
        elif (visit := await run_in_threadpool(self.visit, scope)) is None:
            await self._turn_away(scope, receive, send, _sign_in_page(scope, browser))
        elif scope["type"] == "websocket":
            await self._watched(visit, _told(scope, visit), receive, send)
        else:
            with visits.during(visit):
                await self.app(_told(scope, visit), receive, send)

    def browser(self, scope: Scope) -> str | None:
        """What a sign-in is bound to: this machine, or a device that is let in. None: neither."""
        if is_here(scope):
            return HERE
        device = cookies.device_of(self.site, scope) if self.lan else None
        if device is None:
            return None
        try:
            devices.recognise(self.site, device)
        except Denied:
            return None
        return device

    def visit(self, scope: Scope, is_use: bool = True) -> Visit | None:
        """Who asks, None for a stranger. ``is_use``: it counts as being active."""
        browser = self.browser(scope)
        if browser is None:
            return None
        unsigned = Visit(_unsigned(browser), browser != HERE)
        if not self.are_asked():
            return unsigned
        held = own_cookies.held(self.site, scope)
        if held is not None:
            with suppress(Denied):
                who = signins.recognise(self.site, held, browser, is_use=is_use)
                return Visit(who.id, who.remote)
        stays = browser == HERE and self.site.settings.loopback_owner
        is_going_on = scope["type"] == "http" and scope["path"].startswith(_RECORDER)
        return unsigned if stays or is_going_on else None

    def are_asked(self) -> bool:
        """Whether people sign in; once they do, they always will."""
        self._are_asked = self._are_asked or signins.are_asked(self.site)
        return self._are_asked

    async def _watched(self, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        """An open page of somebody who is out runs no more: its line is cut."""

        async def still_in(is_use: bool) -> bool:
            return await run_in_threadpool(self.visit, scope, is_use) == visit

        line = _Line(receive, send, still_in)
        looking = asyncio.create_task(line.look())
        try:
            await self.app(scope, line.receive, line.send)
        finally:
            looking.cancel()

    async def _turn_away(
        self, scope: Scope, receive: Receive, send: Send, page: str | None
    ) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        wants_page = "text/html" in Headers(scope=scope).get("accept", "")
        if page and wants_page and scope["method"] in ("GET", "HEAD"):
            await RedirectResponse(page, 303, QUIET)(scope, receive, send)
            return
        await refusal(_why(page), 401)(scope, receive, send)


class _Line:
    """The websocket of an open page: cut when who opened it is no longer in, used or not."""

    def __init__(
        self, receive: Receive, send: Send, still_in: Callable[[bool], Awaitable[bool]]
    ) -> None:
        self._receive, self._send, self._still_in = receive, send, still_in
        self._is_cut = False

    async def receive(self) -> Message:
        message = await self._receive()
        talks = message["type"] == "websocket.receive" and not self._is_cut
        if talks and not await self._still_in(True):
            await self._cut()
        if self._is_cut:
            return {"type": "websocket.disconnect", "code": 1008, "reason": ""}
        return message

    async def send(self, message: Message) -> None:
        if not self._is_cut:
            await self._send(message)

    async def look(self) -> None:
        """Also where nobody touches the page."""
        while await self._still_in(False):
            await asyncio.sleep(LOOK_AGAIN_S)
        await self._cut()

    async def _cut(self) -> None:
        if not self._is_cut:
            self._is_cut = True
            await self._send({"type": "websocket.close", "code": 1008})


def is_here(scope: Scope) -> bool:
    """Whether a request comes from this very machine, under a name of its own.

    Never over TLS, which is the network's door: a proxy on this machine that passes TLS through
    calls from loopback, too, and whoever is behind it may write any name.
    """
    if scope.get("scheme") in ("https", "wss"):
        return False
    if any(name in FORWARDED for name, _ in scope["headers"]) or not scope.get("client"):
        return False
    try:
        peer = ip_address(scope["client"][0])
    except ValueError:
        return False
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped is not None:
        peer = peer.ipv4_mapped
    return peer.is_loopback and host_of(scope) in LOOPBACK


def _unsigned(browser: str) -> str:
    """Who a browser is without anybody having signed in."""
    return OWNER.id if browser == HERE else devices.PREFIX + browser


def _sign_in_page(scope: Scope, _browser: str) -> str:
    """With the way back to what was asked for, where that is a page of ours."""
    query = scope["query_string"].decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    back = entrance.way_back(asked)
    return f"{entrance.SIGN_IN}?to={quote(back, safe='')}" if back != "/" else entrance.SIGN_IN


def _why(page: str | None) -> str:
    if page is None:
        return "Not allowed: Sonmat is used on this very machine, not through a proxy."
    if page == "/pair":
        return "Not allowed: this device is not paired. Open /pair and enter the code."
    return "Not allowed: nobody has signed in here. Open /sign-in."


def _told(scope: Scope, visit: Visit | None) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name not in _OURS]
    if visit is not None:
        headers += [
            (visits.VISITOR.encode(), visit.actor.encode()),
            (visits.LINE.encode(), visit.line.encode()),
        ]
    return {**scope, "headers": headers}
