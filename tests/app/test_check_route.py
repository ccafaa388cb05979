"""One look for the recorder: what it answers, and what it does not let in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app import catalogue, check_route, tokens
from app.guard import LOOPBACK, Guard
from capture.access import OWNER
from capture.site import Site
from data_schemas.quality import Measures
from pipelines.quality.ask import Asker, Busy
from tests.capture.pictures import jpeg, scene
from tests.conftest import ROOT

PICTURE = jpeg(scene(480, 640))
HEARD = {"level_db": -20.0, "noise_db": -60.0, "clipped": 0.0}


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    made = Asker()
    yield made
    made.stop()


@pytest.fixture
def client(used: Site, asker: Asker, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(check_route, "ASKER", asker)
    app = Starlette(routes=check_route.ROUTES, middleware=[Middleware(Guard, hosts=LOOPBACK)])
    return TestClient(app, base_url="http://localhost")


@pytest.fixture
def token(used: Site) -> str:
    return tokens.mint(used, OWNER, tokens.CHECK, tokens.NEW)


def post(client: TestClient, token: str, body: bytes = PICTURE, heard: object = None, **more: str):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "image/jpeg"}
    if heard is not None:
        headers["X-Sonmat-Sound"] = heard if isinstance(heard, str) else json.dumps(heard)
    return client.post("/check?lang=ko", content=body, headers=headers | more)


@pytest.mark.weights
def test_a_picture_without_hands_is_told_in_the_language_asked_for(
    client: TestClient, token: str
) -> None:
    answer = post(client, token, heard=HEARD)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert set(said) == {"advice", "code", "hands", "face"}
    assert (said["code"], said["hands"], said["face"]) == ("no_hands", False, False)
    message = "No hand is seen: aim the camera so that both hands fill a third of the picture."
    assert said["advice"] == catalogue.load("ko").gettext(message)


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        (HEARD, ""),
        (HEARD | {"level_db": -119.0, "noise_db": -120.0}, "silent"),
        (HEARD | {"clipped": 0.2}, "overload"),
        (HEARD | {"level_db": -50.0, "noise_db": -80.0}, "soft"),
        (HEARD | {"noise_db": -30.0}, "noise"),
        (HEARD | {"noise_db": -22.0}, "nobody_speaks"),
        (HEARD | {"free_bytes": 1000}, "room"),
    ],
)
def test_without_a_camera_the_sound_alone_is_judged(
    client: TestClient, token: str, heard: dict[str, float], code: str
) -> None:
    said = post(client, token, b"", heard).json()
    assert (said["code"], said["hands"], said["face"]) == (code, None, None)
    assert bool(said["advice"]) == bool(code)


@pytest.mark.parametrize("body", [b"", PICTURE], ids=["nothing", "picture"])
def test_an_unknown_language_is_english(client: TestClient, token: str, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "image/jpeg",
               "X-Sonmat-Sound": json.dumps(HEARD | {"free_bytes": 0})}  # fmt: skip
    said = client.post("/check?lang=../../x", content=body, headers=headers).json()
    assert said["advice"].startswith("There is room for less than an hour")


@pytest.mark.parametrize(
    "heard",
    ["", "[]", "{", "null", '{"level_db": "x", "noise_db": 1}', '{"level_db": NaN, "noise_db": 0}',
     '{"level_db": 1e999, "noise_db": 0}', '{"level_db": -20}', " " * 600,
     json.dumps(HEARD | {"clipped": 2}), json.dumps(HEARD | {"free_bytes": -1}),
     json.dumps(HEARD | {"other": 1})],
)  # fmt: skip
def test_sound_that_makes_no_sense_is_refused(client: TestClient, token: str, heard: str) -> None:
    answer = post(client, token, heard=heard)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"} and "JSON such as" in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"GIF89a" + bytes(50), "no JPEG"),
        (PICTURE[:400], "damaged"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "no JPEG"),
        (jpeg(scene(16, 1400)), "1280 pixels"),
        (PICTURE + bytes(200_000), "200 kB"),
    ],
)
def test_hostile_pictures_are_refused_in_one_sentence(
    client: TestClient, token: str, body: bytes, word: str
) -> None:
    answer = post(client, token, body)
    assert answer.status_code == 400 and word in answer.json()["error"]
    assert post(client, token, b"", HEARD).status_code == 200


def test_an_endless_picture_is_cut_off(client: TestClient, token: str) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 100_000
            yield bytes(100_000)

    headers = {"Authorization": f"Bearer {token}", "Content-Type": "image/jpeg"}
    assert client.post("/check", content=endless(), headers=headers).status_code == 400


def test_another_type_is_refused(client: TestClient, token: str) -> None:
    assert post(client, token, **{"Content-Type": "text/html"}).status_code == 415


def test_while_one_is_looked_at_the_next_comes_later(
    client: TestClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Occupied(Asker):
        def picture(self, jpeg: bytes) -> Measures | None:
            raise Busy("Another picture is being looked at.")

    monkeypatch.setattr(check_route, "ASKER", Occupied())
    answer = post(client, token)
    assert answer.status_code == 429 and answer.headers["retry-after"] == "2"


def test_where_nobody_can_look_there_is_no_advice_and_no_error(
    client: TestClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dead(Asker):
        def picture(self, jpeg: bytes) -> Measures | None:
            return None

    monkeypatch.setattr(check_route, "ASKER", Dead())
    answer = post(client, token, heard=HEARD)
    assert answer.status_code == 200
    assert answer.json() == {"advice": "", "code": "", "hands": None, "face": None}


def test_without_the_right_token_nothing_is_looked_at(client: TestClient, used: Site) -> None:
    for wrong in (
        "",
        "x",
        tokens.mint(used, OWNER, tokens.UPLOAD, tokens.NEW),
        tokens.mint(used, OWNER, tokens.PLAY, tokens.NEW),
        tokens.mint(used, OWNER, tokens.CHECK, "other"),
        tokens.mint(used, OWNER, tokens.CHECK, tokens.NEW)[:-2],
    ):
        assert post(client, wrong).status_code == 403
    assert client.post("/check", content=PICTURE).status_code == 403


def test_a_check_token_uploads_nothing(used: Site, token: str) -> None:
    from app import upload_route

    app = Starlette(routes=upload_route.ROUTES)
    other = TestClient(app, base_url="http://localhost")
    headers = {"Authorization": f"Bearer {token}"}
    assert other.post("/upload", json={"size": 5}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_foreign_page_cannot_send(
    client: TestClient, token: str, headers: dict[str, str]
) -> None:
    answer = post(client, token, **headers)
    assert answer.status_code == 403 and "another site" in answer.json()["error"]


def test_who_may_not_record_gets_no_look(
    client: TestClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from capture.access import NOBODY

    monkeypatch.setattr(tokens.signin, "by_id", lambda *_told, **_more: NOBODY)
    assert post(client, token, b"", HEARD).status_code == 403


def test_nothing_is_kept_and_no_look_stands_in_the_log(
    client: TestClient, token: str, used: Site
) -> None:
    def state() -> dict[str, bytes]:
        files = [p for p in used.settings.folder.rglob("*") if p.is_file()]
        return {str(p): p.read_bytes() for p in files}

    before = state()
    assert post(client, token, heard=HEARD).status_code == 200
    assert state() == before


def test_the_web_server_loads_no_model_for_it() -> None:
    code = (
        "import sys; from app import check_route; from pipelines.quality import desk;"
        "from pipelines.quality.checks import judge; from data_schemas.quality import Measures;"
        "judge(Measures(light=0.1)); print(sorted({'torch', 'mediapipe', 'silero_vad', 'whisper'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
