"""Writes ``json/*.schema.json``: one JSON Schema (2020-12) for every public value.

Run ``python -m data_schemas.generate`` after a value changed; a test compares the result.
"""

import importlib
import json
import pkgutil
import re
from pathlib import Path

import data_schemas
from data_schemas.value import Value

FOLDER = Path(__file__).parent / "json"


def values() -> list[type[Value]]:
    """Every public value of this package, by name."""
    modules = [
        importlib.import_module(f"data_schemas.{module.name}")
        for module in pkgutil.iter_modules(data_schemas.__path__)
        # a tool and the database's rows are no values
        if module.name not in {"generate", "tables"}
    ]
    found = {
        item
        for module in modules
        for name, item in vars(module).items()
        if isinstance(item, type) and issubclass(item, Value) and not name.startswith("_")
    }
    return sorted(found - {Value}, key=lambda value: value.__name__)


def schemas() -> dict[str, str]:
    """File names and their contents, as they should be."""
    return {_file_name(value): _text(value) for value in values()}


def write(folder: Path = FOLDER) -> None:
    """Write all schemas into ``folder`` and take away those whose value is gone."""
    folder.mkdir(exist_ok=True)
    wanted = schemas()
    for stale in folder.glob("*.schema.json"):
        if stale.name not in wanted:
            stale.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def _file_name(value: type[Value]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", value.__name__).lower() + ".schema.json"


def _text(value: type[Value]) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **value.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    write()
