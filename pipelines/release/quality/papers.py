"""The papers at the top of a dataset: card and quality report in each language, and the figures."""

from __future__ import annotations

from data_schemas.value import Value
from pipelines.deidentify.say import Say, Tongues, later
from pipelines.release.bundle import Bundle
from pipelines.release.quality.card import About, card
from pipelines.release.quality.figures import Asked, measure
from pipelines.release.quality.report import quality_report
from pipelines.release.quality.warn import warnings

CARDS = {"en": "README.md", "ko": "README.ko.md"}


class Papers(Value):
    """``texts`` are (file name, text); ``warnings`` sentences in English."""

    texts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def papers(bundle: Bundle, asked: Asked, tongues: Tongues | None) -> Papers:
    """In Korean and English; without ``tongues`` in English alone."""
    found = measure(bundle, asked)
    about = About(bundle, asked.looked, found)
    says: dict[str, Say] = (
        {"en": later} if tongues is None else {name: tongues(name) for name in CARDS}
    )
    texts = [("quality.json", f"{found.model_dump_json(indent=1)}\n")]
    for language, say in says.items():
        told = warnings(say, found)
        texts.append((CARDS[language], f"{card(say, about, told)}\n"))
        texts.append((f"quality.{language}.md", f"{quality_report(say, found)}\n"))
    return Papers(texts=tuple(texts), warnings=warnings(later, found))
