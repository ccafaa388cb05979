"""JSON lines that ``datasets.load_dataset(folder)`` opens: a file a split, columns in a card."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import yaml

from data_schemas.release import Split
from pipelines.release.bag import sha256
from pipelines.release.named import named_by
from pipelines.release.split import SPLITS

SPAN = {
    "recording": "string", "role": "string", "track": "string", "start_s": "float64",
    "end_s": "float64", "session_start_s": "float64", "session_end_s": "float64",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """``kind``: a type of ``datasets``, ``[string]`` for a list of those, or ``[span]``."""

    name: str
    kind: str
    meaning: str

    def feature(self) -> dict[str, Any]:
        if self.kind == "[span]":
            parts = [{"name": name, "dtype": kind} for name, kind in SPAN.items()]
            return {"name": self.name, "list": parts}
        if self.kind == "[string]":
            return {"name": self.name, "list": "string"}
        return {"name": self.name, "dtype": self.kind}


@dataclass(frozen=True)
class Card:
    """``title`` and ``text`` are Markdown of ours, ``columns`` those of every row, in order."""

    title: str
    text: str
    columns: Sequence[Column]


def write_rows(out: Path, rows: Iterable[tuple[Split, Mapping[str, Any]]], card: Card) -> None:
    """Write ``<split>.jsonl`` and ``README.md`` into ``out``; a split without rows has no file.

    The card holds the types of the columns, so that splits are alike also where a column of one
    holds nothing.
    """
    names = [one.name for one in card.columns]
    with ExitStack() as stack:
        files: dict[Split, TextIO] = {}
        for split, row in rows:
            told = {name: row[name] for name in names}
            text = json.dumps(told, ensure_ascii=False, allow_nan=False)
            if split not in files:
                path = out / f"{split}.jsonl"
                opened = path.open("w", encoding="utf-8", newline="\n")
                files[split] = stack.enter_context(opened)
            files[split].write(f"{text}\n")
    used = [one for one in SPLITS if one in files]
    content = named_by(sha256(out / f"{split}.jsonl") for split in used)
    (out / "README.md").write_text(_told(card, used, content), encoding="utf-8", newline="\n")


def _told(card: Card, used: Sequence[Split], content: str) -> str:
    front: dict[str, Any] = {"dataset_info": {"features": [one.feature() for one in card.columns]}}
    files = [{"split": one, "path": f"{one}.jsonl"} for one in used]
    if files:
        config = {"config_name": "default", "description": content, "data_files": files}
        front["configs"] = [config]
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    lines = [f"| `{one.name}` | {one.kind} | {one.meaning} |" for one in card.columns]
    table = "\n".join(("| column | type | meaning |", "| --- | --- | --- |", *lines))
    none = "" if used else "\nThere are no rows: nothing may leave in this form.\n"
    return f"---\n{head}---\n\n# {card.title}\n\n{card.text}\n{none}\n## Columns\n\n{table}\n"
