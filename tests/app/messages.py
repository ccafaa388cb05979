"""Every message that is marked for translation, read from the syntax trees of the code.

Papers are written below the app, in the language that their reader chose.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAPERS = ("handout", "deidentify", "release")
FOLDERS = (ROOT / "app", *(ROOT / "pipelines" / name for name in PAPERS))
MARKS = {"_": 1, "later": 1, "n_": 2}


def messages() -> set[str]:
    """As catalogues name them: ``one\\0many`` where there is a plural."""
    files = (path for folder in FOLDERS for path in sorted(folder.rglob("*.py")))
    return {message for path in files for message in _of(path)}


def _of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            count = MARKS.get(node.func.id, 0)
            texts = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant)]
            if count and len(texts) == count:
                yield "\0".join(texts)
