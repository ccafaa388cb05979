"""Everybody signed in, against every route and every page: as the table of permission says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from starlette.testclient import TestClient

from app import context, nav, signin, tokens
from app.handout_route import HANDOUT
from app.print_route import PRINT
from capture import accounts, consent, jobs, passwords, people
from capture.access import OWNER, facts_of
from capture.records import sessions as session_records
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import Denied
from data_schemas.handout import HandoutSelection
from data_schemas.rights import Action, Actor, Consent, Present, ProtectionClass, Purpose, Role
from pipelines.handout import desk as handouts
from tests.app import sample
from tests.app.signing_in import CHEAP, MODULES, NAMES, browser, everybody, served, sign_in
from tests.app.test_pages import page, texts
from tests.capture.test_access import CELLS, expected
from tests.hidden import answered_for

REFUSED = (401, 403)
WIDE = Consent(
    purposes=frozenset(Purpose), protection_class=ProtectionClass.OPEN, signed_by="sample"
)
PART = (("content-type", "application/offset+octet-stream"), ("upload-offset", "0"))
JPEG = (("content-type", "image/jpeg"),)
START = {"stream": "stm-1", "device": "d", "started_at": 1.0}
QUESTION = {"en": "?", "ko": "?"}


@dataclass(frozen=True)
class Ask:
    """One request: with a link of the person's own, for ``token`` (its target follows)."""

    method: str
    path: str
    token: tuple[str, ...]
    needs: Action
    # About the site as a whole, else about a session.
    whole: bool = False
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()


def asks(session: str, recording: str, handout: str, file: str, job: tuple[str, str]) -> list[Ask]:
    play, record = (tokens.PLAY, session, recording), (tokens.RECORD, session)
    stream = (*record, "stm-1")
    amend = (tokens.AMEND, session)
    return [
        Ask("POST", "/check", (tokens.CHECK, tokens.NEW), Action.RECORD, True, b"x", JPEG),
        Ask("GET", f"/handouts/{handout}/{file}", (HANDOUT, handout), Action.HAND_OUT),
        Ask("GET", f"/recordings/{session}/{recording}", play, Action.PLAY),
        Ask("GET", f"/recordings/{session}/{recording}/points/0", play, Action.PLAY),
        Ask("GET", f"/recordings/{session}/{recording}/wave", play, Action.PLAY),
        Ask("GET", f"/print/consent/{session}", (PRINT, "consent", session), Action.READ),
        Ask("GET", f"/print/copy/{session}", (PRINT, "copy", session), Action.READ),
        Ask("GET", f"/print/scan/{session}", (PRINT, "scan", session), Action.READ),
        Ask("GET", f"/print/diagram/{job[0]}/{job[1]}", (PRINT, "diagram", *job), Action.LIST),
        Ask("GET", "/print/programme", (PRINT, "programme"), Action.LIST, True),
        Ask("POST", f"/recorder/{session}", record, Action.RECORD, False,
            json.dumps(START).encode()),
        Ask("HEAD", f"/recorder/{session}/stm-1", stream, Action.RECORD),
        Ask("PATCH", f"/recorder/{session}/stm-1", stream, Action.RECORD, False, b"x", PART),
        Ask("POST", f"/recorder/{session}/stm-1/marks", stream, Action.RECORD, False,
            b'{"marks": []}'),
        Ask("POST", f"/recorder/{session}/stm-1/finish", stream, Action.RECORD, False,
            json.dumps({"size": 1, "sha256": "0" * 64, "length_s": 1.0}).encode()),
        Ask("GET", f"/timeline/{session}/{recording}", amend, Action.READ),
        Ask("POST", f"/timeline/{session}/{recording}", amend, Action.AMEND, False,
            json.dumps({"seen": 0, "acts": []}).encode()),
        Ask("GET", f"/asked/{session}", (tokens.ASK, session), Action.READ),
        Ask("POST", f"/asked/{session}", (tokens.ASK, session), Action.READ, False,
            b'{"do": "pause", "screen": "a"}'),
        Ask("POST", f"/asked/{session}/answers", record, Action.AMEND, False,
            json.dumps({**START, "asked": {"target": "own-1", "question": QUESTION}}).encode()),
        Ask("POST", "/upload", (tokens.UPLOAD, tokens.NEW), Action.RECORD, True, b'{"size": 1}'),
        Ask("HEAD", "/upload/upl-1", (tokens.UPLOAD, "upl-1"), Action.RECORD, True),
        Ask("PATCH", "/upload/upl-1", (tokens.UPLOAD, "upl-1"), Action.RECORD, True, b"x", PART),
    ]  # fmt: skip


