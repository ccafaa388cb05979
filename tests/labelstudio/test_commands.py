"""The way of somebody at a keyboard: push, status, pull, recall, close."""

from __future__ import annotations

import json

import pytest

from capture.site import Site
from pipelines.labelstudio.gathering.desk import is_blind
from tests.cli.conftest import commands as commands
from tests.cli.test_cli import sonmat  # noqa: F401
from tests.labelstudio.out import Annotating, at, moved, ready
from tests.labelstudio.server import Server

pytestmark = pytest.mark.full


@pytest.fixture
def environment(environment, server: Server):
    return {
        **environment, "SONMAT_LS_URL": server.url, "SONMAT_LS_TOKEN_FILE": str(server.token_file),
        "SONMAT_LS_MEDIA": str(server.media), "SONMAT_LS_CLASS": "restricted",
    }  # fmt: skip


def test_out_and_back(site: Site, server: Server, sonmat):  # noqa: F811
    at(site, server)
    session = ready(site).session.id

    def told(*words):
        done = sonmat("labelstudio", *words, "--json")
        assert server.token.get_secret_value() not in done.stdout + done.stderr
        return json.loads(done.stdout)

    assert told("push", "--language", "en")["pushed"] == [session]
    assert told("push", session, "--language", "en")["unchanged"] == [session]
    (project,) = told("status")["projects"]
    with server.gateway() as gateway:
        Annotating(gateway, project["number"]).hand_in(session, moved("seg-clean", end=3.25))
    # one session in ten is blind and waits for somebody else
    assert told("pull")["taken"] == ([] if is_blind(site, session) else [session])
    text = sonmat("labelstudio", "status").stdout
    assert project["id"] in text and "annotator-" not in text
    told("close", project["id"], "--force")
    assert project["id"] not in sonmat("labelstudio", "status").stdout
