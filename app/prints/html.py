"""HTML for sheets of paper: what people wrote is text by construction, never markup."""

from __future__ import annotations

from typing import Protocol

from capture.formats.markup import Html, tag, void

__all__ = ["Html", "Say", "box", "rows", "sheet", "tag", "void"]

STYLE, SCRIPT = "/print/sheet.css", "/print/sheet.js"


class Say(Protocol):
    """``gettext`` of one language: a sheet has no page whose language it could ask for."""

    def __call__(self, message: str, /) -> str: ...


def rows(*pairs: tuple[str, str | Html]) -> Html:
    """Names and what is filled in behind them; an empty one is a line to write on."""
    made = [
        tag("tr", tag("th", name, scope="row"), tag("td", value, class_="" if value else "blank"))
        for name, value in pairs
    ]
    return tag("table", tag("tbody", *made), class_="facts")


def box(ticked: bool) -> Html:
    return tag("span", "☑" if ticked else "☐", class_="box", aria_hidden="true")


def sheet(title: str, lang: str, print_it: str, *body: Html) -> str:
    """A whole page, A4 upright, with one button that prints it."""
    head = tag(
        "head",
        void("meta", charset="utf-8"),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        void("link", rel="stylesheet", href=STYLE),
        tag("script", src=SCRIPT, defer=""),
    )
    button = tag("button", print_it, type="button", id="print", class_="screen")
    return "<!doctype html>" + tag("html", head, tag("body", button, tag("main", *body)), lang=lang)
