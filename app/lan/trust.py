"""The page on plain http that walks a device through trusting the certificate, and nothing else.

It must be plain: who does not trust the certificate yet cannot open it otherwise. So it holds no
secret, takes no input, and knows five paths.
"""

from __future__ import annotations

import plistlib
import uuid
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.answers import refusal
from app.guard import Guard, host_of
from app.lan import guides, pairing, paper
from app.lan.served import Lan

HERE = Path(__file__).parent


def app(lan: Lan) -> ASGIApp:
    """Its routes are all that it answers."""

    async def page(request: Request) -> Response:
        host = host_of(request.scope)
        kind = pairing.kind_of(request.headers.get("user-agent", ""))
        return paper.answer(paper.trust(paper.language_of(request), lan, host, kind))

    async def plain(_request: Request) -> Response:
        return _download(lan.certificates.der, "application/x-x509-ca-cert", guides.PLAIN)

    async def profile(_request: Request) -> Response:
        made = profile_of(lan.certificates.der)
        return _download(made, "application/x-apple-aspen-config", guides.PROFILE)

    async def script(_request: Request) -> Response:
        return FileResponse(HERE / "trust.js", media_type="text/javascript")

    async def look(_request: Request) -> Response:
        return FileResponse(HERE / "look.css", media_type="text/css")

    routes = {
        "/": page, guides.PLAIN: plain, guides.PROFILE: profile, "/trust.js": script,
        "/look.css": look,
    }  # fmt: skip
    made = Starlette(
        routes=[Route(path, serve, methods=["GET"]) for path, serve in routes.items()],
        middleware=[
            Middleware(Guard, hosts=lan.hosts, headers=lambda scope: headers(lan, scope)),
            Middleware(_OnlyReads),
        ],
    )
    made.router.redirect_slashes = False
    return made


class _OnlyReads:
    """No body is ever read, no websocket opened."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            answer = refusal("This page takes no input.", 405, {"allow": "GET, HEAD"})
            await answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})


def headers(lan: Lan, scope: Scope) -> dict[str, str]:
    """A policy under which the page can do nothing but try the line that it explains."""
    host = host_of(scope)
    tried = f"https://{host}:{lan.ports.app}/trusted.json" if host in lan.hosts else "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;"
        f" connect-src {tried}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }


def profile_of(der: bytes) -> bytes:
    """The certificate as an iPad or iPhone installs it. Its ids follow from the certificate."""
    own = uuid.uuid5(uuid.NAMESPACE_OID, der.hex())
    inner = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"sonmat.certificate.{own}",
        "PayloadUUID": str(uuid.uuid5(own, "certificate")).upper(),
        "PayloadDisplayName": "Sonmat",
        "PayloadContent": der,
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"sonmat.profile.{own}",
            "PayloadUUID": str(own).upper(),
            "PayloadDisplayName": "Sonmat",
            "PayloadContent": [inner],
        }
    )


def _download(data: bytes, kind: str, path: str) -> Response:
    saved = f'attachment; filename="{path.removeprefix("/")}"'
    headers = {"cache-control": "no-store", "content-disposition": saved}
    return Response(data, media_type=kind, headers=headers)
