"""The job breakdown sheet as a page: a step a block, a key point a row."""

from __future__ import annotations

from capture.formats.markup import Html, tag
from data_schemas.handout import JobSheet, SheetLine, SheetPoint, SheetStep, Stamp
from pipelines.handout.formats.page_html import columns, page, qr, quote, seconds, stamped, words
from pipelines.handout.say import LABELS, Say, noted, teller


def write(_: Say, sheet: JobSheet) -> bytes:
    """A file of HTML that stands alone."""
    stamp = sheet.stamp
    heads = (_("Important step"), _("Key points"), _("Reasons"))
    names = tag("tr", tag("th", "№", class_="no", scope="col"),
                  *(tag("th", one, scope="col") for one in heads))  # fmt: skip
    table = tag(
        "table",
        columns("9mm", "33%", "34%", ""),
        tag("thead", stamped(_, stamp, 4), names),
        *(_step(_, stamp, step) for step in sheet.steps),
    )
    empty = tag("p", _("The procedure has no steps yet."))
    body = table if sheet.steps else empty
    return page(_, stamp, _("Job breakdown sheet"), body, withheld=sheet.withheld)


def _step(_: Say, stamp: Stamp, step: SheetStep) -> Html:
    points = step.points or (SheetPoint(),)
    span = str(len(points))
    first = (
        tag("td", str(step.number), class_="no", rowspan=span),
        tag("td", *_what(_, stamp, step), rowspan=span),
    )
    rows = [
        tag(
            "tr",
            *(first if number == 0 else ()),
            tag("td", _line(_, stamp, one.point) if one.point else None),
            tag("td", *(_line(_, stamp, reason) for reason in one.reasons)),
        )
        for number, one in enumerate(points)
    ]
    return tag("tbody", *rows, _said(_, stamp, step), class_="step")


def _what(_: Say, stamp: Stamp, step: SheetStep) -> list[Html | None]:
    inside = " › ".join(step.inside)
    shown = [tag("div", seconds(_, stamp, one)) for one in step.sections]
    return [
        tag("div", words(inside), class_="inside") if inside else None,
        tag("div", words(step.title), class_="title"),
        *shown,
        qr(_, stamp, step.sections[0]) if step.sections else None,
        *(tag("p", noted(_, one, step.number), class_="note") for one in step.notes),
    ]


def _line(_: Say, stamp: Stamp, line: SheetLine) -> Html:
    label = _(LABELS[line.label]) if line.label else ""
    return tag(
        "p",
        tag("span", f"{label}: ", class_="label") if label else None,
        words(line.text),
        tag("span", words(teller(_, line)), class_="by") if line.by else None,
        *(Html(f" {seconds(_, stamp, one)}") for one in line.proofs),
    )


def _said(_: Say, stamp: Stamp, step: SheetStep) -> Html | None:
    """What the expert said about it, in their words."""
    if not step.quotes:
        return None
    more = _("Said about it besides: {n}").format(n=step.more) if step.more else ""
    cell = tag(
        "td",
        tag("p", _("In the expert's words"), class_="name"),
        *(quote(_, stamp, one) for one in step.quotes),
        tag("p", more, class_="small") if more else None,
        colspan="3",
        class_="said",
    )
    return tag("tr", tag("td", class_="no"), cell)
