"""The job breakdown sheet as a Word document: a table that people can go on writing in."""

from __future__ import annotations

from typing import Any

from data_schemas.handout import JobSheet, SheetLine, SheetPoint, SheetStep
from pipelines.handout.formats.page_docx import BROWN, Page
from pipelines.handout.say import LABELS, Say, noted, teller

WIDTHS = (9.0, 58.0, 60.0, 51.0)


def write(_: Say, sheet: JobSheet) -> bytes:
    """The bytes of a ``.docx`` file."""
    page = Page(_, sheet.stamp, _("Job breakdown sheet"), sheet.withheld)
    if not sheet.steps:
        page.text(page.document.add_paragraph(), _("The procedure has no steps yet."))
        return page.data()
    heads = ("№", _("Important step"), _("Key points"), _("Reasons"))
    table = page.table(heads, WIDTHS)
    for step in sheet.steps:
        _step(_, page, table, step)
    return page.data()


def _step(_: Say, page: Page, table: Any, step: SheetStep) -> None:
    rows = [page.row(table, WIDTHS) for _point in step.points or (SheetPoint(),)]
    for row, one in zip(rows, step.points, strict=False):
        _lines(_, page, row.cells[2], (one.point,) if one.point else ())
        _lines(_, page, row.cells[3], one.reasons)
    number, what = (rows[0].cells[n].merge(rows[-1].cells[n]) for n in (0, 1))
    page.text(number.paragraphs[0], str(step.number), bold=True)
    _what(_, page, what, step)
    if step.quotes:
        _said(_, page, page.row(table, WIDTHS), step)


def _what(_: Say, page: Page, cell: Any, step: SheetStep) -> None:
    first = cell.paragraphs[0]
    if step.inside:
        page.small(first, " › ".join(step.inside))
        first = cell.add_paragraph()
    page.text(first, step.title, bold=True)
    for one in step.sections:
        page.seconds(cell.add_paragraph(), one)
    for note in step.notes:
        page.text(cell.add_paragraph(), noted(_, note, step.number), colour=BROWN)


def _lines(_: Say, page: Page, cell: Any, lines: tuple[SheetLine, ...]) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        if line.label:
            page.text(paragraph, f"{_(LABELS[line.label])}: ", bold=True, colour=BROWN)
        page.text(paragraph, line.text)
        if line.by:
            page.small(paragraph, teller(_, line))
        for proof in line.proofs:
            page.text(paragraph, " ")
            page.seconds(paragraph, proof)


def _said(_: Say, page: Page, row: Any, step: SheetStep) -> None:
    cell = row.cells[1].merge(row.cells[3])
    page.small(cell.paragraphs[0], _("In the expert's words"))
    for one in step.quotes:
        page.quote(cell.add_paragraph(), one)
    if step.more:
        page.small(cell.add_paragraph(), _("Said about it besides: {n}").format(n=step.more))
