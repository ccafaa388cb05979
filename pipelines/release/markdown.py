"""Markdown that papers of a release share: tables, and words of people made harmless."""

from __future__ import annotations

from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first = tuple(head)
    lines = [first, tuple("---" for _ in first), *map(tuple, rows)]
    return "\n".join("| " + " | ".join(one) + " |" for one in lines)


def flat(text: str) -> str:
    """On one line: a line of its own could end the YAML head."""
    return " ".join(text.split())


def line(text: str) -> str:
    """Text of people on one line, without what Markdown or HTML would obey."""
    return "".join(f"\\{c}" if c in "\\|<>[]`*_#" else c for c in flat(text))
