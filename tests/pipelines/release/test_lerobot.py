"""LeRobot's format by its own rules: rows, pictures, sound and words on one clock, and no more.

Its own loader reads it in ``test_lerobot_loader.py``, in an environment of its own.
"""

from __future__ import annotations

import io
import json
import wave
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from data_schemas.clock import Span, TimeMap
from data_schemas.motion import Status
from data_schemas.release import FormatOptions
from pipelines.release.bundle import Bundle, Part
from pipelines.release.filmed.states import HANDS, PICTURE
from pipelines.release.formats import FORMATS
from pipelines.release.formats.lerobot.layout import CAMERA, MASKS
from tests.pipelines.release import coded, told
from tests.pipelines.release.conftest import OFFSET_S, held_out, make_bundle, make_part, say

FPS, STRUCK = 15, (22.0, 24.0)
GONE = (10.0, 14.0)  # of the second session's copy, left out of it
LAST = "exp-b"


def first_part() -> Part:
    """With reviewed words, a bystander, a struck stretch, and a right hand that comes and goes."""
    usual = make_part()
    line = usual.timeline
    corrected = say(8, 9, "볼트를 엇갈리게").model_copy(update={"origin": "person"})
    heard = (line.utterances[0], corrected, *line.utterances[2:])
    segments = (
        line.segments[0].model_copy(update={"status": "confirmed"}),
        *line.segments[1:],
    )
    return coded.filmed_part(
        timeline=line.model_copy(update={"utterances": heard, "segments": segments}),
        withheld=(Span(recording="r1", start_s=STRUCK[0], end_s=STRUCK[1]),),
        cards=(told.unit(), told.unit("unit-2", moment=None, text="닦은 천은 버려요",
                                      evidence=(told.seconds(6, 7),)),
               told.unit("unit-4", moment=None, text="두 번이면 돼요"),
               told.unit("unit-3", status="draft", text="초안은 아니다")),
        inquiries=(
            told.asked(kind=None),
            told.asked("own-2", kind=None, units=("unit-4",)),
            told.asked("own-3", kind=None, units=("unit-2",), outcome="declined"),
        ),
        heard=(coded.heard(track=patchy),),
    )  # fmt: skip


def patchy():
    """The right hand is missing for a second, filled in for the next; then out of the picture."""
    made = coded.looked()
    status = made.right.status.copy()
    status[30:45], status[45:60] = Status.MISSING, Status.INTERPOLATED
    xyz = made.right.xyz.copy()
    xyz[30:45], xyz[60:75, :, 0] = np.nan, 1.5
    return replace(made, right=replace(made.right, status=status, xyz=xyz))


def second_part() -> Part:
    """Another person: upright pictures, and a camera that slept for four seconds."""
    clock = TimeMap(proxy_s=(0.0, GONE[0], GONE[0]), source_s=(0.0, GONE[0], GONE[1]))
    data = coded.film(coded.SECONDS - 4, 32, 48)
    copy = coded.heard(clock, data)
    return replace(make_part("ses-b", LAST), heard=(copy,))


def bundle() -> Bundle:
    made = make_bundle(first_part(), second_part(), make_part("ses-c", "exp-a"))
    return held_out(made, LAST)


