"""What every file has besides its annotations: types of tiers, languages and vocabularies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as Xml

from data_schemas.procedure import Language
from pipelines.elan.paper import plain, put
from pipelines.labelstudio.elan import codes
from pipelines.labelstudio.elan.codes import Code, entry_id

LANGUAGES: dict[Language, tuple[str, str]] = {"ko": ("kor", "Korean"), "en": ("eng", "English")}
_SUBDIVISION, _ASSOCIATION = "Symbolic_Subdivision", "Symbolic_Association"
_CONSTRAINTS = {
    _SUBDIVISION: "Symbolic subdivision of a parent annotation.",
    _ASSOCIATION: "1-1 association with a parent annotation",
}
# Type of tier: what ties it to the tier above it, and what may be chosen on it.
_TYPES: dict[str, tuple[str | None, str | None]] = {
    codes.STEPS: (None, codes.STEPS),
    codes.STEP_NOTE: (_ASSOCIATION, None),
    codes.SPEECH: (None, None),
    codes.TAGS: (_SUBDIVISION, codes.TAGS),
    codes.SENSES: (_SUBDIVISION, codes.SENSES),
    codes.REVIEW: (None, codes.REVIEW),
    codes.QUESTION: (None, None),
}


def tier(name: str, kind: str, language: Language, above: Xml.Element | None = None) -> Xml.Element:
    """An empty tier; ``above`` is the one whose annotations its own belong to."""
    made = Xml.Element(
        "TIER",
        {"TIER_ID": name, "LINGUISTIC_TYPE_REF": kind, "LANG_REF": LANGUAGES[language][0]},
    )
    if above is not None:
        made.set("PARENT_REF", above.attrib["TIER_ID"])
    return made


def put_rules(root: Xml.Element, vocabularies: Mapping[str, Sequence[Code]]) -> None:
    """What follows the tiers, in the order that ELAN's schema wants."""
    for name, (tie, choice) in _TYPES.items():
        made = put(
            root, "LINGUISTIC_TYPE", LINGUISTIC_TYPE_ID=name, GRAPHIC_REFERENCES="false",
            TIME_ALIGNABLE="false" if tie else "true",
        )  # fmt: skip
        if tie:
            made.set("CONSTRAINTS", tie)
        if choice:
            made.set("CONTROLLED_VOCABULARY_REF", choice)
    for name, label in LANGUAGES.values():
        put(root, "LANGUAGE", LANG_ID=name, LANG_LABEL=label)
    for stereotype, description in _CONSTRAINTS.items():
        put(root, "CONSTRAINT", STEREOTYPE=stereotype, DESCRIPTION=description)
    for name in codes.VOCABULARIES:
        _put_vocabulary(root, name, vocabularies[name])


def _put_vocabulary(root: Xml.Element, name: str, many: Sequence[Code]) -> None:
    made = put(root, "CONTROLLED_VOCABULARY", CV_ID=name)
    for language, _ in LANGUAGES.values():
        put(made, "DESCRIPTION", LANG_REF=language)
    for one in many:
        entry = put(made, "CV_ENTRY_ML", CVE_ID=entry_id(name, one.code))
        for tongue, (language, _) in LANGUAGES.items():
            value = put(entry, "CVE_VALUE", LANG_REF=language)
            value.set("DESCRIPTION", plain(one.hint.in_(tongue)))
            value.text = plain(one.shown.in_(tongue))
