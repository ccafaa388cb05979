"""The consent texts that may be signed here, by version and language. They are data files."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

import yaml

from data_schemas.consent_text import ConsentText
from data_schemas.errors import UnknownError
from data_schemas.rights import Consent

VERSIONS = ("1",)
NEWEST = VERSIONS[-1]
LANGUAGES = ("ko", "en")


@cache
def consent_text(version: str, language: str) -> ConsentText:
    """The text that is signed. Raises UnknownError for one that was never written here."""
    if version not in VERSIONS or language not in LANGUAGES:
        raise UnknownError("There is no such consent text here: update Sonmat.")
    data = files(__name__).joinpath(f"consent-{version}.{language}.yaml").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    fields = yaml.safe_load(data)
    return ConsentText.model_validate(
        {"version": version, "language": language, "digest": digest, **fields}
    )


def text_of(consent: Consent) -> ConsentText | None:
    """The very text that was signed; None where consent names none of ours.

    Raises UnknownError where its sentences are not those of the file any more.
    """
    if not consent.text_digest:
        return None
    found = consent_text(consent.text_version, consent.text_language)
    if found.digest != consent.text_digest:
        raise UnknownError(
            "The text that was signed is not the one that is here: restore the files of Sonmat."
        )
    return found
