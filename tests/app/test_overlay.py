"""Hands and body over the picture: only what was seen, and only for who may play it."""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app import overlay, tokens
from capture import sessions
from capture.access import NOBODY, OWNER
from capture.consent import withdraw_session
from capture.site import Site
from data_schemas.clock import TimeMap
from data_schemas.errors import Denied
from data_schemas.motion import MotionTrack, Status
from tests.app import sample

NOW = TimeMap.identity()
BODY, LEFT, RIGHT = (slice(0, 13), slice(13, 34), slice(34, 55))


def unpacked(data: bytes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(seconds, points with NaN for what is not there, status), as the browser reads it."""
    (n,) = struct.unpack_from("<I", data)
    assert len(data) == 4 + n * (4 + overlay.POINTS * 4 + 3)
    t_ms = np.frombuffer(data, "<u4", n, 4)
    whole = np.frombuffer(data, "<u2", n * overlay.POINTS * 2, 4 + 4 * n)
    points = np.where(whole == overlay.NOT_THERE, np.nan, whole / (overlay.NOT_THERE - 1))
    status = np.frombuffer(data, "u1", n * 3, 4 + 4 * n + whole.nbytes).reshape(n, 3)
    return t_ms / 1000, points.reshape(n, overlay.POINTS, 2), status


def walker(n: int = 450, fps: float = 15.0, at: float = 0.25) -> MotionTrack:
    """A body and a left hand that stand at ``at`` of the picture, all of it well seen."""
    made = sample.motion(n, fps)
    still = np.full((n, 33, 3), at, np.float32)
    status = np.full(n, Status.OBSERVED, np.uint8)
    left = replace(made.left, xyz=np.full((n, 21, 3), at, np.float32), status=status)
    sure = np.ones((n, 33), np.float32)
    return replace(
        made, pose_xyz=still, pose_vis=sure, pose_status=status, left=left, right=made.left
    )


@given(st.floats(0, 1))
def test_points_come_back_within_a_hundredth_of_a_pixel(at: float) -> None:
    times, points, status = unpacked(overlay.packed(walker(60, at=at), NOW, 0))
    assert len(times) == 60
    assert points[:, BODY] == pytest.approx(at, abs=1e-5)
    assert (status == [Status.OBSERVED, Status.OBSERVED, Status.MISSING]).all()


def test_a_hand_that_was_not_seen_is_not_there() -> None:
    _times, points, status = unpacked(overlay.packed(walker(), NOW, 0))
    assert np.isnan(points[:, RIGHT]).all() and (status[:, 2] == Status.MISSING).all()


def test_a_short_gap_is_bridged_and_says_so_and_a_long_one_stays_empty() -> None:
    track = walker()
    for start, end in ((30, 32), (60, 75)):
        track.pose_status[start:end] = Status.MISSING
        track.pose_xyz[start:end] = np.nan
        track.pose_vis[start:end] = np.nan
    _times, points, status = unpacked(overlay.packed(track, NOW, 0))
    assert (status[30:32, 0] == Status.INTERPOLATED).all()
    assert not np.isnan(points[30:32, BODY]).any()
    assert (status[60:75, 0] == Status.MISSING).all()
    assert np.isnan(points[60:75, BODY]).all()


def test_points_hardly_visible_or_outside_of_the_picture_are_not_drawn() -> None:
    track = walker()
    track.pose_vis[:, 15] = 0.3  # the left wrist
    track.pose_xyz[:, 16, 0] = 1.2  # the right one
    _times, points, _status = unpacked(overlay.packed(track, NOW, 0))
    assert np.isnan(points[:, [5, 6]]).all()
    assert not np.isnan(points[:, [0, 1, 2, 3, 4]]).any()


def test_what_is_bridged_needs_visible_ends() -> None:
    track = walker()
    track.pose_status[30:32] = Status.MISSING
    track.pose_xyz[30:32] = np.nan
    track.pose_vis[30:32] = np.nan
    track.pose_vis[32:40, 15] = 0.1
    _times, points, _status = unpacked(overlay.packed(track, NOW, 0))
    assert np.isnan(points[30:32, 5]).all() and not np.isnan(points[30:32, 6]).any()


def test_parts_hold_each_frame_once_and_their_cuts_leave_no_trace() -> None:
    track = walker(900)
    wave = np.sin(np.arange(900) / 7)[:, None, None] * 0.1 + 0.5
    track.left.xyz[:] = wave
    parts = [unpacked(overlay.packed(track, NOW, n)) for n in range(3)]
    times = np.concatenate([part[0] for part in parts])
    assert times == pytest.approx(track.t_us / 1e6, abs=1e-3)
    reach = overlay.window(NOW, 1)
    cut = (track.t_us / 1e6 >= reach.start_s) & (track.t_us / 1e6 < reach.end_s)
    alone = _taken(track, cut)
    _times, points, _status = unpacked(overlay.packed(alone, NOW, 1))
    assert points[:, LEFT] == pytest.approx(parts[1][1][:, LEFT], abs=1e-3)


def test_times_are_those_of_the_playable_copy() -> None:
    shorter = TimeMap(proxy_s=(0.0, 5.0, 5.0, 30.0), source_s=(0.0, 5.0, 8.0, 33.0))
    times, _points, _status = unpacked(overlay.packed(walker(), shorter, 0))
    assert (np.diff(times) > 0).all()
    assert overlay.window(shorter, 0).end_s == pytest.approx(25.0)
    assert times[-1] == pytest.approx(20.0, abs=0.1)


def test_bones_join_points_of_one_side_or_the_trunk() -> None:
    assert len(overlay.SIDES) == overlay.POINTS == sum(overlay.GROUPS)
    crossing = {(a, b) for a, b in overlay.BONES if overlay.SIDES[a] != overlay.SIDES[b]}
    assert crossing == {(1, 2), (7, 8)}


# --- over the wire -------------------------------------------------------------------------------


@pytest.fixture
def made(used: Site) -> sample.Sample:
    return sample.processed(used)


def _url(site: Site, made: sample.Sample, part: int, who: object = OWNER) -> str:
    names = (made.session.id, made.recording)
    token = tokens.mint(site, who, tokens.PLAY, *names)  # type: ignore[arg-type]
    return f"/recordings/{names[0]}/{names[1]}/points/{part}?t={token}"


def test_the_link_that_plays_gives_the_points(
    client: TestClient, used: Site, made: sample.Sample
) -> None:
    answer = client.get(_url(used, made, 0))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == "no-store"
    times, points, _status = unpacked(answer.content)
    seen = ~np.isnan(points[:, RIGHT]).any(axis=(1, 2))
    assert times[seen].min() == pytest.approx(1.0, abs=0.1)
    assert not seen[(times > 4.3) & (times < 6.9)].any()
    past = client.get(_url(used, made, 7))
    assert (past.status_code, unpacked(past.content)[0].size) == (200, 0)


@pytest.mark.parametrize("part", ["-1", "x", "1e3", "9" * 5, "9" * 400])
def test_a_part_that_cannot_be_is_refused(
    client: TestClient, used: Site, made: sample.Sample, part: str
) -> None:
    answer = client.get(_url(used, made, 0).replace("/points/0", f"/points/{part}"))
    assert answer.status_code == 404


def test_before_anything_was_followed_there_are_no_points(
    client: TestClient, used: Site, playable: sample.Sample
) -> None:
    assert client.get(_url(used, playable, 0)).status_code == 404


def test_without_the_right_link_there_are_no_points(
    client: TestClient, used: Site, made: sample.Sample
) -> None:
    good = _url(used, made, 0)
    bare, _, token = good.partition("?t=")
    names = (made.session.id, made.recording)
    other = sample.take_in(used, expert="Somebody else", seconds=1.0)
    wrong = [
        bare,
        f"{bare}?t={token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        f"{bare}?t={tokens.mint(used, OWNER, tokens.UPLOAD, *names)}",
        f"{bare}?t={tokens.mint(used, OWNER, tokens.PLAY, other.session.id, other.recording)}",
        _url(used, made, 0, NOBODY),
    ]
    for url in wrong:
        answer = client.get(url)
        assert answer.status_code == 403 and set(answer.json()) == {"error"}
    # nor does a session's own link open a recording of another session under its name
    mixed = replace(
        made, session=made.session.model_copy(update={"recordings": other.session.recordings})
    )
    assert client.get(_url(used, mixed, 0)).status_code == 404


def test_who_may_not_play_gets_no_points_from_the_door(used: Site, made: sample.Sample) -> None:
    with pytest.raises(Denied):
        sessions.motion_within(
            used, NOBODY, made.session.id, made.recording, overlay.window(NOW, 0)
        )


def test_after_withdrawal_an_old_link_gives_no_points(
    client: TestClient, used: Site, made: sample.Sample
) -> None:
    url = _url(used, made, 0)
    withdraw_session(used, OWNER, made.session.id)
    assert client.get(url).status_code in (403, 404, 410)


def _taken(track: MotionTrack, rows: np.ndarray) -> MotionTrack:
    def cut(one: object) -> dict[str, np.ndarray]:
        return {k: v[rows] for k, v in vars(one).items() if isinstance(v, np.ndarray)}

    hands = {side: replace(hand, **cut(hand)) for side, hand in
             (("left", track.left), ("right", track.right))}  # fmt: skip
    return replace(track, **cut(track), **hands)
