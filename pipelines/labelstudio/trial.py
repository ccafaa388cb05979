"""Tries what a push needs on a server, with a project and a file of its own that go again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from data_schemas.procedure import Procedure, Step
from pipelines.labelstudio.config import Screen, config_of
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.media.folder import MediaFolder, address, write

SUPPORTED = "1.23"
_TRIAL = Procedure(id="trial", title="trial", steps=(Step(id="s1", title="trial"),))
_ANALYTICS = re.compile(r"collect_analytics\s*[=:]\s*true|googletagmanager|sentry-cdn")
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Reached:
    """HTTP statuses of one file of the media folder."""

    signed_in: int
    stranger: int
    outside: int


def is_supported(version: str) -> bool:
    return version == SUPPORTED or version.startswith(f"{SUPPORTED}.")


def check_screens(gateway: Gateway) -> None:
    """Raises LabelStudioOdd where the server does not take a screen as it is generated."""
    for screen in (Screen("ko"), Screen("en", has_speech=False, has_motion=False)):
        gateway.check_config(config_of(_TRIAL, screen))


def reached(gateway: Gateway, media: MediaFolder) -> Reached:
    """Whether files of the folder are shown to who is signed in, and to nobody else.

    Raises LabelStudioError, such as where the server does not know this folder.
    """
    with _trial_file(media) as session, _trial_project(gateway) as project:
        gateway.add_storage(project, str(media.sessions))
        path = address(session, "trial.csv", "1")
        return Reached(
            signed_in=gateway.reach(path),
            stranger=gateway.reach(path, signed_in=False),
            outside=gateway.reach(path.replace("sessions/", "sessions/../")),
        )


def lets_anybody_sign_up(gateway: Gateway) -> bool:
    """An empty form is refused either way, but before it is read only where signing up is off."""
    page, cookies = gateway.page("user/signup/")
    found = _CSRF.search(page)
    form = {"csrfmiddlewaretoken": found[1] if found else ""}
    return gateway.posted("user/signup/", form, cookies) != 403


def phones_home(gateway: Gateway) -> bool:
    """As far as its first page tells."""
    return bool(_ANALYTICS.search(gateway.page("user/login/")[0]))


@contextmanager
def _trial_project(gateway: Gateway) -> Iterator[int]:
    made = gateway.create_project(
        "Sonmat doctor (goes at once)", config_of(_TRIAL, Screen()), annotators=1,
        model_version="trial",
    )  # fmt: skip
    try:
        yield made
    finally:
        gateway.delete_project(made)


@contextmanager
def _trial_file(media: MediaFolder) -> Iterator[str]:
    name = f"trial-{uuid4().hex}"
    with media.replacing(name) as place:
        write(place / "trial.csv", lambda file: file.write(b"t,energy\n0,0\n1,0\n"))
    try:
        yield name
    finally:
        media.empty(name)
