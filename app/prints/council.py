"""Two pages for a works council: what is recorded, who sees it, what it cannot do, how it ends."""

from __future__ import annotations

from app.prints.council_lines import OPEN, PARTS, Part, numbered
from app.prints.html import Html, Say, rows, sheet, tag


def council(_: Say, lang: str) -> str:
    """The whole sheet."""
    title = _("For the works council")
    return sheet(
        title,
        lang,
        _("Print"),
        tag("h1", title),
        tag("p", _("What Sonmat does with recordings of people at work. Every line is tested."),
            class_="below"),
        *(_part(_, part, at) for at, part in enumerate(PARTS)),
        tag("h2", _("What no program can promise")),
        tag("ul", *(tag("li", "– ", _(one)) for one in OPEN)),
        _agreed(_),
        _slip(_),
    )  # fmt: skip


def _part(_: Say, part: Part, at: int) -> Html:
    lines = (
        tag("tr", tag("th", numbered(at, n), scope="row"), tag("td", _(line.text)))
        for n, line in enumerate(part.lines)
    )
    return tag(
        "section", tag("h2", _(part.title)), tag("table", tag("tbody", *lines), class_="numbered")
    )


def _agreed(_: Say) -> Html:
    return tag(
        "section",
        tag("h2", _("To be agreed on")),
        rows(
            (_("Purposes, areas, cameras"), ""),
            (_("Who may watch, and for how long it is kept"), ""),
            (_("Agreement, day, signatures"), ""),
        ),
    )


def _slip(_: Say) -> Html:
    return tag(
        "section",
        tag("h2", _("✂ I withdraw my consent")),
        rows(
            (_("Name, or number of the work session"), ""),
            (_("All of it, or from when to when"), ""),
            (_("Day and signature"), ""),
        ),
        class_="slip",
    )
