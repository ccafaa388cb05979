"""Human time is counted from acts: not from open tabs, not twice, on no clock that goes back."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.event import listen
from starlette.testclient import TestClient

from app import effort, tokens
from app.effort import IDLE_S, WRITE_S, Meter
from app.media_route import media_url
from capture.access import OWNER
from capture.effort import of_job
from capture.site import Site
from data_schemas.rights import Actor, Role
from tests.app import sample
from tests.app.test_pages import page

TABLET = Actor(id="device-1", roles=frozenset({Role.INTERVIEWER}))


class Hands:
    """A clock that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.meter = Meter(lambda: self.at)

    def use(self, after: float, *given: object, who: Actor = OWNER) -> None:
        self.at += after
        self.meter.use(who, *given)  # type: ignore[arg-type]

    def spent(self) -> dict[tuple[str, str], float]:
        every: dict[tuple[str, str], float] = {}
        for (_who, session, activity), seconds in self.meter.due(all_of_it=True).items():
            every[(session, activity)] = every.get((session, activity), 0.0) + seconds
        return every


@pytest.fixture
def hands() -> Hands:
    return Hands()


def test_acts_add_up_and_an_open_tab_counts_nothing(hands: Hands) -> None:
    hands.use(0, "s", "correct")
    hands.use(20, "s", "correct")
    hands.use(IDLE_S, "s", "correct")  # nobody did anything for a minute
    hands.use(8 * 3600, "s", "correct")  # the tab stood open over night
    hands.use(10, "s", "correct")
    assert hands.spent() == {("s", "correct"): 30.0}


def test_two_tabs_of_one_person_count_once(hands: Hands) -> None:
    for _ in range(10):
        hands.use(5, "s", "correct")  # one tab
        hands.use(5, "s", "ask")  # the other, of the same session
    assert sum(hands.spent().values()) == 95.0
    for _ in range(10):
        hands.use(5, "s", "correct")
        hands.use(5, "t", "correct")  # of another session
    assert sum(hands.spent().values()) == 100.0


def test_two_people_count_twice_and_two_cameras_once(hands: Hands) -> None:
    for _ in range(5):
        hands.use(5, "s", "ask")
        hands.use(5, "s", "ask", who=TABLET)
    assert hands.spent() == {("s", "ask"): 80.0}
    hands.use(500, "s", "record")
    for _ in range(10):
        hands.use(1, "s", "record", who=TABLET)
        hands.use(1, "s", "record")
    assert hands.spent() == {("s", "record"): 20.0}


def test_what_ends_a_stretch_says_what_it_was_for_within_a_session_only(hands: Hands) -> None:
    hands.use(0, "s", "correct")
    hands.use(30, "s", "hand_out")
    hands.use(30, "t", "correct")
    assert hands.spent() == {("s", "hand_out"): 60.0}


def test_a_player_goes_on_with_what_was_done_and_begins_nothing(hands: Hands) -> None:
    hands.use(0, "s", None)
    hands.use(10, "s", "ask")
    hands.use(10, "s", None)
    hands.use(10, "t", None)
    assert hands.spent() == {("s", "ask"): 10.0}


def test_a_clock_that_goes_back_counts_nothing(hands: Hands) -> None:
    hands.use(0, "s", "correct")
    hands.use(-5000, "s", "correct")
    hands.use(10, "s", "correct")
    assert hands.spent() == {("s", "correct"): 10.0}


def test_sums_are_written_down_now_and_then_and_once(hands: Hands) -> None:
    hands.use(0, "s", "correct")
    hands.use(WRITE_S - 1, "s", "correct")
    assert hands.meter.due() == {}
    hands.use(2, "s", "correct")
    assert list(hands.meter.due().values()) == [WRITE_S + 1]
    assert hands.meter.due(all_of_it=True) == {}


@pytest.fixture
def clocked(used: Site, monkeypatch: pytest.MonkeyPatch) -> Hands:
    hands = Hands()
    monkeypatch.setitem(effort._meters, used, hands.meter)
    return hands


def test_an_act_asks_nothing_of_the_database_and_gets_in_nobodys_way(
    used: Site, clocked: Hands
) -> None:
    made = sample.take_in(used, seconds=1.0)
    asked: list[str] = []
    listen(used.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for _ in range(300):
        effort.used(OWNER, made.session.id, "correct")
        clocked.at += (WRITE_S - 1) / 300
    assert asked == []
    clocked.at += 2
    effort.used(OWNER, made.session.id, "correct")
    assert asked != [], "what was counted is written down"
    effort.used(OWNER, "ses-none", "correct")
    effort.used(OWNER, "ses-none", "correct")
    effort.sent(OWNER, made.session.id, "stm-none")
    effort.settle(used)
    assert set(of_job(used, OWNER, made.procedure.id).seconds) == {"correct"}


def test_the_player_and_its_changes_count_for_the_job(
    used: Site, clocked: Hands, client: TestClient, playable: sample.Sample
) -> None:
    session, recording = playable.session.id, playable.session.recordings[0].id
    effort.page_used(OWNER, "session", session)
    clocked.at += 20
    token = tokens.mint(used, OWNER, tokens.PLAY, session, recording)
    assert client.get(media_url(session, recording, token)).status_code == 200
    effort.settle(used)
    assert of_job(used, OWNER, playable.procedure.id).seconds == {"correct": 20.0}


def test_the_expert_details_tell_the_sum_of_the_job(used: Site, clocked: Hands) -> None:
    made = sample.processed(used)
    effort.page_used(OWNER, "session", made.session.id)
    clocked.at += 30
    effort.page_used(OWNER, "sitting", made.session.id)
    effort.page_used(OWNER, "library", "")
    test = page("session", session=made.session.id)
    shown = json.loads(test.json[0].value)["job"]
    assert shown["seconds"] == {"ask": 30.0}
    assert shown["human_minutes_per_minute"] == 30.0 / shown["video_s"]
