"""An openai-whisper checkpoint as a CTranslate2 model folder, for faster-whisper.

CTranslate2's own loader for Whisper reads Transformers' modules; ours carry the same tensors under
other names, so they are shown to it under Transformers' names. Vocabulary, suppressed tokens and
alignment heads come from openai-whisper itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_CONTRACTIONS = r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def convert(checkpoint: Path, name: str, out: Path) -> None:
    """Write ``model.bin``, ``config.json``, ``vocabulary.json`` and ``tokenizer.json``."""
    import whisper
    from ctranslate2.converters.transformers import WhisperLoader
    from ctranslate2.specs.whisper_spec import WhisperSpec

    model = whisper.load_model(str(checkpoint), device="cpu").half()
    heads = whisper._ALIGNMENT_HEADS.get(name.removeprefix("whisper-"))
    if heads is not None:
        model.set_alignment_heads(heads)
    dims = model.dims
    spec = WhisperSpec(dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head)
    loader = WhisperLoader()
    loader.set_encoder(spec.encoder, _encoder(model.encoder))
    loader.set_decoder(spec.decoder, _decoder(model.decoder))
    loader.set_linear(spec.decoder.projection, model.decoder.token_embedding)
    tokens = _tokens(model)
    spec.register_vocabulary(tokens)
    _configure(spec.config, model)
    spec.validate()
    spec.optimize(quantization="float16")
    spec.save(str(out))
    _write_tokenizer(model, out / "tokenizer.json")
    _write_features(model, out / "preprocessor_config.json")


def _encoder(encoder: Any) -> Any:
    return SimpleNamespace(
        conv1=encoder.conv1,
        conv2=encoder.conv2,
        embed_scale=1.0,
        embed_positions=SimpleNamespace(weight=encoder.positional_embedding),
        embed_tokens=None,
        layer_norm=encoder.ln_post,
        layers=[_layer(block) for block in encoder.blocks],
    )


def _decoder(decoder: Any) -> Any:
    return SimpleNamespace(
        embed_scale=1.0,
        embed_positions=SimpleNamespace(weight=decoder.positional_embedding),
        embed_tokens=decoder.token_embedding,
        layer_norm=decoder.ln,
        layers=[_layer(block) for block in decoder.blocks],
    )


def _layer(block: Any) -> Any:
    layer = SimpleNamespace(
        self_attn=_attention(block.attn),
        self_attn_layer_norm=block.attn_ln,
        fc1=block.mlp[0],
        fc2=block.mlp[2],
        final_layer_norm=block.mlp_ln,
    )
    if block.cross_attn is not None:
        layer.encoder_attn = _attention(block.cross_attn)
        layer.encoder_attn_layer_norm = block.cross_attn_ln
    return layer


def _attention(attention: Any) -> Any:
    return SimpleNamespace(
        q_proj=attention.query,
        k_proj=attention.key,
        v_proj=attention.value,
        out_proj=attention.out,
    )


def _tokenizer(model: Any) -> Any:
    from whisper.tokenizer import get_tokenizer

    return get_tokenizer(model.is_multilingual, num_languages=model.num_languages)


def _tokens(model: Any) -> list[str]:
    """The vocabulary in the order of ids, bytes written as GPT-2 writes them."""
    tokenizer = _tokenizer(model)
    encoding = tokenizer.encoding
    shown = _byte_letters()
    special = {number: text for text, number in encoding._special_tokens.items()}
    return [
        special[number]
        if number in special
        else "".join(shown[byte] for byte in encoding.decode_single_token_bytes(number))
        for number in range(model.dims.n_vocab)
    ]


def _configure(config: Any, model: Any) -> None:
    tokenizer = _tokenizer(model)
    config.suppress_ids = sorted(
        {
            *tokenizer.non_speech_tokens,
            tokenizer.transcribe,
            tokenizer.translate,
            tokenizer.sot,
            tokenizer.sot_prev,
            tokenizer.sot_lm,
            tokenizer.no_speech,
        }
    )
    config.suppress_ids_begin = [*tokenizer.encoding.encode(" "), tokenizer.eot]
    config.lang_ids = list(tokenizer.all_language_tokens) if model.is_multilingual else []
    config.alignment_heads = [list(pair) for pair in model.alignment_heads.indices().T.tolist()]


def _write_tokenizer(model: Any, path: Path) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, pre_tokenizers
    from tokenizers.models import BPE

    tokens = _tokens(model)
    special = _tokenizer(model).encoding._special_tokens
    ordinary = {token: n for n, token in enumerate(tokens) if token not in special}
    made = Tokenizer(BPE(vocab=ordinary, merges=_merges(ordinary)))
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_CONTRACTIONS), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    made.decoder = decoders.ByteLevel()
    ordered = sorted(special, key=lambda token: special[token])
    made.add_special_tokens([AddedToken(token, normalized=False) for token in ordered])
    made.save(str(path))


def _merges(vocabulary: dict[str, int]) -> list[tuple[str, str]]:
    """Pairs in the order in which byte pair encoding joins them; a token's rank is its id."""
    found = []
    for token, rank in vocabulary.items():
        cuts = ((token[:at], token[at:]) for at in range(1, len(token)))
        pairs = [pair for pair in cuts if pair[0] in vocabulary and pair[1] in vocabulary]
        found += [
            (rank, vocabulary[left], vocabulary[right], (left, right)) for left, right in pairs
        ]
    return [pair for *_, pair in sorted(found)]


def _byte_letters() -> dict[int, str]:
    """A printable letter for every byte (Radford et al. 2019, GPT-2's ``bytes_to_unicode``)."""
    from tokenizers.pre_tokenizers import ByteLevel

    letters = sorted(ByteLevel.alphabet(), key=ord)
    plain = [letter for letter in letters if ord(letter) < 256]
    shifted = iter(letter for letter in letters if ord(letter) >= 256)
    known = {ord(letter): letter for letter in plain}
    return {byte: known[byte] if byte in known else next(shifted) for byte in range(256)}


def _write_features(model: Any, path: Path) -> None:
    """Larger models listen to more bands; faster-whisper would take 80."""
    path.write_text(json.dumps({"feature_size": int(model.dims.n_mels)}), encoding="utf-8")
