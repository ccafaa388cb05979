"""How loud it is, over the wire: only for who may play it."""

from __future__ import annotations

import numpy as np
import pytest
from starlette.testclient import TestClient

from app import tokens
from capture.access import NOBODY, OWNER
from capture.consent import withdraw_session
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.waveform import Waveform
from pipelines.review import desk
from tests.app import sample


@pytest.fixture
def made(used: Site) -> sample.Sample:
    return sample.processed(used)


def url(site: Site, session: str, recording: str, who: object = OWNER) -> str:
    token = tokens.mint(site, who, tokens.PLAY, session, recording)  # type: ignore[arg-type]
    return f"/recordings/{session}/{recording}/wave?t={token}"


def own(site: Site, made: sample.Sample) -> str:
    return url(site, made.session.id, made.recording)


def test_the_link_that_plays_gives_the_waveform(
    client: TestClient, used: Site, made: sample.Sample
) -> None:
    answer = client.get(own(used, made))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == "no-store"
    pairs = Waveform.from_bytes(answer.content).pairs
    assert len(pairs) == pytest.approx(sample.LENGTH_S * 50, abs=3)
    assert (pairs[10:-10, 1] > 10).all() and (pairs[10:-10, 0] < -10).all()


def test_what_was_taken_out_is_not_in_it(
    client: TestClient, used: Site, made: sample.Sample
) -> None:
    cut = Span(recording=made.recording, start_s=5, end_s=7)
    desk.strike(used, OWNER, made.session.id, cut, 0)
    pairs = Waveform.from_bytes(client.get(own(used, made)).content).pairs
    assert np.flatnonzero(~pairs[10:-10].any(axis=1) if len(pairs) else []).tolist() == list(
        range(240, 340)
    )


def test_without_the_right_link_there_is_none(
    client: TestClient, used: Site, made: sample.Sample
) -> None:
    good = own(used, made)
    bare, _, token = good.partition("?t=")
    names = (made.session.id, made.recording)
    other = sample.take_in(used, expert="Somebody else", seconds=1.0)
    foreign = tokens.mint(used, OWNER, tokens.PLAY, other.session.id, other.recording)
    wrong = [
        bare,
        f"{bare}?t={token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        f"{bare}?t={tokens.mint(used, OWNER, tokens.UPLOAD, *names)}",
        f"{bare}?t={foreign}",
        url(used, *names, NOBODY),
    ]
    for address in wrong:
        answer = client.get(address)
        assert answer.status_code == 403 and set(answer.json()) == {"error"}
    # nor does a session's own link open a recording of another session under its name
    assert client.get(url(used, made.session.id, other.recording)).status_code == 404


def test_before_it_is_drawn_one_sentence_says_so(
    client: TestClient, used: Site, playable: sample.Sample
) -> None:
    answer = client.get(own(used, playable))
    assert answer.status_code == 404 and "being drawn" in answer.json()["error"]


def test_after_withdrawal_an_old_link_gives_none(
    client: TestClient, used: Site, made: sample.Sample
) -> None:
    address = own(used, made)
    withdraw_session(used, OWNER, made.session.id)
    assert client.get(address).status_code in (403, 404, 410)
