"""How our own routes say no: one sentence of JSON, the right status, nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from logging import ERROR

from pydantic_core import PydanticSerializationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from capture.log import say
from data_schemas.errors import (
    Denied,
    Erased,
    InputError,
    SonmatError,
    StaleEntry,
    StorageFull,
    StoreAway,
    UnknownError,
)

# The first class that fits gives the status, so the narrow ones stand first.
STATUS: tuple[tuple[type[SonmatError], int], ...] = (
    (Denied, 403),
    (UnknownError, 404),
    (Erased, 410),
    (StaleEntry, 409),
    (StorageFull, 507),
    (StoreAway, 503),
    (InputError, 400),
    (SonmatError, 500),
)
Endpoint = Callable[[Request], Awaitable[Response]]


def refusal(sentence: str, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        {"error": sentence},
        status_code=status,
        headers={"cache-control": "no-store", **(headers or {})},
    )


def answering(endpoint: Endpoint) -> Endpoint:
    """Turn every error of ``endpoint`` into one sentence; unknown ones tell their kind only."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except SonmatError as error:
            status = next(status for kind, status in STATUS if isinstance(error, kind))
            return refusal(str(error), status)
        except (UnicodeEncodeError, PydanticSerializationError):
            # JSON can hold half a sign, which can be kept nowhere.
            return refusal("A text holds half a sign: write it anew.", 400)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as error:
            # The message may quote what it worked on: keep the kind of error only.
            say("route.failed", level=ERROR, error=error)
            return refusal("This could not be answered: try again.", 500)

    return answer
