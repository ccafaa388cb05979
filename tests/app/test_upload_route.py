"""Resumable upload: parts in order, broken lines, and requests that are not ours."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app import tokens, upload_route
from app.upload_route import PART_TYPE
from capture import upload
from capture.access import OWNER
from capture.site import Site

DATA = bytes(range(256)) * 40


@pytest.fixture
def begin(used: Site) -> str:
    return tokens.mint(used, OWNER, tokens.UPLOAD, tokens.NEW)


@pytest.fixture
def started(client: TestClient, begin: str) -> tuple[str, str]:
    """(id, token) of an upload of all of ``DATA``."""
    return announce(client, begin, len(DATA))


def announce(client: TestClient, token: str, size: int) -> tuple[str, str]:
    answer = client.post("/upload", json={"size": size}, headers=_bearer(token))
    assert answer.status_code == 201, answer.text
    said = answer.json()
    return said["upload"], said["token"]


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def patch(client: TestClient, started: tuple[str, str], offset: int, part: bytes, **headers: str):
    name, token = started
    fixed = {"Content-Type": PART_TYPE, "Upload-Offset": str(offset)}
    return client.patch(f"/upload/{name}", content=part, headers=fixed | _bearer(token) | headers)


def received(client: TestClient, started: tuple[str, str]) -> int:
    answer = client.head(f"/upload/{started[0]}", headers=_bearer(started[1]))
    assert answer.status_code == 200
    return int(answer.headers["upload-offset"])


def arrived(site: Site, name: str) -> bytes:
    with upload.source(site, OWNER, name, "take.mp4").open() as stream:
        return stream.read()


def test_parts_in_order_make_the_file(
    client: TestClient, used: Site, started: tuple[str, str]
) -> None:
    for start in range(0, len(DATA), 3000):
        answer = patch(client, started, start, DATA[start : start + 3000])
        assert answer.status_code == 204
        assert int(answer.headers["upload-offset"]) == min(start + 3000, len(DATA))
    assert received(client, started) == len(DATA)
    assert arrived(used, started[0]) == DATA


@hypothesis_settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sizes=st.lists(st.integers(1, 4000), min_size=1, max_size=12), lost=st.sets(st.integers(0, 11))
)
def test_lost_answers_lose_and_double_nothing(
    client: TestClient, used: Site, begin: str, sizes: list[int], lost: set[int]
) -> None:
    """After a lost answer the client sends the same part again, is told 409, and goes on."""
    started = announce(client, begin, len(DATA))
    at = 0
    for number, size in enumerate([*sizes, len(DATA)]):
        part = DATA[at : at + size]
        answer = patch(client, started, at, part)
        if number in lost and part:
            answer = patch(client, started, at, part)
            assert answer.status_code == 409
        at = int(answer.headers["upload-offset"])
    assert at == len(DATA)
    assert arrived(used, started[0]) == DATA


def test_out_of_order_is_told_where_to_go_on(client: TestClient, started: tuple[str, str]) -> None:
    patch(client, started, 0, DATA[:100])
    for wrong in (0, 99, 101, 5000):
        answer = patch(client, started, wrong, DATA[wrong : wrong + 50])
        assert answer.status_code == 409
        assert answer.headers["upload-offset"] == "100"
    assert received(client, started) == 100


def test_a_body_is_sealed_in_blocks(
    client: TestClient, used: Site, begin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One long part never lies whole in memory: what reaches the store are blocks."""
    monkeypatch.setattr(upload_route, "BLOCK", 1000)
    seen: list[int] = []
    real = upload.append

    def watching(site: Site, who, name: str, offset: int, block: bytes) -> int:
        seen.append(len(block))
        return real(site, who, name, offset, block)

    monkeypatch.setattr(upload, "append", watching)
    started = announce(client, begin, len(DATA))
    assert patch(client, started, 0, DATA).status_code == 204
    assert max(seen) <= 1000
    assert arrived(used, started[0]) == DATA


