"""gettext catalogues straight from their ``.po`` files: no compiled file can be out of date.

Reads the part of the format that we write: comments, ``msgid``, ``msgid_plural``, ``msgstr`` and
``msgstr[n]``, each over one or more quoted lines.
"""

from __future__ import annotations

import ast
import gettext
import io
import re
import struct
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parent / "locale"
DOMAIN = "sonmat"
MAGIC = 0x950412DE
_KEYWORD = re.compile(r'(msgid|msgid_plural|msgstr(?:\[\d\])?)\s+(".*")$')


def load(language: str) -> gettext.GNUTranslations:
    """The translations of ``ko`` or ``en``."""
    return gettext.GNUTranslations(io.BytesIO(compiled(read(po_file(language)))))


def say(language: str) -> Callable[[str], str]:
    """``gettext`` of a language, for what is written in another one than the page."""
    return load(language).gettext


def po_file(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path) -> dict[str, tuple[str, ...]]:
    """Message (with a plural: ``one\\0many``, as in a compiled file) to its translations."""
    messages: dict[str, tuple[str, ...]] = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        fields = _fields(block)
        if "msgid" not in fields:
            continue
        key = fields["msgid"]
        if "msgid_plural" in fields:
            key += "\0" + fields["msgid_plural"]
        messages[key] = tuple(
            text for name, text in sorted(fields.items()) if name.startswith("msgstr")
        )
    return messages


def compiled(messages: dict[str, tuple[str, ...]]) -> bytes:
    """The same catalogue in the binary format of gettext (version 0, no hash table)."""
    done = {key: "\0".join(texts) for key, texts in messages.items() if all(texts)}
    ids, texts, offsets = b"", b"", []
    for key in sorted(done):
        one, other = key.encode(), done[key].encode()
        offsets.append((len(ids), len(one), len(texts), len(other)))
        ids += one + b"\0"
        texts += other + b"\0"
    head = 7 * 4
    ids_at = head + 16 * len(offsets)
    texts_at = ids_at + len(ids)
    table = b"".join(struct.pack("<II", n, ids_at + at) for at, n, _, _ in offsets)
    table += b"".join(struct.pack("<II", n, texts_at + at) for _, _, at, n in offsets)
    count = len(offsets)
    return struct.pack("<7I", MAGIC, 0, count, head, head + 8 * count, 0, 0) + table + ids + texts


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        line = line.strip()
        found = _KEYWORD.match(line)
        if found:
            name, line = found.groups()
            fields[name] = ""
        if line.startswith('"') and name:
            fields[name] += ast.literal_eval(line)
    return fields
