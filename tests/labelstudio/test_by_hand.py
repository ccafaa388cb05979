"""Pushed, handed in on the real page in Chromium, pulled: nothing that was left alone changes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from capture import labelling, sessions
from capture.access import OWNER
from capture.records import labelling as records
from capture.site import Site
from pipelines.labelstudio import desk
from pipelines.labelstudio.gathering import desk as gathering
from pipelines.labelstudio.pushing.desk import PushOptions, push
from pipelines.review import desk as review
from tests.labelstudio.out import Annotating, at, ready
from tests.labelstudio.screen import open_task, signed_in
from tests.labelstudio.server import Server
from tests.labelstudio.test_screen import SUBMIT, real

pytestmark = [pytest.mark.full, pytest.mark.browser]


def test_what_somebody_hands_in_as_it_is_changes_nothing(
    site: Site, server: Server, browser: Browser, monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr(gathering, "BLIND_ONE_IN", 1 << 40)
    at(site, server)
    session = ready(site).session.id
    before = sessions.timeline(site, OWNER, session)
    push(site, OWNER, PushOptions(language="en"))
    with site.db() as db:
        (project,) = records.projects(db)
    with server.gateway() as gateway, signed_in(browser, server) as context:
        work = Annotating(gateway, project.number)
        shown = open_task(context, gateway, work.task(session).id)
        assert shown.has(6) and real(shown.faults) == []
        assert "$answer" not in shown.page.locator("body").inner_text()
        shown.page.screenshot(path=str(tmp_path / "page.png"))
        shown.page.locator(SUBMIT).first.click()
        shown.page.wait_for_function("() => Htx.annotationStore.selected.pk")
    assert desk.pull(site, OWNER).taken == (session,)
    assert review.entries(site, OWNER, session)[-1].actor == "owner", "no act of an annotator"
    assert sessions.timeline(site, OWNER, session) == before
    assert not labelling.is_out(site, session)
