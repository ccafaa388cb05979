"""Writes docs/works-council.md from the sheet: ``python -m tests.app.council_docs``."""

from __future__ import annotations

from pathlib import Path

from app import catalogue
from app.prints.council_lines import OPEN, PARTS, numbered

FILE = Path(__file__).parents[2] / "docs" / "works-council.md"
HEAD = """# For the works council · 노사협의회 안내문

Two pages to hand out, Korean and English: *Programme → Sheet for the works council*. Below is what
stands on them, and the tests that fail if a line is no longer true.
Written by `python -m tests.app.council_docs`.

우리말과 영어로 된 두 쪽짜리 안내문입니다. 아래는 그 내용과, 어느 줄이 사실이 아니게 되면
실패하는 시험입니다.
"""


def page() -> str:
    korean = catalogue.load("ko").gettext
    parts = [HEAD]
    for at, part in enumerate(PARTS):
        parts.append(f"## {part.title} · {korean(part.title)}\n")
        parts.append("| | line | 줄 | test |\n|---|---|---|---|")
        for n, line in enumerate(part.lines):
            tests = ", ".join(f"`{test}`" for test in line.tests)
            parts.append(f"| {numbered(at, n)} | {line.text} | {korean(line.text)} | {tests} |")
        parts.append("")
    title = "What no program can promise"
    parts.append(f"## {title} · {korean(title)}\n")
    parts += [f"- {one}  \n  {korean(one)}" for one in OPEN]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
