"""What takes show, on the page of a session."""

from __future__ import annotations

import pytest

from capture.access import OWNER
from capture.site import Site
from data_schemas.rights import Actor, Role
from pipelines.review.takes import desk
from tests.app import sample
from tests.app.test_pages import page, plain, texts


@pytest.fixture
def made(used: Site) -> sample.Sample:
    return sample.processed(used)


def said(site: Site, made: sample.Sample) -> dict[int, tuple[str, str]]:
    found = desk.labels(site, OWNER, made.session.id)
    return {take: (one.variant, one.note) for take, one in found.items()}


@pytest.mark.parametrize(
    ("tongue", "asked", "told"),
    [
        ("en", "What the takes show", "Take 1: A defect, shown on purpose"),
        ("ko", "촬영마다 보여 주는 것", "촬영 1: 일부러 보인 불량"),
    ],
)
def test_it_is_said_seen_among_the_changes_and_taken_back(
    used: Site, made: sample.Sample, tongue: str, asked: str, told: str
) -> None:
    test = page("session", tongue, session=made.session.id)
    assert any(one.label == asked for one in test.expander)
    box = next(one for one in test.selectbox if (one.key or "").startswith("variant-"))
    note = next(one for one in test.text_input if (one.key or "").startswith("variant-note-"))
    box.set_value("defect")
    note.set_value("the gasket is dry")
    button = next(one for one in test.button if (one.key or "").startswith("variant-set-"))
    test = button.click().run()
    assert not test.exception and said(used, made) == {1: ("defect", "the gasket is dry")}
    assert told in plain(texts(test)) and "dry" not in _changes(test)
    back = next(one for one in test.button if one.key == "back-1")
    assert not back.click().run().exception and said(used, made) == {}


def test_not_said_takes_it_back(used: Site, made: sample.Sample) -> None:
    desk.label(used, OWNER, made.session.id, 1, "good")
    test = page("session", session=made.session.id)
    box = next(one for one in test.selectbox if (one.key or "").startswith("variant-"))
    assert box.value == "good"
    box.set_value("")
    button = next(one for one in test.button if (one.key or "").startswith("variant-set-"))
    assert not button.click().run().exception and said(used, made) == {}


def test_who_may_only_read_is_told_and_asked_nothing(
    used: Site, made: sample.Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.label(used, OWNER, made.session.id, 1, "what_if", "<b>dry</b>")
    reader = Actor(id="lee", roles=frozenset({Role.INTERVIEWER}))
    monkeypatch.setattr("app.signin.current", lambda: reader)
    monkeypatch.setattr("app.pages.parts.variants.decide", _may_not)
    test = page("session", session=made.session.id)
    assert "Another case: what if" in texts(test) and "<b>" not in texts(test)
    assert not [one for one in test.selectbox if (one.key or "").startswith("variant-")]


def _may_not(*_given: object) -> object:
    from data_schemas.rights import Verdict

    return Verdict(allowed=False, reason="x")


def _changes(test: object) -> str:
    """The lines of the list of changes alone."""
    return "\n".join(line for line in texts(test).splitlines() if "· " in line)  # type: ignore[arg-type]
