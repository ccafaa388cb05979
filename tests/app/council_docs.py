"""Writes the sheet for the works council into the docs: ``python -m tests.app.council_docs``.

Once in both languages with the tests of each line, and once in each language alone, to be read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app import catalogue
from app.prints.council_lines import OPEN, PARTS, numbered

DOCS = Path(__file__).parents[2] / "docs"
FILE = DOCS / "works-council.md"
HEAD = """# For the works council · 노사협의회 안내문

Two pages to hand out, Korean and English: *Programme → Sheet for the works council*. Below is what
stands on them, and the tests that fail if a line is no longer true.
Written by `python -m tests.app.council_docs`.

우리말과 영어로 된 두 쪽짜리 안내문입니다. 아래는 그 내용과, 어느 줄이 사실이 아니게 되면
실패하는 시험입니다.
"""
ALONE = {
    "en": """# The sheet for the works council

What a works council asks before anybody is recorded, in two pages. To print them: page
**Programme**, then **Sheet for the works council**; the printed sheet has a slip at its foot with
which an expert ends consent on paper.
[Which test fails if a line is no longer true](../works-council.md).
""",
    "ko": """# 노사협의회 안내문

녹화를 시작하기 전에 노사협의회가 묻는 것을 두 쪽에 담았습니다. 인쇄하려면
**기록 사업 현황** 화면에서 **노사협의회 안내문**을 누르십시오.
인쇄한 안내문 아래쪽에는 숙련자가 종이로 동의를 끝낼 수 있는 쪽지가 있습니다.
[어느 줄이 사실이 아니게 되면 실패하는 시험](../../works-council.md)도 볼 수 있습니다.
""",
}


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


def alone(lang: str) -> str:
    """The lines in one language, numbered as on the sheet."""
    say: Callable[[str], str] = catalogue.load(lang).gettext
    parts = [ALONE[lang]]
    for at, part in enumerate(PARTS):
        lines = (f"- {numbered(at, n)} {say(line.text)}" for n, line in enumerate(part.lines))
        parts += [f"## {say(part.title)}\n", *lines, ""]
    parts += [f"## {say('What no program can promise')}\n", *(f"- {say(one)}" for one in OPEN)]
    return "\n".join(parts) + "\n"


def files() -> dict[Path, str]:
    return {
        FILE: page(),
        DOCS / "manuals" / "works-council.md": alone("en"),
        DOCS / "ko" / "manuals" / "works-council.md": alone("ko"),
    }


if __name__ == "__main__":
    for file, text in files().items():
        file.write_text(text, encoding="utf-8")
