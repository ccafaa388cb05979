"""The web server: Streamlit's pages, our own routes, and one guard around both."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from streamlit import App
from streamlit.runtime.pages_manager import PagesManager

from app import context, media_route, overlay_route, record_route, upload_route, work
from app.guard import Guard
from app.signin import LOOPBACK
from capture.site import Site
from data_schemas.errors import SettingsError

MAIN = Path(__file__).parent / "main.py"


def build(hosts: Iterable[str] = ()) -> App:
    """The ASGI application; ``hosts`` are names it may be called by besides loopback's own."""
    # Addresses carry tokens, and Streamlit switches uvicorn's access log on again when it starts.
    logging.getLogger("uvicorn.access").addFilter(lambda record: False)
    # Else it runs a file of ``app/pages`` by itself where the first address asked for names one.
    PagesManager.uses_pages_directory = False
    return App(
        MAIN,
        routes=[
            *media_route.ROUTES,
            *overlay_route.ROUTES,
            *upload_route.ROUTES,
            *record_route.ROUTES,
        ],
        middleware=[Middleware(Guard, hosts=LOOPBACK.union(hosts))],
        lifespan=_lifespan,
    )


@asynccontextmanager
async def _lifespan(_app: App) -> AsyncIterator[None]:
    """Here and not after ``server.run``: uvicorn passes a SIGTERM on, which ends the process."""
    yield
    await run_in_threadpool(work.stop)


def check_address(host: str) -> None:
    """Raises SettingsError for an address that others can reach: nobody has an account yet."""
    if host not in LOOPBACK:
        raise SettingsError(
            f"Sonmat cannot be served on {host}: others could reach it and there are no accounts"
            " yet (--lan with accounts comes with a later version), so use 127.0.0.1."
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
    context.use(site or context.site())
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    server = _Server(
        uvicorn.Config(
            build(),
            log_level="warning",
            access_log=False,
            server_header=False,
            ws_max_size=64 << 20,
            timeout_graceful_shutdown=2,
        ),
        lambda: ready(f"http://{shown}:{listener.getsockname()[1]}") if ready else None,
    )
    server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """Tells when it is ready to answer."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _listen(host: str, port: int) -> socket.socket:
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
