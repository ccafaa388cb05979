"""A site that the app serves, and a client of our own routes over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app import (
    context,
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
from app.guard import LOOPBACK, Guard
from capture.site import Site
from tests.app import sample


@pytest.fixture
def used(site: Site) -> Iterator[Site]:
    """The process serves this site while the test runs."""
    context.use(site)
    yield site


@pytest.fixture
def client(used: Site) -> TestClient:
    return serve()


def serve() -> TestClient:
    """Our own routes behind the guard, over the site that the process serves."""
    routes = [
        *handout_route.ROUTES,
        *media_route.ROUTES,
        *overlay_route.ROUTES,
        *print_route.ROUTES,
        *record_route.ROUTES,
        *sitting_route.ROUTES,
        *timeline_route.ROUTES,
        *upload_route.ROUTES,
        *wave_route.ROUTES,
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, hosts=LOOPBACK)])
    return TestClient(app, base_url="http://localhost")


@pytest.fixture
def playable(used: Site) -> sample.Sample:
    made = sample.take_in(used, seconds=1.0)
    sample.seal_proxy(used, made)
    return made
