"""What annotators choose from, in Korean and English over stable codes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from data_schemas.annotation import Review
from data_schemas.knowledge import Modality
from data_schemas.procedure import Language
from data_schemas.value import Value


class Worded(Value):
    """The same in both languages."""

    en: str
    ko: str

    def in_(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en


class Tag(Value):
    """A kind of know-how that speech may hold, or plain speech, with when it is the right one."""

    code: str
    title: Worded
    guideline: Worded
    colour: str
    hotkey: str = ""


class Vocabulary(Value):
    """``words`` are the headings and choices of the screen, by code."""

    tags: tuple[Tag, ...]
    senses: dict[Modality, Worded]
    reviews: dict[Review, Worded]
    words: dict[str, Worded]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(tag.code for tag in self.tags)


@cache
def vocabulary() -> Vocabulary:
    """What stands in ``vocabulary.yaml`` beside this file."""
    text = files("pipelines.labelstudio").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    return Vocabulary.model_validate(yaml.safe_load(text))
