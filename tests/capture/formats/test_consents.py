"""A signed consent is read to the letter or refused; nothing of it is passed over."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.formats.consents import parse_consent, write_consent
from data_schemas.errors import TextError
from data_schemas.rights import Consent, ProtectionClass, Purpose

TEXT = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=20)
DAYS = st.none() | st.dates()


@given(
    st.builds(
        Consent,
        purposes=st.frozensets(st.sampled_from(Purpose)),
        text_version=TEXT,
        signed_by=TEXT,
        signed_at=DAYS,
        place=TEXT,
        works_council=TEXT,
        legal_basis=TEXT,
        retain_until=DAYS,
        rights_holder=TEXT,
        licence=TEXT,
        protection_class=st.sampled_from(ProtectionClass),
        synthetic=st.booleans(),
    )
)
def test_round_trip(consent: Consent) -> None:
    assert parse_consent(write_consent(consent).encode(), "c.yaml") == consent


def test_a_form_as_people_write_it() -> None:
    form = """
granted_by: 김장인
synthetic: true
purposes: [teach, train]
text_version: demo-1
signed_at: 2026-11-22
retain_until:
place: 울산
protection_class: open
rights_holder: 한빛정밀
licence: CC-BY-4.0
"""
    consent = parse_consent(form.encode(), "consent.yaml")
    assert consent.signed_by == "김장인"
    assert consent.purposes == {Purpose.TEACH, Purpose.TRAIN}
    assert consent.signed_at == date(2026, 11, 22)
    assert consent.retain_until is None
    assert consent.protection_class is ProtectionClass.OPEN
    assert consent.synthetic is True


def test_json_will_do() -> None:
    data = b'{"purposes": ["publish"], "signed_at": "2026-11-22"}'
    consent = parse_consent(data, "c.json")
    assert (consent.purposes, consent.signed_at) == ({Purpose.PUBLISH}, date(2026, 11, 22))


def test_nothing_is_granted_that_is_not_named() -> None:
    assert parse_consent(b"granted_by: Kim\n", "c.yaml").purposes == frozenset()
    assert parse_consent(b"{}", "c.yaml") == Consent()


@pytest.mark.parametrize(
    "text, problem",
    [
        ("purposes: [teach, sell]", "unknown purpose"),
        ("purposes: [Teach]", "unknown purpose"),
        ("purposes: [[teach]]", "unknown purpose"),
        ("purposes: teach", "no list"),
        ("purposes: {teach: true}", "no list"),
        ("withdrawable: never", "withdrawable"),
        ("granted_by: A\nsigned_by: B", "both granted_by and signed_by"),
        ("signed_by: A\nsigned_by: B", "twice"),
        ("signed_by: 5", "signed_by"),
        ("signed_at: tomorrow", "signed_at"),
        ("protection_class: secret", "protection_class"),
        ("synthetic: perhaps", "synthetic"),
        ("- teach", "no consent"),
        ("I agree to everything.", "no consent"),
        ("place: *here", "aliases"),
        ("", "empty"),
        ("\0", "not a text file"),
        ("place: " + "x" * (1 << 20), "larger than 1 MB"),
    ],
)
def test_a_doubtful_form_is_refused_in_one_sentence(text: str, problem: str) -> None:
    with pytest.raises(TextError, match=problem) as caught:
        parse_consent(text.encode(), "folder/consent.yaml")
    message = str(caught.value)
    assert message.count("consent.yaml") == 1
    assert "folder" not in message
    assert "\n" not in message
