"""WebDataset shards, read by its own loader and by ``datasets``: every frame is where it says."""

from __future__ import annotations

import io
import json
import tarfile
import wave
from dataclasses import replace

import numpy as np
import pytest

from data_schemas.clock import Span
from pipelines.release.filmed.states import HANDS, PICTURE
from pipelines.release.formats import FORMATS
from pipelines.release.formats.webdataset import shards
from pipelines.release.package import package
from tests.pipelines.release import coded
from tests.pipelines.release.conftest import OFFSET_S, held_out, make_bundle, make_part

FPS = 15
STRUCK = (12.0, 13.0)


def filmed_bundle():
    struck = (Span(recording="r1", start_s=STRUCK[0], end_s=STRUCK[1]),)
    parts = (
        coded.filmed_part("ses-a", "exp-a", withheld=struck),
        coded.filmed_part("ses-b", "exp-b"),
    )
    return held_out(make_bundle(*parts, make_part("ses-c", "exp-a")), "exp-b")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("webdataset")
    FORMATS["webdataset"](filmed_bundle(), folder)
    return folder


def members(out):
    for path in sorted(out.glob("*.tar")):
        with tarfile.open(path) as tar:
            yield from ((path.name, one, tar.extractfile(one).read()) for one in tar)


def checked(sample: dict, film: bytes, seconds: np.ndarray) -> list[int]:
    """The numbers in a sample's pictures, each that of the second which it says."""
    numbers = coded.numbers_in(film)
    assert len(numbers) == sample["frames"] == len(seconds)
    expected = np.round((seconds - OFFSET_S) * coded.FPS).astype(int).tolist()
    assert [n for n in numbers if n >= 0] == [
        e for e, n in zip(expected, numbers, strict=True) if n >= 0
    ]
    return numbers


def test_webdataset_itself_reads_every_frame_in_its_place(out):
    import webdataset as wds

    seen = {}
    for split in ("train", "test"):
        urls = [str(one) for one in sorted(out.glob(f"{split}-*.tar"))]
        for one in wds.WebDataset(urls, shardshuffle=False).decode():
            seen[one["__key__"]] = split, one
    assert len(seen) == 6
    for key, (split, one) in seen.items():
        told = one["json"]
        assert told["split"] == split and told["session"] == key[:5]
        checked(told, one["mp4"], one["seconds.npy"])
        start, end = told["start_s"], told["end_s"]
        assert told["frames"] == round((end - start) * FPS)
        assert start <= one["seconds.npy"][0] + 1 / FPS and one["seconds.npy"][-1] < end
    cut = seen["ses-a-00001"][1]
    assert cut["json"]["step_id"] == "s2" and cut["json"]["narration"] == "이제 볼트를 조여요"


