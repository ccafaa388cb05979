"""The page that people begin with, by its name: Streamlit knows it by the bare address only."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from app.nav import FIRST


async def _first(request: Request) -> RedirectResponse:
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


ROUTES = (Route(f"/{FIRST}", _first, methods=["GET"]),)
