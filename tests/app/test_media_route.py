"""``GET /recordings/...``: ranges as browsers ask for them, and nothing without the right link."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app import tokens
from app.media_route import Unsatisfiable, byte_range, media_url
from capture import consent, sessions
from capture.access import NOBODY, OWNER
from capture.site import Site
from tests.app import sample


@pytest.fixture
def url(used: Site, playable: sample.Sample) -> str:
    return _url(used, playable.session.id, playable.recording)


def _url(site: Site, session: str, recording: str) -> str:
    token = tokens.mint(site, OWNER, tokens.PLAY, session, recording)
    return media_url(session, recording, token)


@pytest.fixture
def content(used: Site, playable: sample.Sample) -> bytes:
    stream, size = sessions.open_proxy(used, OWNER, playable.session.id, playable.recording)
    data = stream.read()
    assert len(data) == size
    return data


def test_the_whole_recording(client: TestClient, url: str, content: bytes) -> None:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.content == content
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=100-199", 100, 200), ("bytes=-7", -7, None),
     ("bytes=500-", 500, None)],
)  # fmt: skip
def test_a_range(
    client: TestClient, url: str, content: bytes, asked: str, start: int, end: int | None
) -> None:
    answer = client.get(url, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == content[start:end]
    first = start % len(content)
    expected = f"bytes {first}-{first + len(answer.content) - 1}/{len(content)}"
    assert answer.headers["content-range"] == expected


def test_a_range_past_the_end_is_refused(client: TestClient, url: str, content: bytes) -> None:
    answer = client.get(url, headers={"Range": f"bytes={len(content)}-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "seconds=1-2", "bytes=-", "bytes=9-3", "x"])
def test_what_is_no_single_range_gets_everything(
    client: TestClient, url: str, content: bytes, asked: str
) -> None:
    answer = client.get(url, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, content)


def test_head_tells_the_size_without_the_bytes(
    client: TestClient, url: str, content: bytes
) -> None:
    answer = client.head(url)
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["content-length"]) == len(content)


@given(st.integers(1, 10_000), st.integers(0, 12_000), st.integers(0, 12_000))
def test_a_range_never_leaves_the_file(size: int, first: int, last: int) -> None:
    try:
        span = byte_range(f"bytes={first}-{last}", size)
    except Unsatisfiable:
        assert first >= size
        return
    if span is None:
        assert last < first
    else:
        assert 0 <= span[0] < span[1] <= size
        assert span == (first, min(last + 1, size))


def test_a_suffix_of_nothing_is_refused() -> None:
    with pytest.raises(Unsatisfiable):
        byte_range("bytes=-0", 10)


def test_without_a_link_nothing_plays(client: TestClient, playable: sample.Sample) -> None:
    answer = client.get(f"/recordings/{playable.session.id}/{playable.recording}")
    assert answer.status_code == 403
    assert set(answer.json()) == {"error"}


def test_a_forged_link_is_refused(client: TestClient, url: str) -> None:
    for position in (-20, -60):
        sign = "A" if url[position] != "A" else "B"
        assert client.get(url[:position] + sign + url[position + 1 :]).status_code == 403
    # Base64 reads several last signs alike: only the one that was given out opens anything.
    for sign in set(string.ascii_letters + string.digits + "-_") - {url[-1]}:
        assert client.get(url[:-1] + sign).status_code == 403


def test_a_link_opens_no_other_session(
    client: TestClient, used: Site, playable: sample.Sample, url: str
) -> None:
    other = sample.take_in(used, expert="Somebody else", seconds=1.0)
    sample.seal_proxy(used, other)
    token = url.partition("?t=")[2]
    answer = client.get(media_url(other.session.id, other.recording, token))
    assert answer.status_code == 403
    # nor does a session's own link open a recording of another session under its name
    mixed = _url(used, playable.session.id, other.recording)
    assert client.get(mixed).status_code == 404


def test_an_upload_link_does_not_play(
    client: TestClient, used: Site, playable: sample.Sample
) -> None:
    token = tokens.mint(used, OWNER, tokens.UPLOAD, playable.session.id, playable.recording)
    answer = client.get(media_url(playable.session.id, playable.recording, token))
    assert answer.status_code == 403


def test_a_link_for_an_unknown_account_is_refused(
    client: TestClient, used: Site, playable: sample.Sample
) -> None:
    who, names = NOBODY, (playable.session.id, playable.recording)
    token = tokens.mint(used, who, tokens.PLAY, *names)
    assert client.get(media_url(*names, token)).status_code == 403


def test_an_old_link_has_expired(
    client: TestClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MAX_AGE_S", -1)
    answer = client.get(url)
    assert answer.status_code == 403
    assert "expired" in answer.json()["error"]


def test_after_withdrawal_an_open_link_plays_nothing(
    client: TestClient, used: Site, playable: sample.Sample, url: str
) -> None:
    consent.withdraw_session(used, OWNER, playable.session.id)
    answer = client.get(url)
    assert answer.status_code == 403
    assert b"ftyp" not in answer.content


def test_before_its_copy_is_made_one_sentence_says_so(client: TestClient, used: Site) -> None:
    raw = sample.take_in(used, expert="Early", seconds=1.0)
    answer = client.get(_url(used, raw.session.id, raw.recording))
    assert answer.status_code == 404
    assert "still being made" in answer.json()["error"]


@pytest.mark.parametrize(
    "path",
    [
        "/recordings/../sonmat.db",
        "/recordings/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/recordings/ses-0/..%2f..%2fsonmat.db",
        "/recordings/%00/%00",
        "/recordings/a/b/c",
    ],
)
def test_path_tricks_reach_no_file(client: TestClient, playable: sample.Sample, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (403, 404)
    assert b"SQLite" not in answer.content and b"root:" not in answer.content
