"""Sentence similarity: how well the sides of the search order pairs that people judged.

    python -m benchmarks.search.sts [--smoke]

Spearman's rank correlation x 100 with the judgements. *dense*: cosine of the product's encoder,
both sentences as questions (E5 asks for that prefix where both sides are alike); *lexical*: shared
terms of our lexical side over all terms (Jaccard); *fused*: both stretched over 0..1 within the
file and added with the weights of the search, which itself never compares two sentences so: what it
does is measured *as a search* (``paraphrases.py``). Captions and news, not a shop floor.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import spearmanr

from benchmarks.common import measure_parts
from benchmarks.search.pairs import Pairs, Scores, read
from benchmarks.search.paraphrases import retrieval
from benchmarks.search.ranking import Missing, data, encoder, search_scorer
from pipelines.search.encoder import Encoder
from pipelines.search.fuse import DENSE_WEIGHT
from pipelines.search.lexical import terms

DRAWS, SMOKE_PAIRS = 1000, 20
# notes/retrieval.md, the same weights as 8-bit ONNX. Its other figures are of the test files.
EXPECTED = {"klue": 77.0}
FILES = {
    "klue": "klue_sts_dev.tsv",
    "korsts": "korsts_dev.tsv",
    "stsb": "stsb_en_dev_images_snli.tsv",
}
# The English file is a stretch of the rows whose translations are korsts_dev.tsv.
TRANSLATED_FROM = 250


def measure(smoke: bool) -> dict[str, Any]:
    """Every file, and Korean against English where one is the other's translation."""
    folder, score, given = data("sts"), search_scorer(), encoder()
    files = {name: read(folder / file) for name, file in FILES.items()}
    files["korsts to stsb"] = across(files["korsts"], files["stsb"])
    if smoke:
        files = {name: pairs.rows(0, SMOKE_PAIRS) for name, pairs in files.items()}
    return {
        "data": "development files; Spearman x 100; pairs drawn again for 95 %",
        "model_digest": given.digest,
        "expected": EXPECTED,
        "files": {name: side_by_side(pairs, given) for name, pairs in files.items()},
        "translation found first, %": translations(files["korsts to stsb"], given),
        "as a search": {
            name: retrieval(score, files[name], given) for name in ("klue", "korsts", "stsb")
        },
    }


def across(korean: Pairs, english: Pairs) -> Pairs:
    """Korean first sentences against English second ones; ``Missing`` if rows do not match."""
    same = korean.rows(TRANSLATED_FROM, len(english.a))
    if not np.array_equal(same.judged, english.judged):
        raise Missing("the Korean and the English file of data/sts are not row for row the same")
    return Pairs(english.judged, same.a, english.b)


def side_by_side(pairs: Pairs, given: Encoder) -> dict[str, Any]:
    """Each side as ``[value, low, high]``; how far fused is above each, paired."""
    scores = {"dense": cosines(pairs, given), "lexical": shared(pairs)}
    scores["fused"] = DENSE_WEIGHT * stretched(scores["dense"]) + (1 - DENSE_WEIGHT) * stretched(
        scores["lexical"]
    )
    draws = np.random.default_rng(0).integers(0, len(pairs.a), (DRAWS, len(pairs.a)))
    drawn = {
        name: np.array([agreement(one[rows], pairs.judged[rows]) for rows in draws])
        for name, one in scores.items()
    }
    whole = {name: agreement(one, pairs.judged) for name, one in scores.items()}
    return {
        "pairs": len(pairs.a),
        **{name: interval(whole[name], drawn[name]) for name in scores},
        "fused above": {
            name: interval(whole["fused"] - whole[name], drawn["fused"] - drawn[name])
            for name in ("dense", "lexical")
        },
    }


def cosines(pairs: Pairs, given: Encoder) -> Scores:
    a, b = given.encode_queries(pairs.a), given.encode_queries(pairs.b)
    return np.asarray((a * b).sum(axis=1), np.float64)


def shared(pairs: Pairs) -> Scores:
    """Terms of both over terms of either; 0 where neither has one."""
    sets = ((set(terms(a)), set(terms(b))) for a, b in zip(pairs.a, pairs.b, strict=True))
    return np.array([len(a & b) / max(1, len(a | b)) for a, b in sets])


def stretched(scores: Scores) -> Scores:
    width = float(np.ptp(scores))
    return (scores - scores.min()) / width if width else np.ones_like(scores)


def agreement(scores: Scores, judged: Scores) -> float:
    """Spearman x 100; 0 where all scores are the same, since they order nothing."""
    if not np.ptp(scores) or not np.ptp(judged):
        return 0.0
    return 100 * float(spearmanr(scores, judged).statistic)


def interval(value: float, drawn: Scores) -> list[float]:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return [round(float(one), 1) for one in (value, low, high)]


def translations(pairs: Pairs, given: Encoder) -> dict[str, Any]:
    """Korean sentences whose nearest English one belongs to a pair that people called the same.

    Only pairs judged 4.5 or more are asked for, among all English sentences of the file.
    """
    same = np.flatnonzero(pairs.judged >= 4.5)
    likeness = given.encode_queries(pairs.a) @ given.encode_queries(pairs.b).T
    right = [pairs.b[int(likeness[n].argmax())] == pairs.b[n] for n in same]
    return {"asked": len(same), "among": len(set(pairs.b)), "dense": round(100 * np.mean(right), 1)}


if __name__ == "__main__":
    measure_parts(__doc__, "search", {"sts": measure}, Missing)
