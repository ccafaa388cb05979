"""A recording sent while it is made: over broken lines, and against requests that are not ours."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from app import record_route, tokens
from app.record_route import PART_TYPE
from capture import procedures, room, sessions, takes
from capture.access import OWNER
from capture.opening import Opening, open_session
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import StoreAway
from tests.capture.clips import Recipe, clip
from tests.conftest import CSV

STREAM, DEVICE = f"stm-{1:016x}", f"dev-{1:016x}"
DATA = clip(Recipe("webm", "libvpx", "libopus", options=(("live", "1"),)))


@dataclass(frozen=True)
class Device:
    """One that records into ``session``."""

    client: TestClient
    session: str
    join: str
    token: str = ""
    stream: str = STREAM

    def post(self, path: str, json: Any, token: str | None = None, **headers: str):
        given = self.token if token is None else token
        return self.client.post(
            f"/recorder/{self.session}{path}", json=json, headers=bearer(given) | headers
        )

    def begin(self, token: str | None = None, **more: Any):
        said = {"stream": self.stream, "device": DEVICE, "started_at": time.time()} | more
        return self.post("", said, self.join if token is None else token)

    def begun(self) -> Device:
        answer = self.begin()
        assert answer.status_code == 201, answer.text
        return Device(self.client, self.session, self.join, answer.json()["token"], self.stream)

    def patch(self, offset: int, part: bytes, **headers: str):
        fixed = {"Content-Type": PART_TYPE, "Upload-Offset": str(offset)} | bearer(self.token)
        return self.client.patch(self.path, content=part, headers=fixed | headers)

    def finish(self, data: bytes = DATA, **more: Any):
        sha256 = hashlib.sha256(data).hexdigest()
        said = {"size": len(data), "sha256": sha256, "length_s": 1.0} | more
        return self.post(f"/{self.stream}/finish", said)

    @property
    def path(self) -> str:
        return f"/recorder/{self.session}/{self.stream}"

    def here(self) -> int:
        answer = self.client.head(self.path, headers=bearer(self.token))
        assert answer.status_code == 200
        return int(answer.headers["upload-offset"])


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def planned(site: Site) -> str:
    procedure = procedures.import_procedure(site, OWNER, CSV, "flange.csv")
    return open_session(site, OWNER, Opening(procedure.id, "Kim")).id


@pytest.fixture
def device(client: TestClient, used: Site) -> Device:
    session = planned(used)
    return Device(client, session, tokens.mint(used, OWNER, tokens.RECORD, session))


@pytest.fixture
def sending(device: Device) -> Device:
    return device.begun()


def test_a_recording_arrives_and_its_parts_are_cleared_away(sending: Device, used: Site) -> None:
    at = 0
    while at < len(DATA):
        answer = sending.patch(at, DATA[at : at + 4000])
        assert answer.status_code == 204
        at = int(answer.headers["upload-offset"])
    marks = [{"number": 0, "at_s": 0.4, "kind": "pedal"}]
    assert sending.post(f"/{STREAM}/marks", {"marks": marks}).status_code == 204
    done = sending.finish()
    assert done.status_code == 200, done.text
    (recording,) = sessions.get_session(used, OWNER, sending.session).recordings
    assert done.json()["recording"] == recording.id
    assert sessions.marks(used, OWNER, sending.session, recording.id).marks[0].kind == "pedal"
    assert sending.finish().json() == done.json()
    assert sending.begin().json()["recording"] == recording.id
    # The worker need not come: the route cleared up behind its answer.
    assert takes.received(used, OWNER, sending.session, STREAM).size == 0


def test_an_answer_arrives_as_one_and_somebody_writes_its_words_down(
    device: Device, used: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    attended: list[Site] = []
    monkeypatch.setattr("app.work.attend", attended.append)
    answer = device.begin(role="answer")
    begun = Device(device.client, device.session, device.join, answer.json()["token"])
    assert begun.begin(role="nothing of the kind").status_code == 400
    begun.patch(0, DATA)
    assert begun.finish().status_code == 200 and attended == [used]
    found = sessions.get_session(used, OWNER, device.session)
    assert found.work == () and [one.role for one in found.recordings] == ["answer"]


def test_after_a_lost_answer_the_device_is_told_where_to_go_on(sending: Device) -> None:
    sending.patch(0, DATA[:100])
    for wrong in (0, 99, 101, 5000):
        answer = sending.patch(wrong, DATA[wrong : wrong + 50])
        assert answer.status_code == 409
        assert answer.headers["upload-offset"] == "100"
    assert sending.here() == 100
    assert sending.begin().json()["offset"] == 100


def test_finishing_too_early_says_what_is_missing(sending: Device) -> None:
    sending.patch(0, DATA[:-9])
    answer = sending.finish()
    assert answer.status_code == 409
    assert answer.headers["upload-offset"] == str(len(DATA) - 9)
    assert "9 bytes are missing" in answer.json()["error"]
    assert sending.patch(len(DATA) - 9, DATA[-9:]).status_code == 204
    assert sending.finish().status_code == 200


def test_another_checksum_is_refused_and_all_of_it_stays(sending: Device) -> None:
    sending.patch(0, DATA)
    answer = sending.finish(sha256=hashlib.sha256(b"other").hexdigest())
    assert answer.status_code == 400
    assert "nothing was thrown away" in answer.json()["error"]
    assert sending.here() == len(DATA)
    assert sending.finish().status_code == 200


def test_more_bytes_than_the_device_says_it_made(sending: Device) -> None:
    sending.patch(0, DATA + b"more")
    answer = sending.finish()
    assert answer.status_code == 400 and "bytes arrived" in answer.json()["error"]
    assert sending.here() == len(DATA) + 4


def test_after_the_end_nothing_is_taken_any_more(sending: Device) -> None:
    sending.patch(0, DATA)
    sending.finish()
    answer = sending.patch(len(DATA), b"x")
    assert answer.status_code == 409 and answer.headers["sonmat-finished"] == "1"


def test_an_endless_recording_is_stopped(used: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Settings(**{**used.settings.model_dump(), "record_limit_gib": 3000 / 2**30})
    monkeypatch.setattr(used, "settings", small)
    monkeypatch.setattr(record_route, "BLOCK", 1000)
    session = planned(used)
    from tests.app.conftest import serve

    join = tokens.mint(used, OWNER, tokens.RECORD, session)
    device = Device(serve(), session, join).begun()

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield bytes(1000)

    headers = {"Content-Type": PART_TYPE, "Upload-Offset": "0"} | bearer(device.token)
    answer = device.client.patch(device.path, content=endless(), headers=headers)
    assert answer.status_code == 400 and "at most" in answer.json()["error"]
    assert device.here() == 3000


@pytest.mark.parametrize(
    "said",
    [
        {"stream": "../../x"},
        {"stream": 7},
        {"stream": "stm-1", "extra": 1},
        {"device": "x" * 65},
        {"label": "x" * 401},
        {"started_at": "now"},
        {"started_at": 1e300},
        {"started_at": float(10**12)},
    ],
)
def test_announcements_that_make_no_sense(device: Device, said: dict[str, Any]) -> None:
    answer = device.begin(**said)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"null", b"{" * 3000])
def test_messages_that_are_none(sending: Device, body: bytes) -> None:
    for path, token in (("", sending.join), (f"/{STREAM}/marks", sending.token),
                        (f"/{STREAM}/finish", sending.token)):  # fmt: skip
        where = f"/recorder/{sending.session}{path}"
        assert sending.client.post(where, content=body, headers=bearer(token)).status_code == 400


def test_an_endless_message_is_cut_off(sending: Device) -> None:
    long = b" " * (1 << 20)
    where = f"/recorder/{sending.session}/{STREAM}/marks"
    assert (
        sending.client.post(where, content=long, headers=bearer(sending.token)).status_code == 400
    )


@pytest.mark.parametrize("size", [0, -1, "1", True, None, 1.5])
def test_sizes_that_cannot_be(sending: Device, size: object) -> None:
    assert sending.finish(size=size).status_code == 400


def test_a_token_of_the_session_feeds_no_stream_and_one_of_a_stream_begins_none(
    sending: Device,
) -> None:
    loose = Device(sending.client, sending.session, sending.join, sending.join)
    assert loose.patch(0, DATA).status_code == 403
    assert sending.begin(token=sending.token).status_code == 403
    assert sending.here() == 0


def test_a_token_fits_one_session_only(sending: Device, used: Site) -> None:
    other = planned(used)
    for token in (sending.token, sending.join):
        device = Device(sending.client, other, token, token)
        assert device.begin().status_code == 403
        assert device.patch(0, DATA).status_code == 403
        assert device.finish().status_code == 403
    assert takes.unfinished(used, OWNER, other) == ()


def test_the_stream_of_another_session_is_not_found(sending: Device, used: Site) -> None:
    """Also with a token that was rightly made for that name in one's own session."""
    other = planned(used)
    token = tokens.mint(used, OWNER, tokens.RECORD, other, STREAM)
    device = Device(sending.client, other, token, token)
    assert device.patch(0, DATA).status_code == 404
    assert device.finish().status_code == 404
    assert sending.here() == 0


