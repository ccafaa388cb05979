"""The redline as a Word document with tracked changes that Word accepts or refuses one by one."""

from __future__ import annotations

from typing import Any

from data_schemas.handout import Change, Redline, RedlineStep
from pipelines.handout.formats.page_docx import BROWN, Page
from pipelines.handout.formats.tracked import bits_of, lines_of, whole
from pipelines.handout.say import Say, proposed

WIDTHS = (9.0, 91.0, 78.0)


def write(_: Say, redline: Redline) -> bytes:
    """The bytes of a ``.docx`` file."""
    page = Page(_, redline.stamp, _("Proposed changes to the procedure"), redline.withheld)
    lead = page.document.add_paragraph()
    if not redline.count:
        page.text(lead, _("The recording suggests no change to the written procedure."))
    else:
        page.text(
            lead,
            _(
                "Proposed only: nothing was changed. One recording proves little, so people who"
                " know the job accept or refuse each change in Word."
            ),
        )
    heads = ("№", _("Written procedure with proposed changes"), _("What the recording shows"))
    table = page.table(heads, WIDTHS)
    for step in redline.steps:
        _row(_, page, page.row(table, WIDTHS), step)
    return page.data()


def _row(_: Say, page: Page, row: Any, step: RedlineStep) -> None:
    number, text, evidence = row.cells
    page.track_row(row, whole(step))
    page.tracked(number.paragraphs[0], str(step.number or "+"), whole(step))
    for bit in bits_of(_, step):
        page.tracked(text.paragraphs[0], bit.text, bit.change)
    for line in lines_of(_, step):
        paragraph = text.add_paragraph(style="List Bullet")
        page.track_line(paragraph, line[0].change)
        for bit in line:
            page.tracked(paragraph, bit.text, bit.change)
    for n, change in enumerate(step.changes):
        paragraph = evidence.add_paragraph() if n else evidence.paragraphs[0]
        page.text(paragraph, proposed(_, change, step.number), colour=BROWN)
        _proofs(page, evidence, change)


def _proofs(page: Page, cell: Any, change: Change) -> None:
    for proof in change.proofs:
        where = cell.add_paragraph()
        if proof.text:
            page.quote(where, proof)
        else:
            page.seconds(where, proof)
