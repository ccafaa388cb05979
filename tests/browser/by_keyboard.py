"""Going through a session with the keyboard alone, the way the help of the player tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.timeline import TimeLine

WAIT_MS = 40


@dataclass(frozen=True)
class Keyboard:
    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(WAIT_MS)
        self.settled()

    def settled(self) -> None:
        """Everything that was sent has been answered."""
        self.page.wait_for_function(
            "() => { const { store } = document.querySelectorAll('*').values()"
            ".map((one) => one.shadowRoot?.querySelector('.lanes')?.timeline?.player)"
            ".find(Boolean); return !store.waiting; }"
        )

    def ask(self, expression: str) -> Any:
        """What ``expression`` over ``player`` gives in the browser."""
        return TimeLine(self.page).box.evaluate(
            f"box => {{ const {{ player }} = box.timeline; return {expression}; }}"
        )

    def texts(self) -> list[str]:
        found: list[str] = self.ask(
            "player.data.lines.filter(({ kind }) => kind === 'speech').map(({ text }) => text)"
        )
        return found

    def retype(self, *texts: str) -> None:
        """Lines from the first one on get other words: Tab goes on to the next."""
        self.press("Home", "e")
        field = self.page.locator(".edit textarea")
        for number, text in enumerate(texts):
            if number:
                self.page.keyboard.press("Tab")
            expect(field).to_be_focused()
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        self.page.keyboard.press("Control+Enter")
        expect(field).to_have_count(0)
        self.settled()

    def choose(self, number: int) -> None:
        """Section ``number`` in the order of time."""
        at = "player.lanes.sections.findIndex(({ id }) => id === player.lanes.chosen)"
        for _ in range(20):
            here = self.ask(at)
            if here == number:
                return
            self.press("n" if here < number else "p")
        raise AssertionError(f"section {number} cannot be reached")

    def sections(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("player.lanes.sections")
        return found

    def sign(self, name: str) -> None:
        before = self.ask("player.store.number")
        self.page.keyboard.press("Shift+Y")
        expect(self.page.locator("dialog.choose input")).to_be_focused()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")
        for _ in range(200):
            if self.ask("player.store.number") > before:
                break
            self.page.wait_for_timeout(WAIT_MS)
        self.settled()