@pytest.mark.parametrize(
    "made",
    [lambda t: t[:-2], lambda t: t[::-1], lambda t: f"{t}x", lambda t: "", lambda t: "a.b.c"],
)
def test_a_forged_token_opens_nothing(sending: Device, made: Callable[[str], str]) -> None:
    forged = Device(sending.client, sending.session, sending.join, made(sending.token))
    assert forged.patch(0, DATA).status_code == 403
    assert sending.begin(token=made(sending.join)).status_code == 403
    assert sending.here() == 0


def test_tokens_for_other_things_record_nothing(device: Device, used: Site) -> None:
    for action in (tokens.PLAY, tokens.UPLOAD, tokens.CHECK):
        token = tokens.mint(used, OWNER, action, device.session)
        assert device.begin(token=token).status_code == 403


def test_replayed_parts_change_nothing(sending: Device, used: Site) -> None:
    """Who recorded the line and sends the same requests again is told that they do not fit."""
    sending.patch(0, DATA)
    assert sending.patch(0, DATA).status_code == 409
    first = sending.finish().json()
    assert sending.patch(0, DATA).status_code == 409
    assert sending.finish().json() == first
    assert len(sessions.get_session(used, OWNER, sending.session).recordings) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_page_cannot_send(sending: Device, headers: dict[str, str]) -> None:
    answers = (
        sending.patch(0, DATA, **headers),
        sending.post("", {}, sending.join, **headers),
        sending.post(f"/{STREAM}/marks", {"marks": []}, **headers),
        sending.post(f"/{STREAM}/finish", {}, **headers),
        sending.client.get("/recorder/clock", headers=headers),
    )
    for answer in answers:
        assert answer.status_code == 403 and "another site" in answer.json()["error"]
    assert sending.here() == 0


