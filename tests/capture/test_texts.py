"""The consent texts: alike in both languages, and never changed once somebody signed them."""

import hashlib

import pytest

from capture.texts import LANGUAGES, NEWEST, VERSIONS, consent_text, text_of
from data_schemas.errors import UnknownError
from data_schemas.rights import Consent, Purpose

# A wording that was signed somewhere must stay: write a new version instead of changing these.
WRITTEN = {
    ("1", "en"): "344040dd5e1712362247f3649c1537aedfeece8f66174eb8d2d8ad425193608b",
    ("1", "ko"): "c289fe41d1a047c7c3495d85802d8d040eecaab35592676e3724a4c981399436",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_both_languages_have_the_same_parts(version):
    korean, english = (consent_text(version, language) for language in LANGUAGES)
    assert [part.id for part in korean.parts] == [part.id for part in english.parts]
    assert {"rights", "retention", "withdrawal", "contact", "not_used"} <= {
        part.id for part in korean.parts
    }
    assert set(korean.purposes) == set(english.purposes) == set(Purpose)
    assert len(set(english.purposes.values())) == len(Purpose)


def test_what_was_written_is_not_changed():
    assert {
        (version, language): consent_text(version, language).digest
        for version in VERSIONS
        for language in LANGUAGES
    } == WRITTEN


def test_the_digest_is_that_of_the_sentences():
    text = consent_text(NEWEST, "ko")
    signed = Consent(text_version=NEWEST, text_language="ko", text_digest=text.digest)
    assert text_of(signed) == text
    assert text_of(Consent(text_version="paper form of 2024")) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"text_version": NEWEST, "text_language": "ko", "text_digest": "0" * 64},
        {"text_version": "99", "text_language": "ko", "text_digest": "0" * 64},
        {"text_version": "../../etc/passwd", "text_language": "ko", "text_digest": "0" * 64},
        {"text_version": NEWEST, "text_digest": hashlib.sha256(b"").hexdigest()},
    ],
)
def test_a_text_that_is_not_the_one_that_was_signed_is_not_shown_for_it(fields):
    with pytest.raises(UnknownError):
        text_of(Consent(**fields))
