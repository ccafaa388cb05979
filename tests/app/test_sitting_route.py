"""A sitting over our own route: what is asked, what came of it, and one pointer for all screens."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import catalogue, tokens
from app.record_route import PART_TYPE
from capture import artifacts, sessions, sittings, takes
from capture.access import OWNER
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.knowledge import Opinion, UnitContent
from data_schemas.transcript import Transcript, Utterance
from pipelines.elicit.cards import desk as cards
from pipelines.elicit.sitting import desk
from pipelines.withdraw import withdraw
from tests.app import asked, sample
from tests.capture.test_takes import silent
from tests.capture.voices import voice, whole

STREAM, DEVICE = f"stm-{1:016x}", f"dev-{1:016x}"


@dataclass
class Screen:
    """What the page in one browser knows, kept up to date the way ``wire.js`` does it."""

    client: TestClient
    session: str
    token: str
    record: str = ""
    name: str = "scr-1"
    role: str = "interviewer"
    lang: str = "en"
    told: dict[str, Any] = field(default_factory=dict)

    def look(self, answering: bool = False) -> Screen:
        query = f"lang={self.lang}&screen={self.name}&role={self.role}&answering={int(answering)}"
        have = self.told.get("version", "")
        answer = self.client.get(
            f"/asked/{self.session}?{query}&have={have}", headers=bearer(self.token)
        )
        assert answer.status_code == 200, answer.text
        self.told |= answer.json()
        return self

    def post(self, **act: Any):
        said = {"screen": self.name, "role": self.role, "have": self.told.get("version", "")}
        answer = self.client.post(
            f"/asked/{self.session}?lang={self.lang}", json=said | act, headers=bearer(self.token)
        )
        if answer.status_code == 200:
            self.told |= answer.json()
        return answer

    def act(self, **act: Any) -> Screen:
        answer = self.post(**act)
        assert answer.status_code == 200, answer.text
        return self

    def begin(self, asked: dict[str, Any], **more: Any):
        said = {"stream": STREAM, "device": DEVICE, "started_at": time.time(), "role": "answer"}
        return self.client.post(
            f"/asked/{self.session}/answers",
            json=said | {"asked": asked} | more,
            headers=bearer(self.record),
        )

    def send(self, token: str, data: bytes) -> None:
        headers = {"Content-Type": PART_TYPE, "Upload-Offset": "0"} | bearer(token)
        path = f"/recorder/{self.session}/{STREAM}"
        assert self.client.patch(path, content=data, headers=headers).status_code == 204

    def finish(self, token: str, data: bytes):
        made = whole(data)
        said = {"size": made.size, "sha256": made.sha256, "length_s": made.length_s}
        path = f"/recorder/{self.session}/{STREAM}/finish"
        return self.client.post(path, json=said, headers=bearer(token))

    @property
    def questions(self) -> list[dict[str, Any]]:
        return self.told["questions"]

    @property
    def up(self) -> dict[str, Any]:
        """The question that is up."""
        target = self.told["pointer"]["target"]
        return next(one for one in self.questions if one["asked"]["target"] == target)

    @property
    def states(self) -> list[str]:
        return [one["state"] for one in self.questions]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def made(used: Site) -> sample.Sample:
    made = sample.processed(used)
    asked.seal_moments(used, made)
    sittings.forget(used, made.session.id)
    return made


@pytest.fixture
def screen(used: Site, client: TestClient, made: sample.Sample) -> Screen:
    return another(used, client, made).look()


def another(used: Site, client: TestClient, made: sample.Sample, **more: Any) -> Screen:
    session = made.session.id
    tokened = [tokens.mint(used, OWNER, name, session) for name in (tokens.ASK, tokens.RECORD)]
    return Screen(client, session, *tokened, **more)


@pytest.fixture
def attended(monkeypatch: pytest.MonkeyPatch) -> list[Site]:
    """Who would have been asked to see that a worker runs."""
    seen: list[Site] = []
    monkeypatch.setattr("app.work.attend", seen.append)
    return seen


def test_a_question_comes_with_its_replay_its_reason_and_what_was_not_seen(
    screen: Screen, made: sample.Sample
) -> None:
    first, second, _third = screen.questions
    assert first["replay"] == {
        "recording": made.recording, "start": 0.0, "from": 3.2, "end": pytest.approx(5.4),
    }  # fmt: skip
    assert first["reason"]["ko"] == asked.REASONS[0].ko
    assert first["missing"] == ["body", "speech"] and first["step"] == "Clean the sealing face"
    assert set(first["asked"]["question"]) == {"en", "ko"} and first["state"] == "open"
    assert second["heard"] == ["Now the gasket goes on dry"]
    media = screen.told["media"][made.recording]
    assert screen.client.get(media["url"]).status_code == 200 and media["video"]
    assert screen.told["pointer"]["target"] == first["asked"]["target"]


def test_what_has_not_changed_is_not_told_again(screen: Screen) -> None:
    version = screen.told.pop("version")
    screen.told = {"version": version}
    assert "questions" not in screen.look().told
    screen.act(do="reply", asked=asked_of(screen, 0), outcome="nothing")
    assert screen.told["version"] != version and screen.states[0] == "nothing"


def asked_of(screen: Screen, number: int) -> dict[str, Any]:
    if "questions" not in screen.told:
        screen.told.pop("version")
        screen.look()
    return screen.questions[number]["asked"]


@pytest.mark.parametrize("outcome", ["nothing", "later", "declined"])
def test_what_is_said_without_words_is_kept_and_can_be_taken_back(
    screen: Screen, used: Site, outcome: str
) -> None:
    first = screen.up["asked"]
    screen.act(do="reply", asked=first, outcome=outcome)
    assert screen.states == [outcome, "open", "open"]
    (kept,) = desk.sitting(used, OWNER, screen.session).answers
    assert (kept.reply.outcome, kept.reply.asked.target) == (outcome, first["target"])
    screen.act(do="take_back", number=screen.questions[0]["answers"][0]["number"])
    assert screen.states == ["open"] * 3 and screen.questions[0]["answers"] == []


def test_a_written_answer_leads_to_a_further_question(screen: Screen) -> None:
    screen.act(do="reply", asked=screen.up["asked"], outcome="answered", text="  I turn it a bit ")
    (answer,) = screen.up["answers"]
    assert answer["said"] == "I turn it a bit"
    assert answer["state"] == screen.states[0] == "typed"
    further = answer["next"]
    assert further["follows"] == answer["number"] and further["question"]["ko"]
    screen.act(do="go", target=further["target"], follows=further["follows"])
    assert screen.told["pointer"]["follows"] == answer["number"]
    screen.act(do="reply", asked=further, outcome="answered", text="A quarter turn")
    first, second = screen.up["answers"]
    assert first["next"] is None and second["follows"] == first["number"]
    assert second["question"] == further["question"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("   ", "글로 답하려면 내용이 있어야 합니다"), ("가" * 4001, "4,000자까지")],
)
def test_words_that_are_no_answer_are_refused_in_the_language_of_the_page(
    screen: Screen, text: str, sentence: str
) -> None:
    screen.lang = "ko"
    refused = screen.post(do="reply", asked=screen.up["asked"], outcome="answered", text=text)
    assert refused.status_code == 400 and sentence in refused.json()["error"]
    assert screen.look().states == ["open"] * 3


def test_an_answer_by_voice_is_a_recording_tied_to_its_moment(
    screen: Screen, used: Site, made: sample.Sample, attended: list[Site]
) -> None:
    first = screen.up["asked"]
    begun = screen.begin(first)
    assert begun.status_code == 201, begun.text
    token = begun.json()["token"]
    screen.send(token, voice()[:1000])
    assert screen.look().states[0] == "arriving" and screen.told["waiting"]
    # As the page does when it ends: the same stream once more writes nothing down again.
    assert screen.begin(first, ended_at=time.time()).json()["offset"] == 1000
    headers = {"Content-Type": PART_TYPE, "Upload-Offset": "1000"} | bearer(token)
    path = f"/recorder/{screen.session}/{STREAM}"
    screen.client.patch(path, content=voice()[1000:], headers=headers)
    assert screen.finish(token, voice()).status_code == 200 and attended == [used]
    (kept,) = desk.sitting(used, OWNER, screen.session).answers
    found = sessions.get_session(used, OWNER, screen.session)
    (said,) = [one for one in found.recordings if one.role == "answer"]
    assert kept.reply.recording == said.id and kept.reply.asked.span.start_s == asked.AT[0][1]
    assert waited(screen).states[0] == "arrived" and found.work == made.session.work
    write_down(used, said.original, "I hold it at forty-five degrees.")
    (answer,) = waited(screen).up["answers"]
    assert (answer["state"], answer["said"]) == ("written", "I hold it at forty-five degrees.")
    assert answer["url"].startswith(f"/recordings/{screen.session}/{said.id}?t=")


def waited(screen: Screen) -> Screen:
    """After the pause in which nobody looks again."""
    time.sleep(1.6)
    return screen.look()


def write_down(site: Site, original: str, text: str) -> None:
    recipe = Recipe(kind=Kind.TRANSCRIPT, stage="test", version="1", parents=(original,))
    line = Utterance(start_s=0.0, end_s=2.0, text=text)
    session = artifacts.known(site, original).session
    value = Transcript(language="en", engine="import", utterances=(line,))
    artifacts.seal(site, recipe, artifacts.session_scope(session), value)


def test_an_answer_that_was_broken_off_is_taken_in_as_far_as_it_came(
    screen: Screen, used: Site, attended: list[Site]
) -> None:
    token = screen.begin(screen.up["asked"]).json()["token"]
    screen.send(token, voice()[: len(voice()) * 2 // 3])
    screen.look()
    assert not screen.up["answers"][0]["stalled"]
    silent(used, STREAM, minutes=5)
    assert waited(screen).up["answers"][0]["stalled"]
    screen.act(do="settle", stream=STREAM)
    assert screen.states[0] == "arrived" and attended == [used]
    assert takes.unfinished(used, OWNER, screen.session, "answer") == ()


def test_a_question_of_ones_own_is_kept_before_anybody_answers_it(
    screen: Screen, used: Site, made: sample.Sample
) -> None:
    screen.act(do="own", recording=made.recording, at_s=8.0, text=" Why  this side? ")
    added = screen.questions[-1]
    assert screen.told["pointer"]["target"] == added["asked"]["target"]
    assert (added["state"], added["answers"]) == ("open", [])
    assert added["asked"]["question"] == {"en": "Why this side?", "ko": "Why this side?"}
    assert (added["asked"]["span"]["start_s"], added["asked"]["span"]["end_s"]) == (3.0, 9.0)
    sittings.forget(used, screen.session)  # nobody has looked for half a day
    fresh = Screen(screen.client, screen.session, screen.token, name="scr-2").look()
    assert fresh.questions[-1]["asked"] == added["asked"]
    fresh.act(do="reply", asked=added["asked"], outcome="later")
    assert fresh.states[-1] == "later"
    nowhere = screen.post(do="own", recording="rec-none", at_s=8.0)
    assert nowhere.status_code == 400
    long = screen.post(do="own", recording=made.recording, at_s=8.0, text="x" * 401)
    assert long.status_code == 400


def test_a_question_card_about_a_step_is_put_once(screen: Screen) -> None:
    probe = desk.cards_of(screen_site(screen), OWNER).probes[0].id
    for _ in range(2):
        screen.act(do="card", step="bolts", probe=probe)
        assert screen.up["step"] == "Tighten the bolts crosswise" and screen.up["replay"] is None
        screen.act(do="go", target=screen.questions[0]["asked"]["target"])
    assert len(screen.questions) == 4
    assert screen.post(do="card", step="nowhere", probe=probe).status_code == 400


def test_what_another_expert_disputes_is_put_to_the_expert_whose_card_it_is(
    screen: Screen, used: Site
) -> None:
    told = UnitContent(
        step_id="bolts", kind="rule", text="Crosswise, twice", language="en", origin="annotator",
        no_footage="Told.",
    )  # fmt: skip
    unit = cards.make(used, OWNER, screen.session, told).id
    assert screen.post(do="card", step="bolts", probe=f"sureness:{unit}").status_code == 400
    cards.judge(used, OWNER, screen.session, unit, Opinion(expert="exp-2", says="differs"))
    screen.act(do="card", step="bolts", probe=f"sureness:{unit}")
    assert "Crosswise, twice" in screen.up["asked"]["question"]["ko"]
    assert screen.told["pointer"]["target"] == f"card:bolts:sureness:{unit}"


def screen_site(_screen: Screen) -> Site:
    from app import context

    return context.site()


def test_screens_follow_one_pointer(
    screen: Screen, used: Site, client: TestClient, made: sample.Sample
) -> None:
    expert = another(used, client, made, name="scr-2", role="expert").look()
    second = screen.questions[1]["asked"]["target"]
    screen.act(do="go", target=second).act(do="play", at_s=3.5)
    seen = dict(expert.look().told)
    assert seen["pointer"]["target"] == second and seen["pointer"]["playing"]
    assert seen["pointer"]["at_s"] == 3.5 and 0 <= seen["for_s"] < 5
    expert.act(do="pause", at_s=4.0)
    assert screen.look().told["pointer"]["playing"] is False
    assert screen.told["pointer"]["turn"] > seen["pointer"]["turn"]
    assert screen.told["heard_elsewhere"] and not expert.told["heard_elsewhere"]
    expert.look(answering=True)
    assert screen.look().told["answering"] == "scr-2" and expert.look().told["answering"] == ""
    assert screen.look().told["answering"] == ""


def test_after_a_start_the_first_open_question_is_up(screen: Screen) -> None:
    first = screen.up["asked"]
    screen.act(do="reply", asked=first, outcome="declined")
    screen.act(do="go", target="end")
    assert screen.look().told["pointer"]["target"] == "end"
    sittings.forget(screen_site(screen), screen.session)
    again = screen.look().told
    assert again["pointer"]["target"] == screen.questions[1]["asked"]["target"]


def test_what_was_withdrawn_is_told_no_more(screen: Screen, used: Site) -> None:
    screen.act(do="reply", asked=screen.up["asked"], outcome="answered", text="A secret")
    withdraw(used, OWNER, screen.session)
    refused = screen.post(do="reply", asked=screen.up["asked"], outcome="nothing")
    assert refused.status_code == 403 and "A secret" not in refused.text
    assert screen.post(do="take_back", number=1).status_code == 403


@pytest.mark.parametrize("name", [tokens.AMEND, tokens.RECORD, tokens.PLAY])
def test_tokens_for_other_things_open_nothing(screen: Screen, used: Site, name: str) -> None:
    screen.token = tokens.mint(used, OWNER, name, screen.session)
    assert screen.post(do="go", target="end").status_code == 403
    screen.record = tokens.mint(used, OWNER, tokens.ASK, screen.session)
    assert screen.begin(screen.up["asked"]).status_code == 403
    assert takes.unfinished(used, OWNER, screen.session, "answer") == ()


@pytest.mark.parametrize(
    "act",
    [
        {"do": "wipe"}, {"do": "reply"}, {"do": "reply", "asked": {"target": "x"}},
        {"do": "play", "at_s": -1}, {"do": "go", "target": "x" * 500}, {"do": "settle", "more": 1},
    ],
    ids=str,
)  # fmt: skip
def test_messages_that_are_none(screen: Screen, act: dict[str, Any]) -> None:
    assert screen.post(**act).status_code == 400
    assert screen.look().states == ["open"] * 3


def test_what_people_meet_is_told_in_korean(screen: Screen) -> None:
    screen.lang = "ko"
    refused = screen.post(do="take_back", number=99)
    assert refused.json()["error"] != "There is no such entry to take back."
    assert catalogue.say("ko")("There is no such entry to take back.") == refused.json()["error"]


def test_looking_every_second_asks_the_doors_now_and_then_only(screen: Screen, used: Site) -> None:
    from capture.records import audit as audit_records

    def rows() -> int:
        with used.db() as db:
            return sum(1 for _ in audit_records.walk(db))

    screen.look()
    before = rows()
    for _ in range(20):
        screen.look()
    assert rows() == before
