"""All that a know-how card says in words, field by field. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from data_schemas.knowledge import Condition, Cue, Detail, Parameter, UnitContent

Content = TypeVar("Content", bound=UnitContent)
Change = Callable[[str], str]
_OWN = ("text", "text_en", "text_ko", "normalised", "no_footage")


def changed(content: Content, change: Change) -> Content:
    """The card with each of its texts as ``change`` gives it, always in the same order."""
    plain = {name: _told(getattr(content, name), change) for name in _OWN}
    return content.model_copy(
        update={
            **plain,
            "parameters": tuple(_parameter(one, change) for one in content.parameters),
            "cues": tuple(_cue(one, change) for one in content.cues),
            "conditions": tuple(_condition(one, change) for one in content.conditions),
            "details": tuple(_detail(one, change) for one in content.details),
        }
    )


def texts_of(content: UnitContent) -> tuple[str, ...]:
    """What ``changed`` would ask about."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    changed(content, keep)
    return tuple(found)


def _parameter(one: Parameter, change: Change) -> Parameter:
    told = {"name": _told(one.name, change), "text": _told(one.text, change)}
    return one.model_copy(update=told)


def _cue(one: Cue, change: Change) -> Cue:
    told = {
        name: _told(getattr(one, name), change) for name in ("description", "normal", "abnormal")
    }
    threshold = _parameter(one.threshold, change) if one.threshold else None
    return one.model_copy(update={**told, "threshold": threshold})


def _condition(one: Condition, change: Change) -> Condition:
    return one.model_copy(update={"text": _told(one.text, change)})


def _detail(one: Detail, change: Change) -> Detail:
    return one.model_copy(update={"text": _told(one.text, change)})


def _told(text: str, change: Change) -> str:
    return change(text) if text.strip() else text
