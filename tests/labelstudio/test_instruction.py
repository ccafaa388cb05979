"""The guideline over a task, on the real labelling page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from pipelines.labelstudio.config import Screen, config_of
from pipelines.labelstudio.guideline import instruction
from pipelines.labelstudio.vocabulary import vocabulary
from tests.labelstudio import drawn
from tests.labelstudio.screen import lay_media, open_task, signed_in
from tests.labelstudio.server import Server

pytestmark = [pytest.mark.full, pytest.mark.browser]


def test_annotators_read_the_guideline_and_find_the_way_to_its_examples(
    browser: Browser, server: Server
) -> None:
    procedure = drawn.procedure("ko")
    with server.gateway() as gateway, signed_in(browser, server) as context:
        project = gateway.create_project(
            "Guided", config_of(procedure, Screen("ko")), annotators=1, model_version="",
            instruction=instruction(procedure, "ko", "http://127.0.0.1:8999"),
        )  # fmt: skip
        gateway.add_storage(project, str(server.media / "sessions"))
        data = {
            "session": "ses-guided", "title": "1", "answer": "", "fps": float(drawn.FPS),
            "utterances": drawn.utterances("ko"), **lay_media(server.media),
        }  # fmt: skip
        (task,) = gateway.import_tasks(project, [{"data": data}])
        page = open_task(context, gateway, task).page
        page.get_by_role("button", name="Instructions").click()
        expect(page.get_by_text(vocabulary().tags[0].guideline.ko)).to_be_visible()
        link = page.get_by_role("link", name=vocabulary().words["guideline"].ko)
        expect(link).to_be_visible()
        address = f"http://127.0.0.1:8999/guideline?procedure={procedure.id}&lang=ko"
        assert link.get_attribute("href") == address
        page.close()
