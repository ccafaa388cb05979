"""A walk through every page in a real browser, in both languages.

What is looked for on the way: that clicks seek and play, that what people said stays text, that
no request leaves for another host, and that the console stays silent.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from capture.settings import Settings
from capture.site import Site
from tests.app import sample
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.timeline import TimeLine
from tests.browser.words import said_in
from tests.capture.clips import Recipe, clip
from tests.hidden import masked

pytestmark = pytest.mark.browser

LOCALES = {"ko": "ko-KR", "en": "en-US"}
GLOSSARY_GAVE = {
    "en": "1 place where the glossary gave other words",
    "ko": "용어집을 쓰니 다르게 들린 곳 1군데",
}
PROCEDURE = "step,title\n1,Open the valve\n2,Close the valve\n"
# A page that is opened by its address asks for its server under that address first.
PROBES = ("/_stcore/health", "/_stcore/host-config")


@dataclass
class Seen:
    """Everything that should not have happened."""

    host: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.netloc != self.host:
            self.foreign.append(request.url)

    def console(self, message: ConsoleMessage) -> None:
        probe = urlsplit(message.location.get("url", "")).path.endswith(PROBES)
        # One test loses a part of an upload on purpose.
        lost = "net::ERR_FAILED" in message.text and "/upload/" in message.location.get("url", "")
        if message.type == "error" and not probe and not lost:
            self.complaints.append(f"{message.text} ({message.location.get('url')})")


@dataclass(frozen=True)
class Walk:
    page: Page
    language: str
    url: str

    def says(self, message: str) -> str:
        return said_in(self.language, message)

    def go(self, name: str) -> None:
        """Through the sidebar, as people do."""
        link = self.page.get_by_test_id("stSidebarNavLink").filter(has_text=self.says(name))
        link.first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.says(name))

    def button(self, name: str) -> None:
        self.page.get_by_role("button", name=self.says(name), exact=True).first.click()

    def second(self) -> float:
        return float(self.page.locator("video").first.evaluate("media => media.currentTime"))


# Keeps where a player was last sent to, which a busy machine is too slow to see it reach.
SOUGHT = """(() => {
    const media = HTMLMediaElement.prototype;
    const time = Object.getOwnPropertyDescriptor(media, "currentTime");
    Object.defineProperty(media, "currentTime", {
        get() { return time.get.call(this); },
        set(second) { this.sought = second; time.set.call(this, second); },
    });
})()"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("walk")
    settings = Settings(data=folder / "data", site_key_file=folder / "site.key")
    site = Site.open(settings)
    made = sample.processed(site)
    masked(site, made.session.id)
    sample.make_searchable(site, made)
    site.close()
    with serving(settings, folder / "log", folder) as url:
        yield url, folder


