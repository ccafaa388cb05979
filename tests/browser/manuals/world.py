"""A site on which the manuals are walked, served to its own machine and to a network.

``SONMAT_SHOTS`` names a folder for the pictures: ``SONMAT_SHOTS=docs/images/manuals`` makes anew
what the manuals show.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

import av
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from capture import sessions
from capture.access import OWNER
from capture.site import Site
from tests.app.lan.serving import Served
from tests.app.signing_in import PASSWORD
from tests.browser.test_walk import LOCALES, Walk, _settled

SIZE = (1120, 760)
COLOURS = 96
PICTURES_S, PICTURES = 20.0, 40
# A camera of Chromium's own is called after the file that it shows.
DEVICES = """
if (navigator.mediaDevices) {
  const real = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  navigator.mediaDevices.enumerateDevices = async () => (await real()).map((one) => ({
    ...one.toJSON(), label: one.kind === "videoinput" ? "USB camera" : "USB microphone",
  }));
}
"""


@dataclass(frozen=True)
class World:
    site: Site
    served: Served
    # the demo in the language of the walk
    session: str


@dataclass(frozen=True)
class Screen(Walk):
    """A page of the app, as somebody uses it who has the manual beside it."""

    world: World

    def picture(
        self, name: str, of: Locator | None = None, high: int = SIZE[1], top: Locator | None = None
    ) -> None:
        """What the manual shows as ``name``: the window from ``top`` on, or a part of it alone."""
        if self.page.locator("[data-test-script-state]").count():
            _settled(self.page)
            expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)
        self.page.set_viewport_size({"width": SIZE[0], "height": high})
        if top is not None:
            top.evaluate("element => element.scrollIntoView()")
        self.page.wait_for_timeout(400)
        keep(name, self.language, (of or self.page).screenshot())
        self.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.says(text))

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}/{path}{'&' if '?' in path else '?'}lang={self.language}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def fill(self, label: str, text: str) -> None:
        field = self.page.get_by_label(self.says(label), exact=True).last
        field.fill(text)
        field.press("Enter")
        _settled(self.page)

    def expand(self, label: str) -> Locator:
        """A part of the page that is folded."""
        named = self.page.locator("summary").get_by_text(self.says(label).split("{")[0])
        found = self.page.get_by_test_id("stExpander").filter(has=named).first
        found.locator("summary").first.click()
        found.scroll_into_view_if_needed()
        return found

    def procedure(self) -> str:
        return sessions.get_session(self.world.site, OWNER, self.world.session).procedure


def sign_in(screen: Screen, name: str) -> None:
    """Somebody whose password was chosen before."""
    screen.open("")
    screen.heading("Sign in")
    screen.page.get_by_label(screen.says("Name"), exact=True).fill(name)
    screen.page.get_by_label(screen.says("Password"), exact=True).fill(PASSWORD)
    screen.page.get_by_role("button", name=screen.says("Sign in"), exact=True).click()
    expect(screen.page.get_by_test_id("stSidebarNavLink").first).to_be_visible()


def at(browser: Browser, world: World, language: str, url: str = "") -> Screen:
    """A new window that speaks ``language``."""
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": SIZE[0], "height": SIZE[1]}
    )
    context.set_default_timeout(60_000)
    context.add_init_script(DEVICES)
    return Screen(context.new_page(), language, url or world.served.own, world)


def keep(name: str, language: str, png: bytes) -> None:
    """In few colours, so that a manual with a dozen of them stays small."""
    folder = os.environ.get("SONMAT_SHOTS")
    if not folder:
        return
    place = Path(folder) / language / f"{name}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    shown = Image.open(io.BytesIO(png)).convert("RGB")
    few = shown.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(place, optimize=True)


def filmed(recording: Path, out: Path) -> Path:
    """Some seconds of a recording as a file that Chromium takes for its camera."""
    with av.open(str(recording)) as video, out.open("wb") as file:
        video.seek(int(PICTURES_S * av.time_base))
        for number, frame in enumerate(video.decode(video=0)):
            small = frame.reformat(640, 360, "yuv420p")
            if number == 0:
                file.write(b"YUV4MPEG2 W640 H360 F15:1 Ip A1:1 C420jpeg\n")
            file.write(b"FRAME\n" + small.to_ndarray().tobytes())
            if number == PICTURES:
                break
    return out


def settled(page: Page) -> None:
    _settled(page)
