"""The line to a Label Studio server: the one module that imports label_studio_sdk, when asked.

Every failure is a LabelStudioError with one sentence; the SDK's own exceptions print cookies, so
none of them gets out, not even as a cause.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

from data_schemas.errors import LabelStudioError, LabelStudioOdd, NeedsSoftware
from pipelines.labelstudio import problems
from pipelines.labelstudio.remote import Connection

_INSTALL = "pip install -c constraints.txt 'sonmat[labelstudio]'"


class _Gone(LabelStudioOdd):
    """What was asked for is not there."""


class Line:
    """Use as a context manager, or ``close`` it. One thread at a time."""

    def __init__(self, connection: Connection) -> None:
        """Asks nothing of the server yet. Raises NeedsSoftware without the SDK, LabelStudioRefused
        for a personal token that has expired."""
        try:
            import httpx
            from label_studio_sdk import LabelStudio
            from label_studio_sdk.core.api_error import ApiError
        except ImportError as error:
            raise NeedsSoftware(f"The client of Label Studio is missing: {_INSTALL}") from error
        for name in ("httpx", "httpcore"):  # where all is logged they would log cookies
            logging.getLogger(name).setLevel(logging.WARNING)
        self._api_error = ApiError
        self.url = connection.url.rstrip("/") + "/"
        # proxies of the environment would see the token, and recorded words
        self._http = httpx.Client(timeout=connection.timeout_s, trust_env=False)
        with self._told("sign in"):
            self._sdk: Any = LabelStudio(
                base_url=self.url, api_key=connection.token.get_secret_value(),
                httpx_client=self._http,
            )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def reach(self, path: str, *, signed_in: bool = True) -> int:
        """HTTP status of two bytes of a file: 206 where a player can jump about in it."""
        if not signed_in:
            self._http.cookies.clear()
        with self._told("show a file"):
            found = self._raw("GET", path, signed_in=signed_in, headers={"Range": "bytes=0-1"})
            return int(found.status_code)

    def page(self, path: str) -> tuple[str, dict[str, str]]:
        """What a browser gets that is not signed in, and its cookies."""
        with self._told("show a page"):
            found = self._http.get(self.url + path)
            cookies = dict(found.cookies)
            self._http.cookies.clear()
        return str(found.text), cookies

    def posted(self, path: str, form: Mapping[str, str], cookies: Mapping[str, str]) -> int:
        """HTTP status of a form that somebody sends who is not signed in."""
        with self._told("take a form"):
            headers = {
                "Referer": self.url + path,
                "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            }
            found = self._http.post(self.url + path, data=dict(form), headers=headers)
            self._http.cookies.clear()
        return int(found.status_code)

    def _raw(self, how: str, path: str, *, signed_in: bool = True, **what: Any) -> Any:
        """An answer of the server to what the SDK has no call for."""
        signed = self._sdk._client_wrapper.get_headers() if signed_in else {}
        headers = {**signed, **what.pop("headers", {})}
        return self._http.request(how, self.url + path.lstrip("/"), headers=headers, **what)

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        import httpx
        from label_studio_sdk.core.api_error import ApiError
        from label_studio_sdk.core.parse_error import ParsingError

        told: LabelStudioError
        try:
            yield
            return
        except ApiError as error:
            told = problems.refusal(self.url, doing, error.status_code, error.body)
            missing = error.status_code == 404
        except httpx.HTTPError:
            told, missing = problems.away(self.url), False
        except (ParsingError, ValueError, LookupError, AttributeError, TypeError):
            # no JSON, or JSON of another shape: pydantic's errors are ValueErrors, too
            told, missing = problems.stranger(self.url), False
        if missing:
            raise _Gone(str(told)) from None
        raise told from None

    @contextmanager
    def _gone(self) -> Iterator[None]:
        try:
            yield
        except _Gone:
            return
