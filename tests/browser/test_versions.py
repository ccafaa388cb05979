"""Two versions in a real browser: what differs is seen, chosen by keys, kept; nothing bars anybody.

``SONMAT_SHOTS`` names a folder for pictures of what was seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from capture import labelling, sessions
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.annotation import Labelled, Labelling
from data_schemas.clock import Span
from pipelines.labelstudio.guiding import desk
from tests.app import sample
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.words import said_in
from tests.pipelines.labelstudio.handed import answer_for, give, ready, send

pytestmark = pytest.mark.browser
Row = tuple[str, float, float, str, str]


def version(*rows: Row) -> Labelling:
    codes = {one["id"] for one in sample.STEPS}
    return Labelling(
        stretches=tuple(
            Labelled(
                id=name, lane="steps" if label in codes else "speech", labels=(label,), text=text,
                start_s=start, end_s=end,
            )
            for name, start, end, label, text in sorted(rows, key=lambda row: row[1:3])
        ),
        review="ready",
    )  # fmt: skip


# Of the same recording, from nothing: so the ids are of two people. Markup must stay words.
SAID = (
    ("u", 1.0, 3.0, "key_point", "First wipe the face clean three times"),
    ("w", 9.0, 10.0, "speech", sample.HOSTILE),
)
ONE = version(
    ("a", 0.5, 4.0, "clean", ""), ("b", 4.0, 8.0, "gasket", ""), ("c", 8.0, 8.9, "bolts", ""),
    *SAID, ("v", 5.0, 7.0, "cue", "Now the gasket goes on dry"),
)  # fmt: skip
OTHER = version(
    ("x", 0.5, 4.2, "clean", ""), ("y", 5.5, 8.0, "gasket", ""), ("z", 9.5, 11.0, "test", ""),
    *SAID, ("v2", 5.0, 7.0, "hazard", "Now the gasket goes on dirty"),
)  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, sample.Sample, str]]:
    folder = tmp_path_factory.mktemp("versions")
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    site = Site.open(settings)
    made = ready(site)
    send(site, made, blind=True)
    give(site, made.session.id, 1, ONE)
    give(site, made.session.id, 2, OTHER)
    with serving(settings, folder / "log", folder) as url:
        yield site, made, url
    site.close()


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SONMAT_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1380, "height": 1500})
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_how_clear_the_labels_are_is_told_without_anybodys_name(held, page, language) -> None:
    _, made, url = held
    page.goto(f"{url}/clarity?procedure={made.session.procedure}&lang={language}")
    expect(page.get_by_text(said_in(language, "too few to say")).first).to_be_visible()
    shot(page, f"clarity-{language}")
    assert "annotator" not in page.content() and barriers(page) == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_differs_is_chosen_by_keys_and_kept(held, page, language) -> None:
    site, made, url = held
    if not labelling.is_out(site, made.session.id):  # the other language came first
        answer_for(site, made)
        send(site, made, blind=True)
        give(site, made.session.id, 1, ONE)
        give(site, made.session.id, 2, OTHER)
    page.goto(f"{url}/versions?lang={language}")
    page.locator("[data-testid=stMainBlockContainer] button").first.click()
    rows = page.locator(".versions .rows .row")
    # the first step's edges hardly differ, and what is said last does not
    expect(rows).to_have_count(4)
    expect(page.locator(".versions .hardly li")).to_have_count(1)
    assert page.locator(".versions img").count() == 0 and "annotator" not in page.content()
    expect(page.locator(".versions .playhead")).to_be_attached()
    video = page.locator(".versions video").element_handle()
    page.wait_for_function("(one) => one.readyState >= 2", arg=video)
    shot(page, f"versions-{language}")
    assert barriers(page) == []

    # the moved step is taken from the other side, by keys alone
    first = page.locator(".versions .rows input").first
    first.focus()
    for _ in range(4):
        page.keyboard.press("k")
    names = [row.locator("legend").inner_text() for row in rows.all()]
    at = next(n for n, name in enumerate(names) if "Fit the gasket" in name)
    for _ in range(at):
        page.keyboard.press("j")
    choices = rows.nth(at).locator("input")
    taken = choices.first.is_checked()
    page.keyboard.press("2" if taken else "1")
    expect(choices.nth(1 if taken else 0)).to_be_checked()
    marked = page.locator(".versions .track button.taken")
    before = marked.count()
    page.locator(".versions .zoom select").select_option("4")
    assert marked.count() == before > 0, "what is chosen stays marked on an axis that was enlarged"
    page.locator(".versions .zoom select").select_option("1")
    rows.nth(at).locator(".choice input:checked").focus()
    wanted = rows.nth(at).locator(".choice").nth(1 if taken else 0).inner_text()
    page.locator(".versions .keep").click()
    done = "The choice is kept: the time line is free again, and every version stays."
    expect(page.get_by_text(said_in(language, done))).to_be_visible()
    assert not labelling.is_out(site, made.session.id)
    timeline = sessions.timeline(site, OWNER, made.session.id)
    assert timeline is not None
    (gasket,) = [one for one in timeline.segments if one.step_id == "gasket"]
    assert f"0:0{gasket.start_s:.1f}" in wanted


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_guideline_has_examples_that_play_masked(held, page, language) -> None:
    site, made, url = held
    answer_for(site, made)
    desk.add_example(
        site, OWNER, made.session.id, "cue",
        Span(recording=made.recording, start_s=5.0, end_s=7.0),
    )  # fmt: skip
    page.goto(f"{url}/guideline?procedure={made.session.procedure}&label=cue&lang={language}")
    clip = page.locator(".clips button")
    expect(clip).to_have_count(1)
    shot(page, f"guideline-{language}")
    assert barriers(page) == []
    with page.expect_response(lambda answer: "masked=1" in answer.url) as played:
        clip.click()
    assert played.value.status in (200, 206)
