"""What a server's refusal means, as one sentence that tells what to do.

A server's own words are not passed on: they hold cookies, and quote what is in a task.
"""

from __future__ import annotations

import re
from typing import Any

from data_schemas.errors import (
    LabelStudioAway,
    LabelStudioError,
    LabelStudioOdd,
    LabelStudioRefused,
)

_MISSING_KEY = re.compile(r'"(\w{1,40})" key is expected')


def away(url: str) -> LabelStudioError:
    return LabelStudioAway(
        f"Label Studio does not answer at {url}: start it with `make labelstudio`, or set"
        " SONMAT_LS_URL to where it runs."
    )


def stranger(url: str) -> LabelStudioError:
    return LabelStudioOdd(
        f"What answers at {url} does not speak as Label Studio does: set SONMAT_LS_URL to it, and"
        " run `sonmat labelstudio doctor`."
    )


def refusal(url: str, doing: str, status: int | None, body: Any) -> LabelStudioError:
    """``doing`` ends "Label Studio would not ...", such as "list the tasks of project 3"."""
    if status is None or (status < 400 and status != 204):
        return stranger(url)
    if status in (408, 429) or status >= 500:
        return LabelStudioAway(
            f"Label Studio at {url} could not {doing} (it answered {status}): try again, and look"
            " into the server's log if it stays so."
        )
    if status in (401, 403):
        return LabelStudioRefused(_token_sentence(str(body)))
    if status == 404:
        return LabelStudioOdd(
            f"Label Studio could not {doing}: it is not there any more. Somebody deleted it on the"
            " server."
        )
    return LabelStudioOdd(f"Label Studio would not {doing} (it answered {status}).{_why(body)}")


def _token_sentence(body: str) -> str:
    if "legacy token authentication has been disabled" in body:
        return (
            "Label Studio takes no legacy tokens: make a personal access token on the page of your"
            " account there, or allow legacy tokens on the page of the organization."
        )
    if "expired" in body:
        return "The token for Label Studio has expired: make a new one on the page of your account."
    return (
        "Label Studio does not take this token: set SONMAT_LS_TOKEN_FILE or SONMAT_LS_TOKEN to the"
        " one on the page of your account there."
    )


def _why(body: Any) -> str:
    found = _MISSING_KEY.search(str(body))
    return f' A task lacks "{found[1]}", which its labelling screen shows.' if found else ""