def test_a_part_of_another_type_is_refused(sending: Device) -> None:
    assert sending.patch(0, DATA, **{"Content-Type": "text/plain"}).status_code == 415
    assert sending.here() == 0


def test_a_second_tab_of_the_same_device_is_told_so(sending: Device) -> None:
    second = Device(sending.client, sending.session, sending.join, stream=f"stm-{2:016x}")
    answer = second.begin()
    assert answer.status_code == 409 and "another tab" in answer.json()["error"]
    assert "upload-offset" not in answer.headers


def test_hostile_bytes_become_no_recording(sending: Device, used: Site) -> None:
    playlist = b"ffconcat version 1.0\nfile /etc/passwd"
    sending.patch(0, playlist)
    answer = sending.finish(playlist)
    assert answer.status_code == 400 and "playlist" in answer.json()["error"]
    assert sessions.get_session(used, OWNER, sending.session).recordings == ()


@pytest.mark.parametrize("name", ["stm-0000000000000000", "..%2f..%2fsonmat.db", "%00"])
def test_unknown_streams(device: Device, used: Site, name: str) -> None:
    token = tokens.mint(used, OWNER, tokens.RECORD, device.session, name)
    lost = Device(device.client, device.session, device.join, token, name)
    assert lost.patch(0, b"x").status_code in (403, 404)


def test_the_clock_is_ours(client: TestClient, used: Site) -> None:
    answer = client.get("/recorder/clock")
    assert abs(answer.json()["now"] - time.time()) < 5
    assert answer.headers["cache-control"] == "no-store"


@pytest.fixture
def small_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The data folder as a disk of its own that a recording can fill.

    It looked large when the recording began: what would not fit is refused before.
    """
    monkeypatch.setattr(room, "free_bytes", lambda site: None)
    settings.folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "sonmat-test"]
    if os.getuid() != 0 or subprocess.run([*command, settings.folder], check=False).returncode:
        pytest.skip("only root can mount a small disk here")
    yield
    subprocess.run(["umount", "-l", settings.folder], check=True)


def test_a_full_disk_refuses_the_part_and_what_arrived_stays(
    small_disk: None, sending: Device, used: Site
) -> None:
    sending.patch(0, DATA[:2000])
    filler = used.settings.folder / "filler"
    free = os.statvfs(used.settings.folder)
    filler.write_bytes(bytes(free.f_bavail * free.f_frsize))
    answer = sending.patch(2000, DATA[2000:])
    assert answer.status_code == 507
    assert "full" in answer.json()["error"] or "space" in answer.json()["error"]
    filler.unlink()
    assert sending.here() == 2000
    assert sending.patch(2000, DATA[2000:]).status_code == 204
    assert sending.finish().status_code == 200


def test_a_database_that_is_away_says_that_it_may_be_tried_again(
    sending: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreAway("The database did not answer: try again, then run `sonmat doctor`.")

    with monkeypatch.context() as patch:
        patch.setattr(takes, "append", away)
        assert sending.patch(0, DATA[:2000]).status_code == 503
    assert sending.patch(0, DATA).status_code == 204
    assert sending.finish().status_code == 200
