"""A Word document of ours: A4, number and class in its head, pages counted at its foot."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any, Literal

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from data_schemas.handout import Proof, Stamp
from pipelines.handout.say import Say, footing, link, origin, plain, standing, stretch
from pipelines.handout.say import withheld as told_withheld

FONT, KOREAN = "Calibri", "Malgun Gothic"
MAKER = "Sonmat"
RED, GREEN, GREY = (
    RGBColor(0x9A, 0x1B, 0x1B),
    RGBColor(0x0B, 0x5D, 0x57),
    RGBColor(0x4A, 0x4A, 0x4A),
)
BROWN = RGBColor(0x8A, 0x4B, 0x00)
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class Page:
    """The document that is being written; ``stamp`` says what it is about."""

    def __init__(self, _: Say, stamp: Stamp, title: str, withheld: bool) -> None:
        self._say, self.stamp = _, stamp
        self.document: Any = docx.Document()
        self._changes = 0
        self._set_up(title)
        self.text(self.document.add_paragraph(), title, bold=True, colour=GREEN)
        self.document.add_heading(plain(stamp.title), level=1)
        colour = RED if stamp.state == "draft" else GREEN
        self.text(
            self.document.add_paragraph(), standing(_, stamp), bold=True, size=16, colour=colour
        )
        self.small(self.document.add_paragraph(), origin(_, stamp))
        if withheld:
            self.small(self.document.add_paragraph(), told_withheld(_))

    def table(self, heads: tuple[str, ...], widths_mm: tuple[float, ...]) -> Any:
        """A table whose first row comes again on every page."""
        table = self.document.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        table.autofit = False
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            self.text(cell.paragraphs[0], head, bold=True)
        _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
        return table

    def row(self, table: Any, widths_mm: tuple[float, ...]) -> Any:
        """A new row that is not torn apart by the end of a page."""
        row = table.add_row()
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
        return row

    def text(self, paragraph: Any, words: str, bold: bool = False, size: float = 0.0,
             colour: RGBColor | None = None) -> Any:  # fmt: skip
        """Words of people as they are; returns the run."""
        run = paragraph.add_run(plain(words))
        run.bold = bold
        if size:
            run.font.size = Pt(size)
        if colour is not None:
            run.font.color.rgb = colour
        return run

    def small(self, paragraph: Any, words: str) -> None:
        self.text(paragraph, words, size=8.5, colour=GREY)

    def seconds(self, paragraph: Any, proof: Proof) -> None:
        """When something is seen or said, a link where this site can be reached."""
        if proof.at_s is None:
            self.small(paragraph, self._say("told afterwards"))
            return
        text, to = stretch(proof.at_s, proof), link(self.stamp, proof.at_s, proof.session)
        if to:
            self._link(paragraph, text, to)
        else:
            self.small(paragraph, text)
        if not proof.sure:
            self.text(paragraph, f" ({self._say('not sure')})", size=8.5, colour=BROWN)

    def quote(self, paragraph: Any, proof: Proof) -> None:
        self.text(paragraph, f"“{plain(proof.text)}” ")
        self.seconds(paragraph, proof)

    def tracked(self, paragraph: Any, words: str, change: Literal["", "ins", "del"]) -> None:
        """Words that stay, or a change that Word can accept or refuse."""
        run = self.text(paragraph, words)
        if not change:
            return
        wrap = self._change(f"w:{change}")
        run._r.addprevious(wrap)
        wrap.append(run._r)
        if change == "del":
            for text in run._r.findall(qn("w:t")):
                text.tag = qn("w:delText")

    def track_line(self, paragraph: Any, change: Literal["", "ins", "del"]) -> None:
        """The end of a paragraph comes or goes with its words: else an empty line is left."""
        if change:
            marks = OxmlElement("w:rPr")
            marks.append(self._change(f"w:{change}"))
            paragraph._p.get_or_add_pPr().append(marks)

    def track_row(self, row: Any, change: Literal["", "ins", "del"]) -> None:
        """The row itself comes or goes with its words."""
        if change:
            row._tr.get_or_add_trPr().append(self._change(f"w:{change}"))

    def data(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _change(self, name: str) -> Any:
        self._changes += 1
        made = OxmlElement(name)
        made.set(qn("w:id"), str(self._changes))
        made.set(qn("w:author"), MAKER)
        made.set(qn("w:date"), f"{self.stamp.made_on}T00:00:00Z")
        return made

    def _link(self, paragraph: Any, words: str, to: str) -> None:
        known = paragraph.part.relate_to(to, _LINK, is_external=True)
        made = OxmlElement("w:hyperlink")
        made.set(qn("r:id"), known)
        run = self.text(paragraph, words, size=8.5, colour=RGBColor(0x0B, 0x4F, 0x8A))
        run.underline = True
        made.append(run._r)
        paragraph._p.append(made)

    def _set_up(self, title: str) -> None:
        stamp, section = self.stamp, self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(16)
        section.top_margin = section.bottom_margin = Mm(16)
        for name in ("Normal", "Heading 1"):
            style = self.document.styles[name]
            style.font.name = FONT
            style.font.color.rgb = RGBColor(0x11, 0x11, 0x11)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for one in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(one), None)
            fonts.set(qn("w:eastAsia"), KOREAN)
        self.document.styles["Normal"].font.size = Pt(10)
        self.document.styles["Normal"].paragraph_format.space_after = Pt(2)
        self.small(section.header.paragraphs[0], footing(self._say, stamp))
        foot = section.footer.paragraphs[0]
        self.small(foot, f"{stamp.number or self._say('Preview')} · ")
        _field(foot, "PAGE")
        self.small(foot, " / ")
        _field(foot, "NUMPAGES")
        core = self.document.core_properties
        core.author = core.last_modified_by = MAKER
        core.title = f"{title}: {plain(stamp.title)}"[:255]
        core.subject, core.comments = stamp.number, ""
        core.language = stamp.language
        core.created = core.modified = datetime.combine(stamp.made_on, time(), UTC)


def _mark(properties: Any, name: str) -> None:
    made = OxmlElement(name)
    made.set(qn("w:val"), "true")
    properties.append(made)


def _field(paragraph: Any, code: str) -> None:
    """A number that Word fills in."""
    run = paragraph.add_run()
    run.font.size = Pt(8.5)
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        if kind:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        else:
            made = OxmlElement("w:instrText")
            made.text = text
        run._r.append(made)
