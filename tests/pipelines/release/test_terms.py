"""Licence and policy of a release: what all consents allow together, in two languages and ODRL."""

from __future__ import annotations

import json

import pytest

from app import catalogue
from data_schemas.rights import Consent, ProtectionClass, Purpose
from pipelines.release.terms import term_papers

WIDE = Consent(
    purposes=frozenset({Purpose.TRAIN, Purpose.SHARE}),
    protection_class=ProtectionClass.OPEN,
    licence="CC-BY-4.0",
    rights_holder="한국 공장",
)
NARROW = Consent(
    purposes=frozenset({Purpose.TRAIN, Purpose.TEACH}),
    protection_class=ProtectionClass.INTERNAL,
)


def papers(*consents: Consent, say=catalogue.say) -> dict[str, str]:
    return dict(term_papers("pump", consents, say))


def test_both_languages_and_the_machine_have_it():
    told = papers(WIDE)
    assert set(told) == {
        "LICENCE.md", "LICENCE.ko.md", "POLICY.md", "POLICY.ko.md", "policy.json",
    }  # fmt: skip
    assert "CC-BY-4.0" in told["LICENCE.md"] and "한국 공장" in told["LICENCE.ko.md"]
    assert "Train AI with it" in told["POLICY.md"] and "AI를 학습시키기" in told["POLICY.ko.md"]
    assert "delete it" in told["POLICY.md"] and "삭제" in told["POLICY.ko.md"]
    assert not [name for name in told if "ko" in name and "Consent can be withdrawn" in told[name]]
    assert set(papers(WIDE, say=None)) == {"LICENCE.md", "POLICY.md", "policy.json"}


def test_only_what_every_consent_allows_is_allowed():
    told = papers(WIDE, NARROW)
    assert "Train AI with it" in told["POLICY.md"]
    assert "Share it" not in told["POLICY.md"] and "Teach people" not in told["POLICY.md"]
    assert "Internal: not for anybody outside" in told["POLICY.md"]
    rules = json.loads(told["policy.json"])
    assert len(rules["odrl:permission"]) == 1 and rules["odrl:obligation"]
    assert "not stated" in told["LICENCE.md"]


def test_where_nothing_is_agreed_by_all_nothing_is_allowed():
    told = papers(WIDE, NARROW.model_copy(update={"purposes": frozenset({Purpose.TEACH})}))
    assert "## Allowed\n\n- none" in told["POLICY.md"]
    assert json.loads(told["policy.json"])["odrl:permission"] == []


def test_words_of_people_neither_speak_markdown_nor_begin_a_heading():
    nasty = WIDE.model_copy(update={"rights_holder": "x\n# Free for all\n[y](z)<b>"})
    for name in ("LICENCE.md", "LICENCE.ko.md"):
        text = papers(nasty)[name]
        assert "\n# Free" not in text and "\\[y\\](z)\\<b\\>" in text


def test_the_policy_of_a_name_is_the_same_again():
    assert papers(WIDE, NARROW) == papers(WIDE, NARROW)


def test_without_a_consent_there_are_no_terms():
    with pytest.raises(ValueError, match="at least one consent"):
        papers()
