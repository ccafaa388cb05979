"""From bytes that a person brought to text and plain data, or one sentence why not."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Hashable
from pathlib import PurePath
from typing import Any

import yaml
from pydantic import ValidationError

from data_schemas.errors import InputError

TABLE_LIMIT = 1 << 20


def file_name(name: str) -> str:
    """The last part of a path, for messages: folders are nobody's business."""
    return PurePath(name.replace("\\", "/")).name or "The file"


def printable(text: str) -> str:
    """Without the control characters that no document may hold; tabs and line ends stay."""
    return "".join(c if c in "\t\n" or ord(c) >= 32 else " " for c in text)


def decode(data: bytes, name: str, limit: int, refuse: type[InputError]) -> str:
    """Text of a UTF-8, UTF-16 (with mark) or Korean Windows (cp949) file, lines ended by ``\\n``.

    Raises ``refuse`` when it is longer than ``limit`` bytes, empty, binary or in another code.
    """
    name = file_name(name)
    if len(data) > limit:
        raise refuse(f"{name} is larger than {limit >> 20} MB: split it or check which file it is.")
    utf = _utf(data)
    text = _korean_windows(data) if utf is None else utf
    if text is not None and not text.strip():
        raise refuse(f"{name} is empty: choose a file with text in it.")
    if text is None or any(ord(c) < 32 and c not in "\t\n\r\f\v" for c in text):
        raise refuse(f"{name} is not a text file in UTF-8: save it as UTF-8 and try again.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _utf(data: bytes) -> str | None:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def _korean_windows(data: bytes) -> str | None:
    """Text in cp949 only if it reads like Korean: other codes decode too, into rare syllables."""
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError:
        return None
    letters = [c for c in text if ord(c) > 127 and unicodedata.category(c).startswith("L")]
    common = sum(map(_is_common, letters))
    return text if letters and common >= 0.8 * len(letters) else None


def _is_common(letter: str) -> bool:
    """Whether it is one of the 2350 syllables of KS X 1001; others take eight bytes in EUC-KR."""
    return "가" <= letter <= "힣" and len(letter.encode("euc_kr")) == 2


# What Excel and its like take for the beginning of a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """A cell for a table that we write: no program takes it for a formula and works it out."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before :func:`guarded`; others stay as they are."""
    bare = cell.removeprefix("'")
    return bare if cell != bare and bare.lstrip("'").startswith(_FORMULA) else cell


class _Plain(yaml.SafeLoader):
    """Safe YAML without aliases, which can blow up a page into gigabytes, or repeated keys."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            raise yaml.MarkedYAMLError(problem="a key stands twice", problem_mark=node.start_mark)
        return mapping


class _AsWritten(_Plain):
    """All scalars stay text, so that the step ids ``01``, ``1.10`` and ``no`` stay themselves."""


_AsWritten.yaml_implicit_resolvers = {}


def load_yaml(text: str, name: str, refuse: type[InputError], as_written: bool = False) -> Any:
    """Plain data from YAML or JSON text; with ``as_written`` all scalars are strings.

    Raises ``refuse`` for what is not YAML, aliases, tags, a key that stands twice or half signs.
    """
    try:
        return _whole(yaml.load(text, Loader=_AsWritten if as_written else _Plain))
    except UnicodeError:
        raise refuse(f"{file_name(name)} holds half a sign: save it as UTF-8 anew.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" at line {mark.line + 1}" if mark else ""
        problem = error.problem or "it cannot be read"
        raise refuse(f"{file_name(name)} is not usable YAML{where}: {problem}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise refuse(f"{file_name(name)} is not usable YAML: {problem}.") from None


def load_json(text: str, name: str, refuse: type[InputError]) -> Any:
    """Plain data from JSON text. Raises ``refuse`` for what another reader might take otherwise.

    That is a key that stands twice, a number of thousands of digits, half signs.
    """
    file = file_name(name)
    try:
        return _whole(json.loads(text, object_pairs_hook=_once))
    except json.JSONDecodeError as error:
        raise refuse(f"{file} is not JSON at line {error.lineno}: mend it there.") from None
    except RecursionError:
        raise refuse(f"{file} is nested too deeply: check which file it is.") from None
    except UnicodeError:
        raise refuse(f"{file} holds half a sign: save it as UTF-8 anew.") from None
    except ValueError:
        raise refuse(
            f"{file} holds a key twice or a number of thousands of digits: write it anew."
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _whole(value: Any) -> Any:
    """``value`` with signs that were escaped in two halves put together. Raises UnicodeError.

    YAML leaves the halves apart, and a half alone can be kept nowhere.
    """
    if isinstance(value, str):
        return value if value.isascii() else _joined(value)
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return value


def _joined(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def problem_of(error: ValidationError) -> str:
    """Where the first problem lies and what it is, without the text that caused it."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = " ".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{where}: {message}" if where else message
