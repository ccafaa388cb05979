"""The SentencePiece tokenizer of multilingual-e5 in the format of the ``tokenizers`` library.

SentencePiece normalises with a character map of its own, which is nearly NFKC. We let NFKC do the
composing (Hangul jamo into syllables) and put right the characters in which the two differ.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

_KEPT_FROM = 0xF0000  # private use: hides a character from NFKC


@dataclass(frozen=True)
class Pieces:
    """``vocabulary`` (piece, log probability) by id; ``characters`` what each one becomes."""

    vocabulary: tuple[tuple[str, float], ...]
    bos: int
    pad: int
    eos: int
    unknown: int
    characters: dict[str, str]


def tokenizer(pieces: Pieces) -> Any:
    """A ``tokenizers.Tokenizer`` with the pieces' Unigram model."""
    from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, processors

    made = Tokenizer(models.Unigram(list(pieces.vocabulary), pieces.unknown, False))
    made.normalizer = _normalizer(pieces)
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = (pieces.vocabulary[i][0] for i in (pieces.bos, pieces.eos))
    made.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    special = (pieces.bos, pieces.pad, pieces.eos, pieces.unknown)
    made.add_special_tokens(
        [AddedToken(pieces.vocabulary[i][0], normalized=False, special=True) for i in special]
    )
    return made


def differences(characters: dict[str, str]) -> dict[str, str]:
    """Characters that SentencePiece's map and NFKC treat differently, with what they become."""
    # A character that NFKC changes and the map does not name stays as it is.
    named = {c: t for c, t in characters.items() if unicodedata.normalize("NFKC", c) != t}
    silent = (chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000)
    kept = {
        c: c
        for c in silent
        if c not in characters
        and unicodedata.normalize("NFKC", c) != c
        and len(unicodedata.normalize("NFD", c)) == 1
    }
    return named | kept


def _normalizer(pieces: Pieces) -> Any:
    from tokenizers import Regex, normalizers

    by_target: dict[str, list[str]] = {}
    for character, target in differences(pieces.characters).items():
        by_target.setdefault(target, []).append(character)
    before, after = [], []
    for number, (target, sources) in enumerate(sorted(by_target.items())):
        hidden = target
        if unicodedata.normalize("NFKC", target) != target:
            hidden = chr(_KEPT_FROM + number)
            after.append(normalizers.Replace(hidden, target))
        before.append(normalizers.Replace(Regex(_any_of(sources)), hidden))
    spaces = [normalizers.Replace(Regex(" {2,}"), " ")]
    return normalizers.Sequence([*before, normalizers.NFKC(), *after, *spaces])


def _any_of(characters: list[str]) -> str:
    return "[" + "".join(f"\\x{{{ord(c):X}}}" for c in sorted(characters)) + "]"
