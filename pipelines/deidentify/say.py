"""The wording of what people are told, in their language."""

from __future__ import annotations

from typing import Protocol


class Say(Protocol):
    """``gettext`` of one language."""

    def __call__(self, message: str, /) -> str: ...


class Tongues(Protocol):
    """``gettext`` of the language that is named."""

    def __call__(self, language: str, /) -> Say: ...


def later(message: str) -> str:
    """Marks a message of a table for the catalogues."""
    return message
