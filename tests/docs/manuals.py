"""What stands in the manuals: labels, pictures and commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app import catalogue
from pipelines.labelstudio.vocabulary import vocabulary
from tests.conftest import ROOT

DOCS = ROOT / "docs"
NAMES = ("interviewer", "annotator", "developer", "administrator", "works-council")
LANGUAGES = ("en", "ko")
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_BLANK = re.compile(r"\{\w*\}")


@dataclass(frozen=True)
class Manual:
    name: str
    language: str

    @property
    def file(self) -> Path:
        return DOCS / ("ko/manuals" if self.language == "ko" else "manuals") / f"{self.name}.md"

    @property
    def tokens(self) -> list[Token]:
        return _MARKDOWN.parse(self.file.read_text(encoding="utf-8"))

    def inline(self) -> list[list[Token]]:
        return [one.children or [] for one in self.tokens if one.type == "inline"]

    def labels(self) -> list[str]:
        """What is printed bold: each stands on a screen."""
        return [label for children in self.inline() for label in _bold(children)]

    def pictures(self) -> list[Path]:
        """As files, in order."""
        found = [one for children in self.inline() for one in children if one.type == "image"]
        return [(self.file.parent / str(one.attrs["src"])).resolve() for one in found]

    def headings(self) -> list[str]:
        return [one.tag for one in self.tokens if one.type == "heading_open"]

    def blocks(self) -> list[tuple[str, str]]:
        """Kind and text of each block of code, without what is a remark."""
        blocks = [one for one in self.tokens if one.type == "fence"]
        return [(one.info.strip(), _without_remarks(one.content)) for one in blocks]


MANUALS = tuple(Manual(name, language) for name in NAMES for language in LANGUAGES)


def _bold(children: list[Token]) -> list[str]:
    found: list[str] = []
    inside = False
    for one in children:
        if one.type == "strong_open":
            inside = True
            found.append("")
        elif one.type == "strong_close":
            inside = False
        elif inside:
            found[-1] += {"softbreak": " ", "code_inline": f"`{one.content}`"}.get(
                one.type, one.content
            )
    return found


def _without_remarks(text: str) -> str:
    return "\n".join(re.sub(r"\s*#.*", "", line) for line in text.splitlines())


def told(language: str) -> frozenset[str]:
    """Everything that the screens say in this language, blanks all alike."""
    texts = catalogue.read(catalogue.po_file(language))
    screens = (plain(text) for key, all_ in texts.items() if key for text in all_)
    return frozenset((*screens, *_labelling(language)))


def _labelling(language: str) -> list[str]:
    """What stands on the labelling page of Label Studio, which has a vocabulary of its own."""
    known = vocabulary()
    tables = (known.senses, known.reviews, known.words)
    titles = [*(one.title for one in known.tags), *(one for t in tables for one in t.values())]
    return [one.ko if language == "ko" else one.en for one in titles]


def plain(text: str) -> str:
    """Blanks all alike, and runs of spaces as one."""
    return " ".join(_BLANK.sub("{}", text).split())