class Written:
    """A dataset as its files have it, without any library of LeRobot."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.info = json.loads((root / "meta/info.json").read_text("utf-8"))
        self.stats = json.loads((root / "meta/stats.json").read_text("utf-8"))
        self.side = json.loads((root / "meta/sonmat.json").read_text("utf-8"))
        self.readme = (root / "README.md").read_text("utf-8")
        self.episodes = pq.read_table(root / "meta/episodes/chunk-000/file-000.parquet").to_pylist()
        self.tasks = pd.read_parquet(root / "meta/tasks.parquet")
        self.rows = [self._table(n) for n in range(len(self.episodes))]

    def _place(self, template: str, number: int) -> Path:
        return self.root / template.format(video_key=CAMERA, chunk_index=0, file_index=number)

    def _table(self, number: int) -> dict:
        file = pq.ParquetFile(self._place(self.info["data_path"], number))
        assert file.num_row_groups == 1
        return {name: column.to_pylist() for name, column in
                zip(file.schema_arrow.names, file.read().columns, strict=True)}  # fmt: skip

    def array(self, number: int, name: str) -> np.ndarray:
        return np.array(self.rows[number][name])

    def video(self, number: int) -> bytes:
        return self._place(self.info["video_path"], number).read_bytes()

    def sound(self, number: int) -> tuple[int, np.ndarray]:
        with wave.open(str(self._place(self.side["sound"]["path"], number))) as file:
            return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Written:
    out = tmp_path_factory.mktemp("lerobot")
    FORMATS["lerobot"](bundle(), out)
    return Written(out)


def test_totals_ranges_and_splits_are_those_of_the_rows(made):
    lengths = [len(one["index"]) for one in made.rows]
    assert made.info["codebase_version"] == "v3.0" and made.info["fps"] == FPS
    assert made.info["total_episodes"] == len(lengths) == 2
    assert made.info["total_frames"] == sum(lengths)
    assert made.info["total_tasks"] == len(made.tasks)
    assert made.info["splits"] == {"train": "0:1", "test": "1:2"}
    edges = [(one["dataset_from_index"], one["dataset_to_index"]) for one in made.episodes]
    assert edges == [(0, lengths[0]), (lengths[0], sum(lengths))]
    assert [one["length"] for one in made.episodes] == lengths
    index = [n for one in made.rows for n in one["index"]]
    assert index == list(range(sum(lengths)))
    for number, one in enumerate(made.rows):
        assert set(one["episode_index"]) == {number}
        assert one["frame_index"] == list(range(lengths[number]))
        seconds = np.array(one["frame_index"]) / FPS
        assert np.abs(np.array(one["timestamp"]) - seconds).max() < 1e-5
        row = made.episodes[number]
        for kind in ("chunk_index", "file_index"):
            assert row[f"data/{kind}"] == row[f"videos/{CAMERA}/{kind}"]
        assert row[f"videos/{CAMERA}/from_timestamp"] == 0
        assert row[f"videos/{CAMERA}/to_timestamp"] == pytest.approx(lengths[number] / FPS)


def test_every_feature_has_its_column_and_every_column_its_feature(made):
    features = {name: one for name, one in made.info["features"].items() if name != CAMERA}
    for rows in made.rows:
        assert set(rows) == set(features)
        for name, one in features.items():
            if one["shape"] != [1]:
                assert {len(row) for row in rows[name]} == set(one["shape"])
    assert made.info["features"][CAMERA]["shape"] == [48, 64, 3]


def test_the_film_can_be_read_at_random(made):
    """H.264, a key frame every second picture, none that looks ahead, the index at the front."""
    for number in range(2):
        data = made.video(number)
        assert data.index(b"moov") < data.index(b"mdat")
        with av.open(io.BytesIO(data)) as opened:
            stream = opened.streams.video[0]
            assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
            assert stream.average_rate == Fraction(FPS) and len(opened.streams) == 1
            packets = [one for one in opened.demux(stream) if one.pts is not None]
        assert all(one.pts == one.dts for one in packets)
        assert [one.is_keyframe for one in packets] == [n % 2 == 0 for n in range(len(packets))]


def test_every_frame_is_the_picture_of_its_row(made):
    """Row by row the number in the picture is that of the second which the row says."""
    found = coded.numbers_in(made.video(0))
    expected = np.round(made.array(0, "time.source_s") * coded.FPS).astype(int)
    black = [n for n, one in enumerate(found) if one < 0]
    assert [one for one in found if one >= 0] == np.delete(expected, black).tolist()
    assert expected.tolist() == list(range(0, coded.SECONDS * coded.FPS, coded.FPS // FPS))
    assert np.allclose(made.array(0, "time.session_s") - made.array(0, "time.source_s"), OFFSET_S)


def test_a_picture_of_another_shape_is_fitted_in_and_its_points_move_along(made):
    with av.open(io.BytesIO(made.video(1))) as opened:
        frames = [one.to_ndarray(format="rgb24") for one in opened.decode(video=0)]
    assert all(one[:, :14].max() < 12 and one[:, 50:].max() < 12 for one in frames)
    assert [coded.number_of(one[:, 16:48]) for one in frames] == list(
        range(0, (coded.SECONDS - 4) * coded.FPS, 2)
    )
    source = np.round(made.array(1, "time.source_s") * FPS).astype(int)
    wanted = 16 / 64 + coded.looked().left.xyz[source, 0, 0] * 32 / 64
    assert np.allclose(made.array(1, "observation.state")[:, 4], wanted, atol=1e-6)


def test_states_are_those_of_the_look_at_that_very_picture(made):
    state, valid = made.array(0, "observation.state"), made.array(0, "valid.state")
    source = np.round(made.array(0, "time.source_s") * FPS).astype(int)
    track = coded.looked()
    wrists = track.pose_xyz[source][:, [15, 16], :2].reshape(len(source), -1)
    left = track.left.xyz[source][:, :, :2].reshape(len(source), -1)
    known = np.concatenate([wrists, left], axis=1)
    assert valid[:, : known.shape[1]].mean() > 0.9
    assert np.allclose(np.where(valid, state, 0)[:, : known.shape[1]],
                       np.where(valid[:, : known.shape[1]], known, 0))  # fmt: skip
    hands = made.array(0, "observation.hands")[0].reshape(2, 21, 3)
    shape = track.left.world[0] - track.left.world[0, 0]
    assert np.allclose(hands[0], shape / np.linalg.norm(shape[9]), atol=1e-5)


def test_what_is_missing_is_neither_a_number_nor_nan(made):
    valid = made.array(0, "valid.state")
    right = slice(4 + 42, 4 + 84)
    assert not valid[30:75, right].any(), "missing, filled in, out of the picture"
    assert valid[25:30, right].all() and valid[75:80, right].all()
    for number in range(2):
        for name, mask in MASKS.items():
            values, known = made.array(number, name), made.array(number, mask)
            assert np.isfinite(values).all() and (values[~known] == 0).all()
    assert not made.array(0, "valid.hands")[30:60, 63:].any(), "seen or not, whatever the picture"
    assert made.array(0, "valid.hands")[60:75, 63:].all()


def test_actions_lead_to_the_next_state_and_never_over_a_gap(made):
    for number in range(2):
        state, valid = made.array(number, "observation.state"), made.array(number, "valid.state")
        action, known = made.array(number, "action"), made.array(number, "valid.action")
        assert known[:-1].any() and not known[-1].any()
        assert not (known[:-1] & ~(valid[:-1] & valid[1:])).any()
        reached = np.where(known[:-1], state[:-1] + action[:-1], 0)
        assert np.allclose(reached, np.where(known[:-1], state[1:], 0), atol=1e-6)
    before_the_gap = int(GONE[0] * FPS) - 1
    source = made.array(1, "time.source_s")
    assert source[before_the_gap + 1] - source[before_the_gap] > 4
    valid, known = made.array(1, "valid.state"), made.array(1, "valid.action")
    assert valid[before_the_gap].any() and valid[before_the_gap + 1].any()
    assert not known[before_the_gap].any()
    assert known[before_the_gap - 1].any() and known[before_the_gap + 1].any()


def test_what_was_struck_is_black_silent_and_without_state(made):
    source = made.array(0, "time.source_s")
    struck = (source >= STRUCK[0]) & (source < STRUCK[1])
    numbers = np.array(coded.numbers_in(made.video(0)))
    assert struck.sum() == 30 and (numbers[struck] == -1).all()
    around = (source >= STRUCK[0] - 0.3) & (source < STRUCK[1] + 0.3)
    assert (numbers[~around] >= 0).all(), "and nothing else"
    for mask in MASKS.values():
        assert not made.array(0, mask)[struck].any()
    rate, sound = made.sound(0)
    assert not sound[int(STRUCK[0] * rate) : int(STRUCK[1] * rate)].any()
    # no row of those seconds is there, under whatever mask
    kept = {one.tobytes() for one in made.array(0, "observation.state")[:, 4:46].astype(np.float32)}
    looks = coded.looked().left.xyz[:, :, :2].reshape(-1, 42)
    there = np.array([one.tobytes() in kept for one in looks])
    cut = slice(int(STRUCK[0] * FPS), int(STRUCK[1] * FPS))
    assert not there[cut].any() and there[: cut.start - 5].all()


def test_sound_lies_on_the_clock_of_the_pictures_and_bystanders_are_silent(made):
    for number in range(2):
        rate, sound = made.sound(number)
        frames = len(made.rows[number]["index"])
        assert rate == made.side["sound"]["rate"] and len(sound) == round(frames / FPS * rate)
    rate, sound = made.sound(0)
    for second in (0, 8, 30, 39):
        part = sound[int((second + 0.1) * rate) : int((second + 0.9) * rate)]
        assert coded.pitch(part, rate) == pytest.approx(200 + 20 * second, abs=3)
    assert not sound[15 * rate : 16 * rate].any(), "a bystander signed nothing"


def test_the_task_of_a_frame_is_its_step(made):
    names = made.tasks.index.tolist()
    assert made.tasks["task_index"].tolist() == list(range(len(names)))
    tasks = np.array([names[n] for n in made.rows[0]["task_index"]])
    at = made.array(0, "time.source_s")
    assert set(tasks[at < 10]) == {"플랜지를 닦는다"}
    assert set(tasks[(at >= 10) & (at < 20)]) == {"볼트를 조인다"}
    assert set(tasks[at >= 20]) == {"work outside the steps"}
    assert set(made.episodes[0]["tasks"]) == set(tasks)
    steps = {one["task"]: one["steps"] for one in made.side["tasks"]}
    assert steps["볼트를 조인다"] == [{"procedure": "pump", "step_id": "s2"}]
    reviewed = made.array(0, "step.reviewed")
    assert reviewed[at < 10].all() and not reviewed[at >= 10].any()


def test_language_is_what_a_person_answers_for_at_its_frame(made):
    lasting = made.rows[0]["language_persistent"]
    assert all(one == lasting[0] for one in lasting)
    assert [(one["timestamp"], one["content"]) for one in lasting[0]] == [
        (0.0, "플랜지를 닦는다"), (10.0, None),
    ]  # fmt: skip
    assert {one["style"] for one in lasting[0]} == {"subtask"}
    events = {n: row for n, row in enumerate(made.rows[0]["language_events"]) if row}
    said = {n: [(one["role"], one["style"], one["content"]) for one in row]
            for n, row in events.items()}  # fmt: skip
    assert said == {
        1 * FPS: [("user", "vqa", told.WHY.ko), ("assistant", "vqa", told.unit().text)],
        1 * FPS + 1: [("user", "vqa", told.WHY.ko), ("assistant", "vqa", "두 번이면 돼요")],
        6 * FPS: [("user", "interjection", "닦은 천은 버려요")],
        8 * FPS: [("user", "interjection", "볼트를 엇갈리게")],
    }
    cameras = {one["style"]: one["camera"] for row in events.values() for one in row}
    assert cameras == {"vqa": CAMERA, "interjection": None}
    assert not any(made.rows[1]["language_events"]), "nobody reviewed anything there"


def test_statistics_are_of_what_is_known(made):
    names = made.info["features"]["observation.state"]["names"]
    column = names.index("right_hand.wrist.x")
    values = np.concatenate([made.array(n, "observation.state")[:, column] for n in range(2)])
    valid = np.concatenate([made.array(n, "valid.state")[:, column] for n in range(2)])
    known, found = values[valid], made.stats["observation.state"]
    assert (~valid).sum() > 0 and found["mean"][column] == pytest.approx(known.mean(), abs=1e-6)
    assert found["std"][column] == pytest.approx(known.std(), abs=1e-6)
    assert found["min"][column] == pytest.approx(known.min()) and known.min() > 0
    assert found["max"][column] == pytest.approx(known.max())
    assert found["q01"][column] <= found["q50"][column] <= found["q99"][column]
    assert np.array(made.stats[CAMERA]["mean"]).shape == (3, 1, 1)
    assert set(made.stats) == {*made.info["features"]} - {"language_persistent", "language_events"}


def test_every_state_names_its_frame_unit_and_origin_and_none_is_metric(made):
    for name in ("observation.state", "observation.hands", "action"):
        told_ = made.info["features"][name]
        assert all(told_[key] for key in ("frame", "unit", "origin", "source"))
        assert told_["metric"] is False
        assert told_["unit"] in made.readme and told_["origin"] in made.readme
        assert made.info["features"][told_["mask"]]["names"] == told_["names"]
    assert len(PICTURE.names) == 88 and len(HANDS.names) == 126
    assert "metre" not in made.readme and "Nothing here is metric" in made.readme


def test_a_session_without_a_confirmed_copy_is_left_out_with_a_sentence(made, tmp_path):
    assert {one["session"] for one in made.side["episodes"]} == {"ses-a", "ses-b"}
    assert "Session ses-c: 1 take(s) are left out, since there is no" in made.readme
    FORMATS["lerobot"](make_bundle(make_part()), tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["README.md"]
    assert "There is no episode" in (tmp_path / "README.md").read_text("utf-8")


def test_the_rate_and_the_columns_of_language_are_chosen_and_bytes_come_again(tmp_path):
    chosen = FormatOptions(fps=5, lerobot_language=False, longest_px=64)
    short = replace(coded.heard(data=coded.film(4)), duration_s=4.0)
    parts = make_bundle(replace(make_part(), heard=(short,)))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        FORMATS["lerobot"](replace(parts, options=chosen), tmp_path / name)
    files = {
        path.relative_to(tmp_path / "one"): path.read_bytes()
        for path in (tmp_path / "one").rglob("*") if path.is_file()
    }  # fmt: skip
    assert {name: (tmp_path / "two" / name).read_bytes() for name in files} == files
    found = Written(tmp_path / "one")
    assert found.info["fps"] == 5 and len(found.rows[0]["index"]) == 20
    assert coded.numbers_in(found.video(0)) == list(range(0, 120, 6))
    assert not [name for name in found.rows[0] if name.startswith("language")]
    assert "made without language columns" in found.readme
