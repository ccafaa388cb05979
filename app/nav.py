"""The pages and how to get from one to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.language import _, later
from app.layout import careful
from app.pages import (
    datasets,
    devices,
    diagram,
    join,
    library,
    mine,
    new_session,
    programme,
    record,
    search,
    session,
    step,
    withdraw,
    wizard,
)
from capture.access import decide
from data_schemas.rights import Action, Actor, Facts


@dataclass(frozen=True)
class Entry:
    title: str
    icon: str
    draw: Callable[[], None]
    shown: bool = True
    # Nobody is shown a way to what they may not do.
    needs: Action = Action.LIST


PAGES: dict[str, Entry] = {
    "library": Entry(later("Library"), ":material/video_library:", library.draw),
    "programme": Entry(later("Programme"), ":material/checklist:", programme.draw),
    "wizard": Entry(later("New work session"), ":material/add_circle:", wizard.draw),
    "join": Entry(later("Second camera"), ":material/add_a_photo:", join.draw, needs=Action.RECORD),
    "search": Entry(later("Search"), ":material/search:", search.draw),
    "datasets": Entry(later("Datasets"), ":material/dataset:", datasets.draw, needs=Action.RELEASE),
    "withdraw": Entry(later("Withdraw consent"), ":material/block:", withdraw.draw),
    "devices": Entry(
        later("Tablets"), ":material/tablet_android:", devices.draw, needs=Action.ADMINISTER
    ),
    "record": Entry(
        later("Record"),
        ":material/radio_button_checked:",
        record.draw,
        shown=False,
        needs=Action.RECORD,
    ),
    "new": Entry(
        later("Take in a recording"), ":material/upload_file:", new_session.draw, shown=False
    ),
    "session": Entry(later("Work session"), ":material/movie:", session.draw, shown=False),
    "step": Entry(
        later("One step, side by side"), ":material/view_module:", step.draw, shown=False
    ),
    "diagram": Entry(later("Task diagram"), ":material/account_tree:", diagram.draw, shown=False),
    "mine": Entry(
        later("What is kept about an expert"), ":material/person:", mine.draw, shown=False
    ),
}
FIRST = "library"


def page_of(name: str) -> StreamlitPage:
    entry = PAGES[name]
    return st.Page(
        careful(entry.draw),
        title=_(entry.title),
        icon=entry.icon,
        url_path=name,
        default=name == FIRST,
        visibility="visible" if entry.shown else "hidden",
    )


def may_open(who: Actor, entry: Entry) -> bool:
    return decide(who, entry.needs, Facts()).allowed


def pages(who: Actor) -> list[StreamlitPage]:
    """Those that ``who`` can use; where that is none, the first one, which says so itself."""
    usable = [page_of(name) for name, entry in PAGES.items() if may_open(who, entry)]
    return usable or [page_of(FIRST)]
