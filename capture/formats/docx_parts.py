"""What a paragraph of a Word document says beside its words: headline, list, indent, deletions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# what was taken out with changes tracked, and what is drawn a second time for old programs
_NOT_READ = {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}instrText", _FALLBACK}
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_TWIPS = 284  # half a centimetre, the step of most indents
_DEEPEST = 200


@dataclass(frozen=True)
class Format:
    """``heading`` level from 1 (0: none), ``counted``: the kind of list, ``indent`` by level."""

    is_title: bool = False
    heading: int = 0
    counted: object = None
    indent: int = 0


def blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in their order, out of content controls too."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag == f"{_W}sdt":
            for content in child.findall(f"{_W}sdtContent"):
                yield from blocks(content)


def is_table(block: Any) -> bool:
    return bool(block.tag == f"{_W}tbl")


def text_of(paragraph: Any) -> str:
    """Words that stand there now: insertions, not deletions; hidden words are none."""
    return "".join(_pieces(paragraph))


def _pieces(element: Any, depth: int = 0) -> Iterator[str]:
    for child in element:
        if child.tag in _NOT_READ or depth > _DEEPEST:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.find(f"{_W}rPr/{_W}vanish") is None and child.tag != f"{_W}pPr":
            yield from _pieces(child, depth + 1)


def rows_of(table: Any) -> Iterator[tuple[list[str], frozenset[int]]]:
    """(texts from the left, columns where a cell from above goes on) of every row."""
    for row in table.findall(f"{_W}tr"):
        cells: list[str] = []
        goes_on: set[int] = set()
        for cell in _cells(row):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart":
                goes_on.add(len(cells))
            span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            texts = (text_of(block) for block in blocks(cell) if not is_table(block))
            cells.append("\n".join(texts))
            cells += [""] * (min(span, 60) - 1)
        yield cells, frozenset(goes_on)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag == f"{_W}sdt":
            yield from child.iterfind(f"{_W}sdtContent/{_W}tc")


def _number(element: Any, default: int) -> int:
    found = element.get(f"{_W}val") if element is not None else None
    return int(found) if found and re.fullmatch(r"-?\d{1,9}", found) else default


class Formats:
    """Styles and lists of one document; ``numbering`` is None where it has no list."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        self._styles = {one.get(f"{_W}styleId"): one for one in styles.findall(f"{_W}style")}
        lists = [] if numbering is None else numbering.findall(f"{_W}num")
        shapes = [] if numbering is None else numbering.findall(f"{_W}abstractNum")
        by_id = {shape.get(f"{_W}abstractNumId"): shape for shape in shapes}
        self._lists = {
            _number_text(one.get(f"{_W}numId")): by_id.get(_value(one.find(f"{_W}abstractNumId")))
            for one in lists
        }

    def of(self, paragraph: Any) -> Format:
        own = paragraph.find(f"{_W}pPr")
        chain = [own, *self._chain(_value(own.find(f"{_W}pStyle")))] if own is not None else []
        parts = [one for one in chain if one is not None]
        name = next((n for n in map(self._heading_name, parts) if n is not None), None)
        level, counted, shape = self._list(parts)
        outline = _number(_first(parts, "outlineLvl"), 9) + 1
        heading = name if name is not None else outline if outline <= 9 else 0
        indent = 100 * level + self._indent([*parts, *shape])
        return Format(name == -1, max(heading, 0), counted, indent)

    def _chain(self, style: str | None) -> Iterator[Any]:
        """Paragraph properties of a style and of those that it is based on."""
        seen: set[str] = set()
        while style is not None and style in self._styles and style not in seen:
            seen.add(style)
            found = self._styles[style]
            properties = found.find(f"{_W}pPr")
            yield properties if properties is not None else found
            style = _value(found.find(f"{_W}basedOn"))

    def _heading_name(self, properties: Any) -> int | None:
        """Level in the name of the style that these belong to, -1 for that of the title."""
        style = properties if properties.tag == f"{_W}style" else properties.getparent()
        name = (_value(style.find(f"{_W}name")) or "").casefold() if style is not None else ""
        if name == "title":
            return -1
        found = re.fullmatch(r"heading (\d)", name)
        return int(found[1]) if found else None

    def _list(self, parts: list[Any]) -> tuple[int, object, list[Any]]:
        """Level and kind of the list that a paragraph is counted in, and how that level looks."""
        ids = [one for part in parts if (one := part.find(f"{_W}numPr/{_W}numId")) is not None]
        levels = [one for part in parts if (one := part.find(f"{_W}numPr/{_W}ilvl")) is not None]
        number = _number(ids[0], 0) if ids else 0
        if number <= 0:
            return 0, None, []
        level = _number(levels[0], 0) if levels else 0
        shape = self._lists.get(str(number))
        found = [] if shape is None else shape.findall(f"{_W}lvl[@{_W}ilvl='{level}']")
        is_bullet = any(_value(one.find(f"{_W}numFmt")) == "bullet" for one in found)
        looks = [one for lvl in found if (one := lvl.find(f"{_W}pPr")) is not None]
        return level, ("list", is_bullet), looks

    def _indent(self, parts: list[Any]) -> int:
        found = _first(parts, "ind")
        left = None if found is None else found.get(f"{_W}left") or found.get(f"{_W}start")
        return int(left) // _TWIPS if left and re.fullmatch(r"\d{1,6}", left) else 0


def _first(parts: list[Any], name: str) -> Any:
    return next((one for part in parts if (one := part.find(f"{_W}{name}")) is not None), None)


def _value(element: Any) -> str | None:
    found = None if element is None else element.get(f"{_W}val")
    return None if found is None else str(found)


def _number_text(text: str | None) -> str:
    return str(int(text)) if text and text.isdecimal() else ""
