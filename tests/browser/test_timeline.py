"""A session from draft to approved: by keyboard alone, by two people at once, to the frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from capture import artifacts, sessions
from capture.access import OWNER
from capture.opening import add_recording
from capture.settings import Settings
from capture.site import Site
from capture.sources import Place
from data_schemas.artifact import Kind
from data_schemas.artifact import Recipe as ArtifactRecipe
from data_schemas.clock import TimeMap
from pipelines.review import desk
from pipelines.review.signing.desk import approval
from tests.app import sample
from tests.app.serving import serving
from tests.browser.barriers import barriers
from tests.browser.by_keyboard import Keyboard
from tests.browser.timeline import TimeLine
from tests.browser.words import said_in
from tests.capture.clips import Recipe, clip
from tests.conftest import placed

pytestmark = pytest.mark.browser

LOCALES = {"ko": "ko-KR", "en": "en-US"}
SIZES = {"laptop": (1280, 800), "tablet": (1024, 768)}
OTHER_WORDS = ("Start and polish this face slowly twice", "Then that ring sits on wet")


@dataclass(frozen=True)
class Served:
    site: Site
    made: sample.Sample
    url: str

    @property
    def address(self) -> str:
        return f"{self.url}/session?session={self.made.session.id}"

    @property
    def entries(self) -> int:
        return len(desk.entries(self.site, OWNER, self.made.session.id))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "site.key")
    site = Site.open(settings)
    made = sample.processed(site)
    with serving(settings, tmp_path / "log", tmp_path) as url:
        yield Served(site, made, url)
    site.close()


def opened(browser: Browser, address: str, language: str = "en", size: str = "laptop") -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": height}
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".approval .states")).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-test-script-state=notRunning]')")
    return page


@pytest.mark.parametrize("language", ["ko", "en"])
def test_everything_by_keyboard(served: Served, browser: Browser, language: str) -> None:
    """More than ten words, six boundaries, two steps, what is unsure, three signatures."""
    page = opened(browser, served.address, language)
    keys = Keyboard(page)
    keys.retype(*OTHER_WORDS)
    assert keys.texts()[:2] == list(OTHER_WORDS)
    before = keys.sections()
    for number in range(3):
        keys.choose(number)
        keys.press("Shift+BracketRight", "Shift+Quote")
    keys.choose(1)
    keys.press("g")
    page.keyboard.press("4")
    keys.settled()
    keys.choose(2)
    keys.press("g")
    page.keyboard.press("1")
    keys.settled()
    while keys.ask("player.store.approval.unsure.length"):
        keys.press("u", "y")
    after = keys.sections()
    for one, two in zip(before, after, strict=True):
        assert one["start"] != two["start"] and one["end"] != two["end"]
    assert [one["step"] for one in after] == ["clean", "test", "clean"]
    for name in ("Kim", "Lee", "Park"):
        keys.sign(name)
    expect(page.locator(".approval [aria-current]")).to_have_text(said_in(language, "Approved"))
    found = approval(served.site, OWNER, served.made.session.id)
    assert (found.state, [one.name for one in found.signed]) == ("approved", ["Kim", "Lee", "Park"])
    timeline = sessions.timeline(served.site, OWNER, served.made.session.id)
    assert timeline is not None and timeline.utterances[1].text == OTHER_WORDS[1]
    # What is approved is fixed: the same keys change nothing any more.
    count = served.entries
    keys.choose(0)
    keys.press("BracketLeft", "x", "Control+z")
    assert served.entries == count
    page.context.close()


@pytest.mark.both_languages
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_nothing_bars_anybody_and_all_keys_are_told(
    served: Served, browser: Browser, language: str, size: str, tmp_path: Path
) -> None:
    page = opened(browser, served.address, language, size)
    Keyboard(page).choose(1)
    page.screenshot(path=tmp_path / f"{language}-{size}.png")
    assert barriers(page) == []
    small = page.locator(".player button:visible").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).filter((r) => r.height < 24)"
    )
    assert not small, "a finger finds every button"
    page.keyboard.press("Shift+Slash")
    told = page.locator("dialog.help")
    expect(told).to_be_visible()
    assert told.locator("dt").count() == told.locator("dd").count() > 40
    assert all(told.locator("dd").all_inner_texts())
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing lies outside of the screen"
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.context.close()


BOTH = """(box, [count, seed]) => {
  const { player } = box.timeline;
  let dice = seed;
  const random = () => (dice = (dice * 48271) % 2147483647) / 2147483647;
  const one = (list) => list[Math.floor(random() * list.length)];
  const act = () => {
    const line = one(player.data.lines.filter(({ kind }) => kind === "speech"));
    const bars = player.data.lanes.flatMap(({ bars }) => bars);
    const bar = one(bars);
    return one([
      { do: "words", id: line.id, text: `${seed} says ${random()}` },
      { do: "move", id: bar.id, end: bar.start + (bar.end - bar.start) * (0.5 + random()) },
      { do: "relabel", id: bar.id, step: one(["clean", "gasket", "bolts", "test"]) },
      { do: "speaker", id: line.id, speaker: one(["expert", "interviewer", "bystander"]) },
    ]);
  };
  // Somebody who decides about every conflict, the one way or the other.
  const decide = setInterval(() => {
    const dialog = player.find("choose");
    if (dialog.open) one([...dialog.querySelectorAll("button")]).click();
  }, 10);
  window.done = (async () => {
    const told = { kept: [], left: 0 };
    for (let n = 0; n < count; n += 1) {
      if (await player.store.act([act()])) told.kept.push(...player.store.done);
      else told.left += 1;
      await new Promise((go) => setTimeout(go, random() * 40));
    }
    clearInterval(decide);
    return told;
  })();
}"""
HOLDS = """({ player }) => ({
  lines: player.data.lines.map(({ id, text, speaker }) => [id, text, speaker]),
  bars: player.data.lanes.flatMap(({ bars }) => bars)
    .map(({ id, step, start, end }) => [id, step, start, end]).sort(),
})"""


@pytest.mark.parametrize("count", [15, pytest.param(100, marks=pytest.mark.full)])
def test_two_browsers_at_once_lose_nothing(served: Served, browser: Browser, count: int) -> None:
    """Each makes ``count`` acts at random moments: what was kept stands, and both see the same."""
    pages = [opened(browser, served.address) for _ in range(2)]
    boxes = [TimeLine(page).box for page in pages]
    for seed, box in enumerate(boxes, 11):
        box.evaluate(BOTH, [count, seed])
    told = [page.evaluate("() => window.done") for page in pages]
    kept = [number for one in told for number in one["kept"]]
    assert len(set(kept)) == len(kept) and sum(one["left"] for one in told) <= count
    assert sorted(kept) == list(range(1, served.entries + 1)), "every entry is one that was kept"
    for box in boxes:
        box.evaluate("box => box.timeline.player.store.refresh()")
    seen = [box.evaluate(f"box => ({HOLDS})(box.timeline)") for box in boxes]
    assert seen[0] == seen[1]
    fresh = opened(browser, served.address)
    assert TimeLine(fresh).box.evaluate(f"box => ({HOLDS})(box.timeline)") == seen[0]
    for page in (*pages, fresh):
        page.context.close()


def test_an_answer_that_comes_late_takes_nothing_back(served: Served, browser: Browser) -> None:
    """Somebody's change is told while ours of the same line is kept: ours is the later one."""
    page, other = (opened(browser, served.address) for _ in range(2))
    keys, others = Keyboard(page), Keyboard(other)
    held: list[tuple[Route, APIResponse]] = []

    def late(route: Route) -> None:
        if held or route.request.method != "GET":
            route.continue_()
        else:
            held.append((route, route.fetch()))

    keys.ask("player.store.end()")  # it asks when we say
    others.retype("Theirs came first")
    page.route("**/timeline/**", late)
    keys.ask("void player.store.refresh()")
    while not held:
        page.wait_for_timeout(20)
    keys.ask("player.store.refresh()")
    assert keys.texts()[0] == "Theirs came first"
    keys.retype("Ours came last")
    route, answer = held[0]
    assert answer.status == 200
    route.fulfill(response=answer)
    page.wait_for_timeout(500)
    assert keys.texts()[0] == "Ours came last"
    for one in (page, other):
        one.context.close()


