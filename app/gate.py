"""Who may come in from the network: the one place that decides, before any page or route runs.

Only somebody who sits at this machine (loopback, under a loopback name, through no proxy) or a
device with the cookie of a pairing gets past. Everybody else sees the page that asks for a code.
What the gate found out goes on to pages and routes in a header of its own name, which is taken off
whatever comes in.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answers import refusal
from app.guard import LOOPBACK, host_of
from app.lan import cookies, pairing
from app.lan.served import VISITOR, Lan
from capture import devices
from capture.access import OWNER
from data_schemas.errors import Denied

# Whoever forwards for others is not the person at this machine. What these say is never believed.
FORWARDED = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})
_VISITOR = VISITOR.encode()


class Gate:
    """Pure ASGI. It stands inside of the ``Guard``, which has refused foreign names already."""

    def __init__(self, app: ASGIApp, lan: Lan) -> None:
        self.app = app
        self.lan = lan
        self.pairing = pairing.app(lan)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in pairing.PATHS:
            await self.pairing(scope, receive, send)
        elif (visitor := await run_in_threadpool(self.visitor, scope)) is None:
            await self._turn_away(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._watched(_told(scope, visitor), receive, send)
        else:
            await self.app(_told(scope, visitor), receive, send)

    def visitor(self, scope: Scope) -> str | None:
        """Id of the actor who asks, None for a stranger."""
        if is_here(scope):
            return OWNER.id
        device = cookies.device_of(self.lan.site, scope)
        if device is None:
            return None
        try:
            return devices.recognise(self.lan.site, device).id
        except Denied:
            return None

    async def _watched(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An open page of a device that was sent away runs no more: its line is cut."""
        is_cut = False

        async def received() -> Message:
            nonlocal is_cut
            message = await receive()
            talks = message["type"] == "websocket.receive" and not is_cut
            if talks and await run_in_threadpool(self.visitor, scope) is None:
                is_cut = True
                await send({"type": "websocket.close", "code": 1008})
                return {"type": "websocket.disconnect", "code": 1008, "reason": ""}
            return message

        async def sent(message: Message) -> None:
            if not is_cut:
                await send(message)

        await self.app(scope, received, sent)

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        wants_page = "text/html" in Headers(scope=scope).get("accept", "")
        if wants_page and scope["method"] in ("GET", "HEAD"):
            answer = RedirectResponse("/pair", 303, {"cache-control": "no-store"})
            await answer(scope, receive, send)
            return
        told = "Not allowed: this device is not paired. Open /pair and enter the code."
        await refusal(told, 401)(scope, receive, send)


def is_here(scope: Scope) -> bool:
    """Whether a request comes from this very machine, under a name of its own."""
    if any(name in FORWARDED for name, _ in scope["headers"]) or not scope.get("client"):
        return False
    try:
        peer = ip_address(scope["client"][0])
    except ValueError:
        return False
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped is not None:
        peer = peer.ipv4_mapped
    return peer.is_loopback and host_of(scope) in LOOPBACK


def _told(scope: Scope, visitor: str) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name != _VISITOR]
    return {**scope, "headers": [*headers, (_VISITOR, visitor.encode())]}
