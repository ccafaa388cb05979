"""``GET /health``: whether this site runs as it should, for machines that watch it.

``{"status": "ok" | "degraded", "failing": [code, ...], "warnings": [code, ...]}``, with 503 where
something fails. Codes only (``app.checks``): no name, no path, no content. Who asks at this machine
needs no sign-in, everybody else comes through the gate like to any page.
"""

from __future__ import annotations

import threading
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app import context
from app.answers import answering
from app.checks.base import Checkup
from app.doctor import health
from app.gate import HEALTH

# Asked more often, it answers what it found then: looking costs the database and the disk.
AGAIN_S = 5.0


class _Latest:
    """What was found last, by whichever request looked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at = -AGAIN_S
        self._site: object = None
        self._found: tuple[Checkup, ...] = ()

    def checks(self) -> tuple[Checkup, ...]:
        site = context.site()
        with self._lock:
            if self._site is not site or time.monotonic() - self._at >= AGAIN_S:
                self._found = health(site)
                self._site, self._at = site, time.monotonic()
            return self._found


LATEST = _Latest()


def told(checks: tuple[Checkup, ...]) -> tuple[dict[str, object], int]:
    """The answer and its status."""
    failing = sorted({one.code for one in checks if one.grade == "fail"})
    warnings = sorted({one.code for one in checks if one.grade == "warn"})
    status = "degraded" if failing else "ok"
    answer: dict[str, object] = {"status": status, "failing": failing, "warnings": warnings}
    return answer, 503 if failing else 200


async def answer(_request: Request) -> Response:
    body, status = told(await run_in_threadpool(LATEST.checks))
    return JSONResponse(body, status_code=status, headers={"cache-control": "no-store"})


ROUTES = [Route(HEALTH, answering(answer), methods=["GET"])]