def test_a_second_camera_runs_beside_the_first(served: Served, browser: Browser) -> None:
    """It began 1.5 s later, so it shows its own second 3.5 where the first one shows 5."""
    site, session = served.site, served.made.session.id
    data = clip(Recipe(audio="aac", fps=15, width=320, height=240, ticks=15_360,
                       times_s=tuple(n / 15 for n in range(120))))  # fmt: skip
    second = add_recording(site, OWNER, session, placed(data, Place(1, 1.5, "hand")))
    for kind, value in ((Kind.PROXY, data), (Kind.TIME_MAP, TimeMap.identity())):
        made = ArtifactRecipe(kind=kind, stage="sample", version="1", parents=(second.original,))
        artifacts.seal(site, made, artifacts.session_scope(session), value)
    page = opened(browser, served.address)
    keys = Keyboard(page)
    keys.press("c")
    beside = page.locator("video.second")
    expect(beside).to_be_visible()
    keys.press("ArrowRight", "ArrowRight", "ArrowRight", "Period")
    beside_by = "Math.abs(player.screen.second.currentTime - (player.now - 1.5))"
    for _ in range(300):  # a picture takes its time to be there, and so does the second one
        if keys.ask(beside_by) < 0.1:
            break
        page.wait_for_timeout(100)
    assert keys.ask(beside_by) < 0.1
    keys.press("Space")
    expect(beside).to_have_js_property("paused", False)
    keys.press("Space", "Shift+Comma", "Shift+Comma")
    expect(beside).to_have_js_property("paused", True)
    assert keys.ask("[player.media.playbackRate, player.screen.second.playbackRate]") == [0.5, 0.5]
    keys.press("c")
    expect(beside).to_have_count(0)
    page.context.close()


def test_a_broken_line_keeps_the_act_until_the_server_is_there_again(
    served: Served, browser: Browser
) -> None:
    page = opened(browser, served.address)
    keys = Keyboard(page)
    page.route("**/timeline/**", lambda route: route.abort())
    page.keyboard.press("n")
    page.keyboard.press("y")
    expect(page.locator(".toast")).to_have_text(
        said_in("en", "No line to the server: your change waits. Leave this page open.")
    )
    assert served.entries == 0
    page.unroute_all()
    keys.settled()
    assert served.entries == 1
    page.context.close()
