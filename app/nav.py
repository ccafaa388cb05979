"""The pages and how to get from one to another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.language import _, later
from app.layout import careful
from app.pages import (
    accounts,
    cards,
    clarity,
    compare_experts,
    condition,
    coverage,
    data_library,
    datasets,
    devices,
    diagram,
    guideline,
    join,
    library,
    masking,
    mine,
    new_session,
    nowhere,
    other_sites,
    programme,
    question_cards,
    record,
    reruns,
    search,
    session,
    sitting,
    step,
    teach_back,
    versions,
    withdraw,
    wizard,
)
from capture.permission import decide
from data_schemas.rights import Action, Actor, Facts


@dataclass(frozen=True)
class Entry:
    title: str
    icon: str
    draw: Callable[[], None]
    shown: bool = True
    # Nobody is shown a way to what they may not do. None: everybody may.
    needs: Action | None = Action.LIST


# Pages over all jobs and people are for who may search them all, or an expert their own.
ALL = Action.SEARCH
PAGES: dict[str, Entry] = {
    "library": Entry(later("Library"), ":material/video_library:", library.draw),
    "programme": Entry(later("Programme"), ":material/checklist:", programme.draw, needs=ALL),
    "wizard": Entry(
        later("New work session"), ":material/add_circle:", wizard.draw, needs=Action.RECORD
    ),
    "join": Entry(later("Second camera"), ":material/add_a_photo:", join.draw, needs=Action.RECORD),
    "search": Entry(later("Search"), ":material/search:", search.draw, needs=ALL),
    "datasets": Entry(
        later("Datasets"), ":material/dataset:", datasets.draw, needs=Action.RELEASES
    ),
    "data-library": Entry(
        later("Data library"),
        ":material/local_library:",
        data_library.draw,
        needs=Action.RELEASES,
    ),
    "other-sites": Entry(
        later("Other sites"), ":material/hub:", other_sites.draw, needs=Action.FEDERATE
    ),
    "withdraw": Entry(later("Withdraw consent"), ":material/block:", withdraw.draw, needs=None),
    "accounts": Entry(
        later("People"), ":material/manage_accounts:", accounts.draw, needs=Action.ADMINISTER
    ),
    "devices": Entry(
        later("Tablets"), ":material/tablet_android:", devices.draw, needs=Action.ADMINISTER
    ),
    "condition": Entry(
        later("Health"), ":material/monitor_heart:", condition.draw, needs=Action.ADMINISTER
    ),
    "record": Entry(
        later("Record"),
        ":material/radio_button_checked:",
        record.draw,
        shown=False,
        needs=Action.RECORD,
    ),
    "new": Entry(
        later("Take in a recording"),
        ":material/upload_file:",
        new_session.draw,
        shown=False,
        needs=Action.RECORD,
    ),
    "session": Entry(later("Work session"), ":material/movie:", session.draw, shown=False),
    "sitting": Entry(
        later("Replay and explain"),
        ":material/contact_support:",
        sitting.draw,
        shown=False,
        needs=ALL,
    ),
    "step": Entry(
        later("One step, side by side"), ":material/view_module:", step.draw, shown=False, needs=ALL
    ),
    "masking": Entry(
        later("What is hidden"), ":material/visibility_off:", masking.draw, shown=False, needs=ALL
    ),
    "question-cards": Entry(
        later("Question cards"), ":material/quiz:", question_cards.draw, shown=False, needs=ALL
    ),
    "cards": Entry(
        later("Know-how cards"), ":material/lightbulb:", cards.draw, shown=False, needs=ALL
    ),
    "coverage": Entry(
        later("Asked and still open"), ":material/grid_on:", coverage.draw, shown=False, needs=ALL
    ),
    "experts": Entry(
        later("Experts side by side"),
        ":material/groups:",
        compare_experts.draw,
        shown=False,
        needs=ALL,
    ),
    "diagram": Entry(
        later("Task diagram"), ":material/account_tree:", diagram.draw, shown=False, needs=ALL
    ),
    "teach-back": Entry(
        later("Try it from the sheet"), ":material/school:", teach_back.draw, shown=False, needs=ALL
    ),
    "versions": Entry(
        later("Two versions of one work session"),
        ":material/compare:",
        versions.draw,
        shown=False,
        needs=ALL,
    ),
    "reruns": Entry(
        later("New results"),
        ":material/published_with_changes:",
        reruns.draw,
        shown=False,
        needs=Action.REVIEW,
    ),
    "guideline": Entry(
        later("Guideline of the labels"), ":material/menu_book:", guideline.draw, shown=False
    ),
    "clarity": Entry(
        later("How clear the labels are"),
        ":material/fact_check:",
        clarity.draw,
        shown=False,
        needs=ALL,
    ),
    "mine": Entry(
        later("What is kept about an expert"),
        ":material/person:",
        mine.draw,
        shown=False,
        needs=ALL,
    ),
}
FIRST = "library"


_HOME, _OWN, _ELSE = "home", "own-page", "page-of-no-use"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


def page_of(name: str) -> StreamlitPage:
    entry = PAGES[name]
    return st.Page(
        careful(entry.draw),
        title=_("Kept about me") if name == st.session_state.get(_OWN) else _(entry.title),
        icon=entry.icon,
        url_path=name,
        default=name == st.session_state.get(_HOME, FIRST),
        visibility="visible" if entry.shown or name == st.session_state.get(_OWN) else "hidden",
    )


def may_open(who: Actor, entry: Entry) -> bool:
    return entry.needs is None or decide(who, entry.needs, Facts()).allowed


def pages(who: Actor) -> list[StreamlitPage]:
    """Those that ``who`` can use, the one they begin with among them.

    Experts are shown the way to what is kept about them; others come to it from the programme.
    """
    usable = [name for name, entry in PAGES.items() if may_open(who, entry)]
    st.session_state[_HOME] = next((name for name in usable if PAGES[name].needs), usable[0])
    st.session_state[_OWN] = "mine" if who.expert else None
    return [page_of(name) for name in usable] + _instead(frozenset(usable))


def _instead(usable: frozenset[str]) -> list[StreamlitPage]:
    """What stands at the address that was opened, where that is none of the ``usable`` pages."""
    asked = get_script_run_ctx()
    name = (asked.pages_manager.intended_page_name if asked else None) or st.session_state.get(
        _ELSE, ""
    )
    if name in usable or not _NAME.fullmatch(name):
        return []
    st.session_state[_ELSE] = name  # later runs of the page are not told its name
    draw, told = nowhere.BARRED if name in PAGES else nowhere.UNKNOWN
    return [st.Page(careful(draw), title=_(told), url_path=name, visibility="hidden")]
