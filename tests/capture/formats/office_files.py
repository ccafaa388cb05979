"""Small Word and Excel files, sound ones and some made to harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import docx
import openpyxl

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">'
    '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
)


def workbook(*sheets: Iterable[Iterable[object]], change: Callable[[Any], None] = id) -> bytes:
    """A sheet for each table of cells; ``change`` gets the workbook before it is written."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for n, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Sheet{n}")
        for row in rows:
            sheet.append(list(row))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(write: Callable[[Any], None]) -> bytes:
    made = docx.Document()
    write(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The same archive with members changed and added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def with_doctype(content: bytes) -> bytes:
    """A part of XML with a declaration of entities after its first line."""
    head, sign, rest = content.partition(b"?>")
    return head + sign + BOMB.encode() + rest if sign else BOMB.encode() + content


def shared_strings(texts: list[str]) -> bytes:
    """A workbook as Excel writes it: the texts of column A stand once, in a part of their own."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, len(texts) + 1)
    )
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'

    def swap(name: str, content: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()
        if name == "[Content_Types].xml":
            return content.replace(b"</Types>", part.encode())
        return content

    more = {"xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>'.encode()}
    return repacked(workbook([("a",)]), swap, **more)
