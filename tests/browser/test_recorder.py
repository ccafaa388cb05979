"""The recorder in a real browser: nothing is lost, whatever happens to line, server and tab."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from capture import artifacts, closing, procedures, sessions, takes
from capture.access import OWNER
from capture.media import Media
from capture.opening import Opening, open_session
from capture.proxy import make_proxy
from capture.settings import Settings
from capture.site import Site
from capture.takes import Start
from data_schemas.session import Recording
from tests.browser.barriers import barriers
from tests.browser.flashing import flashes_between
from tests.browser.recording import FLASHES, BadLine, Screen, Server, Truth, chromium
from tests.conftest import CSV

pytestmark = pytest.mark.browser

CODE = re.compile(r"^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$")
FOCUSED = """() => {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found === document.body ? "" : found?.innerText ?? "";
}"""
NO_CAMERA = """
const asked = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (wanted.video) throw new DOMException("", "NotFoundError");
  return (window.sonmatMedia = await asked(wanted));
};
"""


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
    truth.whole(page)
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
    truth.whole(page)
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
    flashes = flashes_between(media)
    assert [one.kind for one in marks] == ["key"] * 3
    assert len(flashes) == 3
    for mark, (dark, bright) in zip(marks, flashes, strict=True):
        # On a busy machine pictures are far apart: it happened between two of them.
        assert dark - 0.1 < mark.at_s < bright + 0.1
        print(f"marked {mark.at_s:.3f}, first seen {bright - mark.at_s:+.3f}")  # noqa: T201
    with io.BytesIO() as out:
        make_proxy(media, out)
        proxied = Media(lambda: io.BytesIO(out.getvalue())).info
    assert abs(proxied.duration_s - recording.duration_s) < 0.2
    context.close()


def test_a_second_device_joins_by_a_code_and_lies_in_the_same_take(
    site: Site, server: Server, browser: Browser, session: str
) -> None:
    contexts = [browser.new_context(locale="en-US") for _ in range(3)]
    truths = [Truth(context) for context in contexts]
    first, second, third = (truth.page() for truth in truths)
    main = Screen(first).open(server.url, session)
    main.button("Show a code").click()
    code = first.get_by_role("heading", name=CODE).inner_text()
    other = _join(second, server.url, code.lower())
    other.ready()
    main.record()
    first.wait_for_timeout(1500)
    other.record()
    for page in (first, second):
        page.wait_for_timeout(1200)
    main.stop()
    second.wait_for_timeout(600)
    other.stop()
    expect(first.get_by_text("Camera 1:")).to_be_visible()
    expect(first.get_by_text("Camera 2:")).to_be_visible()
    stored = dict(zip(kept(site, session), _recordings(site, session), strict=True))
    early, late = (stored[truth.recordings()[0]] for truth in truths[:2])
    assert (early.take, late.take) == (1, 1)
    assert 1.4 < late.offset_s - early.offset_s < 20
    # Who arrived first is the zero of the clock; where the other lies its sound may tell better.
    assert [one.offset_by for one in _recordings(site, session)] == ["clock", "nobody"]
    assert takes.unfinished(site, OWNER, session) == ()
    # The device stays in when its page is loaded again; the code lets nobody else in.
    second.reload()
    other.ready()
    _join(third, server.url, code)
    expect(third.get_by_text("This code is wrong or too old")).to_be_visible()
    for context in contexts:
        context.close()


def _recordings(site: Site, session: str) -> tuple[Recording, ...]:
    return sessions.get_session(site, OWNER, session).recordings


def _join(page: Page, url: str, code: str) -> Screen:
    screen = Screen(page)
    page.goto(f"{url}/join")
    page.get_by_label("Code", exact=True).fill(code)
    screen.button("Join").click()
    return screen


@pytest.mark.full
def test_a_second_tab_waits_until_the_first_one_is_closed(
    server: Server, browser: Browser, session: str
) -> None:
    context = browser.new_context(locale="en-US")
    first, second = context.new_page(), context.new_page()
    Screen(first).open(server.url, session).record()
    second.goto(f"{server.url}/record?session={session}")
    expect(second.get_by_text("open in another tab")).to_be_visible()
    expect(Screen(second).button("Record")).to_be_hidden()
    first.close()
    Screen(second).ready()
    expect(second.get_by_text("Camera 1:").or_(second.get_by_text("No. "))).not_to_have_count(0)
    context.close()


@pytest.mark.full
def test_over_an_unsecured_line_it_is_said_why_there_is_no_camera(
    server: Server, browser: Browser, session: str
) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.add_init_script("delete Navigator.prototype.mediaDevices;")
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false});")
    page.goto(f"{server.url}/record?session={session}")
    expect(page.get_by_role("alert").filter(has_text="sonmat serve --lan")).to_be_visible()
    expect(Screen(page).button("Record")).to_be_hidden()
    context.close()


@pytest.mark.full
def test_a_full_disk_on_the_server_is_said_and_nothing_is_lost(
    site: Site, server: Server, browser: Browser, session: str
) -> None:
    context = browser.new_context(locale="en-US")
    truth = Truth(context)
    page = truth.page()
    refused = {"error": "The disk is full: free some space and try again."}
    page.route("**/recorder/ses-*/**", lambda route: route.fulfill(status=507, json=refused))
    screen = Screen(page).open(server.url, session)
    screen.record()
    expect(page.get_by_text("The disk of the server is full. Recording goes on")).to_be_visible()
    expect(page.locator(".light")).to_be_visible()
    page.unroute_all()
    screen.stop()
    expect(page.get_by_text("Camera 1:")).to_be_visible()
    truth.whole(page)
    assert kept(site, session) == truth.recordings()
    context.close()


@pytest.mark.full
@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("NotAllowedError", "barred"),
        ("NotFoundError", "No microphone"),
        ("NotReadableError", "another program"),
    ],
)
def test_what_bars_the_camera_is_said_in_one_sentence(
    server: Server, browser: Browser, session: str, error: str, says: str
) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () =>"
        f" Promise.reject(new DOMException('', '{error}'));"
    )
    page.goto(f"{server.url}/record?session={session}")
    screen = Screen(page)
    note = page.get_by_role("alert").filter(has_text=says)
    off = screen.button("Turn on camera and microphone")
    expect(off.or_(note).first).to_be_visible()
    if not note.is_visible():
        off.click()
    expect(note).to_be_visible()
    expect(off).to_be_visible()
    context.close()


@pytest.mark.full
def test_without_a_camera_sound_alone_and_unplugged_in_the_middle(
    site: Site, server: Server, browser: Browser, session: str
) -> None:
    context = browser.new_context(locale="en-US")
    truth = Truth(context)
    page = truth.page()
    page.add_init_script(NO_CAMERA)
    screen = Screen(page).open(server.url, session)
    expect(page.locator(".still")).to_have_text("Sound only, no camera")
    screen.record()
    page.wait_for_timeout(2200)
    page.evaluate("() => window.sonmatMedia.getTracks()[0].dispatchEvent(new Event('ended'))")
    expect(page.get_by_role("alert").filter(has_text="The microphone is gone")).to_be_visible()
    expect(page.get_by_text("Sound 1:")).to_be_visible()
    (recording,) = sessions.get_session(site, OWNER, session).recordings
    assert recording.has_audio and not recording.has_video and recording.duration_s > 1.5
    truth.whole(page)
    assert kept(site, session) == truth.recordings()
    context.close()


@pytest.mark.full
def test_leaving_the_page_ends_the_recording_and_keeps_it(
    site: Site, server: Server, browser: Browser, session: str
) -> None:
    """Nothing may go on recording that nobody sees."""
    context = browser.new_context(locale="en-US")
    truth = Truth(context)
    page = truth.page()
    Screen(page).open(server.url, session).record()
    expect(page).to_have_title(re.compile("^● REC "))
    page.wait_for_timeout(1500)
    page.get_by_role("link", name="Library", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Library")
    expect(page).not_to_have_title(re.compile("REC"))
    page.get_by_role("button", name="Open", exact=True).first.click()
    page.wait_for_timeout(2500)
    (recording,) = sessions.get_session(site, OWNER, session).recordings
    assert recording.duration_s > 1
    truth.whole(page)
    assert kept(site, session) == truth.recordings()
    context.close()


@pytest.mark.both_languages
@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.full)])
def test_everything_is_done_with_the_keyboard_alone_and_axe_finds_nothing_serious(
    site: Site, server: Server, browser: Browser, session: str, language: str, folder: Path
) -> None:
    context = browser.new_context(
        locale={"ko": "ko-KR", "en": "en-US"}[language], viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    screen = Screen(page, language).open(server.url, session)
    page.wait_for_timeout(5000)  # until there is advice to be judged as well
    checked(page, folder / f"ready-{language}.png")
    tab_to(page, screen.words("Record"))
    page.keyboard.press("Enter")
    expect(page.locator(".light")).to_be_visible()
    for key in ("m", "PageDown", "b"):
        page.keyboard.press(key)
    page.wait_for_timeout(1200)
    checked(page, folder / f"recording-{language}.png")
    tab_to(page, screen.words("Set a mark"))
    page.keyboard.press("Space")
    tab_to(page, screen.words("Pause"))
    page.keyboard.press("Enter")
    paused = screen.words("Paused. Going on starts a new take.")
    expect(page.get_by_role("alert").filter(has_text=paused)).to_be_visible()
    tab_to(page, screen.words("Go on recording"))
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    tab_to(page, screen.words("End recording"))
    page.keyboard.press("Enter")
    camera = screen.words("Camera {n}").format(n=1)
    expect(page.get_by_text(f"{camera}:")).to_have_count(2)
    tab_to(page, screen.words("Show a code"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=CODE)).to_be_visible()
    checked(page, folder / f"done-{language}.png")
    first, second = sessions.get_session(site, OWNER, session).recordings
    kinds = [one.kind for one in sessions.marks(site, OWNER, session, first.id).marks]
    assert kinds == ["key", "pedal", "pedal", "button"]
    assert (first.take, second.take) == (1, 2)
    context.close()


@pytest.mark.both_languages
@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.full)])
def test_the_other_pages_have_nothing_serious_either(
    site: Site, server: Server, browser: Browser, session: str, language: str, folder: Path
) -> None:
    """The page to join at, that of a planned session, and one with a recording broken off."""
    context = browser.new_context(
        locale={"ko": "ko-KR", "en": "en-US"}[language], viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    says = Screen(page, language).words
    page.goto(f"{server.url}/join")
    expect(page.get_by_label(says("Code"), exact=True)).to_be_visible()
    checked(page, folder / f"join-{language}.png")
    page.goto(f"{server.url}/session?session={session}")
    expect(page.get_by_text(says("Nothing was recorded yet."))).to_be_visible()
    checked(page, folder / f"planned-{language}.png")
    start = Start(f"stm-{1:016x}", f"dev-{1:016x}", site.now(), site.now(), "Tablet")
    stream = takes.begin(site, OWNER, session, start).id if language == "ko" else None
    if stream:
        takes.append(site, OWNER, session, stream, 0, b"some bytes")
        page.reload()
        expect(page.get_by_text("— Tablet:")).to_be_visible()
        checked(page, folder / f"broken-off-{language}.png")
        closing.abandon(site, OWNER, session, stream)
    context.close()


def checked(page: Page, picture: Path) -> None:
    """Take a picture of the page and let axe look for what bars somebody from it."""
    assert barriers(page) == []
    page.screenshot(path=picture, full_page=True)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the button of this name has the focus."""
    for _ in range(80):
        if page.evaluate(FOCUSED).strip().endswith(name):  # its icon is a word, too
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")
