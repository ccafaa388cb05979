"""Procedures as plain text: numbered or indented lines."""

from __future__ import annotations

from capture.formats.numbering import split_label
from capture.formats.plain import printable
from capture.formats.procedure_grid import indent_of
from capture.formats.procedure_outline import Line, read_outline
from capture.formats.procedure_rows import Found, fields_of
from capture.formats.procedure_words import HEADER
from data_schemas.procedure import Procedure

_INDENT = "   "


def is_counted(text: str) -> bool:
    """Whether some line begins with a number or letter of a list."""
    labels = (split_label(line.strip())[0] for line in text.split("\n"))
    return any(label and label.kind != "bullet" for label in labels)


def read_text(text: str, file: str) -> Found:
    """Steps of a text; where no line is counted, of every line. Raises ProcedureError."""
    lines: list[Line] = []
    gap = False
    for n, line in enumerate(text.split("\n"), 1):
        if line.strip():
            lines.append(Line(f"{file}, line {n}", line, indent_of(line), after_gap=gap))
        gap = not line.strip()
    outline = read_outline(lines, plain_too=True)
    fields = fields_of(outline.rows, file)
    if not fields["before"]:
        del fields["before"]
    if outline.title:
        fields["title"] = outline.title
    return Found(fields, outline.notes)


def write_text(procedure: Procedure) -> bytes:
    """Numbered lines, key points and reasons below each; steps are counted anew."""
    words = HEADER[procedure.language]
    numbers = _numbers(procedure)
    before: dict[str, list[str]] = {}
    for first, then in procedure.before:
        before.setdefault(then, []).append(numbers[first])
    lines = [f"{words['name']}: {_one_line(procedure.title)}", ""]
    for level, one, _ in procedure.outline():
        number = numbers[one.id]
        lines.append(f"{_INDENT * level}{number}{'' if level else '.'} {_one_line(one.title)}")
        more = [("key_point", text) for text in one.key_point]
        more += [("reason", text) for text in one.reason]
        more += [("after", ", ".join(before[one.id]))] if one.id in before else []
        lines += [f"{_INDENT * (level + 1)}{words[role]}: {_one_line(text)}" for role, text in more]
    return ("\n".join(lines) + "\n").encode()


def _one_line(text: str) -> str:
    return " ".join(printable(text).split("\n"))


def _numbers(procedure: Procedure) -> dict[str, str]:
    """Numbers such as 2.1 by id."""
    place: list[int] = []
    numbers: dict[str, str] = {}
    for level, one, _ in procedure.outline():
        place = [*place[: level + 1], *[0] * (level + 1 - len(place))]
        place[level] += 1
        numbers[one.id] = ".".join(map(str, place))
    return numbers
