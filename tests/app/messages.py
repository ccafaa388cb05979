"""Every message that the app's code marks for translation, read from its syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
MARKS = {"_": 1, "later": 1, "n_": 2}


def messages() -> set[str]:
    """As catalogues name them: ``one\\0many`` where there is a plural."""
    return {message for path in sorted(APP.rglob("*.py")) for message in _of(path)}


def _of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            count = MARKS.get(node.func.id, 0)
            texts = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant)]
            if count and len(texts) == count:
                yield "\0".join(texts)
