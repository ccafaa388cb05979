"""Sessions that may go out, and what annotators do with them, against a real server."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from capture import artifacts
from capture.access import OWNER
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.mask import FoundMasks
from pipelines.deidentify import desk as hiding
from pipelines.deidentify.copying.desk import make
from pipelines.deidentify.words import desk as words
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.remote import Connection, Json, Task
from tests.app import sample
from tests.labelstudio.server import Server


def at(site: Site, server: Server) -> None:
    """Let the site's annotators work on this server."""
    update = {
        "ls_url": server.url, "ls_token": server.token, "ls_media": server.media,
        "ls_class": "restricted",
    }  # fmt: skip
    site.settings = site.settings.model_copy(update=update)


def ready(site: Site, made: sample.Sample | None = None) -> sample.Sample:
    """A processed session for whose hidden words and faces somebody answers, with its copy."""
    found = sample.processed(site, made)
    original = found.session.recordings[0].original
    recipe = Recipe(kind=Kind.MASKS, stage="masks", version="1", parents=(original,))
    artifacts.seal(site, recipe, artifacts.session_scope(found.session.id), FoundMasks())
    answer_for(site, found)
    return found


def answer_for(site: Site, made: sample.Sample) -> None:
    session = made.session.id
    for one in hiding.queue(site, OWNER, session).samples:
        hiding.judge(site, OWNER, session, one.id, "hidden")
    for one in words.queue(site, OWNER, session).samples:
        words.judge(site, OWNER, session, one.id, "hidden")
    hiding.confirm(site, OWNER, session, "Lee")
    make(site, session, lambda _share: None)


@dataclass
class Annotating:
    """What somebody who annotates does, through the server's API."""

    gateway: Gateway
    project: int

    def task(self, session: str) -> Task:
        (found,) = self.gateway.tasks(self.project, sessions=[session])
        return self.gateway.task(found.id)

    def hand_in(self, session: str, change: Callable[[list[Json]], list[Json]] = list) -> int:
        """The prediction as it was shown, changed."""
        task = self.task(session)
        shown = task.predictions[0].result if task.predictions else []
        return self.gateway.annotate(task.id, change([dict(one) for one in shown]))


def moved(name: str, **times: float) -> Callable[[list[Json]], list[Json]]:
    """The region ``name`` with other edges."""

    def change(items: list[Json]) -> list[Json]:
        return [
            {**one, "value": {**one["value"], **times}} if one["id"] == name else one
            for one in items
        ]

    return change


def also(*more: Json) -> Callable[[list[Json]], list[Json]]:
    return lambda items: [*items, *more]


def said(review: str, note: str = "") -> tuple[Json, ...]:
    """What the annotator says of the whole."""
    choice = {
        "id": "r", "from_name": "review", "to_name": "video", "type": "choices",
        "value": {"choices": [review]},
    }  # fmt: skip
    asked = {
        "id": "q", "from_name": "question", "to_name": "video", "type": "textarea",
        "value": {"text": [note]},
    }  # fmt: skip
    return (choice, asked) if note else (choice,)


def another(server: Server, name: str) -> Gateway:
    """A second user of the server, who came by an invitation."""
    with httpx.Client(base_url=server.url, trust_env=False, follow_redirects=True) as http:
        signed = {"Authorization": f"Token {server.token.get_secret_value()}"}
        url = httpx.get(f"{server.url}/api/invite", headers=signed, trust_env=False).json()
        invite = url["invite_url"]
        page = http.get(invite).text
        (csrf,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[:1]
        form = {
            "email": f"{name}@sonmat.invalid", "password": "Sonmat-tests-1",
            "csrfmiddlewaretoken": csrf,
        }  # fmt: skip
        http.post(invite, data=form, headers={"Referer": server.url + invite})
        token = http.get("/api/current-user/token").json()["token"]
    return Gateway(Connection(server.url, SecretStr(token)))
