"""What video formats share: a constant rate, one size of picture, states and what is known."""

from __future__ import annotations

import io
from dataclasses import replace

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.media import Media
from data_schemas.clock import Interval, Span, TimeMap
from data_schemas.motion import Status
from data_schemas.release import Record
from pipelines.release.filmed.canvas import Canvas, Easel, canvas_of
from pipelines.release.filmed.film import shown, write_film
from pipelines.release.filmed.shot import EDGE_S, Shot, shot, whole
from pipelines.release.filmed.states import Asked, deltas, states
from pipelines.release.filmed.taken import labels
from pipelines.release.formats.lerobot.statistics import of_levels, of_values
from tests.capture.captions import CAPTION, captioned, carries
from tests.pipelines.release import coded
from tests.pipelines.release.conftest import OFFSET_S, make_part, say

CANVAS = Canvas(64, 48)


def plain(fps: int = 10, length_s: float = 2.0, **more) -> Shot:
    return Shot(coded.heard(), Interval(start_s=0, end_s=length_s), fps, **more)


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=60), st.integers(1, 60), st.floats(0.2, 5)
)
def test_every_tick_shows_the_newest_picture_at_or_before_it(gaps, fps, length_s):
    times = np.cumsum(gaps) / 1000 - gaps[0] / 1000  # a phone's variable rate
    one = plain(fps, length_s)
    found = [second for second, _ in shown(one, iter([(float(t), None) for t in times]))]
    assert len(found) == one.count
    for tick, second in enumerate(found):
        at = one.tick_s(tick)
        before = times[times <= at + 1e-9]
        # a picture that begins a rounding error after its tick may stand for it
        assert before[-1] <= second <= at + 0.1 / fps + 1e-9


def test_captions_that_ride_in_the_pictures_do_not_leave(tmp_path):
    source = captioned(float(coded.SECONDS), CANVAS.width, CANVAS.height)
    one = replace(plain(fps=30), copy=coded.heard(data=source))
    assert write_film(one, CANVAS, tmp_path / "x.mp4") is not None
    assert carries(source, CAPTION) and not carries((tmp_path / "x.mp4").read_bytes(), CAPTION)


def test_without_any_picture_there_is_no_film(tmp_path):
    late = plain(length_s=1.0)
    late = replace(late, within=Interval(start_s=500, end_s=501))
    assert write_film(late, CANVAS, tmp_path / "x.mp4") is None
    assert list(tmp_path.iterdir()) == []


