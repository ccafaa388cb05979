"""The web server: Streamlit's pages, our own routes, and one guard around both."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator, Callable, Container
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from streamlit import App
from streamlit.runtime.pages_manager import PagesManager

from app import (
    check_route,
    context,
    first_route,
    handout_route,
    health_route,
    left_pages,
    media_route,
    overlay_route,
    print_route,
    record_route,
    sitting_route,
    timeline_route,
    upload_route,
    visits,
    wave_route,
    work,
)
from app.entrance import oidc
from app.gate import Gate
from app.guard import LOOPBACK, Guard, strict_headers
from app.lan.served import Lan
from capture import log
from capture.site import Site
from data_schemas.errors import SettingsError

MAIN = Path(__file__).parent / "main.py"
# What a proxy says about who asks is never believed.
COMMON: dict[str, Any] = {
    # Its lines go the way of all others (``capture.log``).
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "ws_max_size": 64 << 20,
    "timeout_graceful_shutdown": 2,
}


def build(
    hosts: Container[str] = LOOPBACK,
    lan: Lan | None = None,
    secrets: dict[str, Any] | None = None,
) -> App:
    """The ASGI application; ``hosts`` are the names it may be called by.

    Around everything else stand the guard and, inside of it, the gate; ``lan``: devices of the
    network may come as far. ``secrets`` is what Streamlit's login is told.
    """
    # Addresses carry tokens, and Streamlit switches uvicorn's access log on again when it starts.
    logging.getLogger("uvicorn.access").addFilter(lambda record: False)
    # Else it runs a file of ``app/pages`` by itself where the first address asked for names one.
    PagesManager.uses_pages_directory = False
    left_pages.leave_them()
    return App(
        MAIN,
        routes=[
            *check_route.ROUTES,
            *first_route.ROUTES,
            *handout_route.ROUTES,
            *health_route.ROUTES,
            *media_route.ROUTES,
            *overlay_route.ROUTES,
            *print_route.ROUTES,
            *record_route.ROUTES,
            *sitting_route.ROUTES,
            *timeline_route.ROUTES,
            *upload_route.ROUTES,
            *wave_route.ROUTES,
        ],
        middleware=[
            Middleware(Guard, hosts=hosts, headers=strict_headers if lan and lan.given else None),
            Middleware(Gate, lan=lan),
        ],
        secrets=secrets,
        lifespan=_lifespan,
    )


@asynccontextmanager
async def _lifespan(_app: App) -> AsyncIterator[None]:
    """Here and not after ``server.run``: uvicorn passes a SIGTERM on, which ends the process."""
    yield
    await run_in_threadpool(work.stop)


def check_address(host: str) -> None:
    """Raises SettingsError for an address that others can reach: the line would be an open one."""
    if host not in LOOPBACK:
        raise SettingsError(
            f"Sonmat cannot be served on {host}: passwords and recordings would pass the network"
            " in the open, so use 127.0.0.1, or add --lan, which secures the line."
        )


def run(
    host: str = "127.0.0.1",
    port: int = 8501,
    site: Site | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve ``site`` (else the environment's) until interrupted.

    ``ready`` is told the address as soon as it answers. Raises SettingsError for an address that
    others can reach, or one that is taken, and what ``Site.open`` raises.
    """
    check_address(host)
    site = site or context.site()
    context.use(site)
    app = build(secrets=oidc.secrets(site))
    listener = listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    server = Server(
        uvicorn.Config(app, **COMMON),
        lambda: ready(f"http://{shown}:{listener.getsockname()[1]}") if ready else None,
    )
    log.install(site.settings.log)
    visits.gate(True)
    log.say("server.started", port=listener.getsockname()[1], mode="here")
    try:
        server.run(sockets=[listener])
    finally:
        visits.gate(False)
        log.say("server.stopped")


class Server(uvicorn.Server):
    """Tells when it is ready to answer."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises SettingsError for a port that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise SettingsError(
            f"Port {port} of {host} cannot be used: choose another one with --port."
        ) from error
    return listener
