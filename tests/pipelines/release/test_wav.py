"""Clips of what was said: from masked copies, with padding that takes nobody else's words along."""

from __future__ import annotations

import io
import json
import wave
from dataclasses import replace

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.media import Media
from data_schemas.clock import Interval, Span, TimeMap
from data_schemas.release import FormatOptions
from pipelines.release.formats import wav
from pipelines.release.heard import Heard, copy_with
from tests.pipelines.release.conftest import OFFSET_S

RATE = 16_000


@pytest.fixture(scope="module")
def sound() -> bytes:
    """40 s in WAV: in second n a tone of 200 + 20 n Hz, so that a clip tells where it is from."""
    at = np.arange(40 * RATE) / RATE
    tone = 0.3 * np.sin(2 * np.pi * (200 + 20 * np.floor(at)) * at)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((tone * 32767).astype("<i2").tobytes())
    return file.getvalue()


def heard(sound: bytes, clock: TimeMap | None = None) -> Heard:
    return Heard(
        recording="r1", offset_s=OFFSET_S, duration_s=40.0,
        open=lambda: Media(lambda: io.BytesIO(sound)), clock=clock or TimeMap.identity(),
    )  # fmt: skip


def written(bundle, out):
    wav.write(bundle, out)
    return {
        row["file_name"]: row
        for file in out.glob("*/metadata.jsonl")
        for row in map(json.loads, file.read_text("utf-8").splitlines())
    }


def pitch(path, start_s, end_s):
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    part = data[int(start_s * RATE) : int(end_s * RATE)]
    return float(np.abs(np.fft.rfft(part)).argmax() / (len(part) / RATE))


def length_s(path):
    with wave.open(str(path)) as file:
        return file.getnframes() / RATE


def test_a_clip_holds_what_was_said_when_it_was_said(make, sound, tmp_path):
    bundle = make.bundle(replace(make.part(), heard=(heard(sound),)))
    rows = written(bundle, tmp_path)
    assert list(rows) == [f"ses-a-0000{n}.wav" for n in range(3)]
    second = rows["ses-a-00001.wav"]
    assert tuple(second) == wav.COLUMNS
    assert second["transcription"] == "이제 볼트를 조여요"
    assert (second["start_s"], second["end_s"]) == (10.0, 11.0)  # on the session's clock
    assert (second["before_s"], second["after_s"]) == (0.2, 0.2)
    clip = tmp_path / "train" / "ses-a-00001.wav"
    assert length_s(clip) == pytest.approx(1.4)
    assert pitch(clip, 0.2, 1.2) == pytest.approx(200 + 20 * 8, abs=2)
    assert "Every line" in (tmp_path / "README.md").read_text("utf-8")


@pytest.mark.parametrize("padding", [0.0, 0.5])
def test_padding_is_chosen(make, sound, tmp_path, padding):
    bundle = make.bundle(replace(make.part(), heard=(heard(sound),)))
    chosen = replace(bundle, options=FormatOptions(padding_s=padding))
    written(chosen, tmp_path)
    clip = tmp_path / "train" / "ses-a-00001.wav"
    assert length_s(clip) == pytest.approx(1 + 2 * padding)


def test_the_copys_clock_is_followed(make, sound, tmp_path):
    """The copy begins three seconds later than its recording."""
    clock = TimeMap(proxy_s=(0.0,), source_s=(3.0,))
    bundle = make.bundle(replace(make.part(), heard=(heard(sound, clock),)))
    written(bundle, tmp_path)
    clip = tmp_path / "train" / "ses-a-00001.wav"
    assert pitch(clip, 0.2, 1.2) == pytest.approx(200 + 20 * 5, abs=2)


def test_without_a_confirmed_copy_there_is_no_sound_and_a_sentence_says_so(make, sound, tmp_path):
    other = replace(make.part("ses-b", "exp-a"), heard=(heard(sound),))
    rows = written(make.bundle(make.part(), other), tmp_path)
    assert {row["session"] for row in rows.values()} == {"ses-b"}
    told = (tmp_path / "README.md").read_text("utf-8")
    assert "Session ses-a: 3 of 3 lines have no sound here, since" in told
    assert "ses-b" not in told


