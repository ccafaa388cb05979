"""The programme on paper: jobs with their check marks, never a speed or a score."""

from __future__ import annotations

from datetime import date

from app.plain import MARKS, NEXT, marks_of
from app.prints.html import Html, Say, sheet, tag
from data_schemas.programme import Standing
from pipelines.programme.desk import Planned


def programme(_: Say, lang: str, planned: tuple[Planned, ...], today: date) -> str:
    title = _("Programme")
    return sheet(
        title,
        lang,
        _("Print"),
        tag("h1", title),
        tag("p", str(today), class_="below"),
        *(_person(_, one) for one in planned),
        tag("p", _("What is counted here are jobs. Nobody is rated."), class_="small"),
    )


def _person(_: Say, planned: Planned) -> Html:
    last = planned.expert.last_day
    until = _("last working day {day}").format(day=last) if last else _("last day not known")
    head = tag(
        "tr",
        tag("th", _("Job"), scope="col"),
        *(tag("th", _(name), scope="col", class_="mark") for _field, name in MARKS),
        tag("th", _("Next"), scope="col"),
    )
    rows = [_row(_, one) for one in planned.jobs]
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="grid")
    empty = tag("p", _("No job is planned yet."))
    return tag(
        "section",
        tag("h2", f"{planned.expert.pseudonym} · {until}"),
        table if rows else empty,
        class_="person",
    )


def _row(_: Say, standing: Standing) -> Html:
    following = _(NEXT[standing.next])
    if standing.overdue:
        following += f" ({_('overdue')})"

    def mark(reached: bool) -> Html:
        said = _("yes") if reached else _("no")
        return tag("td", tag("span", "✓" if reached else "–", role="img", aria_label=said),
                   class_="mark")  # fmt: skip

    return tag(
        "tr",
        tag("td", standing.job.title),
        *(mark(reached) for reached, _name in marks_of(standing)),
        tag("td", following),
    )
