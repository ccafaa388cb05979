"""Takes are made: same seed same bytes, files as promised, bad input told in one sentence."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from examples.demo.check import check
from examples.demo.make import Options, make, plan
from examples.demo.paths import DemoError, atomic
from examples.demo.variation import plain, single
from tests.examples.footage import check_joints, check_sound, check_video, frames, generate, read

RENDERED = ("--seed", "4", "--plain", "--fps", "5", "--seconds", "3", "--second-camera", "side")
SHORT = ("--seed", "4", "--seconds", "20", "--no-video")


@pytest.fixture(scope="module")
def ready() -> None:
    """Skip, saying why, where the figure or the voice cannot be had."""
    from examples.demo.bake import bake

    try:
        for seed in (4, 5):
            bake(plan(single(seed), Options())[0].sliders)
    except DemoError as error:
        pytest.skip(str(error))


@pytest.mark.usefixtures("ready")
def test_same_seed_gives_the_same_files_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", "4"), ("b", "4"), ("c", "5")):
        done = generate(tmp_path / name, *SHORT, "--seed", seed)
        assert done.returncode == 0, done.stderr
    names = ["joints.parquet", "ko.json", "speech.wav", "truth.json"]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == names
    for name in names:
        first, again, other = ((tmp_path / one / name).read_bytes() for one in "abc")
        assert first == again, name
        assert first != other, name
    check_joints(tmp_path / "a" / "joints.parquet", read(tmp_path / "a" / "truth.json"))


@pytest.mark.usefixtures("ready")
def test_hands_arrive_where_they_are_sent() -> None:
    """No arm is too short for its task, in any job."""
    from examples.demo.bake import bake
    from examples.demo.body import Body
    from examples.demo.performance import Performance

    for job in ("flange", "terminal", "weld"):
        take, _ = plan(plain(4, job), Options())
        show = Performance(take, Body(bake(take.sliders)))
        for t in np.arange(0, take.truth["duration_s"], 0.7):
            posed = show.pose(float(t))
            for side, track in show.tracks.items():
                bone = show.body.bone(f"wrist.{side[0].upper()}")
                off = posed.places[bone] - track.pose(float(t)).wrist
                assert np.linalg.norm(off[:2]) < 0.02, (job, t, side)
                assert -0.02 < off[2] < 0.06, (job, t, side)  # up only, off the bench


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("person", ["chae", "gita"])
def test_nobody_leans_so_far_that_the_head_meets_the_bench(person: str) -> None:
    from examples.demo.bake import bake
    from examples.demo.bench import BENCH
    from examples.demo.body import Body
    from examples.demo.performance import Performance

    take, _ = plan(single(35, job="terminal", person=person, fetches=True), Options())
    show = Performance(take, Body(bake(take.sliders)))
    head = show.body.bone("head")
    times = np.arange(0, take.truth["duration_s"], 0.5)
    assert min(show.pose(float(t)).places[head][2] for t in times) > BENCH + 0.25


@pytest.mark.usefixtures("ready")
def test_a_left_handed_person_does_it_all_mirrored(tmp_path: Path) -> None:
    for name, person in (("right", "ben"), ("left", "dong")):
        make(single(4, person=person), tmp_path / name, Options(2, seconds=20, picture=False))
    tables = [pq.read_table(tmp_path / name / "joints.parquet") for name in ("right", "left")]
    side = [
        np.array(table["right_hand_m"].to_pylist()).reshape(-1, 21, 3)[..., 0].mean()
        for table in tables
    ]
    assert all(x < 0 for x in side)  # everybody's right hand is at their right


@pytest.fixture(scope="module")
def rendered(ready: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of a take with a word in them, seen by two cameras."""
    out = tmp_path_factory.mktemp("rendered")
    done = generate(out, *RENDERED)
    if done.returncode and "EGL" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    return out


def test_same_seed_gives_the_same_frames(rendered: Path, tmp_path: Path) -> None:
    assert generate(tmp_path, *RENDERED).returncode == 0
    for name in ("recording.mp4", "recording-2.mp4"):
        first, again = (list(frames(folder / name)) for folder in (rendered, tmp_path))
        assert len(first) == 15
        assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True)), name
        assert not np.array_equal(first[0], first[-1])


def test_three_seconds_are_rendered(rendered: Path) -> None:
    made = read(rendered / "truth.json")
    assert made["duration_s"] == 3.0
    assert made["whole"] is False
    for camera in made["cameras"]:
        check_video(rendered / camera["file"], made)
    check_sound(rendered / "recording.mp4", made)
    names = ["joints-2.parquet", "joints.parquet", "ko.json", "recording-2.mp4", "recording.mp4"]
    assert sorted(path.name for path in rendered.iterdir()) == [*names, "truth.json"]
    assert check(rendered) == []
    words = [read(rendered / name)[key] for name, key in
             (("truth.json", "speech"), ("ko.json", "utterances"))]  # fmt: skip
    assert [row["end_s"] for row in words[0]] == [row["end_s"] for row in words[1]]
    aside = pq.read_table(rendered / "joints-2.parquet")
    seen = [aside[f"{hand}_hand_seen"].to_pylist() for hand in ("left", "right")]
    assert 0 < np.mean(seen) < 1  # fingers hide each other, but not all of them


