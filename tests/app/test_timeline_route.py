"""Correcting a session without a redraw: what an act changes, who is told, and what is refused."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import catalogue, tokens
from app.editing import state as editing_state
from capture import sessions
from capture.access import OWNER
from capture.site import Site
from data_schemas.timeline import Timeline
from pipelines.review import desk
from tests.app import sample


@dataclass
class Player:
    """What the player in one browser knows, kept up to date the way ``store.js`` does it."""

    client: TestClient
    path: str
    token: str
    version: str = ""
    number: int = 0
    last: list[int] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)
    approval: dict[str, Any] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def look(self) -> int:
        answer = self.client.get(f"{self.path}?lang=en&have={self.version}", headers=self.headers)
        if answer.status_code == 200:
            self._apply(answer.json())
        return answer.status_code

    def post(self, **body: Any):
        said = {"seen": self.number, "have": self.version} | body
        answer = self.client.post(f"{self.path}?lang=en", json=said, headers=self.headers)
        if answer.status_code == 200:
            self._apply(answer.json())
        return answer

    def act(self, *acts: dict[str, Any], note: str = ""):
        return self.post(acts=list(acts), note=note)

    def _apply(self, told: dict[str, Any]) -> None:
        self.version, self.number, self.last = told["version"], told["number"], told["last"]
        self.approval = told["approval"]
        known = {line["id"]: line for line in self.parts.get("lines", [])}
        self.parts |= told["parts"]
        if not told["whole"]:
            known |= {line["id"]: line for line in told["lines"]}
            self.parts["lines"] = [known[name] for name in told["order"]]

    def lines(self) -> list[dict[str, Any]]:
        return [line for line in self.parts["lines"] if line["kind"] == "speech"]

    def bars(self) -> list[dict[str, Any]]:
        return [bar for lane in self.parts["lanes"] for bar in lane["bars"]]


@pytest.fixture
def made(used: Site) -> sample.Sample:
    return sample.processed(used)


@pytest.fixture
def player(used: Site, client: TestClient, made: sample.Sample) -> Player:
    return another(used, client, made)


def another(used: Site, client: TestClient, made: sample.Sample) -> Player:
    token = tokens.mint(used, OWNER, tokens.AMEND, made.session.id)
    found = Player(client, f"/timeline/{made.session.id}/{made.recording}", token)
    assert found.look() == 200
    return found


def held(used: Site, made: sample.Sample) -> Timeline:
    found = sessions.timeline(used, OWNER, made.session.id)
    assert found is not None
    return found


def test_who_has_what_holds_is_told_nothing(player: Player) -> None:
    assert player.look() == 204


def test_an_act_is_answered_with_what_differs_and_no_more(player: Player) -> None:
    first = player.lines()[0]
    answer = player.act({"do": "words", "id": first["id"], "text": "Wipe the face three times"})
    told = answer.json()
    assert answer.status_code == 200 and told["done"] == [1] and not told["whole"]
    assert [line["text"] for line in told["lines"]] == ["Wipe the face three times"]
    assert told["lines"][0]["origin"] == "person"
    assert player.parts["notes"], "what was done otherwise, and what to check, stays in sight"
    assert answer.headers["cache-control"] == "no-store"


def test_every_kind_of_act_does_what_it_says(
    player: Player, used: Site, made: sample.Sample
) -> None:
    bars = {bar["step"]: bar for bar in player.bars()}
    clean, gasket = bars["clean"], bars["gasket"]
    for act in (
        {"do": "confirm", "id": clean["id"]},
        {"do": "move", "id": gasket["id"], "start": gasket["start"] + 0.2},
        {"do": "relabel", "id": gasket["id"], "step": "test"},
        {"do": "add", "step": "bolts", "start": 10.5, "end": 11.5},
        {"do": "split", "id": clean["id"], "at": (clean["start"] + clean["end"]) / 2},
        {"do": "answer", "step": "clean", "answer": "twice"},
    ):
        answer = player.act(act)
        assert answer.status_code == 200, (act, answer.text)
    found = held(used, made)
    assert not found.unplaced
    assert [s.step_id for s in found.segments if s.status != "rejected"].count("clean") == 2
    assert {"test", "bolts"} <= {s.step_id for s in found.segments}
    assert any(f.kind == "repeated" and f.origin == "person" for f in found.findings)
    halves = [bar for bar in player.bars() if bar["step"] == "clean"]
    assert player.act({"do": "merge", "id": halves[0]["id"], "with": halves[1]["id"]}).is_success
    whole = [bar for bar in player.bars() if bar["step"] == "clean"]
    assert [(bar["start"], bar["end"]) for bar in whole] == [(clean["start"], clean["end"])]
    assert player.act({"do": "reject", "id": whole[0]["id"]}).is_success
    assert "clean" not in {bar["step"] for bar in player.bars()}


def test_a_step_that_was_not_done_has_no_section(
    player: Player, used: Site, made: sample.Sample
) -> None:
    assert player.act({"do": "answer", "step": "gasket", "answer": "not_performed"}).is_success
    assert "gasket" not in {bar["step"] for bar in player.bars()}
    assert "gasket" in [f.step_id for f in held(used, made).findings if f.kind == "skipped"]
    assert player.act({"do": "answer", "step": "gasket", "answer": "as_written"}).is_success
    assert all(f.step_id != "gasket" for f in held(used, made).findings)


def test_words_are_split_joined_spoken_by_another_and_brought_back(player: Player) -> None:
    first = player.lines()[0]
    text = first["text"]
    acts = ({"do": "words", "id": first["id"], "text": f"{text} slowly"},
            {"do": "part", "id": first["id"], "at": text.index("clean")})  # fmt: skip
    assert player.act(*acts).is_success
    one, two = player.lines()[:2]
    assert f"{one['text']} {two['text']}" == f"{text} slowly" and two["text"].startswith("clean")
    assert one["end"] <= two["start"] + 1e-6
    assert player.act({"do": "join", "id": one["id"], "with": two["id"]}).is_success
    assert player.lines()[0]["text"] == f"{text} slowly"
    assert player.act({"do": "speaker", "id": one["id"], "speaker": "interviewer"}).is_success
    assert player.lines()[0]["speaker"] == "interviewer"
    out = next(line for line in player.parts["lines"] if line["kind"] == "left-out")
    assert player.act({"do": "restore", "id": out["id"], "text": "Hold it there"}).is_success
    assert "Hold it there" in [line["text"] for line in player.lines()]
    assert all(line["kind"] != "left-out" for line in player.parts["lines"])
    assert player.act({"do": "words", "id": out["id"], "text": ""}).status_code in (200, 400)


def test_taking_everything_back_brings_exactly_the_start(
    player: Player, used: Site, made: sample.Sample
) -> None:
    before = held(used, made)
    dice = random.Random(8)
    for _ in range(40):
        player.act(some_act(player, dice))
    assert held(used, made) != before
    while player.last:
        assert player.post(undo=player.last).is_success
    assert held(used, made) == before


def some_act(player: Player, dice: random.Random) -> dict[str, Any]:
    """Something that one can do to what the player shows."""
    bar, line = dice.choice(player.bars()), dice.choice(player.lines())
    longer = bar["end"] - bar["start"]
    return dice.choice(
        [
            {"do": "move", "id": bar["id"], "end": bar["start"] + longer * dice.uniform(0.3, 1.2)},
            {"do": "relabel", "id": bar["id"], "step": dice.choice(["clean", "bolts", None])},
            {"do": "confirm", "id": bar["id"]},
            {"do": "split", "id": bar["id"], "at": bar["start"] + longer / 2},
            {"do": "add", "step": "test", "start": 11.0, "end": 11.0 + dice.uniform(0.1, 0.9)},
            {"do": "words", "id": line["id"], "text": f"words {dice.random():.3f}"},
            {"do": "speaker", "id": line["id"], "speaker": "bystander"},
            {"do": "part", "id": line["id"], "at": max(1, len(line["text"]) // 2)},
        ]
    )


def test_two_people_at_once_lose_nothing(
    used: Site, client: TestClient, made: sample.Sample
) -> None:
    """Whatever order they look and write in: what was accepted stands, what was not is known."""
    dice = random.Random(200)
    two = (another(used, client, made), another(used, client, made))
    accepted, stale = 0, 0
    for _ in range(60):
        who = dice.choice(two)
        if dice.random() < 0.4:
            who.look()
            continue
        answer = who.act(some_act(who, dice))
        if answer.status_code == 200:
            accepted += 1
        elif answer.status_code == 409:
            stale += 1
            who.look()
    assert accepted > 10 and stale > 3
    assert len(desk.entries(used, OWNER, made.session.id)) == accepted
    for one in two:
        one.look()
    assert two[0].parts == two[1].parts
    fresh = another(used, client, made)
    assert fresh.parts == two[0].parts, "what differs adds up to what holds"


def test_what_is_written_while_a_page_is_drawn_is_told_to_who_has_the_version_before(
    used: Site, player: Player, client: TestClient, made: sample.Sample
) -> None:
    other = another(used, client, made)
    about = editing_state.About(used, OWNER, made.session.id, made.recording, "en")
    before = editing_state.held(used, OWNER, made.session.id)
    line = player.lines()[0]
    assert player.act({"do": "words", "id": line["id"], "text": "anything else"}).status_code == 200
    called = editing_state.remember(about, player.parts, before)
    assert called.version != before.version and called.entries == before.entries
    assert other.look() == 200 and other.lines() == player.lines()


def test_a_player_that_asks_while_somebody_writes_hides_that_from_nobody(
    used: Site, player: Player, client: TestClient, made: sample.Sample,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    other = another(used, client, made)
    act = {"do": "words", "id": player.lines()[0]["id"], "text": "written meanwhile"}
    seen_by = editing_state.seen_by

    def late(about: editing_state.About) -> Any:
        monkeypatch.setattr(editing_state, "seen_by", seen_by)
        assert other.act(act).status_code == 200
        return seen_by(about)

    # As if many versions lay between.
    monkeypatch.setattr(editing_state, "SCENES", editing_state.Scenes())
    monkeypatch.setattr(editing_state, "seen_by", late)
    about = editing_state.About(used, OWNER, made.session.id, made.recording, "en")
    told = editing_state.state(about)
    assert told is not None and "written meanwhile" in str(told["parts"]["lines"])
    assert player.look() == 200 and player.lines() == other.lines()


def test_approval_goes_step_by_step_and_fixes_what_was_approved(
    player: Player, used: Site, made: sample.Sample
) -> None:
    assert player.approval["state"] == "draft" and player.approval["unsure"]
    refused = player.post(sign={"state": "confirmed", "name": "Kim"})
    assert refused.status_code == 400 and "unsure" in refused.json()["error"]
    for name in list(player.approval["unsure"]):
        assert player.act({"do": "confirm", "id": name}).is_success
    assert player.post(sign={"state": "approved", "name": "Kim"}).status_code == 400
    for state in ("confirmed", "reviewed", "approved"):
        assert player.post(sign={"state": state, "name": f"{state} by Kim"}).is_success
    assert [name for name, _by, _at in player.approval["signed"]] == [
        "confirmed", "reviewed", "approved"
    ]  # fmt: skip
    line = player.lines()[0]["id"]
    late = player.act({"do": "words", "id": line, "text": "Too late"})
    assert late.status_code == 400 and "reopen" in late.json()["error"]
    assert player.post(reopen=True).is_success
    assert (player.approval["state"], player.approval["version"]) == ("draft", 2)
    assert player.act({"do": "words", "id": line, "text": "In time"}).is_success


def test_a_change_after_a_signature_takes_the_signature_away(player: Player) -> None:
    for name in list(player.approval["unsure"]):
        player.act({"do": "confirm", "id": name})
    assert player.post(sign={"state": "confirmed", "name": "Kim"}).is_success
    player.act({"do": "words", "id": player.lines()[0]["id"], "text": "Other words"})
    assert player.approval["state"] == "draft" and player.approval["signed"] == []


# --- attacks -------------------------------------------------------------------------------------


def broken() -> Iterator[Any]:
    yield b"no json"
    yield b"[" * 100_000
    yield json.dumps({"seen": -1}).encode()
    yield json.dumps({"seen": 0, "acts": [{"do": "erase"}]}).encode()
    yield json.dumps({"seen": 0, "acts": [{"do": "move", "id": "x" * 300}]}).encode()
    yield json.dumps({"seen": 0, "acts": [{"do": "move", "id": "nobody", "start": 1}]}).encode()
    yield b'{"seen": 0, "acts": [{"do": "add", "step": "clean", "start": NaN, "end": 3}]}'
    yield json.dumps({"seen": 0, "acts": [{"do": "add", "start": 5, "end": 3}]}).encode()
    yield json.dumps({"seen": 0, "undo": [7]}).encode()
    yield json.dumps({"seen": 0, "sign": {"state": "approved", "name": " "}}).encode()
    yield b"x" * (5 << 20)


@pytest.mark.parametrize("body", list(broken()), ids=range(11))
def test_what_cannot_be_read_or_done_changes_nothing(
    player: Player, used: Site, made: sample.Sample, body: bytes
) -> None:
    before = held(used, made)
    answer = player.client.post(player.path, content=body, headers=player.headers)
    assert answer.status_code == 400 and set(answer.json()) == {"error"}
    assert held(used, made) == before
    assert desk.entries(used, OWNER, made.session.id) == ()


def test_what_goes_wrong_is_told_in_the_language_of_the_player(player: Player) -> None:
    body = {"seen": 0, "acts": [{"do": "confirm", "id": "nobody"}]}
    answer = player.client.post(f"{player.path}?lang=ko", json=body, headers=player.headers)
    message = "That is not there any more: somebody changed it meanwhile."
    assert answer.json()["error"] == catalogue.load("ko").gettext(message) != message


def test_a_half_good_list_of_acts_changes_nothing(
    player: Player, used: Site, made: sample.Sample
) -> None:
    good = {"do": "confirm", "id": player.bars()[0]["id"]}
    assert player.act(good, {"do": "confirm", "id": "nobody"}).status_code == 400
    assert desk.entries(used, OWNER, made.session.id) == ()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "PLAY"},
        {"Authorization": "OTHER"},
        {"Authorization": "GOOD", "Origin": "https://elsewhere.example"},
        {"Authorization": "GOOD", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_only_our_own_page_may(
    player: Player, used: Site, made: sample.Sample, headers: dict[str, str]
) -> None:
    """Without a token, with another one, for another session, from a page of somebody else."""
    known = {
        "PLAY": tokens.mint(used, OWNER, tokens.PLAY, made.session.id, made.recording),
        "OTHER": tokens.mint(used, OWNER, tokens.AMEND, "ses-other"),
        "GOOD": player.token,
    }
    said = headers.get("Authorization", "")
    sent = headers | ({"Authorization": f"Bearer {known[said]}"} if said in known else {})
    body = {"seen": 0, "acts": [{"do": "confirm", "id": player.bars()[0]["id"]}]}
    assert player.client.post(player.path, json=body, headers=sent).status_code == 403
    assert player.client.get(player.path, headers=sent).status_code == 403
    assert desk.entries(used, OWNER, made.session.id) == ()


def test_another_recording_than_the_sessions_is_unknown(player: Player) -> None:
    path = player.path.rsplit("/", 1)[0] + "/rec-nobody"
    assert player.client.get(path, headers=player.headers).status_code == 404
