"""A CTranslate2 Whisper model (binary version 6, fp16) as an openai-whisper checkpoint.

Both hold the same tensors; CTranslate2 fuses the projections of attention and drops the key bias,
which is zero. See the CTranslate2 source, ``python/ctranslate2/specs/model_spec.py`` for the
layout and ``converters/transformers.py`` for the fusing.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import ModelError
from pipelines.convert.tensors import tensor_digest

Tensors = dict[str, NDArray[np.generic]]

_VERSION = 6
_TYPES: dict[int, type[np.generic]] = {
    0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16,
}  # fmt: skip
_MAX_RANK = 8
_RENAMES = (
    (r"^decoder/embeddings/", "decoder/token_embedding/"),
    (r"^encoder/layer_norm/", "encoder/ln_post/"),
    (r"^decoder/layer_norm/", "decoder/ln/"),
    (r"/position_encodings/encodings$", "/positional_embedding"),
    (r"/layer_(\d+)/", r"/blocks/\1/"),
    (r"/self_attention/layer_norm/", "/attn_ln/"),
    (r"/attention/layer_norm/", "/cross_attn_ln/"),
    (r"/ffn/layer_norm/", "/mlp_ln/"),
    (r"/ffn/linear_0/", "/mlp/0/"),
    (r"/ffn/linear_1/", "/mlp/2/"),
    (r"/self_attention$", "/attn"),
    (r"/attention$", "/cross_attn"),
    (r"/gamma$", "/weight"),
    (r"/beta$", "/bias"),
    (r"/", "."),
)


def convert(raw: Path, out: Path) -> str:
    """Write ``model.pt`` into the folder ``out``; returns the digest of its tensors."""
    import torch

    source = read(raw.read_bytes())
    tensors = rename(source)
    state = {name: torch.from_numpy(array.copy()) for name, array in tensors.items()}
    buffer = io.BytesIO()  # saved to a path, the archive would contain the file's name
    torch.save({"dims": dimensions(source, tensors), "model_state_dict": state}, buffer)
    (out / "model.pt").write_bytes(buffer.getvalue())
    return tensor_digest(tensors)


def digest_of(made: Path) -> str:
    """What ``convert`` returned, of what lies there now."""
    import torch

    saved = torch.load(made / "model.pt", map_location="cpu", weights_only=True, mmap=True)
    return tensor_digest({name: one.numpy() for name, one in saved["model_state_dict"].items()})


def read(data: bytes) -> Tensors:
    """The variables of a CTranslate2 file by name, aliases resolved."""
    try:
        return dict(_variables(io.BytesIO(data)))
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise ModelError(
            "The Whisper weights are no CTranslate2 file that Sonmat reads: run `sonmat models "
            "fetch` again."
        ) from error


def _variables(file: io.BytesIO) -> Iterator[tuple[str, NDArray[np.generic]]]:
    if _number(file, "I") != _VERSION:
        raise ValueError("another binary version")
    _text(file)
    _number(file, "I")
    found: Tensors = {}
    for _ in range(_number(file, "I")):
        name = _text(file)
        rank = _number(file, "B")
        if rank > _MAX_RANK:
            raise ValueError("too many dimensions")
        shape = struct.unpack(f"<{rank}I", file.read(4 * rank))
        dtype = np.dtype(_TYPES[_number(file, "B")])
        size = _number(file, "I")
        if size != dtype.itemsize * int(np.prod(shape, dtype=np.int64)):
            raise ValueError("size and shape disagree")
        found[name] = np.frombuffer(file.read(size), dtype).reshape(shape)
    for _ in range(_number(file, "I")):
        alias = _text(file)
        found[alias] = found[_text(file)]
    yield from found.items()


def _number(file: io.BytesIO, kind: str) -> int:
    value: int = struct.unpack(f"<{kind}", file.read(struct.calcsize(f"<{kind}")))[0]
    return value


def _text(file: io.BytesIO) -> str:
    return file.read(_number(file, "H")).rstrip(b"\0").decode()


def rename(source: Tensors) -> Tensors:
    """The state dict of ``whisper.model.Whisper`` from CTranslate2's variables."""
    tensors: Tensors = {}
    for name, array in source.items():
        if not name.startswith(("encoder/", "decoder/")) or array.ndim == 0:
            continue
        if name == "decoder/projection/weight":
            continue  # the same tensor as the embedding of tokens
        for new_name, part in _split(name, array):
            tensors[new_name] = np.ascontiguousarray(part)
    if not tensors:
        raise ModelError("The Whisper weights are empty: run `sonmat models fetch` again.")
    return tensors


def _split(name: str, array: NDArray[np.generic]) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """(openai-whisper name, tensor) of one variable, fused projections taken apart."""
    attention = re.match(r"(.*/(?:self_attention|attention))/linear_(\d)/(weight|bias)$", name)
    if attention is None:
        yield _plain_name(name), array
        return
    block, number, kind = attention.groups()
    parts = _projections(block.endswith("/self_attention"), int(number))
    width = array.shape[0] // len(parts)
    for index, part in enumerate(parts):
        piece = array[index * width : (index + 1) * width]
        if part == "key" and kind == "bias":
            if np.any(piece != 0):
                raise ModelError(
                    "The Whisper weights have a key bias, which Whisper models do not: run "
                    "`sonmat models fetch` again."
                )
            continue
        yield f"{_plain_name(block)}.{part}.{kind}", piece


def _projections(own: bool, number: int) -> tuple[str, ...]:
    if own:
        return ("query", "key", "value") if number == 0 else ("out",)
    return (("query",), ("key", "value"), ("out",))[number]


def _plain_name(name: str) -> str:
    for pattern, replacement in _RENAMES:
        name = re.sub(pattern, replacement, name)
    return name


def dimensions(source: Tensors, tensors: Tensors) -> dict[str, int]:
    """``whisper.model.ModelDimensions`` from the shapes of the tensors."""

    def blocks(side: str) -> int:
        return len({n.split(".")[2] for n in tensors if n.startswith(f"{side}.blocks.")})

    def shape(name: str) -> Any:
        return tensors[name].shape

    n_vocab, n_text_state = shape("decoder.token_embedding.weight")
    n_audio_ctx, n_audio_state = shape("encoder.positional_embedding")
    return {
        "n_mels": int(shape("encoder.conv1.weight")[1]),
        "n_audio_ctx": int(n_audio_ctx),
        "n_audio_state": int(n_audio_state),
        "n_audio_head": int(source["encoder/num_heads"]),
        "n_audio_layer": blocks("encoder"),
        "n_vocab": int(n_vocab),
        "n_text_ctx": int(shape("decoder.positional_embedding")[0]),
        "n_text_state": int(n_text_state),
        "n_text_head": int(source["decoder/num_heads"]),
        "n_text_layer": blocks("decoder"),
    }