# Open to whoever has come in: the time, a blank form, look and script of the sheets.
OPEN_TO_ALL = {"/recorder/clock", "/print/blank", "/print/council", "/print/{name}"}


@dataclass(frozen=True)
class Plant:
    """``kims`` is the expert's own session; ``core`` is somebody else's, of the strictest class."""

    site: Site
    accounts: dict[Role, str]
    asks: dict[str, list[Ask]]
    clients: dict[Role, TestClient]


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    folder = tmp_path_factory.mktemp("plant")
    site = Site.open(Settings(data=folder / "data", site_key_file=folder / "site.key"))
    context.use(site)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", CHEAP)
        found: dict[str, list[Ask]] = {}
        kim = ""
        for whose in ("kims", "other"):
            made = sample.processed(site, sample.take_in(site, f"Expert {whose}", seconds=12.0))
            session, expert = made.session.id, made.session.expert
            consent.grant(site, OWNER, session, WIDE)
            kim = kim or expert
            job = jobs.add_job(site, OWNER, expert, "Flange")
            jobs.draw_diagram(
                site, OWNER, expert, job.id, tuple(jobs.Sketch(one) for one in ("a", "b", "c"))
            )
            given = handouts.issue(site, OWNER, HandoutSelection(session=session))
            found[whose] = asks(
                session, made.recording, given.id, given.files[0].name, (expert, job.id)
            )
        people_by_role = everybody(site, kim)
        app = served()
        clients = {role: browser(app) for role in Role}
        for role, client in clients.items():
            assert sign_in(client, NAMES[role]) == 303
        yield Plant(site, people_by_role, found, clients)
    site.close()


def status(plant: Plant, role: Role, ask: Ask) -> int:
    who = signin.by_id(plant.site, plant.accounts[role])
    token = tokens.mint(plant.site, who, *ask.token)
    answer = plant.clients[role].request(
        ask.method,
        ask.path,
        params={"t": token, "lang": "en"},
        headers={"authorization": f"Bearer {token}", **dict(ask.headers)},
        content=None if ask.method in ("GET", "HEAD") else ask.body,
    )
    return answer.status_code


def test_no_route_is_forgotten(plant: Plant) -> None:
    """A new route needs a line above: what a role may do with it is agreed on, not found out."""
    tried = {(ask.method, _shape(ask.path)) for ask in plant.asks["kims"]}
    there = {
        (method, _shape(route.path))
        for module in MODULES
        for route in module.ROUTES
        for method in (route.methods or set()) - ({"HEAD"} if "GET" in route.methods else set())
        if route.path not in OPEN_TO_ALL
    }
    assert there == tried


def _shape(path: str) -> str:
    """The kind of a path, whatever it names."""
    parts = path.strip("/").split("/")
    kept = {"check", "handouts", "recordings", "points", "wave", "print", "consent", "copy", "scan",
            "diagram", "programme", "recorder", "marks", "finish", "timeline", "asked", "upload",
            "answers"}  # fmt: skip
    return "/".join(part if part in kept else "*" for part in parts)


@pytest.mark.parametrize("whose", ["kims", "other"])
@pytest.mark.parametrize("role", Role)
def test_every_route_lets_in_whom_the_table_names(plant: Plant, role: Role, whose: str) -> None:
    for ask in plant.asks[whose]:
        cell, own = CELLS[ask.needs, role], whose == "kims"
        theirs = cell == "A" or (cell in ("E", "e") and own)
        may = cell in ("A", "e", "n") if ask.whole else theirs
        code = status(plant, role, ask)
        if "diagram" in ask.path and cell in ("e", "n"):
            # It belongs to an expert, not to a session: to others it is as if it were not there.
            assert code == (200 if own and cell == "e" else 404), (role, whose)
        else:
            assert (code not in REFUSED) is may, (role, whose, ask.method, ask.path, code)


