"""The sentences that are signed. A wording never changes: a new one has a new version."""

from typing import Literal

from pydantic import Field

from data_schemas.rights import Purpose
from data_schemas.value import Value


class TextPart(Value):
    """One paragraph under its heading; ``id`` is the same in every language."""

    id: str
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)


class ConsentText(Value):
    """One version in one language. ``digest`` is the SHA-256 of its file: what was signed."""

    version: str
    language: Literal["ko", "en"]
    digest: str
    title: str = Field(min_length=1)
    introduction: str = Field(min_length=1)
    purposes: dict[Purpose, str]
    voice: str = Field(min_length=1)
    author: str = Field(min_length=1)
    parts: tuple[TextPart, ...]