@given(*[st.integers(2, 4000)] * 4)
def test_a_picture_lies_whole_on_its_canvas_and_points_stay_on_it(width, height, wide, high):
    canvas = Canvas(width // 2 * 2, height // 2 * 2)
    room = canvas.room(wide, high)
    assert all(side % 2 == 0 for side in (room.left, room.top, room.width, room.height))
    assert room.left >= 0 and room.left + room.width <= canvas.width
    assert room.top >= 0 and room.top + room.height <= canvas.height
    corners = canvas.placed(np.array([[0, 0], [1, 1]], np.float32), room)
    edges = corners * (canvas.width, canvas.height)
    wanted = [[room.left, room.top], [room.left + room.width, room.top + room.height]]
    assert np.allclose(edges, wanted, atol=0.01)
    if (wide, high) == (canvas.width, canvas.height):
        assert (room.width, room.height) == (wide, high)


def test_the_canvas_is_the_size_that_most_have_once_it_is_bounded():
    assert canvas_of([], 640) is None
    assert canvas_of([(1280, 720), (640, 360), (720, 1280)], 640) == Canvas(640, 360)
    assert canvas_of([(100, 50), (50, 100)], 640) == Canvas(100, 50), "the wider of two"
    assert canvas_of([(101, 51)], 640) == Canvas(100, 50)


@pytest.mark.parametrize(("width", "height"), [(30, 48), (64, 20), (64, 48), (128, 96)])
def test_what_is_fitted_in_has_its_own_colours_and_black_around(width, height):
    image = np.full((height, width, 3), (200, 40, 90), np.uint8)
    easel = Easel(CANVAS, width, height)
    frame = av.VideoFrame.from_ndarray(image, format="rgb24")
    found = easel.picture(frame).to_ndarray(format="rgb24").astype(int)
    room = easel.room
    inner = found[room.top + 2 : room.top + room.height - 2,
                  room.left + 2 : room.left + room.width - 2]  # fmt: skip
    assert found.shape == (48, 64, 3) and np.abs(inner - (200, 40, 90)).max() < 8
    found[room.top : room.top + room.height, room.left : room.left + room.width] = 0
    assert found.max() < 8


def test_cuts_and_bystanders_lie_on_the_copys_clock():
    part = make_part()
    line = part.timeline.model_copy(update={"utterances": (say(15, 16, "x", "bystander"),)})
    cut = Span(recording="r1", start_s=20, end_s=22)
    elsewhere = Span(recording="r9", start_s=1, end_s=2)
    part = replace(part, timeline=line, withheld=(cut, elsewhere))
    clock = TimeMap(proxy_s=(0.0, 10.0, 10.0), source_s=(0.0, 10.0, 14.0))
    one = whole(part, coded.heard(clock), 15)
    (hidden,) = one.hidden
    assert (hidden.start_s, hidden.end_s) == pytest.approx((16 - EDGE_S, 18 + EDGE_S))
    assert [(q.start_s, q.end_s) for q in one.quiet[1:]] == [pytest.approx((10.8, 12.2))]
    assert one.hides(18.05, 18.1) and not one.hides(18.2, 19)
    clip = shot(part, coded.heard(clock), Interval(start_s=18, end_s=19.5), 15)
    assert (clip.within.start_s, clip.count) == (pytest.approx(12.0), 23)
    assert clip.tick_of(18.5) == 7 and clip.tick_of(17.9) is None and clip.tick_of(19.6) is None


def test_a_cut_in_another_take_hides_nothing_of_this_one():
    part = replace(make_part(), withheld=(Span(recording="r1", start_s=3, end_s=5),))
    later = coded.heard(recording="r2", offset_s=50.0)
    assert whole(part, later, 15).hidden == () and len(whole(part, coded.heard(), 15).hidden) == 1


def test_what_was_struck_on_another_camera_is_hidden_here_too():
    """The copy hides what was struck on its own recording only."""
    part = make_part()
    first = part.session.recordings[0]
    beside = first.model_copy(update={"id": "r2", "offset_s": 12.0})
    session = part.session.model_copy(update={"recordings": (first, beside)})
    cut = Span(recording="r2", start_s=5, end_s=6)
    one = whole(replace(part, session=session, withheld=(cut,)), coded.heard(), 15)
    (hidden,) = one.hidden
    assert (hidden.start_s, hidden.end_s) == pytest.approx((15 - EDGE_S, 16 + EDGE_S))
    assert one.quiet[0] == hidden


def asked(seconds, **more) -> Asked:
    room = CANVAS.room(64, 48)
    told = {"near_s": 1 / 30, "withheld": (), "canvas": CANVAS, "room": room, **more}
    return Asked(np.array(seconds), **told)


def test_a_look_further_away_than_half_a_picture_is_no_state():
    track = coded.looked()
    found = states(track, asked([1.0, 1 + 1 / 30, 1.05, 39.95, 41.0]))
    known = found.picture_valid.any(axis=1)
    assert known.tolist() == [True, True, True, True, False]
    assert np.array_equal(found.picture[0, 4:46], track.left.xyz[15, :, :2].ravel())
    assert not states(coded.looked(1.0), asked([0.2, 0.5])).picture_valid.any()


def test_without_a_track_nothing_is_known_and_nothing_is_nan():
    found = states(None, asked([0.0, 1.0]))
    assert found.picture.shape == (2, 88) and found.hands.shape == (2, 126)
    assert not found.picture_valid.any() and not found.picture.any() and not found.hands.any()


def test_a_look_in_a_cut_is_not_taken_not_even_by_a_picture_beside_it():
    cut = Interval(start_s=0.92, end_s=2.1)
    found = states(coded.looked(), asked([0.91, 1.5, 2.13], withheld=(cut,)))
    assert found.picture_valid.any(axis=1).tolist() == [False, False, True]


@pytest.mark.parametrize("status", [Status.MISSING, Status.INTERPOLATED])
def test_only_what_was_seen_itself_is_a_state(status):
    made = coded.looked()
    hidden = np.full(len(made), status, np.uint8)
    track = replace(made, pose_status=hidden, left=replace(made.left, status=hidden))
    found = states(track, asked([1.0]))
    assert not found.picture_valid[0, :46].any() and found.picture_valid[0, 46:].all()
    assert not found.picture[0, :46].any()
    covered = replace(made, pose_vis=made.pose_vis * np.float32(0.4))
    assert not states(covered, asked([1.0])).picture_valid[0, :4].any()


def test_hands_have_no_size_of_their_own():
    """Twice as large in the model's eyes is the same hand: it tells no length."""
    made = coded.looked()
    larger = replace(made, left=replace(made.left, world=made.left.world * np.float32(2)))
    one, other = states(made, asked([1.0])), states(larger, asked([1.0]))
    assert np.allclose(one.hands, other.hands, atol=1e-5)
    flat = replace(made, left=replace(made.left, world=made.left.world * np.float32(0)))
    none = states(flat, asked([1.0]))
    assert not none.hands_valid[0, :63].any() and np.isfinite(none.hands).all()


def test_another_body_is_told():
    made = coded.looked()
    switched = np.zeros(len(made), np.uint8)
    switched[16] = 1  # between the two pictures at seconds 1 and 1.133
    found = states(replace(made, pose_switched=switched), asked([14 / 15, 1.0, 17 / 15, 18 / 15]))
    assert found.switched.tolist() == [False, False, True, False]


tables = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(st.floats(-5, 5, width=32), min_size=3, max_size=3), min_size=n,
                 max_size=n),
        st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=n, max_size=n),
        st.lists(st.booleans(), min_size=n, max_size=n),
    )
)  # fmt: skip