def test_datasets_reads_it_and_pyav_its_films(out, tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    data = datasets.load_dataset(str(out), cache_dir=str(tmp_path))
    assert {name: len(split) for name, split in data.items()} == {"train": 3, "test": 3}
    for split in data.values():
        plain = split.cast_column("mp4", datasets.Video(decode=False))
        for row in plain:
            assert row["wav"][:4] == b"RIFF" and row["json"]["split"] == plain.split
            film = row["mp4"]["bytes"]
            checked(row["json"], film, np.array(row["seconds.npy"]))


def test_hands_and_their_masks_stand_beside_every_frame(out):
    arrays = {}
    for _, one, data in members(out):
        key, ending = one.name.split(".", 1)
        if ending.endswith("npy"):
            arrays[key, ending] = np.load(io.BytesIO(data))
    for key in {key for key, _ in arrays}:
        frames = len(arrays[key, "seconds.npy"])
        for name, of in (("state", PICTURE), ("hands", HANDS)):
            values, valid = arrays[key, f"{name}.npy"], arrays[key, f"{name}_valid.npy"]
            assert values.shape == valid.shape == (frames, len(of.names))
            assert valid.dtype == bool and valid.any() and np.isfinite(values).all()
            assert (values[~valid] == 0).all()
    readme = (out / "README.md").read_text("utf-8")
    assert all(name in readme for name in (*PICTURE.names, *HANDS.names))


def test_struck_seconds_are_black_silent_and_without_hands(out):
    files = {one.name: data for _, one, data in members(out)}
    seconds = np.load(io.BytesIO(files["ses-a-00001.seconds.npy"])) - OFFSET_S
    struck = (seconds >= STRUCK[0]) & (seconds < STRUCK[1])
    numbers = np.array(coded.numbers_in(files["ses-a-00001.mp4"]))
    assert struck.any() and (numbers[struck] == -1).all() and (numbers[:10] >= 0).all()
    assert not np.load(io.BytesIO(files["ses-a-00001.state_valid.npy"]))[struck].any()
    with wave.open(io.BytesIO(files["ses-a-00001.wav"])) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        rate = file.getframerate()
    began = round(seconds[0], 6)
    first, end = (int((edge - began) * rate) for edge in STRUCK)
    assert not sound[first:end].any() and sound[:first].any()
    told = json.loads(files["ses-a-00001.json"])
    assert "엇갈리게" not in told["narration"], "said in the struck second"


def test_the_sound_of_a_clip_is_that_of_its_pictures(out):
    files = {one.name: data for _, one, data in members(out)}
    for name, data in files.items():
        if name.endswith(".wav"):
            told = json.loads(files[name.replace(".wav", ".json")])
            with wave.open(io.BytesIO(data)) as file:
                sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
                assert file.getnframes() == round(told["frames"] / FPS * file.getframerate())
            first = round(told["start_s"] - OFFSET_S)
            part = sound[1600 : 16_000 - 1600]
            assert coded.pitch(part, 16_000) == pytest.approx(200 + 20 * first, abs=3)


def test_shards_are_plain_ustar_with_unique_keys_and_nothing_of_this_machine(out):
    names = []
    for shard, one, _ in members(out):
        assert (one.mtime, one.uid, one.gid, one.uname, one.gname) == (0, 0, 0, "", "")
        assert one.isreg() and not one.pax_headers
        names.append(one.name)
        assert "." not in one.name.split(".", 1)[0]
        assert json_split(one, shard)
    assert len(names) == len(set(names))
    assert {name.split(".", 1)[1] for name in names} == {
        "mp4", "wav", "json", "state.npy", "state_valid.npy", "hands.npy", "hands_valid.npy",
        "seconds.npy",
    }  # fmt: skip
    kinds = {key: [n.split(".", 1)[1] for n in names if n.startswith(f"{key}.")]
             for key in {name.split(".", 1)[0] for name in names}}  # fmt: skip
    assert len({tuple(one) for one in kinds.values()}) == 1, "loaders want all samples alike"
    assert not [one for one in out.iterdir() if one.suffix not in (".tar", ".md")]


def json_split(one, shard) -> bool:
    return shard.startswith("train" if one.name.startswith("ses-a") else "test")


def test_there_are_shards_for_several_workers_and_none_is_too_large():
    assert [shards(n) for n in (1, 3, 8, 9, 4096, 4097, 100_000)] == [1, 3, 8, 8, 8, 9, 196]


def test_a_section_without_a_confirmed_copy_is_left_out_with_a_sentence(out, tmp_path):
    readme = (out / "README.md").read_text("utf-8")
    assert "Session ses-c: 3 of 3 sections have no clip here, since" in readme
    FORMATS["webdataset"](make_bundle(make_part()), tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["README.md"]


def test_the_same_content_gives_the_same_bytes_in_both_video_formats(tmp_path):
    data = coded.film(4)
    short = replace(coded.heard(data=data), duration_s=4.0)
    line = make_part().timeline
    segments = (line.segments[0].model_copy(update={"end_s": 3.5}),)
    part = replace(
        make_part(), heard=(short,), timeline=line.model_copy(update={"segments": segments})
    )
    (tmp_path / "data").mkdir()
    made = [
        package(make_bundle(part), ("lerobot", "webdataset"), tmp_path / name, tmp_path / "data")
        for name in ("one", "two")
    ]
    assert made[0].digest == made[1].digest
    assert list((tmp_path / "one/data/webdataset").glob("*.tar"))
