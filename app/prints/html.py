"""HTML for sheets of paper: what people wrote is text by construction, never markup."""

from __future__ import annotations

from html import escape
from typing import Protocol

STYLE, SCRIPT = "/print/sheet.css", "/print/sheet.js"


class Say(Protocol):
    """``gettext`` of one language: a sheet has no page whose language it could ask for."""

    def __call__(self, message: str, /) -> str: ...


class Html(str):
    """Text that is markup already."""


def tag(name: str, /, *children: str | None, **attributes: str) -> Html:
    """An element; children that are no ``Html`` are escaped, ``class_`` is ``class``."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    inner = "".join(
        one if isinstance(one, Html) else escape(one) for one in children if one is not None
    )
    return Html(f"<{name}{told}>{inner}</{name}>")


def void(name: str, /, **attributes: str) -> Html:
    """An element without an end, such as a picture."""
    told = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{told}>")


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
