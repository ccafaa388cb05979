"""Pages about the work are not moved by answers."""

from __future__ import annotations

import pytest

from capture import procedures
from capture.access import OWNER
from capture.opening import Opening, open_session
from capture.site import Site
from tests.app.test_pages import page, texts
from tests.capture.voices import answer, begin
from tests.conftest import CSV


@pytest.fixture
def asked(used: Site) -> str:
    """A session without work: one answer is here, another one arrives."""
    procedure = procedures.import_procedure(used, OWNER, CSV, "flange.csv")
    session = open_session(used, OWNER, Opening(procedure.id, "Kim")).id
    answer(used, session, 1)
    begin(used, session, 2)
    return session


def test_there_is_nothing_to_be_worked_on_yet(asked: str) -> None:
    test = page("record", session=asked)
    assert test.button(key="recorder-done").disabled
    assert "None yet." in texts(test) and "being recorded" not in texts(test)
    assert not [one for one in test.button if (one.key or "").startswith("settle-")]


def test_the_session_says_that_nothing_was_recorded(asked: str) -> None:
    test = page("session", session=asked)
    assert "Nothing was recorded yet." in texts(test)
    assert "Not arrived whole yet" not in texts(test)
    assert not [one for one in test.button if one.key == "record-more"]


def test_the_wizard_waits_for_the_work(asked: str) -> None:
    test = page("wizard", session=asked, step="5")
    assert "recording is here" not in texts(test)
    assert test.button(key="wizard-later")
