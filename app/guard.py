"""What every answer of the server carries, and which requests are not answered at all."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Container
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Names of this machine that no other machine can take.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Guard:
    """Pure ASGI: refuses foreign Host names (DNS rebinding) and adds the security headers.

    It wraps Streamlit's own routes too, its static files included. ``hosts`` holds names in lower
    case and may change while it is served. ``headers`` are the app's own unless others are named.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Container[str],
        headers: Callable[[Scope], dict[str, str]] | None = None,
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.headers = headers or (lambda _scope: _OWN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif host_of(scope) not in self.hosts or _is_foreign_socket(scope):
            await _refuse(scope, receive, self._adding(scope, send))
        else:
            await self.app(scope, receive, self._adding(scope, send))

    def _adding(self, scope: Scope, send: Send) -> Send:
        added = self.headers(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers[name] = value
                if "server" in headers:
                    del headers["server"]
            await send(message)

        return send_with_headers


def security_headers() -> dict[str, str]:
    """CSP and friends. Streamlit needs WebAssembly, blob modules and inline styles."""
    script = " ".join(("'self'", "'wasm-unsafe-eval'", "blob:", *_inline_hashes()))
    policy = {
        "default-src": "'self'",
        "script-src": script,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(self), microphone=(self), geolocation=(), payment=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }


def strict_headers(scope: Scope) -> dict[str, str]:
    """The same, and over TLS the wish never to be asked in the open again (HSTS).

    Only under a certificate that devices trust anyway: where the site has an authority of its own,
    the page that explains it is plain, on the same host, and browsers would not open it any more.
    """
    over_tls = scope.get("scheme") in ("https", "wss")
    return _OWN | ({"strict-transport-security": "max-age=31536000"} if over_tls else {})


def host_of(scope: Scope) -> str:
    """The name in the Host header without its port, empty if there is not exactly one."""
    found = [value for name, value in scope["headers"] if name == b"host"]
    if len(found) != 1:
        return ""
    text: str = found[0].decode("latin-1").strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.rpartition(":")[0] if ":" in text else text


def _is_foreign_socket(scope: Scope) -> bool:
    """Whether another site's page opens a websocket here.

    Streamlit would refuse it as well, but asks a host of the internet for its own address first.
    """
    if scope["type"] != "websocket":
        return False
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers["host"]


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    answer = JSONResponse({"error": "This site is not served under that name."}, status_code=400)
    await answer(scope, receive, send)


def _inline_hashes() -> list[str]:
    """Streamlit's index.html holds one inline script: allow exactly that one."""
    import streamlit

    index = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = _INLINE.findall(index.read_text(encoding="utf-8"))
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in scripts
    ]


_OWN = security_headers()
