"""Scene 10: consent ends, and with it everything that was made from it."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from capture.records import labelling as records
from tests.browser.story.cards import MENDED, find
from tests.browser.story.place import Story
from tests.browser.story.sitting import WRITTEN
from tests.security.searching import Searcher


def withdraw(story: Story) -> None:
    page, session = story.page, story.session
    words = _words(story)
    searcher = Searcher()
    searcher.words(words)
    assert searcher.needles
    with story.site.db() as db:
        project = records.projects(db)[0].number
    with story.annotators.gateway() as gateway:
        assert list(gateway.tasks(project, sessions=[session])) != []
    receipt = json.loads(story.sonmat("withdraw", session, "--json"))
    assert receipt["sessions"] == [session] and receipt["artifacts_erased"] > 20
    assert receipt["releases_to_recall"] == [story.kept["release"]]
    assert len(receipt["handouts_to_recall"]) == 1 and receipt["still_out"] == []
    with story.annotators.gateway() as gateway:
        assert list(gateway.tasks(project, sessions=[session])) == []
    with story.acting():
        expect(find(story, MENDED[story.language]).locator("[class*='st-key-hit-']")).to_have_count(
            0
        )
        story.open("data-library")
        card = page.locator(f".st-key-shelf-{story.kept['release']}")
        expect(card.get_by_text(story.says("Recalled")).first).to_be_visible()
    story.shot("withdrawn")
    found = searcher.search([story.root / "data"])
    assert [(one.name, one.path) for one in found] == []
    assert searcher.files > 3


def _words(story: Story) -> list[str]:
    """What was told in the sitting, as a whole and in pieces of a few words."""
    told = [*story.kept["heard"], WRITTEN[story.language], MENDED[story.language]]
    pieces = []
    for text in told:
        each = text.split()
        pieces += [" ".join(each[n : n + 3]) for n in range(max(1, len(each) - 2))]
    return [one for one in (*told, *pieces) if len(one) >= 8]