IN_STATE = {
    "as it is": {},
    "kept too long": {"retain_until": date(2020, 1, 1)},
    "somebody open": {"present": (Present(role="learner", label="a"),)},
    "somebody to mask": {"present": (Present(role="passer_by", label="a", agreed="mask"),)},
}
CONTENT = ("/recordings/", "/timeline/", "/recorder/")


@pytest.fixture(scope="module")
def third(plant: Plant) -> tuple[str, list[Ask]]:
    """A session that can be put into every state, and what asks for its content."""
    made = sample.processed(plant.site, sample.take_in(plant.site, "Expert third", seconds=12.0))
    session = made.session.id
    every = asks(session, made.recording, "-", "-", ("-", "-"))
    content = {f"/{kind}/{session}/{made.recording}" for kind in ("recordings", "timeline")}
    return session, [one for one in every if one.path in content | {f"/recorder/{session}"}]


def _held_against_the_table(plant: Plant, session: str, asked: list[Ask], given: bool) -> None:
    facts, recording = facts_of(plant.site, session), asked[0].path.rpartition("/")[2]
    if facts.retain_until is not None:
        facts = facts.model_copy(update={"retain_until": date(2026, 5, 1)})  # over, to the table
    for role in Role:
        for ask in asked:
            # Who may see the masked copy gets that under the same address.
            ways = (ask.needs, *([Action.PLAY_MASKED] if ask.path.endswith(recording) else []))
            may = any(
                expected(CELLS[way, role], way, facts, False, False, given)
                for way in (ways if ask.path.startswith("/recordings/") else ways[:1])
            )
            code = status(plant, role, ask)
            assert (code not in REFUSED) is may, (role, facts, ask.method, ask.path, code)


@pytest.mark.parametrize("protection", ProtectionClass)
def test_every_class_in_every_state_lets_in_whom_the_table_names(
    plant: Plant, third: tuple[str, list[Ask]], protection: ProtectionClass
) -> None:
    """To play, to read, to write and to record; before and after an annotator is given it."""
    session, asked = third
    annotator = plant.accounts[Role.ANNOTATOR]
    for state in IN_STATE.values():
        signed = WIDE.model_copy(update={**state, "protection_class": protection})
        with plant.site.db() as db:  # the door lets nobody in again whose time is over
            session_records.set_consent(db, session, signed)
        _held_against_the_table(plant, session, asked, given=False)
    if protection is ProtectionClass.NATIONAL_CORE:
        with pytest.raises(Denied, match="Not allowed"):
            accounts.assign(plant.site, OWNER, session, annotator)
        return
    with plant.site.db() as db:
        wide = WIDE.model_copy(update={"protection_class": protection})
        session_records.set_consent(db, session, wide)
    answered_for(plant.site, session)
    accounts.assign(plant.site, OWNER, session, annotator)
    _held_against_the_table(plant, session, asked, given=True)
    accounts.unassign(plant.site, OWNER, session, annotator)


def test_once_it_is_withdrawn_nobody_gets_anything_of_it(plant: Plant) -> None:
    made = sample.processed(plant.site, sample.take_in(plant.site, "Expert gone", seconds=12.0))
    session = made.session.id
    every = asks(session, made.recording, "-", "-", ("-", "-"))
    consent.withdraw_session(plant.site, OWNER, session)
    for role in Role:
        for ask in every:
            if ask.path.startswith(CONTENT):
                assert status(plant, role, ask) in (*REFUSED, 404, 410), (role, ask)


