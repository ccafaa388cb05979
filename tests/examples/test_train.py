"""The training examples: trainers' libraries only, people held out, better than not looking."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")

from examples.train import __main__ as command
from examples.train.baselines import BASELINES
from examples.train.data import Corpus, NoRelease, Take, words
from examples.train.features import MIRROR, mirrored, movement
from examples.train.held_out import measure
from examples.train.lerobot_loop import ACTION, CAMERA, STATE, ByLayout, opened, train

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "sample_release"
OURS = {"data_schemas", "capture", "pipelines", "app", "benchmarks", "tests"}
STEPS = ("job/a", "job/b", "job/c")
RNG = np.random.default_rng(5)
BODY = RNG.normal(0, 0.3, (75, 3))


def take(person: int, order: tuple[int, ...], seen: bool = True, rows: int = 60) -> Take:
    """A third of the rows each step of ``order``; in each the hands are held in another way."""
    rng = np.random.default_rng(person)
    steps = np.repeat(order, rows // len(order))
    metres = np.tile(BODY, (rows, 1, 1)) + rng.normal(0, 0.005, (rows, 75, 3))
    metres[:, 15, 1] += 0.3 * steps
    metres[:, 41, 2] -= 0.2 * steps
    if not seen:
        metres[:] = np.nan
    said = tuple(
        (20.0 * n, 20.0 * n + 18, f"now {('wipe', 'turn', 'check')[step]}")
        for n, step in enumerate(order)
    )
    return Take(
        session=f"s{person}", expert=f"p{person}", procedure="job",
        t_s=np.arange(rows) * 1.0, pictured=metres[..., :2], metres=metres, steps=steps, said=said,
    )  # fmt: skip


def corpus(seen: bool = True) -> Corpus:
    orders = ((0, 1, 2), (1, 0, 2), (2, 0, 1), (0, 2, 1), (2, 1, 0), (1, 2, 0))
    return Corpus(tuple(take(n, order, seen) for n, order in enumerate(orders)), STEPS)


def test_nothing_of_sonmat_is_imported():
    for file in (ROOT / "examples" / "train").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & OURS, file.name


@pytest.fixture(scope="module")
def scores():
    return measure(corpus(), 3, lambda _: None)


def test_who_looks_beats_who_does_not_with_people_never_seen(scores):
    """Steps come in any order here, so that times tell nothing and movement everything."""
    found = scores
    best = max(found[name]["right"] for name in (*BASELINES, "times and order"))
    assert found["keypoints"]["right"] > 0.9 > best + 0.2
    assert found["keypoints and words"]["right"] > 0.9


def test_words_help_where_nothing_is_seen():
    found = measure(corpus(seen=False), 3, lambda _: None)
    assert found["keypoints and words"]["right"] > found["keypoints"]["right"] + 0.2


def test_a_person_is_never_on_both_sides():
    """Of a person whose steps nobody else does, nothing can be known."""
    made = corpus()
    alone = replace(take(9, (2, 2, 2)), said=())
    others = [replace(one, steps=np.minimum(one.steps, 1)) for one in made.takes]
    found = measure(Corpus((*others, alone), STEPS), 2, lambda _: None)
    assert found["keypoints"]["sessions"][-1] == 0.0


def test_baselines_are_what_their_names_say():
    made = corpus()
    long = replace(take(7, (0, 0, 0, 0, 1, 2)), session="long")
    guess = {name: make(made, [long] * 2)(made.takes[0]) for name, make in BASELINES.items()}
    assert set(guess["majority"]) == {0}
    assert np.bincount(guess["uniform"]).tolist() == [20, 20, 20]
    assert np.abs(np.bincount(guess["duration"]) - [40, 10, 10]).max() <= 1


def test_where_the_camera_stood_does_not_count():
    made = take(1, (0, 1, 2))
    angle = 0.8
    turn = np.array(
        [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
    )
    turned = replace(made, metres=made.metres @ turn.T)
    assert np.allclose(movement(made), movement(turned), atol=1e-4)


def test_what_was_not_found_is_marked_and_never_a_number_out_of_nothing():
    gone = movement(take(1, (0, 1, 2), seen=False))
    assert np.isfinite(gone).all() and not gone.any()


def test_a_mirrored_take_is_the_same_when_mirrored_again():
    made = take(2, (2, 1, 0))
    again = mirrored(mirrored(made))
    assert np.allclose(again.metres, made.metres) and np.allclose(again.pictured, made.pictured)
    assert sorted(MIRROR) == list(range(75))


def test_words_are_read_from_subtitles(tmp_path):
    (tmp_path / "a.vtt").write_text(
        "WEBVTT\n\n1\n00:00:01.500 --> 00:00:03.000\n<v expert>손으로 <b>돌려요</b>\n\n"
        "01:00:00.000 --> 01:00:01.000\nlast\n",
        "utf-8",
    )
    found = words(tmp_path / "a.vtt")
    assert found == ((1.5, 3.0, "손으로 돌려요"), (3600.0, 3601.0, "last"))
    assert words(tmp_path / "none.vtt") == ()


def test_the_sample_release_trains_from_the_command_line(tmp_path):
    """Four sessions of four people: that it runs and says what it did, not how well."""
    env = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "PYTHONPATH": ""}
    done = subprocess.run(
        [sys.executable, "-m", "examples.train", str(SAMPLE), "--folds", "2"],
        cwd=ROOT, env=env, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("5 sessions of 4 people")
    for name in (*BASELINES, "keypoints and words"):
        assert f"\n  {name}" in done.stdout


@pytest.mark.parametrize("folds", [1, 7])
def test_groups_that_cannot_be_made_are_refused_in_one_sentence(folds):
    with pytest.raises(NoRelease, match="cannot be made"):
        measure(corpus(), folds, lambda _: None)


def test_a_folder_without_keypoints_is_refused_in_one_sentence(capsys, tmp_path):
    assert command.main([str(tmp_path)]) == 1
    assert "no keypoints" in capsys.readouterr().err


@pytest.fixture(scope="module")
def robots(tmp_path_factory) -> Path:
    """A release with pictures whose light tells their number."""
    from pipelines.release.package import package
    from tests.pipelines.release import coded
    from tests.pipelines.release.conftest import make_bundle

    folder = tmp_path_factory.mktemp("robots")
    package(make_bundle(coded.filmed_part()), ("lerobot",), folder / "out", folder / "site")
    return folder / "out"


def test_without_lerobot_the_layout_gives_pictures_and_rows_of_the_same_frames(robots):
    data = ByLayout(robots / "data" / "lerobot")
    assert len(data) == data.info["total_frames"]
    lights = [float(data[n][CAMERA].mean()) for n in (3, 60, 31)]
    again = [float(data[n][CAMERA].mean()) for n in (3, 60, 31)]
    assert lights == again and len(set(lights)) == 3
    row = data[7]
    assert row[CAMERA].shape[0] == 3 and row[STATE].shape == row["valid.state"].shape
    assert row[ACTION].shape == row["valid.action"].shape


def test_the_loop_trains_on_what_was_seen_only(robots):
    losses = train(opened(robots / "data" / "lerobot"), 6)
    assert len(losses) == 6 and np.isfinite(losses).all()
    with pytest.raises(NoRelease, match="format lerobot"):
        opened(robots)
