"""Motion tracks as Parquet: nothing is changed, nothing damaged is believed."""

import io
import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.formats.track import read_hands_seen, read_track, read_track_within, write_track
from data_schemas.clock import Interval
from data_schemas.errors import StoreError
from data_schemas.motion import (
    HAND_NAMES,
    POSE_NAMES,
    SCHEMA_VERSION,
    HandTrack,
    MotionTrack,
    Status,
    TrackInfo,
)
from tests.tracks import one_person_in_a_dull_picture

INFO = TrackInfo(
    width=1280,
    height=720,
    source_fps=29.97,
    sampled_fps=15.0,
    mediapipe_version="0.10.31",
    model_digests={"pose_landmarker_full": "ab", "hand_landmarker": "cd"},
)


def make(n: int, seed: int = 0, info: TrackInfo = INFO) -> MotionTrack:
    """A track of random bits: NaNs with payloads, infinities and subnormals among them."""
    rng = np.random.default_rng(seed)

    def floats(*shape: int) -> np.ndarray:
        return rng.integers(0, 2**32, size=(n, *shape), dtype=np.uint32).view(np.float32)

    def bytes_() -> np.ndarray:
        return rng.integers(0, 3, size=n, dtype=np.uint8)

    def hand() -> HandTrack:
        return HandTrack(floats(21, 3), floats(21, 3), floats(), bytes_(), bytes_())

    return MotionTrack(
        info=info,
        frame=rng.integers(0, 2**31, size=n, dtype=np.int32),
        t_us=np.cumsum(rng.integers(1, 2**40, size=n, dtype=np.int64)),
        pose_xyz=floats(33, 3),
        pose_world=floats(33, 3),
        pose_vis=floats(33),
        pose_presence=floats(33),
        pose_status=bytes_(),
        pose_switched=bytes_(),
        picture_energy=floats(),
        picture_light=floats(),
        picture_burnt=floats(),
        picture_detail=floats(),
        picture_right=floats(),
        picture_down=floats(),
        picture_turn=floats(),
        picture_grow=floats(),
        left=hand(),
        right=hand(),
    )


LONG = make(4097 + 60)
LONG_BYTES = write_track(LONG)


def arrays(value: Any) -> Iterator[tuple[str, np.ndarray]]:
    for field in fields(value):
        item = getattr(value, field.name)
        if isinstance(item, np.ndarray):
            yield field.name, item
        elif isinstance(item, HandTrack):
            yield from ((f"{field.name} {name}", a) for name, a in arrays(item))


def assert_same_bits(one: MotionTrack, other: MotionTrack) -> None:
    assert one.info == other.info
    for (name, a), (_, b) in zip(arrays(one), arrays(other), strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape), name
        assert a.tobytes() == b.tobytes(), name


@given(
    n=st.integers(0, 40),
    seed=st.integers(0, 2**32),
    digests=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
)
@settings(deadline=None, max_examples=60)
def test_a_track_comes_back_bit_for_bit(n: int, seed: int, digests: dict[str, str]) -> None:
    track = make(n, seed, INFO.model_copy(update={"model_digests": digests}))
    assert_same_bits(read_track(write_track(track)), track)


def test_a_track_longer_than_one_row_group_comes_back() -> None:
    track = make(4097)
    assert_same_bits(read_track(write_track(track)), track)


@given(st.data())
@settings(deadline=None, max_examples=25)
def test_a_window_is_the_same_frames_of_the_whole(data: st.DataObject) -> None:
    track = LONG
    ends = st.integers(0, int(track.t_us[-1]) + 10).map(lambda t_us: t_us / 1e6)
    start_s, end_s = sorted((data.draw(ends), data.draw(ends)))
    part = read_track_within(io.BytesIO(LONG_BYTES), Interval(start_s=start_s, end_s=end_s))
    inside = (track.t_us >= start_s * 1e6) & (track.t_us < end_s * 1e6)
    assert np.array_equal(part.t_us, track.t_us[inside])
    assert np.array_equal(part.frame, track.frame[inside])
    assert part.left.xyz.tobytes() == track.left.xyz[inside].tobytes()
    assert part.info == track.info


def test_a_window_of_what_is_no_track_is_refused() -> None:
    with pytest.raises(StoreError, match="no motion track"):
        read_track_within(io.BytesIO(b"no track"), Interval(start_s=0, end_s=1))


@given(st.data())
def test_when_hands_were_seen_is_told_without_the_rest(data: st.DataObject) -> None:
    whole = make(data.draw(st.integers(0, 40)), seed=data.draw(st.integers(0, 99)))
    seen = read_hands_seen(io.BytesIO(write_track(whole)))
    assert len(seen) == len(whole) and np.array_equal(seen.t_us, whole.t_us)
    assert np.array_equal(seen.left, whole.left.status == Status.OBSERVED)
    assert np.array_equal(seen.right, whole.right.status == Status.OBSERVED)
    with pytest.raises(StoreError):
        read_hands_seen(io.BytesIO(b"PAR1 no track PAR1"))


def test_an_empty_track_comes_back_with_its_shapes() -> None:
    track = read_track(write_track(make(0)))
    assert len(track) == 0
    assert track.pose_xyz.shape == (0, 33, 3)
    assert track.left.world.shape == (0, 21, 3)


def test_equal_tracks_give_equal_bytes() -> None:
    assert write_track(make(20)) == write_track(make(20))


def test_arrays_that_are_not_contiguous_are_written_as_they_read() -> None:
    track = make(8)
    wide = np.repeat(track.pose_xyz, 2, axis=0)
    view = MotionTrack(**{**vars(track), "pose_xyz": wide[::2]})
    assert_same_bits(read_track(write_track(view)), track)


