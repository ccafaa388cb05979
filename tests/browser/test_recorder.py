"""The recorder in a real browser: nothing is lost, whatever happens to line, server and tab."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from capture import artifacts, procedures, sessions, takes
from capture.access import OWNER
from capture.opening import Opening, open_session
from capture.settings import Settings
from capture.site import Site
from tests.browser.flashing import beeps_heard, flashes_seen
from tests.browser.recording import FLASHES, BadLine, Screen, Server, Truth, chromium
from tests.conftest import CSV

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recorder")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    opened = Site.open(Settings(data=folder / "data", site_key_file=folder / "site.key"))
    procedures.import_procedure(opened, OWNER, CSV, "flange.csv")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def server(site: Site, folder: Path) -> Iterator[Server]:
    made = Server(site.settings, folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright, chromium(playwright) as launched:
        yield launched


@pytest.fixture
def session(site: Site) -> str:
    (procedure,) = procedures.list_procedures(site, OWNER)
    return open_session(site, OWNER, Opening(procedure.id, "Kim")).id


def kept(site: Site, session: str) -> list[bytes]:
    found = []
    for recording in sessions.get_session(site, OWNER, session).recordings:
        with artifacts.open_bytes(site, recording.original) as file:
            found.append(file.read())
    return found


def test_nothing_is_lost_over_a_bad_line_two_dead_servers_and_a_closed_tab(
    site: Site, server: Server, browser: Browser, session: str
) -> None:
    """A third of all requests and a tenth of the answers are lost all the while."""
    context = browser.new_context(locale="en-US")
    truth, line = Truth(context), BadLine()
    page = truth.page()
    page.route("**/recorder/ses-*/**", line)
    screen = Screen(page).open(server.url, session)
    screen.record()
    for _ in range(2):
        page.wait_for_timeout(2000)
        server.kill()
        page.wait_for_timeout(1500)
        server.start()
    page.wait_for_timeout(1500)
    expect(page.locator(".light")).to_be_visible()
    screen.settled()
    page.close()
    assert len(takes.unfinished(site, OWNER, session)) == 1

    page = truth.page()
    page.route("**/recorder/ses-*/**", line)
    screen = Screen(page).open(server.url, session)
    expect(page.get_by_text("Camera 1:")).to_be_visible()
    screen.record()
    page.wait_for_timeout(2500)
    screen.stop()
    expect(page.get_by_text("Camera 1:")).to_have_count(2)
    page.wait_for_timeout(300)
    assert line.lost["request"] >= 3 and line.lost["answer"] >= 1, line.lost
    assert kept(site, session) == truth.recordings()
    first, second = sessions.get_session(site, OWNER, session).recordings
    assert first.duration_s > 8 and second.offset_s > first.duration_s
    context.close()


def test_marks_lie_where_they_were_set(
    site: Site, server: Server, browser: Browser, session: str
) -> None:
    """The picture turns white and a tone sounds at each press: that is when it happened."""
    context = browser.new_context(locale="ko-KR")
    page = context.new_page()
    page.add_init_script(FLASHES)
    screen = Screen(page, "ko").open(server.url, session)
    screen.record()
    for wait in (1100, 1730, 1470):
        page.wait_for_timeout(wait)
        page.keyboard.press("m")
        expect(page.locator(".toast")).to_be_visible()
    page.wait_for_timeout(900)
    screen.stop()
    expect(page.get_by_text("카메라 1:")).to_be_visible()
    (recording,) = sessions.get_session(site, OWNER, session).recordings
    marks = sessions.marks(site, OWNER, session, recording.id).marks
    media = artifacts.open_media(site, recording.original)
    seen, heard = flashes_seen(media), beeps_heard(media)
    assert [one.kind for one in marks] == ["key"] * 3
    assert len(seen) == len(heard) == 3
    for mark, light, sound in zip(marks, seen, heard, strict=True):
        print(f"mark {mark.at_s:.3f} seen {light - mark.at_s:+.3f} heard {sound - mark.at_s:+.3f}")  # noqa: T201
        assert abs(light - mark.at_s) < 0.1 and abs(sound - mark.at_s) < 0.1
    context.close()
