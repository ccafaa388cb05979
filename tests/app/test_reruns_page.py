"""New results on a page: what would be otherwise in plain words, accepted or kept by a button."""

from __future__ import annotations

import pytest

from capture import sessions
from capture.access import OWNER
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import ModelError
from pipelines.rederive import desk
from pipelines.rederive.making import desk as making
from pipelines.review import desk as review
from pipelines.review.signing import desk as signing
from tests.app.test_pages import page, texts
from tests.pipelines.rederive.conftest import (  # noqa: F401
    align,
    machine,
    quiet,
    session,
    take_in,
)


@pytest.fixture
def waits(site, machine, session, monkeypatch):  # noqa: F811
    """The aligner has become another that finds the second step no more, which was confirmed."""
    monkeypatch.setattr("app.context.site", lambda: site)
    span = Span(recording=session.recordings[0].id, start_s=5.0, end_s=8.0)
    draft = Draft(act=Act.CONFIRM, target="seg-fit", span=span, before={"step_id": "fit"})
    review.amend(site, OWNER, session.id, draft, 0)
    machine.become("align", version="2", run=align(later_s=1.0, without="fit"))
    desk.start(site, OWNER, desk.Extent())
    machine.rerun(site)
    return session


def state(site):
    return [one.state for one in desk.status(site, OWNER)]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_before_and_after_are_told(site, waits, language):
    test = page("reruns", language)
    assert not test.exception and not test.error
    said = texts(test)
    wanted = {
        "en": ["3 step sections moved, came or went", "0 of 3 words are others", "Fit the gasket"],
        "ko": ["단계 구간 3개가 옮겨지거나", "더는 맞는 자리가 없게 될", "Fit the gasket"],
    }[language]
    assert all(words in said for words in wanted), said
    rows = test.dataframe[0].value
    assert list(rows.iloc[:, 0]) == ["Clean the flange", "Fit the gasket", "Tighten the bolts"]
    assert list(rows.iloc[:, 2]) == ["0:02–0:05", "–", "0:10–0:13"]


def test_a_button_accepts_them(site, waits):
    test = page("reruns")
    test.button(key=f"accept-{waits.id}").click().run()
    assert state(site) == ["accepted"] and "No new results wait" in texts(test)
    timeline = sessions.timeline(site, OWNER, waits.id)
    assert {one.step_id for one in timeline.segments} == {"clean", "close"}


def test_a_button_keeps_the_old_of_all(site, waits):
    test = page("reruns")
    test.button(key="keep-all").click().run()
    assert state(site) == ["kept"]
    assert len(sessions.timeline(site, OWNER, waits.id).segments) == 3


def test_what_could_not_be_accepted_is_said(site, waits):
    entries = review.entries(site, OWNER, waits.id)
    for state_ in ("confirmed", "reviewed", "approved"):
        signing.sign(site, OWNER, waits.id, state_, "Kim", len(entries))
        entries = review.entries(site, OWNER, waits.id)
    test = page("reruns", "ko")
    test.button(key="accept-all").click().run()
    assert "먼저 다시 여세요" in texts(test) and state(site) == ["made"]


def test_the_library_tells_that_something_waits(site, waits):
    assert "other results for 1 work session" in texts(page("library"))
    desk.keep(site, OWNER, waits.id)
    assert "other results" not in texts(page("library"))


@pytest.mark.parametrize(
    ("language", "why"),
    [("en", "The model tiny is not on this machine"), ("ko", "tiny 모델이 없습니다")],
)
def test_why_one_could_not_be_made_is_said_and_it_is_tried_again(site, waits, language, why):
    error = ModelError("The model tiny is not on this machine: run `sonmat models fetch`.")
    making.again(site, waits.id)
    (one,) = making.wanted(site)
    making.fail(site, one.session, one.number, error)
    test = page("reruns", language)
    assert not test.exception and why in texts(test).replace("\\", "")
    test.button(key=f"again-{waits.id}").click().run()
    assert state(site) == ["wanted"] and why not in texts(test).replace("\\", "")