def test_what_is_read_may_be_changed_without_touching_the_stored_bytes() -> None:
    data = write_track(make(3))
    read_track(data).pose_xyz[:] = 0
    assert_same_bits(read_track(data), make(3))


def test_any_parquet_reader_finds_names_shapes_and_provenance() -> None:
    schema = pq.read_schema(io.BytesIO(write_track(make(2))))
    assert schema.field("pose_xyz").type.list_size == 99
    assert schema.field("right_score").type == "float"
    assert json.loads(schema.metadata[b"pose_points"]) == list(POSE_NAMES)
    assert json.loads(schema.metadata[b"hand_points"]) == list(HAND_NAMES)
    assert json.loads(schema.metadata[b"shapes"])["left_xyz"] == [21, 3]
    assert json.loads(schema.metadata[b"sonmat"])["model_digests"] == INFO.model_digests


def test_hand_points_carry_the_names_of_mediapipe() -> None:
    hands = pytest.importorskip("mediapipe.tasks.python.vision.hand_landmarker")
    assert tuple(point.name.lower() for point in hands.HandLandmark) == HAND_NAMES


def test_bones_of_mediapipe_join_points_of_one_side() -> None:
    vision = pytest.importorskip("mediapipe.tasks.python.vision")
    bones = vision.PoseLandmarksConnections.POSE_LANDMARKS
    crossing = {
        frozenset((POSE_NAMES[bone.start], POSE_NAMES[bone.end]))
        for bone in bones
        if {POSE_NAMES[bone.start][:4], POSE_NAMES[bone.end][:4]} == {"left", "righ"}
    }
    trunk = (("left_shoulder", "right_shoulder"), ("left_hip", "right_hip"))
    assert crossing == {frozenset(pair) for pair in trunk}


def test_smooth_motion_takes_less_room_than_its_numbers() -> None:
    n = 600
    still = np.zeros(n, np.uint8)
    phase = np.linspace(0, 9, n, dtype=np.float32)

    def smooth(*shape: int) -> np.ndarray:
        size = int(np.prod(shape))
        waves = np.sin(phase[:, None] + np.arange(size, dtype=np.float32)) / 8 + 0.5
        return waves.astype(np.float32).reshape(n, *shape)

    hand = HandTrack(smooth(21, 3), smooth(21, 3), smooth(1)[:, 0], still, still)
    times = np.arange(n, dtype=np.int64) * 66_667
    track = MotionTrack(
        info=INFO, frame=np.arange(n, dtype=np.int32), t_us=times,
        pose_xyz=smooth(33, 3), pose_world=smooth(33, 3), pose_vis=smooth(33),
        pose_presence=smooth(33), pose_status=still, left=hand, right=hand,
        **one_person_in_a_dull_picture(n),
    )  # fmt: skip
    assert len(write_track(track)) < 0.9 * sum(a.nbytes for _, a in arrays(track))


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 64 + b"PAR1", b"no track"])
def test_what_is_no_track_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(StoreError, match=r"^The motion track cannot be read.*again\.$"):
        read_track(data)


@given(cut=st.integers(0, 10_000))
@settings(deadline=None, max_examples=40)
def test_a_cut_track_is_refused(cut: int) -> None:
    data = write_track(make(5))
    with pytest.raises(StoreError):
        read_track(data[: cut % len(data)])


@given(at=st.integers(0, 1_000_000), flip=st.integers(1, 255))
@settings(deadline=None, max_examples=150)
def test_a_flipped_byte_never_changes_a_number(at: int, flip: int) -> None:
    track = make(5)
    data = bytearray(write_track(track))
    data[at % len(data)] ^= flip
    try:
        read = read_track(bytes(data))
    except StoreError:
        return
    for (name, a), (_, b) in zip(arrays(read), arrays(track), strict=True):
        assert a.tobytes() == b.tobytes(), name


def test_another_table_is_refused() -> None:
    import pyarrow as pa

    out = io.BytesIO()
    table = pa.table({"frame": [1]}).replace_schema_metadata(
        {"sonmat": INFO.model_dump_json(), "schema_version": "1"}
    )
    pq.write_table(table, out)
    with pytest.raises(StoreError, match="no motion track"):
        read_track(out.getvalue())


def test_a_track_of_another_schema_version_says_so() -> None:
    later = INFO.model_copy(update={"schema_version": "99"})
    with pytest.raises(
        StoreError, match=f"schema version 99 and this Sonmat reads {SCHEMA_VERSION}"
    ):
        read_track(write_track(make(1, info=later)))


TURNS = {"picture_turn", "picture_grow"}
MOVES = {"picture_right", "picture_down"} | TURNS
LOOKS = {"picture_energy", "picture_light", "picture_burnt", "picture_detail", "pose_switched"}


@pytest.mark.parametrize(("version", "lacking"), [("1", MOVES | LOOKS), ("2", MOVES), ("3", TURNS)])
def test_a_track_of_an_older_schema_is_read_with_zeros_for_what_it_lacks(version, lacking) -> None:
    track = make(4)
    table = pq.read_table(io.BytesIO(write_track(track)))
    info = INFO.model_copy(update={"schema_version": version})
    old = table.drop_columns(sorted(lacking)).replace_schema_metadata(
        {"sonmat": info.model_dump_json()}
    )
    out = io.BytesIO()
    pq.write_table(old, out)
    read = read_track(out.getvalue())
    assert read.pose_xyz.tobytes() == track.pose_xyz.tobytes()
    assert not any(getattr(read, name).any() for name in lacking)
    assert read_track(write_track(read)).info.schema_version == SCHEMA_VERSION
