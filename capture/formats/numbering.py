"""How written lists count and nest: ``1.``, ``1.1``, ``1-1``, ``가.``, ``①``, ``a)``, bullets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Dotted before plain, so that the step "1.5" is not step 1 with the title "5".
_LABELS = (
    ("number", re.compile(r"(\d{1,4}(?:[.\-]\d{1,4})+)[.)]?(?:\s+|$)")),
    ("number", re.compile(r"(\d{1,4})(?:[.)](?!\d)\s*|\t\s*)")),
    ("number", re.compile(r"(?:step|제)\s*(\d{1,4})\s*(?:단계)?\s*[.:)\-–]?\s+", re.IGNORECASE)),
    ("number", re.compile(r"(\d{1,4})\s*단계\s*[.:)\-–]?\s+")),
    ("bracketed", re.compile(r"[(（](\d{1,3})[)）]\s*")),
    ("circled", re.compile(r"([①-⑳㉑-㉟])\s*")),
    ("syllable", re.compile(r"([가나다라마바사아자차카타파하])[.)]\s*")),
    ("bracketed syllable", re.compile(r"[(（]([가나다라마바사아자차카타파하])[)）]\s*")),
    ("letter", re.compile(r"([a-zA-Z])[.)]\s+")),
    ("bullet", re.compile(r"([-*•·▪◦○●□■▶➢–])\s+")),
)
_NUMBER = re.compile(r"\d{1,4}(?:[.\-]\d{1,4})*")
_FIRST = {"1", "①", "가", "a", "A"}


@dataclass(frozen=True)
class Label:
    """``text`` without brackets and dots at its end; ``kind`` is the way of counting."""

    kind: str
    text: str

    @property
    def is_first(self) -> bool:
        return self.text in _FIRST

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(re.split(r"[.\-]", self.text)) if self.kind == "number" else ()


def split_label(line: str) -> tuple[Label | None, str]:
    """The label at the start of a line and what comes after it."""
    for kind, pattern in _LABELS:
        found = pattern.match(line)
        if found and line[found.end() :].strip():
            return Label(kind, found[1]), line[found.end() :].strip()
    return None, line.strip()


def label_of(cell: str) -> Label | None:
    """The label that a cell holds and nothing else."""
    if _NUMBER.fullmatch(cell.rstrip(".)")):
        return Label("number", cell.rstrip(".)"))
    for written in (f"{cell} x", f"{cell}. x"):
        label, rest = split_label(written)
        if label and rest == "x":
            return label
    return None


@dataclass
class Nesting:
    """The level of each line of a list, from how it is indented and how it counts.

    A new way of counting begins a list inside of the line before, a known one goes on with it:
    the way people read outlines. ``1.1`` lies in ``1`` only where a ``1`` came before.
    """

    _open: list[tuple[int, object]] = field(default_factory=list)
    _numbers: set[tuple[str, ...]] = field(default_factory=set)

    def level(self, indent: int, label: Label | None, kind: object = None) -> int:
        """Level from 0; ``kind`` is the way of counting where the label does not tell it."""
        counted = kind if kind is not None else self._kind(label)
        while self._open and self._open[-1][0] > indent:
            self._open.pop()
        for level, known in enumerate(self._open):
            if known == (indent, counted):
                del self._open[level + 1 :]
                return level
        if counted is None and self._open and self._open[-1][0] == indent:
            return len(self._open) - 1
        self._open.append((indent, counted))
        return len(self._open) - 1

    def belongs(self, label: Label) -> bool:
        """Whether a dotted number goes on here: ``2.5`` after ``2`` without a ``2.1`` does not."""
        *above, last = label.numbers or ("1",)
        begun = any(known[:-1] == tuple(above) for known in self._numbers if len(known) > 1)
        return not above or last in ("0", "1") or begun

    def _kind(self, label: Label | None) -> object:
        if label is None:
            return None
        numbers = label.numbers
        if not numbers:
            return label.kind
        self._numbers.add(numbers)
        depth = len(numbers) if numbers[:-1] in self._numbers else 1
        return ("number", depth)
