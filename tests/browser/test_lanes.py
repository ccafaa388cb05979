"""The time line by mouse, finger and keys: choosing, looking closer, moving an edge."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.barriers import barriers
from tests.browser.test_walk import (  # noqa: F401
    LOCALES,
    Walk,
    _open_session,
    _seeks,
    served,
    walk,
)
from tests.browser.timeline import TimeLine

pytestmark = pytest.mark.browser

CLEAN, GASKET, BOLTS = "Clean the sealing face", "Fit the gasket", "Tighten the bolts"


@pytest.fixture
def line(walk: Walk) -> TimeLine:  # noqa: F811
    _open_session(walk)
    line = TimeLine(walk.page)
    line.y("speech")
    line.page.wait_for_function(WAVE)
    return line


WAVE = """() => {
  const find = (root) => root.querySelector(".lanes")
    || [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
  return find(document)?.timeline?.wave;
}"""
# Whether anything but paper and lines is painted in a part of the canvas.
PAINTED = """(box, [lane, from, to]) => {
  const { board, view } = box.timeline;
  const { canvas, context, ratio } = board.sheet;
  const track = board.all.find((one) => one.className === lane);
  const x = Math.round(view.x(from) * ratio);
  const wide = Math.max(1, Math.round((to - from) * view.scale * ratio));
  const y = Math.round((track.top + 4) * ratio);
  const { data } = context.getImageData(x, y, wide, Math.round((track.height - 8) * ratio));
  const colours = new Set();
  for (let n = 0; n < data.length; n += 4) colours.add(`${data[n]},${data[n + 1]},${data[n + 2]}`);
  return [...colours].some((one) => !["255,255,255", "239,235,225", "217,212,199"].includes(one));
}"""


def painted(line: TimeLine, lane: str, start: float, end: float) -> bool:
    return bool(line.box.evaluate(PAINTED, [lane, start, end]))


def test_lanes_show_what_is_where(line: TimeLine) -> None:
    """The sample speaks from 1 to 3 and 5 to 7, and its right hand is seen from 1 to 4."""
    assert painted(line, "wave", 3.5, 4.5)
    assert painted(line, "speech", 1.2, 2.8) and not painted(line, "speech", 3.2, 4.8)
    assert painted(line, "energy", 1.2, 2.8)
    hands = line.page.locator(".lane.presence")
    expect(hands).to_have_count(2)
    assert not painted(line, "presence", 0.0, 12.0), "the left hand is never seen"


def test_a_click_chooses_a_section_and_elsewhere_it_seeks(line: TimeLine, walk: Walk) -> None:  # noqa: F811
    page = line.page
    line.click(GASKET, 6.0)
    _seeks(walk, 4.0, 4.1)
    expect(page.locator(".chosen")).to_contain_text("Fit the gasket")
    expect(line.chosen()).to_contain_text("Fit the gasket")
    expect(page.locator(".voice")).to_have_text(re.compile(r"Fit the gasket · 0:04\.0–0:08\.0"))
    line.click(BOLTS, 2.0)
    _seeks(walk, 1.95, 2.05)
    expect(line.chosen()).to_contain_text("Fit the gasket")
    line.click("speech", 9.5)
    _seeks(walk, 9.45, 9.55)


def test_over_a_section_its_title_is_told(line: TimeLine, walk: Walk) -> None:  # noqa: F811
    tip = line.page.locator(".tip")
    line.page.mouse.move(line.x(6.0), line.y(GASKET))
    told = f"2. Fit the gasket · 0:04–0:08 · {walk.says('Please check')}"
    expect(tip).to_have_text(told)
    line.page.mouse.move(line.x(9.5), line.y("speech"))
    expect(tip).to_contain_text("onerror=")
    line.page.mouse.move(line.x(6.0), line.y(CLEAN))
    expect(tip).to_be_hidden()


def test_zooming_keeps_what_is_looked_at(line: TimeLine, walk: Walk) -> None:  # noqa: F811
    page = line.page
    line.shows(0, 12)
    page.mouse.move(line.x(9.0), line.y("speech"))
    page.keyboard.down("Control")
    before = line.x(9.0)
    for _ in range(20):
        page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_timeout(100)
    span = line.ask("lanes.view.span")
    assert span == pytest.approx(2.0), "no nearer than two seconds"
    assert line.x(9.0) == pytest.approx(before, abs=1)
    page.get_by_role("button", name=walk.says("Whole recording")).click()
    line.shows(0, 12)
    line.click("speech", 6.0)
    page.get_by_role("button", name=walk.says("Zoom in"), exact=True).click()
    line.shows(3, 9, near=0.1)
    page.get_by_role("button", name=walk.says("Zoom out"), exact=True).click()
    line.shows(0, 12)


def test_the_view_is_dragged_wheeled_and_scrolled(line: TimeLine) -> None:
    page = line.page
    line.ask("lanes.look(4, 4)")
    axis = page.locator(".axis").bounding_box()
    assert axis is not None
    y = axis["y"] + 10
    page.mouse.move(line.x(6.0), y)
    page.mouse.down()
    page.mouse.move(line.x(7.0), y, steps=5)
    page.mouse.up()
    line.shows(3, 7)
    page.mouse.move(line.x(5.0), y)
    page.mouse.wheel(line.ask("lanes.view.scale"), 0)
    page.wait_for_timeout(100)
    line.shows(4, 8)
    page.locator(".time-bar").scroll_into_view_if_needed()
    bar = page.locator(".time-bar").bounding_box()
    assert bar is not None
    page.mouse.click(bar["x"] + bar["width"] - 4, bar["y"] + 8)
    line.shows(8, 12)


def test_an_edge_is_dragged_and_told_once(line: TimeLine) -> None:
    line.stub()
    line.drag(GASKET, 8.0, 8.3)
    expect(line.page.locator(".tip")).to_have_text("0:08.30")
    assert line.acted() == [], "nothing is told before it is let go"
    line.page.mouse.up()
    ((act,),) = line.acted()
    assert act["end"] == pytest.approx(8.3, abs=0.02)
    assert act == {"do": "move", "id": "seg-gasket", "end": act["end"]}


def test_an_edge_holds_on_to_words_and_other_sections_unless_alt_is_held(line: TimeLine) -> None:
    line.stub()
    near = 4 / line.ask("lanes.view.scale")
    line.drag(GASKET, 4.0, 5.0 + near)
    line.page.mouse.up()
    line.drag(BOLTS, 8.0, 8.5)
    line.page.mouse.move(line.x(8.0 + near), line.y(BOLTS))
    line.page.mouse.up()
    line.page.keyboard.down("Alt")
    line.drag(CLEAN, 0.5, 1.0 + near)
    line.page.mouse.up()
    line.page.keyboard.up("Alt")
    (words,), (free,) = line.acted()
    assert words == {"do": "move", "id": "seg-gasket", "start": 5.0}
    assert free["id"] == "seg-clean" and free["start"] == pytest.approx(1.0 + near, abs=0.01)
    assert free["start"] != 1.0


def test_escape_leaves_the_edge_where_it_was(line: TimeLine) -> None:
    line.stub()
    line.drag(GASKET, 8.0, 9.0)
    assert line.ask("lanes.moving.end") == pytest.approx(9.0, abs=0.05)
    line.page.keyboard.press("Escape")
    assert line.ask("lanes.moving") is None
    line.page.mouse.up()
    assert line.acted() == []


def test_an_edge_stays_behind_the_other_one_and_inside_the_recording(line: TimeLine) -> None:
    line.stub()
    line.drag(GASKET, 4.0, 11.0)
    assert line.ask("lanes.moving.start") == pytest.approx(7.9)
    line.page.keyboard.press("Escape")
    line.page.mouse.up()
    line.hold(CLEAN, 0.5)
    line.page.mouse.move(line.x(0) - 150, line.y(CLEAN), steps=4)
    assert line.ask("lanes.moving.start") == 0
    line.page.keyboard.press("Escape")
    line.page.mouse.up()


def test_what_is_refused_springs_back(line: TimeLine) -> None:
    line.stub(allowed=False)
    line.drag(GASKET, 8.0, 9.0)
    line.page.mouse.up()
    line.page.wait_for_timeout(100)
    assert len(line.acted()) == 1 and line.ask("lanes.moving") is None


def test_who_may_not_change_moves_nothing(line: TimeLine) -> None:
    line.stub()
    line.ask("(lanes.player.store.editable = false)")
    line.ask("lanes.look(2, 8)")
    line.drag(GASKET, 8.0, 9.0)
    line.page.mouse.up()
    assert line.acted() == []
    line.shows(1, 9)


def test_keys_choose_and_nudge(line: TimeLine, walk: Walk) -> None:  # noqa: F811
    line.stub()
    page = line.page
    listed = page.get_by_role("listbox", name=walk.says("Step sections in order of time"))
    expect(listed.get_by_role("option")).to_have_count(3)
    listed.focus()
    page.keyboard.press("ArrowDown")
    expect(line.chosen()).to_contain_text(CLEAN)
    page.keyboard.press("ArrowDown")
    expect(line.chosen()).to_contain_text(GASKET)
    active = "box => box.timeline.list.element.getAttribute('aria-activedescendant')"
    assert line.box.evaluate(active) == line.chosen().get_attribute("id")
    page.keyboard.press("ArrowUp")
    expect(line.chosen()).to_contain_text(CLEAN)
    assert line.ask("lanes.chooseUnsure(1)") is True
    expect(line.chosen()).to_contain_text(GASKET)
    assert line.ask("lanes.chooseUnsure(1)") is True, "after the last one comes the first"
    expect(line.chosen()).to_contain_text(GASKET)
    assert line.ask("[lanes.nudge('end', 0.1), lanes.nudge('end', 0.1)]") == [True, True]
    expect(page.locator(".voice")).to_have_text("0:08.2")
    page.wait_for_timeout(600)
    assert line.acted() == [[{"do": "move", "id": "seg-gasket", "end": 8.2}]]
    line.ask("lanes.zoomToChosen()")
    line.shows(3, 9)
    line.ask("lanes.leave(0)")
    assert line.ask("lanes.nudge('end', 0.1)") is False
    assert line.ask("lanes.zoomToChosen()") is False


def test_a_nudge_is_told_before_something_else_is_chosen(line: TimeLine) -> None:
    line.stub()
    line.ask("lanes.chooseNext(1)")
    line.ask("[lanes.nudge('start', 0.25), lanes.chooseNext(1)]")
    assert line.acted() == [[{"do": "move", "id": "seg-clean", "start": 0.75}]]


def test_what_came_from_the_server_keeps_the_view_and_the_focus(line: TimeLine) -> None:
    line.ask("lanes.chooseNext(1)")
    line.ask("lanes.look(3, 5)")
    name = line.lane(GASKET).locator("button")
    name.focus()
    again = """box => {
      const lanes = box.timeline;
      const data = structuredClone(lanes.data);
      data.lanes[0].bars[0].end = 3.5;
      data.lanes[1].chip = "";
      lanes.show(data);
    }"""
    line.box.evaluate(again)
    line.shows(3, 8)
    expect(name).to_be_focused()
    expect(line.chosen()).to_contain_text("0:00.5–0:03.5")
    expect(line.lane(GASKET).locator(".chip")).to_have_count(0)


def test_the_view_goes_along_with_the_recording_unless_somebody_looks_elsewhere(
    line: TimeLine,
) -> None:
    line.ask("lanes.look(0, 2)")
    line.ask("(lanes.player.seek(1), 0)")
    line.page.wait_for_timeout(300)
    line.ask("lanes.head.move(2.1, false)")
    line.shows(1.9, 3.9)
    line.ask("lanes.look(8, 2)")
    line.ask("lanes.head.move(2.3, false)")
    line.shows(8, 10)
    line.ask("lanes.head.move(5.0, true)")
    line.shows(4, 6)


def test_two_fingers_zoom_and_one_moves(browser: Browser, served: tuple[str, Path]) -> None:  # noqa: F811
    context = browser.new_context(
        locale="en-US", viewport={"width": 1024, "height": 768}, has_touch=True
    )
    page = context.new_page()
    page.goto(served[0])
    walk_ = Walk(page, "en", served[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Library", timeout=60_000)
    _open_session(walk_)
    line = TimeLine(page)
    y = line.y("speech")
    device = context.new_cdp_session(page)

    def touch(kind: str, *seconds: float) -> None:
        points = [{"x": x, "y": y, "id": n} for n, x in enumerate(seconds)]
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    left, right = line.x(5.0), line.x(7.0)
    apart = right - left
    touch("touchStart", left)
    touch("touchStart", left, right)
    for step in range(1, 11):
        touch("touchMove", left - apart * step / 20, right + apart * step / 20)
    touch("touchEnd")
    page.wait_for_timeout(200)
    line.shows(3, 9, near=0.3)
    from_, to = line.x(5.0), line.x(6.0)
    touch("touchStart", from_)
    for step in range(1, 11):
        touch("touchMove", from_ + (to - from_) * step / 10)
    touch("touchEnd")
    page.wait_for_timeout(200)
    line.shows(2, 8, near=0.4)
    line.stub()
    grip = "lanes.edges.find(lanes.board.all.at(-3), lanes.view.x(8) + 10, true)?.edge"
    assert line.ask(grip) == "end", "a finger is wide"
    assert line.ask(grip.replace("true", "false")) is None
    context.close()


@pytest.mark.both_languages
def test_axe_finds_nothing_serious(line: TimeLine) -> None:
    line.stub()
    line.ask("lanes.chooseNext(1) && lanes.chooseNext(1)")
    expect(line.page.locator(".chosen q")).to_be_visible()
    assert barriers(line.page) == []
