"""The report tells what was done and seen, in both languages, and promises nothing."""

from __future__ import annotations

from datetime import date

import pytest

from app import catalogue
from data_schemas.mask import MaskDecision, MaskSet, MaskState, MissEstimate, Patch, SoundMask
from data_schemas.rights import ProtectionClass, Purpose
from pipelines.deidentify.report import RISKS, Reported, hidden_in, report
from tests.pipelines.deidentify.made import still_mask

MASKS = MaskSet(
    masks=(
        MaskState(mask=still_mask(Patch(x=0, y=0, w=0.1, h=0.1))),
        MaskState(mask=SoundMask(id="mask-2", recording="rec-1", start_s=1, end_s=2)),
        MaskState(mask=still_mask(Patch(x=0, y=0, w=0.1, h=0.1), id="mask-3"), judged="rejected"),
    ),
    voice=True,
)
TOLD = Reported(
    number=7, recordings=2, to_mask=1, protection_class=ProtectionClass.RESTRICTED,
    purposes=frozenset({Purpose.TRAIN}), synthetic=False, hidden=hidden_in(MASKS), left=1,
    voice=True,
    detectors=("centerface 3bd975597de4",), decided_on=date(2026, 11, 29),
    decision=MaskDecision(
        name="Lee", masks="x", applied=2, rejected=1, voice=True,
        overall=MissEstimate(judged=40, missed=0, high=0.0881),
        chosen=MissEstimate(judged=5, missed=1, share=0.2),
    ),
)  # fmt: skip


@pytest.mark.parametrize("language", ["ko", "en"])
def test_counts_estimate_and_who_answers_for_it_stand_in_it(language):
    text = report(catalogue.say(language), (TOLD,))
    for part in ("7", "40", "8.8", "Lee", "2026-11-29", "centerface"):
        assert part in text
    assert text.count("\n## ") == 6 and text.count("- [ ]") == len(RISKS)


def test_it_promises_nothing_in_both_languages():
    english = report(catalogue.say("en"), (TOLD,))
    assert "Nobody promises" in english and "not anonymity" in english
    korean = report(catalogue.say("ko"), (TOLD,))
    assert "약속하지 않습니다" in korean and "가명처리" in korean


def test_without_a_decision_it_says_so():
    told = TOLD.model_copy(update={"decision": None, "decided_on": None})
    assert report(catalogue.say("en"), (told,)).count("not confirmed yet") == 2


def test_a_dataset_has_a_line_for_every_session():
    other = TOLD.model_copy(update={"number": 8})
    text = report(catalogue.say("en"), (TOLD, other), "welds-2")
    assert "welds-2" in text and text.count("No. 7") == text.count("No. 8") == 4
