"""One step side by side: the same facts about each time, and no word about who is better."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from app import language
from app.takes import Done, panels, takes
from capture import sessions
from capture.access import NOBODY, OWNER
from capture.consent import withdraw_session
from capture.site import Site
from data_schemas.errors import Denied
from data_schemas.motion import Event
from data_schemas.rights import Actor, Role
from tests.app import sample
from tests.app.test_pages import page, plain, texts


def done(site: Site, made: sample.Sample) -> Done:
    timeline = sessions.timeline(site, OWNER, made.session.id)
    movement = sessions.movement(site, OWNER, made.session.id)
    assert timeline is not None and movement is not None
    return Done(made.session, timeline, {made.recording: movement})


@pytest.fixture
def made(used: Site) -> sample.Sample:
    return sample.processed(used)


@pytest.fixture
def again(used: Site, made: sample.Sample) -> sample.Sample:
    """The same procedure by another expert, in a recording of its own."""
    taken = sample.take_in(used, "Another one", sample.LENGTH_S + 1, made.procedure)
    return sample.processed(used, taken)


def test_a_panel_tells_length_words_and_what_happened(used: Site, made: sample.Sample) -> None:
    found = list(takes(done(used, made), "clean"))
    data = panels(found, made.session)
    (panel,) = data["panels"]
    assert data["longest"] == panel["seconds"] == 3.5
    assert (panel["length"], panel["said"], panel["silent"]) == ("4 s", "7 words about it", False)
    assert panel["happened"] == "Lets go and takes hold again (Right hand)"
    assert panel["marks"] == [
        {"start": 1.5, "end": 2.5, "title": "Lets go and takes hold again (Right hand)"}
    ]
    # the curve starts with the step, at half a second
    assert panel["values"][:2] == [10, 10] and panel["values"][4] == 90 and panel["here"]


def test_a_step_without_a_word_says_so_and_a_doubtful_one_too(
    used: Site, made: sample.Sample
) -> None:
    (silent,) = panels(list(takes(done(used, made), "bolts")), made.session)["panels"]
    assert (silent["said"], silent["silent"]) == ("Done without a word", True)
    elsewhere = made.session.model_copy(update={"id": "ses-other"})
    (doubtful,) = panels(list(takes(done(used, made), "gasket")), elsewhere)["panels"]
    assert doubtful["check"] == "Please check" and not doubtful["here"]


def test_a_step_that_was_rejected_or_never_done_has_no_panel(
    used: Site, made: sample.Sample
) -> None:
    known = done(used, made)
    assert list(takes(known, "test")) == []
    segments = tuple(s.model_copy(update={"status": "rejected"}) for s in known.timeline.segments)
    refused = replace(known, timeline=known.timeline.model_copy(update={"segments": segments}))
    assert list(takes(refused, "clean")) == []


def test_every_time_of_a_repeated_step_has_a_panel(used: Site, made: sample.Sample) -> None:
    known = done(used, made)
    first = known.timeline.segments[0]
    later = first.model_copy(update={"id": "x", "start_s": 9.0, "end_s": 11.0, "occurrence": 2})
    segments = (later, *known.timeline.segments)
    twice = replace(known, timeline=known.timeline.model_copy(update={"segments": segments}))
    data = panels(list(takes(twice, "clean")), made.session)
    assert [panel["again"] for panel in data["panels"]] == ["", "time 2"]


def test_movement_of_another_camera_is_brought_to_the_steps_time(
    used: Site, made: sample.Sample
) -> None:
    known = done(used, made)
    movement = known.movements[made.recording]
    event = Event(start_s=0.0, end_s=0.5, kind="pause")
    other = made.session.recordings[0].model_copy(update={"id": "cam-2", "offset_s": 2.0})
    session = made.session.model_copy(update={"recordings": (*made.session.recordings, other)})
    filmed = {"cam-2": movement.model_copy(update={"events": (event,)})}
    (take,) = takes(Done(session, known.timeline, filmed), "clean")
    (panel,) = panels([take], made.session)["panels"]
    assert take.starts_s == 0.5
    assert [mark["start"] for mark in panel["marks"]] == [1.5]


def test_without_a_movement_there_is_no_curve(used: Site, made: sample.Sample) -> None:
    bare = replace(done(used, made), movements={})
    (panel,) = panels(list(takes(bare, "clean")), made.session)["panels"]
    assert (panel["values"], panel["marks"], panel["happened"]) == ([], [], "")


@pytest.mark.parametrize("tongue", ["en", "ko"])
def test_nobody_is_named_or_ranked(
    used: Site, again: sample.Sample, monkeypatch: pytest.MonkeyPatch, tongue: str
) -> None:
    monkeypatch.setattr(language, "current", lambda: tongue)
    found = [t for s in sessions.sessions_of(used, OWNER, again.procedure.id)
             for t in takes(_known(used, s.id), "clean")]  # fmt: skip
    data = panels(found, again.session)
    assert [(p["timed"], p["length"], p["seconds"]) for p in data["panels"]] == [
        (False, "", 1.0), (True, {"en": "4 s", "ko": "4초"}[tongue], 3.5),
    ]  # fmt: skip
    assert [panel["id"].split("/")[0] for panel in data["panels"]] == [
        s.id for s in reversed(sessions.list_sessions(used, OWNER))
    ]
    assert "expert" not in str(data).lower() and "Another one" not in str(data)


# --- who sees what -------------------------------------------------------------------------------


def test_only_sessions_that_may_be_read_stand_side_by_side(
    used: Site, made: sample.Sample, again: sample.Sample
) -> None:
    procedure = made.procedure.id
    both = [made.session.id, again.session.id]
    assert [s.id for s in sessions.sessions_of(used, OWNER, procedure)] == both
    own = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=again.session.expert)
    assert [s.id for s in sessions.sessions_of(used, own, procedure)] == both[1:]
    admin = Actor(id="root", roles=frozenset({Role.ADMIN}))
    for who in (admin, NOBODY):
        with pytest.raises(Denied):
            sessions.sessions_of(used, who, procedure)
    withdraw_session(used, OWNER, again.session.id)
    assert [s.id for s in sessions.sessions_of(used, OWNER, procedure)] == both[:1]


def test_the_page_shows_an_expert_no_session_of_another(
    used: Site, made: sample.Sample, again: sample.Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[dict[str, object]] = []
    monkeypatch.setattr("app.pages.step.draw_panels", lambda data, key: drawn.append(data))
    shown = page("step", session=again.session.id, step="clean")
    assert not shown.error and _sessions(drawn[-1]) == {made.session.id, again.session.id}
    own = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=again.session.expert)
    monkeypatch.setattr("app.signin.current", lambda: own)
    page("step", session=again.session.id, step="clean")
    assert _sessions(drawn[-1]) == {again.session.id}
    refused = page("step", session=made.session.id, step="clean")
    assert len(drawn) == 2 and len(refused.error) == 1


@pytest.mark.parametrize(
    ("tongue", "words"), [("en", "neither is better"), ("ko", "어느 쪽이 더 낫다는 뜻은 아닙니다")]
)
def test_the_page_says_that_it_judges_nobody(
    used: Site, made: sample.Sample, tongue: str, words: str
) -> None:
    test: AppTest = page("step", tongue, session=made.session.id, step="test")
    assert not test.exception and not test.error
    assert words in texts(test)
    numbered = {"en": "No. 1", "ko": "1번"}[tongue]
    assert numbered in plain(texts(test)), "where it was not found is told"


def _known(site: Site, session: str) -> Done:
    found = sessions.get_session(site, OWNER, session)
    timeline = sessions.timeline(site, OWNER, session)
    assert timeline is not None
    return Done(found, timeline)


def _sessions(data: dict[str, object]) -> set[str]:
    panels_ = data["panels"]
    assert isinstance(panels_, list)
    return {panel["id"].split("/")[0] for panel in panels_}