def test_bystanders_and_struck_seconds_are_in_no_clip(make, sound):
    part = replace(make.part(), heard=(heard(sound),))
    said = (
        make.say(1, 3, "a"), make.say(3.1, 4, "b", "bystander"),
        make.say(6, 8, "c"), make.say(7, 9, "d", "bystander"),
        make.say(12, 13, "e"), make.say(20, 21, "f"),
    )  # fmt: skip
    line = part.timeline.model_copy(update={"utterances": said})
    cut = (
        Span(recording="r1", start_s=13.05, end_s=15),
        Span(recording="r1", start_s=20, end_s=22),
    )
    part = replace(part, timeline=line, withheld=cut)
    found = {one.said.text: one.around for one in wav.clips(part, 0.5)}
    assert set(found) == {"a", "e"}, "c is spoken over, f is struck"
    assert found["a"].end_s == pytest.approx(3.1 + OFFSET_S)
    assert found["e"].end_s == pytest.approx(13.05 + OFFSET_S)


def test_takes_are_heard_on_their_own_copies(sound):
    first = heard(sound)
    second = replace(first, recording="r2", offset_s=50.0)
    copies = (first, second)
    assert copy_with(copies, Interval(start_s=41, end_s=42.05)) is first
    assert copy_with(copies, Interval(start_s=50, end_s=51)) is second
    assert copy_with(copies, Interval(start_s=41, end_s=43)) is None
    assert copy_with(copies, Interval(start_s=1, end_s=3)) is None


@pytest.fixture
def folder(make, sound, tmp_path, monkeypatch):
    """Clips of six people, in all splits that they come to."""
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    bundle = make.bundle(
        *(replace(make.part(f"ses-{n}", f"exp-{n}"), heard=(heard(sound),)) for n in range(12))
    )
    out = tmp_path / "wav"
    out.mkdir()
    return out, written(bundle, out)


def test_audiofolder_finds_splits_clips_and_their_words(folder, tmp_path):
    """Its own loader, up to where torchcodec would take over."""
    import datasets

    out, rows = folder
    cache = str(tmp_path / "cache")
    reader = datasets.load_dataset_builder("audiofolder", data_dir=str(out), cache_dir=cache)
    found = {}
    for split in reader._split_generators(datasets.DownloadManager()):
        for _, one in reader._generate_examples(**split.gen_kwargs):
            path = one.pop("audio")
            found[path.rsplit("/", 1)[1]] = (str(split.name), path.split("/")[-2], one)
    assert {name: one for name, (_, _, one) in found.items()} == {
        name: {key: value for key, value in row.items() if key != "file_name"}
        for name, row in rows.items()
    }
    assert all(split == place for split, place, _ in found.values())
    assert len({split for split, _, _ in found.values()}) > 1


def test_datasets_decodes_it(folder, tmp_path):
    """Needs torchcodec, and with it ffmpeg's libraries, which not every machine has."""
    try:
        from torchcodec.encoders import AudioEncoder  # noqa: F401
    except (ImportError, RuntimeError):
        pytest.skip("torchcodec or ffmpeg's libraries are not installed")
    import datasets

    out, rows = folder
    data = datasets.load_dataset(
        "audiofolder", data_dir=str(out), cache_dir=str(tmp_path / "cache")
    )
    assert {name: len(split) for name, split in data.items()} == {
        name: len(list((out / name).glob("*.wav"))) for name in data
    }
    for row in data["train"]:
        decoded = row["audio"].get_all_samples()
        assert decoded.sample_rate == RATE
        held = row["end_s"] - row["start_s"] + row["before_s"] + row["after_s"]
        assert decoded.data.shape == (1, round(held * RATE))
    assert sum(map(len, data.values())) == len(rows)


def test_a_hostile_session_id_is_no_path(make, sound, tmp_path):
    from data_schemas.errors import InputError

    part = replace(make.part("../x"), heard=(heard(sound),))
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="cannot be a file name"):
        wav.write(make.bundle(part), tmp_path / "out")
    assert list(tmp_path.glob("**/*.wav")) == []


at = st.floats(0, 40, allow_nan=False)
stretch = st.tuples(at, at).map(sorted).map(lambda one: Interval(start_s=one[0], end_s=one[1]))


@settings(max_examples=200, deadline=None)
@given(stretch, st.lists(stretch, max_size=6), st.floats(0, 5, allow_nan=False))
def test_padding_never_reaches_into_anything_else(said, others, padding):
    found = wav.padded(said, [said, *others], padding)
    assert found.start_s <= said.start_s and said.end_s <= found.end_s
    assert said.start_s - found.start_s <= padding + 1e-9
    assert found.end_s - said.end_s <= padding + 1e-9
    for one in others:
        if one.overlap_s(said) == 0:
            assert found.overlap_s(one) == 0


def test_what_is_written_can_be_played(make, sound, tmp_path):
    written(make.bundle(replace(make.part(), heard=(heard(sound),))), tmp_path)
    with av.open(str(tmp_path / "train" / "ses-a-00000.wav")) as opened:
        assert sum(one.samples for one in opened.decode(audio=0)) == round(2.4 * RATE)
