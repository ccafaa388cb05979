"""Correcting words beside the player: fields, keys, other people, syllables that are put together.

On a page of its own with a store that keeps to the page (``stage``); with the real store and
server in ``test_words_kept.py``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import stage
from tests.browser.barriers import barriers
from tests.browser.stage import acts, line
from tests.browser.test_walk import SOUGHT
from tests.browser.words import said_in

pytestmark = pytest.mark.browser

CASES = Path(__file__).parents[1] / "pipelines" / "review" / "replace_cases.json"
WIPE, GASKET, WHY = "first wipe the face", "now the casket goes on", "why is it dry"
LEFT_OUT = {
    "id": "drop-1", "kind": "left-out", "start": 5.0, "end": 6.0, "text": "Left out: not sure",
    "who": "", "words": [], "quantities": [], "said": "thank you",
}  # fmt: skip
NOT_HEARD = {**LEFT_OUT, "id": "drop-2", "start": 9.5, "end": 9.8, "said": ""}
SILENT = {**LEFT_OUT, "id": "", "kind": "silent", "start": 6.2, "end": 6.6, "text": "No word"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture
def talk(page: Page) -> Page:
    """Three lines, a stretch that was left out and one without a word between them."""
    faint = line(2.5, GASKET)
    faint["words"][2][3] = True
    stage.put(
        page, [line(0.0, WIPE, speaker="expert", who="Expert"), faint, dict(LEFT_OUT),
               dict(SILENT), line(7.0, WHY), dict(NOT_HEARD)]
    )  # fmt: skip
    expect(page.locator(".word").first).to_be_visible()
    return page


def field(page: Page) -> Locator:
    return page.locator(".edit textarea")


def edit(page: Page, word: str) -> Locator:
    page.locator(".word", has_text=word).first.dblclick()
    expect(field(page)).to_be_focused()
    return field(page)


def texts(page: Page) -> list[str]:
    told: list[str] = page.evaluate(
        "() => stage.data.lines.filter((one) => one.kind === 'speech').map((one) => one.text)"
    )
    return told


def caret(page: Page) -> int:
    at: int = field(page).evaluate("one => one.selectionStart")
    return at


def put_caret(page: Page, at: int) -> None:
    field(page).evaluate("(one, at) => one.setSelectionRange(at, at)", at)


def says(message: str) -> str:
    return said_in("en", message)


# --- reading -------------------------------------------------------------------------------------


def test_a_word_is_played_from_by_a_click(talk: Page) -> None:
    talk.evaluate(SOUGHT)
    talk.locator(".word", has_text="casket").click()
    assert talk.evaluate("() => stage.player.media.sought") == pytest.approx(3.5, abs=0.1)
    assert talk.evaluate("() => stage.player.media.currentTime") >= 3.4
    assert acts(talk) == []


def test_what_was_hardly_heard_is_shaded_and_says_so(talk: Page) -> None:
    faint = talk.locator(".word.faint")
    expect(faint).to_have_text("casket")
    expect(faint).to_have_attribute("title", says("Hardly heard: please check"))


def test_an_hour_of_lines_is_there_at_once_and_only_what_is_near_is_drawn(page: Page) -> None:
    said = [line(n * 6.0, " ".join(f"w{n}x{k}" for k in range(10))) for n in range(1200)]
    stage.put(page, said)
    expect(page.locator(".lines li")).to_have_count(1200)
    expect(page.locator(".word").first).to_be_visible()
    assert page.locator(".word").count() < 800
    page.evaluate("() => { const { list } = stage.player.words; list.scrollTop = 1e6; }")
    expect(page.locator(".word", has_text="w1199x9")).to_be_visible()
    assert page.locator(".word").count() < 800
    tabbed = page.evaluate("() => document.querySelectorAll('.lines .at[tabindex=\"0\"]').length")
    assert tabbed == 1


def test_new_data_leaves_the_place_and_the_focus(page: Page) -> None:
    stage.put(page, [line(n * 6.0, f"this is line {n} of many") for n in range(300)])
    page.evaluate("() => { stage.player.words.list.scrollTop = 5000; }")
    at = page.locator(".lines li").nth(150).locator(".at")
    at.scroll_into_view_if_needed()
    at.focus()
    page.wait_for_timeout(300)  # lines near the view have come to their height
    before = at.bounding_box()
    page.evaluate("() => stage.other({ do: 'words', id: 'utt-60', text: 'long '.repeat(90) })")
    expect(at).to_be_focused()
    page.wait_for_timeout(300)
    after = at.bounding_box()
    assert before and after and after["y"] == pytest.approx(before["y"], abs=2)


# --- correcting ----------------------------------------------------------------------------------


def test_a_word_is_chosen_by_a_double_click_and_typed_over(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.keyboard.press("Control+Enter")
    expect(field(talk)).to_have_count(0)
    expect(talk.locator(".lines li").nth(1)).to_contain_text("now the gasket goes on")
    expect(talk.locator(".by-person")).to_have_count(1)
    assert acts(talk) == [[{"do": "words", "id": "utt-2.5", "text": "now the gasket goes on"}]]
    expect(talk.locator(".lines li").nth(1).locator(".at")).to_be_focused()


def test_escape_leaves_everything_as_it_was(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.type("something else")
    talk.keyboard.press("Escape")
    expect(talk.locator(".lines li").nth(1)).to_contain_text(GASKET)
    assert acts(talk) == []


def test_nothing_is_kept_where_nothing_changed(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.press("End")
    talk.keyboard.type("  ")
    talk.keyboard.press("Tab")
    expect(field(talk)).to_have_value(WHY)
    assert acts(talk) == []


def test_tab_keeps_and_goes_on_with_the_next_line(talk: Page) -> None:
    edit(talk, "first")
    talk.keyboard.type("then")
    talk.keyboard.press("Tab")
    expect(field(talk)).to_have_value(GASKET)
    talk.keyboard.press("Shift+Tab")
    expect(field(talk)).to_have_value("then wipe the face")
    assert [act["text"] for (act,) in acts(talk)] == ["then wipe the face"]


def test_arrows_leave_the_field_at_its_first_and_last_row_only(talk: Page) -> None:
    edit(talk, "casket").fill("long " * 60)
    put_caret(talk, 150)
    talk.keyboard.press("ArrowDown")
    expect(field(talk)).to_have_value("long " * 60)
    assert caret(talk) > 150
    talk.keyboard.press("Control+End")
    talk.keyboard.press("ArrowDown")
    expect(field(talk)).to_have_value(WHY)
    talk.keyboard.press("ArrowUp")
    expect(field(talk)).to_have_value(("long " * 60).strip())
    assert len(acts(talk)) == 1


def test_leaving_by_mouse_keeps_what_was_typed(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.locator(".when-title").click()
    expect(talk.locator(".lines li").nth(1)).to_contain_text("now the gasket goes on")
    assert len(acts(talk)) == 1


def test_keys_of_the_player_do_nothing_while_somebody_types(talk: Page) -> None:
    edit(talk, "why")
    talk.keyboard.press("Control+Home")
    at = talk.evaluate("() => stage.player.media.currentTime")
    talk.keyboard.type("m n , . ")
    for key in ("Home", "ArrowRight", "ArrowLeft"):
        talk.keyboard.press(key)
    expect(field(talk)).to_have_value(f"m n , . {WHY}")
    assert talk.evaluate("() => stage.player.media.currentTime") == at


def test_a_line_is_corrected_by_keyboard_alone(talk: Page) -> None:
    talk.locator(".lines .at").first.focus()
    assert talk.evaluate("() => stage.player.words.nextFaint(1)") is True
    expect(talk.locator(".lines li").nth(1).locator(".at")).to_be_focused()
    assert talk.evaluate("() => stage.player.media.currentTime") == pytest.approx(3.5, abs=0.01)
    talk.keyboard.press("Enter")
    talk.keyboard.type("gasket")
    talk.keyboard.press("Control+Enter")
    expect(talk.locator(".lines li").nth(1)).to_contain_text("now the gasket goes on")
    assert talk.evaluate("() => stage.player.words.nextFaint(1)") is False
    talk.evaluate("() => stage.player.words.edit()")
    expect(field(talk)).to_have_value("now the gasket goes on")


def test_the_line_that_is_said_is_corrected_wherever_the_focus_is(talk: Page) -> None:
    talk.evaluate("() => stage.player.seek(7.6)")
    talk.evaluate("() => stage.player.words.edit()")
    expect(field(talk)).to_have_value(WHY)
    assert field(talk).evaluate("one => [one.selectionStart, one.selectionEnd]") == [4, 6]


def test_a_pencil_and_buttons_do_the_same_for_fingers(talk: Page) -> None:
    talk.locator(".lines li").nth(1).get_by_role("button", name=says("Correct these words")).click()
    field(talk).fill("now the gasket")
    put_caret(talk, 3)
    talk.get_by_role("button", name=says("Divide here")).click()
    expect(field(talk)).to_have_value("the gasket")
    talk.get_by_role("button", name=says("Join the line above")).click()
    expect(field(talk)).to_have_value("now the gasket")
    talk.get_by_role("button", name=says("Cancel")).click()
    assert [act["do"] for one in acts(talk) for act in one] == ["words", "part", "join"]


def test_an_emptied_line_is_told_so(talk: Page) -> None:
    edit(talk, "why").fill("")
    talk.keyboard.press("Control+Enter")
    expect(talk.locator(".lines li.speech")).to_have_count(2)
    assert acts(talk) == [[{"do": "words", "id": "utt-7", "text": ""}]]


# --- dividing and joining ------------------------------------------------------------------------


def test_enter_divides_at_the_caret_and_backspace_joins_again(talk: Page) -> None:
    edit(talk, "goes")
    talk.keyboard.press("ArrowLeft")
    talk.keyboard.press("Enter")
    expect(field(talk)).to_have_value("goes on")
    assert caret(talk) == 0
    assert texts(talk) == [WIPE, "now the casket", "goes on", WHY]
    assert acts(talk) == [[{"do": "part", "id": "utt-2.5", "at": 14}]]
    talk.keyboard.press("Backspace")
    expect(field(talk)).to_have_value(GASKET)
    assert caret(talk) == len("now the casket ")
    assert texts(talk) == [WIPE, GASKET, WHY]
    expect(talk.locator(".lines > li.speech")).to_have_count(3)


def test_what_was_typed_is_kept_before_the_line_is_divided(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.type("\U0001f527 gasket")
    talk.keyboard.press("Enter")
    expect(field(talk)).to_have_value("goes on")
    words, part = acts(talk)[0]
    assert words["text"] == "now the \U0001f527 gasket goes on"
    assert part == {"do": "part", "id": "utt-2.5", "at": len("now the \U0001f527 gasket")}


def test_delete_at_the_end_joins_the_line_after(talk: Page) -> None:
    edit(talk, "first")
    talk.keyboard.press("End")
    talk.keyboard.press("Delete")
    expect(field(talk)).to_have_value(f"{WIPE} {GASKET}")
    assert caret(talk) == len(WIPE)
    assert acts(talk) == [[{"do": "join", "id": "utt-0", "with": "utt-2.5"}]]


def test_backspace_inside_only_takes_a_letter(talk: Page) -> None:
    edit(talk, "casket")
    put_caret(talk, 3)
    talk.keyboard.press("Backspace")
    expect(field(talk)).to_have_value("no the casket goes on")
    assert acts(talk) == []


def test_enter_at_the_end_goes_on_and_at_the_start_does_nothing(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.press("Home")
    talk.keyboard.press("Enter")
    expect(field(talk)).to_have_value(GASKET)
    talk.keyboard.press("End")
    talk.keyboard.press("Enter")
    expect(field(talk)).to_have_value(WHY)
    assert acts(talk) == []


def test_the_first_line_has_none_before_it(talk: Page) -> None:
    edit(talk, "first")
    talk.keyboard.press("Home")
    talk.keyboard.press("Backspace")
    expect(field(talk)).to_have_value(WIPE)
    assert acts(talk) == []


# --- syllables that are put together -------------------------------------------------------------


def test_a_syllable_in_the_making_neither_divides_nor_keeps(page: Page) -> None:
    stage.put(page, [line(0.0, "개스켓을 끼워요"), line(3.0, "다음 줄")], "ko")
    edit(page, "개스켓을")
    page.keyboard.press("Home")
    keys = page.context.new_cdp_session(page)
    for text in ("ㄱ", "가", "각"):
        keys.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
    # Browsers tell 229 while syllables are put together, some of them the key itself.
    pressed = [(name, 229) for name in ("Enter", "Backspace", "Delete", "Tab", "Escape", "ArrowUp")]
    for name, code in (*pressed, ("Enter", 13)):
        keys.send("Input.dispatchKeyEvent", {
            "type": "rawKeyDown", "key": name, "code": name, "windowsVirtualKeyCode": code,
        })  # fmt: skip
        expect(field(page)).to_be_focused()
    assert acts(page) == []
    keys.send("Input.insertText", {"text": "각"})
    expect(field(page)).to_have_value("각개스켓을 끼워요")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".lines li").first).to_contain_text("각개스켓을 끼워요")
    assert acts(page) == [[{"do": "words", "id": "utt-0", "text": "각개스켓을 끼워요"}]]


# --- others, and what is not kept ----------------------------------------------------------------


def test_what_somebody_else_changed_meanwhile_is_asked_about(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.evaluate("() => stage.other({ do: 'words', id: 'utt-2.5', text: 'theirs goes on' })")
    expect(field(talk)).to_have_value("now the gasket goes on")
    expect(field(talk)).to_be_focused()
    note = talk.get_by_role("alert")
    expect(note).to_contain_text(says("Changed meanwhile to: {text}").format(text="theirs goes on"))
    note.get_by_role("button", name=says("Take theirs")).click()
    expect(field(talk)).to_have_value("theirs goes on")
    expect(note).to_have_count(0)
    talk.keyboard.press("Control+Enter")
    assert acts(talk) == []


def test_mine_is_kept_over_theirs_on_request(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.evaluate("() => stage.other({ do: 'words', id: 'utt-2.5', text: 'theirs goes on' })")
    talk.get_by_role("button", name=says("Keep mine")).click()
    expect(field(talk)).to_be_focused()
    talk.keyboard.press("Control+Enter")
    expect(talk.locator(".lines li").nth(1)).to_contain_text("now the gasket goes on")
    assert acts(talk) == [[{"do": "words", "id": "utt-2.5", "text": "now the gasket goes on"}]]


def test_who_has_typed_nothing_yet_sees_theirs_at_once(talk: Page) -> None:
    edit(talk, "casket")
    talk.evaluate("() => stage.other({ do: 'words', id: 'utt-2.5', text: 'theirs goes on' })")
    expect(field(talk)).to_have_value("theirs goes on")
    expect(talk.get_by_role("alert")).to_have_count(0)


def test_other_lines_may_change_while_somebody_types(talk: Page) -> None:
    edit(talk, "why")
    talk.keyboard.type("when")
    at = caret(talk)
    talk.evaluate("() => stage.other({ do: 'join', id: 'utt-0', with: 'utt-2.5' })")
    expect(talk.locator(".lines li.speech")).to_have_count(2)
    expect(field(talk)).to_be_focused()
    expect(field(talk)).to_have_value("when is it dry")
    assert caret(talk) == at


def test_a_line_that_was_taken_away_still_shows_what_was_typed(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.evaluate("() => stage.other({ do: 'join', id: 'utt-0', with: 'utt-2.5' })")
    expect(field(talk)).to_have_value("now the gasket goes on")
    expect(talk.get_by_role("alert")).to_contain_text("taken away")
    talk.keyboard.press("Escape")
    expect(field(talk)).to_have_count(0)
    expect(talk.locator(".lines li.speech")).to_have_count(2)
    assert acts(talk) == []


def test_what_was_typed_in_a_line_that_is_gone_stays_until_it_is_closed(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.evaluate("() => stage.other({ do: 'join', id: 'utt-0', with: 'utt-2.5' })")
    expect(talk.get_by_role("alert")).to_be_visible()
    talk.locator(".word", has_text="why").dblclick()
    expect(field(talk)).to_have_value(WHY)
    left = talk.locator(".lines > li.waiting")
    expect(left).to_contain_text("now the gasket goes on")
    talk.evaluate("() => stage.other({ do: 'words', id: 'utt-0', text: 'other words' })")
    expect(left).to_contain_text("now the gasket goes on")
    left.get_by_role("button", name=says("Close")).click()
    expect(left).to_have_count(0)
    assert acts(talk) == []


def test_what_is_refused_can_be_tried_again(talk: Page) -> None:
    talk.evaluate("() => stage.refuse(true)")
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.keyboard.press("Control+Enter")
    note = talk.get_by_role("alert")
    expect(note).to_contain_text(says("Not saved: {text}").format(text="now the gasket goes on"))
    expect(talk.locator(".lines li").nth(1)).to_contain_text(GASKET)
    talk.evaluate("() => stage.refuse(false)")
    note.get_by_role("button", name=says("Try again")).click()
    expect(field(talk)).to_have_value("now the gasket goes on")
    talk.keyboard.press("Control+Enter")
    expect(talk.locator(".by-person")).to_have_count(1)
    expect(talk.get_by_role("alert")).to_have_count(0)


def test_a_line_that_is_opened_before_the_answer_holds_what_was_typed(talk: Page) -> None:
    talk.evaluate("() => { stage.refuse(true); stage.wait = 800; }")
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.keyboard.press("Tab")
    talk.keyboard.press("Shift+Tab")
    expect(field(talk)).to_have_value("now the gasket goes on")
    expect(talk.get_by_role("alert")).to_contain_text("now the gasket goes on")
    field(talk).fill("now")
    talk.get_by_role("button", name=says("Try again")).click()
    expect(field(talk)).to_have_value("now the gasket goes on")
    talk.evaluate("() => stage.refuse(false)")
    talk.keyboard.press("Control+Enter")
    expect(talk.locator(".by-person")).to_have_count(1)
    expect(talk.get_by_role("alert")).to_have_count(0)


def test_a_refused_division_leaves_the_field_open(talk: Page) -> None:
    talk.evaluate("() => stage.refuse(true)")
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.keyboard.press("Enter")
    talk.wait_for_function("() => !stage.player.words.editor.busy && stage.acts.length")
    expect(field(talk)).to_have_value("now the gasket goes on")
    expect(field(talk)).to_be_editable()


def test_while_the_answer_is_on_its_way_what_was_typed_stands_there(talk: Page) -> None:
    talk.evaluate("() => { stage.wait = 1500; }")
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.keyboard.press("Control+Enter")
    expect(talk.locator(".lines li.waiting")).to_contain_text("now the gasket goes on")
    expect(talk.locator(".lines li.waiting")).to_have_count(0)


OTHERS = """([n, what, word]) => {
  const { lines } = stage.data;
  const { id, text } = lines[n % lines.length];
  const next = lines[n % lines.length + 1];
  if (what === "words") stage.other({ do: "words", id, text: `${word} ${text}` });
  else if (what === "part") stage.other({ do: "part", id, at: text.indexOf(" ") });
  else if (next) stage.other({ do: "join", id, with: next.id });
}"""
SHOWN = """list => [list.textContent, ...[...list.querySelectorAll("textarea")]
  .map((one) => one.value)].join(" ")"""
KEYS = ("Control+Enter", "Tab", "Shift+Tab", "Enter", "Home", "End", "ArrowDown", "Backspace")


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_was_typed_is_lost_whatever_happens_meanwhile(page: Page, seed: int) -> None:
    """It was kept, or it is still to be seen; and the lines are those that hold."""
    chance = random.Random(seed)
    stage.put(page, [line(n * 4.0, f"alpha{n} beta{n} gamma{n} delta{n}") for n in range(8)])
    typed: list[str] = []
    for turn in range(40):
        what = chance.choice(("open", "type", "type", "key", "key", "other", "refuse", "leave"))
        if what == "open" or (what == "type" and not field(page).count()):
            row = "(n) => { const { rows, editor } = stage.player.words;"
            page.evaluate(f"{row} editor.open(rows[n % rows.length]); }}", turn)
        if what == "type" and page.locator(".edit textarea:focus:not([readonly])").count():
            typed.append(f"tok{seed}x{turn}")
            page.keyboard.type(f" {typed[-1]} ")
        elif what == "key" and field(page).count():
            key = chance.choice(KEYS)
            # So that it joins, and takes no letter.
            if key == "Backspace":
                put_caret(page, 0)
            page.keyboard.press(key)
        elif what == "other":
            how = chance.choice(("words", "words", "join", "part"))
            page.evaluate(OTHERS, [chance.randrange(50), how, f"theirs{turn}"])
        elif what == "refuse":
            page.evaluate("(no) => stage.refuse(no)", chance.random() < 0.4)
        elif what == "leave":
            page.locator(".when-title").click()
        page.wait_for_timeout(chance.choice((0, 40)))
    page.wait_for_timeout(200)
    kept = page.evaluate("() => JSON.stringify(stage.kept)")
    shown = page.locator(".lines").evaluate(SHOWN)
    assert typed and [one for one in typed if one not in kept and one not in shown] == []
    drawn = page.evaluate(
        "() => [...document.querySelectorAll('.lines > li')].map(li => li.row)"
        ".filter(row => stage.player.words.has(row)).map(row => row.line.id)"
    )
    assert drawn == page.evaluate("() => stage.data.lines.map((one) => one.id)")


# --- left out, and who speaks --------------------------------------------------------------------


def test_what_was_left_out_is_brought_back(talk: Page) -> None:
    talk.locator("li.left-out").first.get_by_role("button", name=says("Bring back")).click()
    expect(talk.locator(".lines li.speech")).to_have_count(4)
    assert acts(talk) == [[{"do": "restore", "id": "drop-1", "text": "thank you"}]]


def test_what_nobody_heard_can_be_written_down(talk: Page) -> None:
    last = talk.locator("li.left-out").last
    last.get_by_role("button", name=says("Bring back")).click()
    expect(field(talk)).to_have_value("")
    talk.keyboard.press("Control+Enter")
    assert acts(talk) == []
    last.get_by_role("button", name=says("Bring back")).click()
    talk.keyboard.type("mind the edge")
    talk.keyboard.press("Enter")
    expect(talk.locator(".lines li.speech")).to_have_count(4)
    assert acts(talk) == [[{"do": "restore", "id": "drop-2", "text": "mind the edge"}]]


def test_who_speaks_is_chosen_on_the_line(talk: Page) -> None:
    second = talk.locator(".lines li").nth(1)
    expect(second.locator(".who")).to_have_text("?")
    second.get_by_role("combobox").select_option("interviewer")
    expect(second.locator(".who")).to_have_text(says("Interviewer"))
    assert acts(talk) == [[{"do": "speaker", "id": "utt-2.5", "speaker": "interviewer"}]]


def test_who_may_not_correct_reads_only(page: Page) -> None:
    stage.put(page, [line(0.0, WIPE), dict(LEFT_OUT)])
    page.evaluate("() => { stage.data.editable = false; stage.data.turn = 1; stage.show(); }")
    expect(page.locator(".pencil, .restore, .lines select")).to_have_count(0)
    page.locator(".word").first.dblclick()
    expect(field(page)).to_have_count(0)
    page.keyboard.press("Control+f")
    expect(page.locator(".find_text")).to_be_focused()
    expect(page.locator(".replace_all")).to_be_hidden()


def test_words_are_never_markup(page: Page) -> None:
    hostile = "<img src=x onerror=document.title=1> <b>bold</b> $& $1"
    stage.put(page, [line(0.0, hostile), {**LEFT_OUT, "said": hostile}])
    edit(page, "$1")
    page.keyboard.type("$& <i>x</i>")
    page.evaluate("() => stage.other({ do: 'words', id: 'utt-0', text: '<u>us</u> $& {text}' })")
    expect(page.get_by_role("alert")).to_contain_text("<u>us</u> $& {text}")
    assert page.locator(".player :is(img, b, i, u)").count() == 0
    assert page.title() == "stage"


@pytest.mark.both_languages
@pytest.mark.parametrize("tongue", ["ko", "en"])
def test_everybody_can_use_it(page: Page, tongue: str) -> None:
    """With the bar, a field and a question open at once."""
    faint = line(0.0, GASKET)
    faint["words"][2][3] = True
    stage.put(page, [faint, line(3.0, WHY), dict(LEFT_OUT), dict(SILENT)], tongue)
    page.locator(".find-open").click()
    page.locator(".find_text").fill("is")
    edit(page, "why")
    page.keyboard.type("when")
    page.evaluate("() => stage.other({ do: 'words', id: 'utt-3', text: 'where is it' })")
    expect(page.get_by_role("alert")).to_be_visible()
    assert barriers(page, ".hear") == []


# --- finding -------------------------------------------------------------------------------------


def open_find(page: Page, wanted: str) -> None:
    page.keyboard.press("Control+f")
    page.locator(".find_text").fill(wanted)


def test_the_rules_are_those_of_the_server(page: Page) -> None:
    stage.put(page, [line(0.0, WIPE)])
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        made = page.evaluate(
            """(one) => {
              const text = stage.tidy(one.text);
              const wish = { wanted: one.find, whole: !!one.whole, matchCase: !!one.case };
              return stage.replacedIn(text, stage.hitsIn(text, wish), one.by);
            }""",
            case,
        )
        assert made == case["to"], case["name"]


def test_places_are_counted_and_walked_through(talk: Page) -> None:
    talk.locator(".lines .at").first.focus()
    open_find(talk, "the")
    count = talk.locator(".found")
    expect(count).to_have_text(says("{at} of {n}").format(at=1, n=2))
    expect(talk.locator(".word.hit")).to_have_text(["the", "the"])
    talk.keyboard.press("Enter")
    expect(count).to_have_text(says("{at} of {n}").format(at=2, n=2))
    expect(talk.locator(".word.present")).to_have_count(1)
    talk.keyboard.press("F3")
    expect(count).to_have_text(says("{at} of {n}").format(at=1, n=2))
    talk.keyboard.press("Shift+F3")
    expect(count).to_have_text(says("{at} of {n}").format(at=2, n=2))
    talk.keyboard.press("Escape")
    expect(talk.locator(".find-bar")).to_be_hidden()
    expect(talk.locator(".word.hit")).to_have_count(0)
    expect(talk.locator(".lines li").nth(1).locator(".at")).to_be_focused()


def test_what_is_not_there_is_told(talk: Page) -> None:
    talk.locator(".lines .at").first.focus()
    open_find(talk, "nowhere")
    expect(talk.locator(".found")).to_have_text(says("Not found"))
    expect(talk.locator(".replace_all")).to_be_disabled()


def test_a_place_far_down_is_shown(page: Page) -> None:
    said = [line(n * 6.0, f"this is line w{n}w of many") for n in range(1200)]
    stage.put(page, said)
    page.locator(".find-open").click()
    page.locator(".find_text").fill("w1100w")
    page.keyboard.press("Enter")
    expect(page.locator(".word.present")).to_be_in_viewport()


def test_a_place_far_down_is_shown_where_the_browser_does_not_hold_the_view(page: Page) -> None:
    said = [line(n * 6.0, f"this is line w{n}w of many") for n in range(1200)]
    stage.put(page, said)
    page.add_style_tag(content=".lines { overflow-anchor: none }")  # as in Safari
    page.locator(".find-open").click()
    page.locator(".find_text").fill("w1100w")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    expect(page.locator(".word.present")).to_be_in_viewport()


def test_who_scrolls_on_is_not_held_at_the_place(page: Page) -> None:
    stage.put(page, [line(n * 6.0, f"this is line w{n}w of many") for n in range(1200)])
    page.locator(".lines").hover()
    page.evaluate(
        "() => { stage.player.finder.open(); stage.player.finder.wanted.value = 'w1100w';"
        " stage.player.finder.look(); stage.player.finder.step(1);"
        " document.querySelector('.lines').dispatchEvent(new WheelEvent('wheel'));"
        " document.querySelector('.lines').scrollTop = 0; }"
    )
    page.wait_for_timeout(1000)
    expect(page.locator(".lines .at").first).to_be_in_viewport()


def test_who_scrolls_without_a_wheel_or_a_key_is_not_held_either(page: Page) -> None:
    stage.put(page, [line(n * 6.0, f"this is line w{n}w of many") for n in range(1200)])
    expect(page.locator(".word").first).to_be_visible()
    page.evaluate(
        "() => { const { words } = stage.player; words.reveal(words.rows[0]);"
        " words.list.scrollTop = 1e6; }"
    )
    page.wait_for_timeout(1000)
    expect(page.locator(".lines .at").last).to_be_in_viewport()


def test_one_place_is_replaced_and_the_next_one_chosen(talk: Page) -> None:
    talk.locator(".lines .at").first.focus()
    open_find(talk, "the")
    talk.locator(".replace_by").fill("the the")
    talk.get_by_role("button", name=says("Replace"), exact=True).click()
    expect(talk.locator(".found")).to_have_text(says("{at} of {n}").format(at=3, n=3))
    assert texts(talk)[:2] == ["first wipe the the face", GASKET]
    talk.get_by_role("button", name=says("Replace"), exact=True).click()
    expect(talk.locator(".found")).to_have_text(says("{at} of {n}").format(at=1, n=4))
    assert texts(talk)[1] == "now the the casket goes on"


def test_all_places_are_replaced_in_one_act(talk: Page) -> None:
    talk.locator(".lines .at").first.focus()
    open_find(talk, "the")
    talk.locator(".replace_by").fill("a")
    talk.get_by_role("button", name=says("Replace all ({n})").format(n=2)).click()
    expect(talk.locator(".found")).to_have_text(says("Not found"))
    assert texts(talk) == ["first wipe a face", "now a casket goes on", WHY]
    assert acts(talk) == [[
        {"do": "words", "id": "utt-0", "text": "first wipe a face"},
        {"do": "words", "id": "utt-2.5", "text": "now a casket goes on"},
    ]]  # fmt: skip


def test_whole_words_of_korean_keep_their_particles(page: Page) -> None:
    stage.put(page, [line(0.0, "볼트를 조이고 볼트식 육각볼트가 볼트로")], "ko")
    page.locator(".find-open").click()
    page.locator(".find_text").fill("볼트")
    page.locator(".replace_by").fill("나사못")
    page.get_by_label(said_in("ko", "Whole words")).check()
    expect(page.locator(".found")).to_have_text(said_in("ko", "{at} of {n}").format(at=1, n=2))
    page.get_by_role("button", name=said_in("ko", "Replace all ({n})").format(n=2)).click()
    expect(page.locator(".lines")).to_contain_text("나사못을 조이고 볼트식 육각볼트가 나사못으로")


def test_what_is_typed_is_kept_before_somebody_finds(talk: Page) -> None:
    edit(talk, "casket")
    talk.keyboard.type("gasket")
    talk.keyboard.press("Control+f")
    expect(talk.locator(".find_text")).to_be_focused()
    expect(talk.locator(".by-person")).to_have_count(1)
    assert len(acts(talk)) == 1