@pytest.mark.parametrize("role", Role)
def test_somebody_elses_link_opens_nothing(plant: Plant, role: Role) -> None:
    """Also not the owner's, which may do everything: a link is good for who it was made for."""
    token_of = Role.INTERVIEWER if role is Role.OWNER else Role.OWNER
    who = signin.by_id(plant.site, plant.accounts[token_of])
    for ask in plant.asks["kims"]:
        token = tokens.mint(plant.site, who, *ask.token)
        answer = plant.clients[role].request(
            ask.method, ask.path, params={"t": token},
            headers={"authorization": f"Bearer {token}", **dict(ask.headers)},
            content=None if ask.method in ("GET", "HEAD") else ask.body,
        )  # fmt: skip
        assert answer.status_code == 403, (role, ask.path)


def test_without_signing_in_the_best_link_opens_nothing(plant: Plant) -> None:
    who = signin.by_id(plant.site, plant.accounts[Role.OWNER])
    stranger = browser(served())
    for ask in plant.asks["kims"]:
        token = tokens.mint(plant.site, who, *ask.token)
        answer = stranger.request(
            ask.method, ask.path, params={"t": token},
            headers={"authorization": f"Bearer {token}", **dict(ask.headers)},
            content=None if ask.method in ("GET", "HEAD") else ask.body,
        )  # fmt: skip
        assert answer.status_code in REFUSED, ask.path


@pytest.mark.parametrize(
    "path", ["/recorder/clock", "/print/blank", "/print/council", "/print/sheet.css"]
)
def test_what_is_open_to_all_is_closed_to_strangers_too(plant: Plant, path: str) -> None:
    """But for the time of day, which a recording needs that was begun before people signed in."""
    answer = browser(served()).get(path)
    assert answer.status_code == (200 if path == "/recorder/clock" else 401)


# Which pages there is a way to, written from what each role is for.
ALWAYS = {"withdraw"}
OVER_ALL = {
    "library", "programme", "search", "datasets", "data-library", "session", "sitting", "step",
    "question-cards", "masking", "cards", "coverage", "experts", "diagram", "teach-back", "mine",
    "versions", "clarity", "guideline",
}  # fmt: skip
RECORDING = {"wizard", "join", "record", "new"}
PAGES_OF: dict[Role, set[str]] = {
    Role.OWNER: ALWAYS
    | OVER_ALL
    | RECORDING
    | {"devices", "accounts", "condition", "reruns", "other-sites"},
    Role.INTERVIEWER: ALWAYS | OVER_ALL | RECORDING,
    Role.EXPERT: ALWAYS | OVER_ALL,
    Role.ANNOTATOR: ALWAYS | {"library", "session", "guideline"},
    Role.TRAINER: ALWAYS | {"datasets", "data-library"},
    Role.ADMIN: ALWAYS | {"devices", "accounts", "condition"},
}


@pytest.mark.parametrize("role", Role)
def test_everybody_is_shown_the_way_to_their_pages_and_no_other(plant: Plant, role: Role) -> None:
    who = signin.by_id(plant.site, plant.accounts[role])
    assert {n for n, entry in nav.PAGES.items() if nav.may_open(who, entry)} == PAGES_OF[role]


@pytest.mark.full
@pytest.mark.parametrize("name", sorted(nav.PAGES))
@pytest.mark.parametrize("role", Role)
def test_a_page_that_is_not_ones_own_says_so_and_shows_nothing(
    plant: Plant, role: Role, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who: Actor = signin.by_id(plant.site, plant.accounts[role])
    monkeypatch.setattr("app.signin.current", lambda: who)
    test = page(name)
    assert not test.exception
    if name in PAGES_OF[role]:
        assert not test.error, [one.value for one in test.error]
    elif role in (Role.TRAINER, Role.ADMIN):
        shown = texts(test)
        assert not any(word in shown for word in ("Flange", "Expert kims", "No. 1"))


def test_the_administrators_page_shows_people_and_no_recording(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = signin.by_id(plant.site, plant.accounts[Role.ADMIN])
    monkeypatch.setattr("app.signin.current", lambda: who)
    shown = texts(page("accounts"))
    assert all(name in shown for name in NAMES.values())
    assert "Flange" not in shown and people.pseudonyms(plant.site)
    assert len(accounts.list_accounts(plant.site, who)) == len(Role)
