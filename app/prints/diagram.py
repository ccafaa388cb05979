"""A task diagram on paper, also an empty one to be drawn by hand."""

from __future__ import annotations

from app.prints.html import Say, sheet, tag
from data_schemas.programme import Job


def diagram(_: Say, lang: str, expert: str, job: Job) -> str:
    title = _("Task diagram")
    how = _("The job in three to six parts. A star stands where it is hard to judge what is right.")
    items = [
        tag(
            "li",
            tag("span", f"★ {_('hard to judge')}", class_="star") if one.hard else None,
            tag("b", one.title),
            tag("p", one.note) if one.note else None,
        )
        for one in (job.diagram.chunks if job.diagram else ())
    ]
    return sheet(
        title,
        lang,
        _("Print"),
        tag("h1", f"{title}: {job.title}"),
        tag("p", f"{expert} · {how}", class_="below"),
        tag("ol", *items, class_="chunks", style="list-style:none;padding:0"),
    )