def _moved_word(truth: Any, _: Path) -> None:
    truth["speech"][0] |= {"start_s": 0.1, "end_s": 0.6}


def _other_colour(truth: Any, _: Path) -> None:
    truth["person"]["hand_colour"] = [0.1, 0.2, 0.9]


def _moved_hand(_: Any, folder: Path) -> None:
    path = folder / "joints.parquet"
    table = pq.read_table(path)
    away = [[value + 0.05 for value in row] for row in table["left_hand_m"].to_pylist()]
    at = table.schema.get_field_index("left_hand_m")
    field = table.schema.field(at)
    pq.write_table(table.set_column(at, field, pa.array(away, field.type)), path)


def _lost_frames(_: Any, folder: Path) -> None:
    path = folder / "joints.parquet"
    pq.write_table(pq.read_table(path).slice(0, 5), path)


@pytest.mark.parametrize("spoil", [_moved_word, _other_colour, _moved_hand, _lost_frames])
def test_the_checker_sees_what_does_not_fit_the_recording(
    rendered: Path, tmp_path: Path, spoil: Callable[[Any, Path], None]
) -> None:
    copy = shutil.copytree(rendered, tmp_path / "copy")
    truth = read(copy / "truth.json")
    spoil(truth, copy)
    (copy / "truth.json").write_text(json.dumps(truth), "utf-8")
    assert check(copy)


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("side", ["left", "right"])
def test_grasps_close_on_what_they_hold(side: str) -> None:
    """Skin meets skin of the thing: nothing hovers and nothing sinks in, to half a millimetre."""
    from examples.demo.bake import bake
    from examples.demo.body import Body, HandPose
    from examples.demo.hands import PAD, Hands

    body = Body(bake(plan(single(4), Options())[0].sliders))
    hands = Hands(body)
    wrist = body.head(f"wrist.{side[0].upper()}")

    def joints(bend: np.ndarray) -> np.ndarray:
        return body.hand_joints(side, *body.pose({}, {side: HandPose(wrist, np.eye(3), bend)}))

    for grasp, widths in (("pinch", (0.003, 0.007, 0.013, 0.024, 0.034)), ("edge", (0.018,))):
        for width in widths:
            found = joints(hands.fit(side, grasp, width).bend)
            gap = np.linalg.norm(found[4] - found[8]) - 2 * PAD
            assert gap == pytest.approx(width, abs=5e-4), (grasp, width)
    fit = hands.fit(side, "point")
    down = hands.rotation[side, "point"].apply(fit.touch + wrist - joints(fit.bend)[8])
    assert down == pytest.approx([0, 0, -PAD], abs=1e-3)


@pytest.mark.usefixtures("ready")
def test_without_egl_one_sentence_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moderngl = pytest.importorskip("moderngl")
    from examples.demo.__main__ import main

    def broken(**_: object) -> None:
        raise Exception("libEGL.so not loaded")  # what moderngl raises

    monkeypatch.setattr(moderngl, "create_context", broken)
    assert main(["--seed", "4", "--seconds", "1", "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "libegl1 libegl-mesa0 libgl1-mesa-dri" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("ready")
def test_no_registry_says_so_in_one_sentence(tmp_path: Path) -> None:
    """Voices in the cache, no figure, and nowhere to fetch one from."""
    from examples.demo.paths import cache_dir

    cache = tmp_path / "cache" / "demo"
    cache.mkdir(parents=True)
    for voice in cache_dir().glob("voice-*.wav"):
        (cache / voice.name).symlink_to(voice)
    env = {"SONMAT_CACHE": str(tmp_path / "cache"), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    done = generate(tmp_path / "out", *SHORT, **env)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "anny" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("ready")
def test_a_corpus_resumes_and_makes_again_what_was_damaged(tmp_path: Path) -> None:
    def build(*more: str) -> str:
        done = generate(tmp_path, "corpus", "--n", "2", "--split", "tune", "--no-video", *more)
        assert done.returncode == 0, done.stderr
        return done.stderr

    assert build().count("min left") == 2
    first = read(tmp_path / "corpus.json")
    takes = [tmp_path / row["folder"] / "truth.json" for row in first["takes"]]
    before = [path.read_bytes() for path in takes]
    takes[1].write_text("{")
    assert build().count("min left") == 1
    assert [path.read_bytes() for path in takes] == before
    assert read(tmp_path / "corpus.json") == first
    assert build().count("min left") == 0
    assert all(check(path.parent) == [] for path in takes)
    assert build("--seconds", "20").count("min left") == 2  # other takes: the set has another name
    assert read(tmp_path / "corpus.json")["name"] == first["name"] + "-20s"
    assert build("--seconds", "20").count("min left") == 0
    assert all(check(path.parent) == [] for path in takes)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--size", "641x360"], "even"),
        (["--size", "big"], "640x360"),
        (["--fps", "0"], "1 to 60"),
        (["--seconds", "-1"], "above 0"),
        (["corpus", "--n", "0", "--split", "tune"], "between 1 and"),
        (["corpus", "--n", "3"], "--split"),
    ],
)
def test_bad_options_are_told(tmp_path: Path, words: list[str], told: str) -> None:
    done = generate(tmp_path / "out", *words)
    assert done.returncode != 0
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), atomic(tmp_path / "x.json") as temp:
        temp.write_text("half")
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())
