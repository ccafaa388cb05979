"""Trying the job from its sheet: the sheet step by step, and notes that are about the sheet."""

from __future__ import annotations

import re

import pytest

from capture import sessions
from capture.access import OWNER
from capture.records import recordings as recording_records
from capture.records import sessions as records
from capture.site import Site
from data_schemas.knowledge import UnitContent
from data_schemas.rights import Consent
from data_schemas.session import Recording
from data_schemas.teaching import TryNote
from pipelines.elicit.cards import desk as cards_desk
from pipelines.elicit.sitting import desk as sitting_desk
from pipelines.elicit.teaching import desk
from tests.app import sample
from tests.app.test_pages import labels, page, plain, texts


@pytest.fixture
def made(used: Site) -> sample.Sample:
    return sample.processed(used)


def card(site: Site, session: str) -> str:
    content = UnitContent(
        step_id="gasket", kind="key_point", text="The marked side is up", language="en",
        origin="interview", no_footage="Told beside the work.",
    )  # fmt: skip
    return cards_desk.make(site, OWNER, session, content).id


@pytest.mark.parametrize(
    ("tongue", "told"),
    [
        ("en", ["2. Fit the gasket", "The marked side is up", "nobody is tested"]),
        ("ko", ["2. Fit the gasket", "The marked side is up", "사람을 평가하지 않으며"]),
    ],
)
def test_the_sheet_stands_there_step_by_step_with_its_cards(
    used: Site, made: sample.Sample, tongue: str, told: list[str]
) -> None:
    card(used, made.session.id)
    test = page("teach-back", tongue, session=made.session.id)
    shown = plain(texts(test))
    assert not test.exception and not test.error
    assert [part for part in told if part not in shown] == []


def test_a_note_is_kept_with_the_card_that_should_have_prevented_it(
    used: Site, made: sample.Sample
) -> None:
    session = made.session.id
    unit = card(used, session)
    test = page("teach-back", session=session)
    key = "try-gasket-0"
    test.text_area(key=f"{key}-text").input("Laid it *upside* down").run()
    test.multiselect(key=f"{key}-units").select(unit).run()
    test.button(key=f"{key}-keep").click().run()
    (kept,) = desk.notes(used, OWNER, session)
    assert (kept.text, kept.units, kept.step_id) == ("Laid it *upside* down", (unit,), "gasket")
    shown = texts(test)
    assert "This card did not prevent it, mend it:" in shown and "\\*upside\\*" in shown
    test.button(key=f"try-away-{kept.number}").click().run()
    assert desk.notes(used, OWNER, session) == ()


def test_what_no_card_speaks_of_becomes_a_question(used: Site, made: sample.Sample) -> None:
    test = page("teach-back", "ko", session=made.session.id)
    test.text_area(key="try-test-0-text").input("얼마 동안 기다리나요?").run()
    test.segmented_control(key="try-test-0-what").set_value("question").run()
    test.button(key="try-test-0-keep").click().run()
    assert "작업표에 없습니다" in texts(test)
    questions = sitting_desk.sitting(used, OWNER, made.session.id).questions
    (asked,) = (one.asked for one in questions if one.reason == sitting_desk.FROM_ATTEMPT)
    assert "‘얼마 동안 기다리나요?’" in asked.question.ko


def test_an_attempt_is_called_by_its_place_and_has_no_length_beside_it(
    used: Site, made: sample.Sample
) -> None:
    session = made.session.id
    attempt = Recording(
        id="rec-try", session=session, role="attempt", offset_s=None, original="art-try",
        container="webm", duration_s=754.0, has_video=True, has_audio=True,
    )  # fmt: skip
    with used.db() as db:
        recording_records.add(db, attempt)
    desk.note(
        used, OWNER, session,
        TryNote(what="error", text="a", step_id="test", recording="rec-try", start_s=61.0),
    )  # fmt: skip
    test = page("teach-back", session=session)
    assert "Attempt 1" in labels(test)
    everything = texts(test) + "".join(labels(test))
    assert "(Attempt 1, 1:01)" in plain(everything)
    assert "12" not in re.sub(r"rec-\w+", "", everything), "754 s are 12 min 34 s"
    assert sessions.get_session(used, OWNER, session).duration_s == 12.0


def test_without_consent_to_teaching_there_is_no_sheet(used: Site, made: sample.Sample) -> None:
    with used.db() as db:
        records.set_consent(db, made.session.id, Consent())
    test = page("teach-back", session=made.session.id)
    assert [one.value for one in test.error] == [
        "Not allowed: no consent was given for this purpose (teach)."
    ]
    assert not test.text_area
