"""The time line of a page, pointed at by seconds and lanes: a canvas has nothing to click on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

# Stands in for what sends acts to the server, which has tests of its own.
STUB = """(box, allowed) => {
  window.acted = [];
  const { store } = box.timeline.player;
  store.act = async (acts) => { window.acted.push(acts); return allowed; };
  Object.defineProperty(store, "editable", { value: true, writable: true, configurable: true });
}"""


@dataclass(frozen=True)
class TimeLine:
    page: Page

    @property
    def box(self) -> Locator:
        return self.page.locator(".lanes")

    @property
    def option(self) -> Locator:
        """Of the hidden list: sections in order of time."""
        return self.page.locator(".sections li")

    def ask(self, expression: str) -> Any:
        """What ``expression`` over ``lanes`` gives in the browser."""
        return self.box.evaluate(f"box => {{ const lanes = box.timeline; return {expression}; }}")

    def lane(self, name: str) -> Locator:
        """The row in the column of names with this class, or else with these words."""
        if name.islower():
            return self.page.locator(f".lane.{name}").first
        return self.page.locator(".lane", has_text=name).first

    def x(self, second: float) -> float:
        return float(
            self.box.evaluate(
                "(box, s) => box.timeline.board.tracks.getBoundingClientRect().left"
                " + box.timeline.view.x(s)",
                second,
            )
        )

    def y(self, lane: str) -> float:
        row = self.lane(lane)
        row.scroll_into_view_if_needed()
        found = row.bounding_box()
        assert found is not None
        return found["y"] + found["height"] / 2

    def click(self, lane: str, second: float, off: float = 0.0) -> None:
        """``off`` pixels below the middle of the lane."""
        y = self.y(lane) + off
        self.page.mouse.click(self.x(second), y)

    def hold(self, lane: str, second: float) -> None:
        y = self.y(lane)
        self.page.mouse.move(self.x(second), y)
        self.page.mouse.down()

    def drag(self, lane: str, start: float, end: float) -> None:
        self.hold(lane, start)
        self.page.mouse.move(self.x(end), self.y(lane), steps=6)

    def stub(self, allowed: bool = True) -> None:
        self.box.evaluate(STUB, allowed)

    def acted(self) -> list[list[dict[str, Any]]]:
        found: list[list[dict[str, Any]]] = self.page.evaluate("() => window.acted")
        return found

    def chosen(self) -> Locator:
        return self.page.locator(".sections li[aria-selected=true]")

    def shows(self, start: float, end: float, near: float = 0.05) -> None:
        """The view is of these seconds."""
        expect(self.box).to_be_visible()
        view = self.ask("[lanes.view.start, lanes.view.end]")
        assert abs(view[0] - start) <= near and abs(view[1] - end) <= near, view