@given(tables)
def test_a_change_is_known_only_between_two_known_states_that_follow_each_other(told):
    values, valid, goes_on = (np.array(one) for one in told)
    change, known = deltas(values.astype(np.float32), valid, goes_on)
    for row in range(len(values)):
        for column in range(3):
            last = row + 1 == len(values)
            both = not last and valid[row, column] and valid[row + 1, column] and goes_on[row]
            assert known[row, column] == both
            wanted = (
                np.float32(values[row + 1, column]) - np.float32(values[row, column]) if both else 0
            )
            assert change[row, column] == pytest.approx(wanted, abs=1e-5)


@given(tables, tables)
def test_statistics_put_together_are_those_of_all_and_of_nothing_masked(first, second):
    parts = [(np.array(values), np.array(valid)) for values, valid, _ in (first, second)]
    whole_values, whole_valid = (np.concatenate([one[n] for one in parts]) for n in range(2))
    spoilt = [(np.where(valid, values, 1e9), valid) for values, valid in parts]
    merged = of_values(*spoilt[0]).merged(of_values(*spoilt[1])).written()
    for column in range(3):
        known = whole_values[whole_valid[:, column], column]
        for name, pick in (("min", np.min), ("max", np.max), ("mean", np.mean), ("std", np.std)):
            wanted = pick(known) if len(known) else 0.0
            assert merged[name][column] == pytest.approx(wanted, abs=1e-4)
        if len(known):
            ends = merged["min"][column] - 1e-6, merged["max"][column] + 1e-6
            assert ends[0] <= merged["q01"][column] and merged["q99"][column] <= ends[1]
    assert merged["count"] == [int(whole_valid.any(axis=1).sum())]


def test_colours_counted_are_those_of_the_pixels():
    levels = np.zeros((3, 256), np.int64)
    levels[0, 51], levels[1, 0], levels[1, 255] = 4, 1, 3
    found = of_levels(levels, 2).written((3, 1, 1))
    assert found["mean"] == [[[0.2]], [[0.75]], [[0.0]]] and found["count"] == [2]
    assert found["std"][1][0][0] == pytest.approx(np.std([0, 1, 1, 1]))


def test_the_surer_of_two_steps_holds_and_their_ends_are_half_open(bundle):
    records = bundle.records_of(bundle.parts[0])
    sure = records[0].model_copy(update={"start_s": 5.0, "end_s": 8.0, "confidence": 0.99})
    own: tuple[Record, ...] = (*records, sure)
    edges = np.array([1.9, 2.0, 4.99, 5.0, 7.99, 8.0, 12.0, 31.99, 32.0])
    assert labels(own, edges).tolist() == [-1, 0, 0, 3, 3, 0, 1, 2, -1]
    assert records[0].start_s == OFFSET_S


def test_a_copy_that_cannot_be_read_is_told_in_a_sentence(tmp_path):
    from data_schemas.errors import MediaError

    broken = coded.heard(data=None, open=lambda: Media(lambda: io.BytesIO(b"not a film")))
    with pytest.raises(MediaError):
        write_film(replace(plain(), copy=broken), CANVAS, tmp_path / "x.mp4")