def test_more_than_announced_is_refused(
    client: TestClient, used: Site, started: tuple[str, str]
) -> None:
    answer = patch(client, started, 0, DATA + b"x")
    assert answer.status_code == 400
    assert "More bytes" in answer.json()["error"]


def test_a_broken_upload_is_taken_up_again(
    client: TestClient, begin: str, started: tuple[str, str]
) -> None:
    patch(client, started, 0, DATA[:4000])
    said = client.post(
        "/upload", json={"size": len(DATA), "resume": started[0]}, headers=_bearer(begin)
    ).json()
    assert (said["upload"], said["offset"]) == (started[0], 4000)
    other = client.post(
        "/upload", json={"size": len(DATA) + 1, "resume": started[0]}, headers=_bearer(begin)
    )
    assert other.status_code == 400


@pytest.mark.parametrize("size", [0, -1, 1 << 60, "10", None, True, 1.5])
def test_sizes_that_cannot_be(client: TestClient, begin: str, size: object) -> None:
    answer = client.post("/upload", json={"size": size}, headers=_bearer(begin))
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b'{"size": 1, "resume": 7}'])
def test_announcements_that_make_no_sense(client: TestClient, begin: str, body: bytes) -> None:
    assert client.post("/upload", content=body, headers=_bearer(begin)).status_code == 400


def test_an_endless_announcement_is_cut_off(client: TestClient, begin: str) -> None:
    answer = client.post("/upload", content=b" " * 100_000, headers=_bearer(begin))
    assert answer.status_code == 400


def test_a_part_of_another_type_is_refused(client: TestClient, started: tuple[str, str]) -> None:
    answer = patch(client, started, 0, DATA[:10], **{"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert received(client, started) == 0


@pytest.mark.parametrize("offset", ["-1", "x", "", "1e3", "٣", "9" * 30])
def test_offsets_that_are_no_numbers(
    client: TestClient, started: tuple[str, str], offset: str
) -> None:
    name, token = started
    headers = {b"content-type": PART_TYPE.encode(), b"upload-offset": offset.encode(),
               b"authorization": f"Bearer {token}".encode()}  # fmt: skip
    answer = client.patch(f"/upload/{name}", content=b"x", headers=headers)
    assert answer.status_code == 400


def test_without_a_token_nothing_is_taken(client: TestClient, started: tuple[str, str]) -> None:
    assert client.post("/upload", json={"size": 5}).status_code == 403
    assert client.head(f"/upload/{started[0]}").status_code == 403
    answer = client.patch(
        f"/upload/{started[0]}",
        content=b"x",
        headers={"Content-Type": PART_TYPE, "Upload-Offset": "0"},
    )
    assert answer.status_code == 403


def test_a_token_fits_one_upload_only(
    client: TestClient, begin: str, started: tuple[str, str]
) -> None:
    other = announce(client, begin, 10)
    assert patch(client, (other[0], started[1]), 0, b"x").status_code == 403
    assert patch(client, (other[0], begin), 0, b"x").status_code == 403
    assert received(client, other) == 0


def test_a_play_token_uploads_nothing(client: TestClient, used: Site) -> None:
    token = tokens.mint(used, OWNER, tokens.PLAY, tokens.NEW)
    answer = client.post("/upload", json={"size": 5}, headers=_bearer(token))
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_page_cannot_send(
    client: TestClient, started: tuple[str, str], headers: dict[str, str]
) -> None:
    answer = patch(client, started, 0, DATA[:10], **headers)
    assert answer.status_code == 403
    assert "another site" in answer.json()["error"]
    assert received(client, started) == 0


def test_our_own_page_can_send(client: TestClient, started: tuple[str, str]) -> None:
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert patch(client, started, 0, DATA[:10], **ours).status_code == 204


@pytest.mark.parametrize("name", ["upl-0000000000000000", "..%2f..%2fsonmat.db", "%00"])
def test_unknown_uploads(client: TestClient, used: Site, name: str) -> None:
    token = tokens.mint(used, OWNER, tokens.UPLOAD, name)
    answer = patch(client, (name, token), 0, b"x")
    assert answer.status_code in (403, 404)