@pytest.fixture(params=["ko", "en"])
def walk(
    request: pytest.FixtureRequest, served: tuple[str, Path], browser: Browser
) -> Iterator[Walk]:
    url, language = served[0], request.param
    context = browser.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 800})
    context.set_default_timeout(60_000)
    context.add_init_script(SOUGHT)
    page = context.new_page()
    seen = Seen(urlsplit(url).netloc)
    page.on("request", seen.request)
    page.on("console", seen.console)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    started = time.monotonic()
    page.goto(url)
    walk = Walk(page, language, url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(walk.says("Library"))
    print(f"first page after {time.monotonic() - started:.1f} s ({language})")  # noqa: T201
    yield walk
    context.close()
    assert seen.foreign == []
    assert seen.complaints == []


def _open_session(walk: Walk) -> None:
    walk.button("Open")
    expect(walk.page.locator(".lines li").first).to_be_visible()
    walk.page.wait_for_function(
        "() => [...document.querySelectorAll('*')].some(e => e.shadowRoot?.querySelector('video')"
        "?.readyState > 0)"
    )


def _seeks(walk: Walk, low: float, high: float) -> None:
    """The player is sent to these seconds and is there, or plays on from there."""
    video = walk.page.locator("video").first
    deadline = time.monotonic() + 30
    while True:
        sought, now = video.evaluate("media => [media.sought ?? -1, media.currentTime]")
        if low <= sought < high and now >= low:
            break
        assert time.monotonic() < deadline, f"sent to {sought} s, at {now} s: not {low} - {high} s"
        walk.page.wait_for_timeout(100)
    video.evaluate("media => { delete media.sought; }")


def test_clicks_on_words_and_steps_seek(walk: Walk) -> None:
    _open_session(walk)
    page = walk.page
    page.locator(".word", has_text="gasket").first.click()
    _seeks(walk, 5.0, 7.5)
    expect(page.locator(".lines li[aria-current]")).to_contain_text("gasket")
    page.locator("video").evaluate("media => media.pause()")
    page.locator(".lane", has_text="Tighten").locator("button").click()
    _seeks(walk, 8.0, 8.9)
    expect(page.locator(".now")).to_have_text("Tighten the bolts crosswise")
    expect(page.locator(".chosen")).to_contain_text(walk.says("Done without a word"))
    expect(page.locator(".lane", has_text="Test for leaks")).to_contain_text(walk.says("Not found"))
    expect(page.locator(".lane", has_text="Fit the gasket")).to_contain_text(
        walk.says("Please check")
    )


def test_a_section_shows_its_evidence_and_what_to_check_leads_there(walk: Walk) -> None:
    _open_session(walk)
    page = walk.page
    chosen, notes = page.locator(".chosen"), page.locator(".notes section")
    notes.first.get_by_role("button", name="2. Fit the gasket").click()
    _seeks(walk, 4.0, 4.2)
    expect(chosen).to_contain_text(walk.says("Found by what was said:"))
    expect(chosen.locator("q")).to_have_text("“Now the gasket goes on dry”")
    expect(chosen).to_contain_text(walk.says("said while doing it"))
    chosen.locator(".quotes button").click()
    _seeks(walk, 5.0, 6.5)
    page.locator("video").evaluate("media => media.pause()")
    left_out = walk.says("Step {n} was probably left out").format(n=4)
    notes.nth(1).get_by_role("button", name=left_out).click()
    _seeks(walk, 8.8, 9.1)
    expect(chosen).to_be_hidden()


def test_keys_move_through_the_recording(walk: Walk) -> None:
    _open_session(walk)
    page = walk.page
    slider = page.get_by_role("slider", name=walk.says("Position in the recording"))
    slider.focus()
    page.keyboard.press("ArrowRight")
    _seeks(walk, 2.0, 2.1)
    page.keyboard.press("Shift+ArrowRight")
    _seeks(walk, 11.0, 12.1)
    page.keyboard.press("Home")
    _seeks(walk, 0.0, 0.1)
    first = page.locator(".lines .at").first
    first.focus()
    page.keyboard.press("ArrowDown")
    assert (
        page.locator(".lines li")
        .nth(1)
        .locator(".at")
        .evaluate("element => element.getRootNode().activeElement === element")
    )


DRAWN = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  .data.some((value, n) => n % 4 === 3 && value > 0)"""


# Both fill the screen: what is drawn lies on the picture.
FILLED = """() => {
  const find = (root, name) => root.querySelector(name)
    || [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot, name))
      .find(Boolean);
  const [video, canvas] = ["video", ".points-canvas"].map((name) => find(document, name));
  return document.fullscreenElement && video.clientHeight > 400
    && canvas.clientHeight === video.clientHeight && canvas.clientWidth === video.clientWidth;
}"""


def test_hands_are_drawn_where_they_were_seen_and_nowhere_else(walk: Walk) -> None:
    _open_session(walk)
    page = walk.page
    video, canvas = page.locator("video"), page.locator(".points-canvas")
    expect(canvas).to_have_count(0)
    page.get_by_role("button", name=walk.says("Show hands and body")).click()
    right = page.locator(".points li.right b")
    for second, seen in ((2.0, True), (5.0, False), (8.0, True)):
        video.evaluate("(media, second) => { media.currentTime = second }", second)
        expect(right).to_have_text(walk.says("seen" if seen else "not seen"))
        assert canvas.evaluate(DRAWN) is seen
    page.get_by_role("button", name=walk.says("Full screen")).click()
    page.wait_for_function(FILLED)
    assert canvas.evaluate(DRAWN)
    page.evaluate("document.exitFullscreen()")
    page.get_by_role("button", name=walk.says("Show hands and body")).click()
    expect(canvas).to_have_count(0)


def test_what_happened_is_marked_on_the_curve_of_movement(walk: Walk) -> None:
    _open_session(walk)
    page = walk.page
    expect(page.locator(".lane.energy")).to_contain_text(walk.says("How much moves"))
    line, top = TimeLine(page), -17
    page.mouse.move(line.x(2.0), line.y("energy") + top)
    expect(page.locator(".tip")).to_contain_text(walk.says("Lets go and takes hold again"))
    line.click("energy", 2.0, top)
    _seeks(walk, 2.0, 2.1)
    expect(page.locator(".chosen")).to_contain_text(walk.says("Lets go and takes hold again"))


def test_a_step_is_seen_side_by_side_and_opened_at_its_second(walk: Walk) -> None:
    _open_session(walk)
    page = walk.page
    page.locator(".lane", has_text="Fit the gasket").locator("button").click()
    page.get_by_role("button", name=walk.says("In other work sessions")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(walk.says("One step, side by side"))
    panel = page.locator(".panels article")
    expect(panel.locator("svg")).to_be_visible()
    expect(panel).to_contain_text(walk.says("You came from here"))
    panel.get_by_role("button", name=walk.says("Open here")).click()
    expect(page.locator(".lines li").first).to_be_visible()
    page.wait_for_timeout(1500)
    _seeks(walk, 4.0, 7.0)


def test_what_people_said_is_never_markup(walk: Walk) -> None:
    _open_session(walk)
    page = walk.page
    expect(page.locator(".lines")).to_contain_text("onerror=")
    assert page.locator(".player img").count() == 0
    assert page.title() != "1"


def test_who_speaks_and_how_well_it_is_heard_is_told(walk: Walk) -> None:
    _open_session(walk)
    page = walk.page
    first, second = (page.locator(".lines li.speech").nth(n) for n in (0, 1))
    expect(first.locator(".who")).to_have_text(walk.says("Expert"))
    expect(first.locator(".quantity")).to_have_text({"en": "3 times", "ko": "3번"}[walk.language])
    expect(second.locator(".who")).to_have_text(walk.says("Interviewer"))
    expect(second.locator(".quantity")).to_have_count(0)
    expect(page.get_by_test_id("stAlert").first).to_contain_text(
        walk.says("The words need a second look.")
    )
    named = page.locator("summary").get_by_text(walk.says("Sound"), exact=True)
    sound = page.get_by_test_id("stExpander").filter(has=named)
    sound.locator("summary").click()
    expect(sound).to_contain_text(
        walk.says("The voice is {n} dB louder than the noise").format(n=12)
    )
    glossary = page.get_by_test_id("stExpander").filter(has_text=GLOSSARY_GAVE[walk.language])
    glossary.locator("summary").click()
    expect(glossary.get_by_test_id("stDataFrame")).to_be_visible()


def test_a_step_is_confirmed_corrected_and_taken_back(walk: Walk) -> None:
    """By mouse in the player, and back from the list of all changes below it."""
    _open_session(walk)
    page, chosen = walk.page, walk.page.locator(".chosen")
    lane = page.locator(".lane", has_text="Clean the sealing face")
    section = page.locator(".sections li", has_text="Clean the sealing face")
    lane.locator("button").click()
    chosen.get_by_role("button", name=walk.says("That is right")).click()
    expect(section).to_have_class("person")
    lane.locator("button").click()
    page.locator("video").evaluate("media => { media.currentTime = 2.0 }")
    chosen.get_by_role("button", name=walk.says("Starts here")).click()
    expect(chosen).to_contain_text("0:02.0")
    counted = {"en": r"\d+ changes", "ko": r"변경 \d+건"}[walk.language]
    changes = page.get_by_test_id("stExpander").filter(has_text=re.compile(counted))
    changes.locator("summary").click()
    for _ in range(2):
        page.get_by_role("button", name=walk.says("Take back"), exact=True).locator(
            "visible=true"
        ).last.click()
        page.wait_for_timeout(1500)
        _settled(page)
    expect(section).to_have_class("sure")
    lane.locator("button").click()
    expect(chosen).to_contain_text("0:00.5")


def test_redrawing_the_page_does_not_stop_the_recording(walk: Walk) -> None:
    _open_session(walk)
    page, video = walk.page, walk.page.locator("video")
    video.evaluate("media => { media.muted = true; media.marked = true; return media.play() }")
    page.get_by_test_id("stExpander").filter(
        has_text=walk.says("Process again, or withdraw consent")
    ).locator("summary").click()
    page.get_by_label(walk.says("To go on, type: {word}").format(word=walk.says("withdraw"))).fill(
        "x"
    )
    page.keyboard.press("Tab")
    page.wait_for_timeout(1500)
    while walk.second() <= 1:  # it begins late on a busy machine
        page.wait_for_timeout(200)
    assert video.evaluate("media => media.marked && !media.paused")


@pytest.mark.weights
def test_a_hit_plays_its_seconds(walk: Walk) -> None:
    walk.go("Search")
    page = walk.page
    box = page.get_by_role("textbox", name=walk.says("What are you looking for?"))
    box.fill("Where does the gasket go?")
    page.get_by_test_id("stForm").get_by_role("button", name=walk.says("Find")).click()
    hit = page.locator("[class*='st-key-hit-']", has_text="gasket goes on dry").first
    expect(hit).to_be_visible()
    hit.get_by_role("button", name=walk.says("Play"), exact=True).click()
    expect(page.locator("video")).to_be_visible()
    page.wait_for_timeout(1500)
    _seeks(walk, 5.0, 7.5)
    page.wait_for_function(
        "() => [...document.querySelectorAll('*')].some(e => e.shadowRoot?.querySelector('video')"
        "?.paused)"
    )
    assert walk.second() < 7.6


def test_a_recording_is_taken_in_over_a_broken_line(walk: Walk, tmp_path: Path) -> None:
    """Bring a procedure, name an expert, send a file whose first part gets lost, take it in."""
    page = _at_the_files(walk)
    expander = page.get_by_test_id("stExpander").filter(
        has_text=walk.says("Bring another procedure")
    )
    expander.locator("summary").click()
    title = f"valve {walk.language}"
    upload = {"name": f"{title}.csv", "mimeType": "text/csv", "buffer": PROCEDURE.encode()}
    page.get_by_test_id("stFileUploader").first.locator("input").set_input_files(upload)  # type: ignore[arg-type]
    expect(page.get_by_text("Open the valve")).to_be_visible()
    walk.button("Save this procedure")
    expect(page.get_by_test_id("stSelectbox").first.locator("input")).to_have_value(title)
    expert = page.get_by_label(walk.says("Pseudonym of the expert")).last
    expert.fill(f"Expert {walk.language}")
    expert.press("Enter")
    _settled(page)
    _bring_glossary(walk)
    page.get_by_text(walk.says("One per person, the expert's on the left channel")).click()
    _name_the_voice(walk)
    lost: list[str] = []
    page.route("**/upload/*", lambda route: _lose_first(route, lost))
    # Long enough that the work is still going on when it is cancelled.
    times = tuple(i / 10 for i in range(400))
    width = 176 if walk.language == "ko" else 160
    data = clip(Recipe(audio="aac", width=width, times_s=times))
    page.locator(".uploader input").first.set_input_files(
        {"name": "take.mp4", "mimeType": "video/mp4", "buffer": data}
    )
    expect(page.locator(".uploader .state")).to_have_text(walk.says("Arrived whole."))
    assert lost == ["PATCH"]
    page.unroute_all()
    for purpose in page.get_by_test_id("stCheckbox").locator("input").all():
        assert not purpose.is_checked()
    walk.button("Take it in")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.get_by_role("button", name=walk.says("Cancel"), exact=True).first.click()
    expect(
        page.get_by_text(walk.says("The work was cancelled. What was finished is kept."))
    ).to_be_visible()


def test_several_files_arrive_one_by_one_and_each_can_be_taken_out(
    walk: Walk, tmp_path: Path
) -> None:
    page = _at_the_files(walk)
    several = [tmp_path / name for name in ("GX010001.MP4", "GX020001.MP4", "C0001.MP4")]
    for number, path in enumerate(several, 1):
        path.write_bytes(clip(Recipe(ticks=30 * number)))
    page.locator(".uploader input").first.set_input_files(several)
    states = page.locator(".uploader .state")
    expect(states).to_have_text([walk.says("Arrived whole.")] * 3)
    out = f"{walk.says('Take it out')}: GX020001.MP4"
    page.get_by_role("button", name=out, exact=True).click()
    expect(page.locator(".uploader .name")).to_have_text(["GX010001.MP4", "C0001.MP4"])
    # The same file again is the same file.
    page.locator(".uploader input").first.set_input_files(several[:1])
    expect(states).to_have_count(2)


def _at_the_files(walk: Walk) -> Page:
    """Past what is to be signed, where files are brought."""
    walk.go("New work session")
    page = walk.page
    link = "Only bring files or a camera card, without anything to be signed now"
    page.get_by_text(walk.says(link)).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(walk.says("Take in a recording"))
    _settled(page)
    return page


def _settled(page: Page) -> None:
    """Nothing is drawn anew any more."""
    page.wait_for_timeout(300)
    expect(page.locator("[data-test-script-state='notRunning']")).to_be_visible()


def _bring_glossary(walk: Walk) -> None:
    page = walk.page
    name = {"en": "Site glossary", "ko": "사업장 용어집"}[walk.language]
    expander = page.get_by_test_id("stExpander").filter(has_text=name)
    expander.locator("summary").click()
    upload = {"name": "terms.txt", "mimeType": "text/plain", "buffer": "gasket\n개스킷\n".encode()}
    expander.get_by_test_id("stFileUploader").locator("input").set_input_files(upload)  # type: ignore[arg-type]
    count = {"en": "Site glossary: 2 terms", "ko": "사업장 용어집: 용어 2개"}[walk.language]
    expect(page.get_by_test_id("stExpander").filter(has_text=count)).to_be_visible()


def _name_the_voice(walk: Walk) -> None:
    """The tick asks for seconds; without it nothing is asked."""
    page = walk.page
    tick = page.get_by_text(walk.says("Recognise the expert by the sound of their voice"))
    tick.click()
    expect(page.get_by_label(walk.says("Start (s)"))).to_be_visible()
    tick.click()
    expect(page.get_by_label(walk.says("Start (s)"))).to_have_count(0)


def _lose_first(route, lost: list[str]) -> None:  # type: ignore[no-untyped-def]
    if route.request.method == "PATCH" and not lost:
        lost.append("PATCH")
        route.abort()
    else:
        route.continue_()


def test_the_first_page_of_a_new_server_may_be_any(browser: Browser, tmp_path: Path) -> None:
    """Whoever reloads a page after a restart finds it again."""
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key")
    Site.open(settings).close()
    with serving(settings, tmp_path / "log", tmp_path) as url:
        page = browser.new_page(locale="en-US")
        page.goto(f"{url}/session")
        expect(page.get_by_role("heading", level=1)).to_have_text("Work session", timeout=60_000)
        page.close()


@pytest.mark.weights
def test_a_question_is_put_right_its_words_are_marked_and_keys_play_what_is_found(
    walk: Walk,
) -> None:
    walk.go("Search")
    page = walk.page
    box = page.get_by_placeholder(walk.says("What are you looking for?"))
    box.fill("the gaskett")
    box.press("Enter")
    instead = page.get_by_role("button", name="the gasket", exact=True)
    instead.click()
    expect(instead).to_have_count(0)
    first = page.locator(".st-key-hit-0")
    expect(first).to_have_count(1)  # what stood there before has gone
    expect(first.locator("mark").first).to_have_text(re.compile("gasket", re.IGNORECASE))
    same = walk.says("Same words: {words}").partition("{")[0]
    expect(first).to_contain_text(same)
    page.get_by_role("heading", level=1).click()  # out of the field, where a key is a letter
    page.keyboard.press("j")
    expect(first.get_by_role("button", name=walk.says("Play"), exact=True)).to_have_attribute(
        "kind", "primary"
    )
    expect(page.locator("video").first).to_be_visible()
    page.keyboard.press("j")
    second = page.locator(".st-key-hit-1")
    expect(second.get_by_role("button", name=walk.says("Play"), exact=True)).to_have_attribute(
        "kind", "primary"
    )
    assert barriers(page) == []


@pytest.mark.both_languages
def test_the_language_is_switched_and_kept(walk: Walk) -> None:
    page = walk.page
    other = "en" if walk.language == "ko" else "ko"
    page.get_by_test_id("stSidebar").get_by_role(
        "radio", name={"ko": "한국어", "en": "English"}[other]
    ).click()
    there = Walk(page, other, walk.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(there.says("Library"))
    there.go("Search")
    there.go("Library")
    expect(page).to_have_url(f"{walk.url}/?lang={other}")
    page.wait_for_function(f"() => document.documentElement.lang === '{other}'")
