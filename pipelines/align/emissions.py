"""How much the narration speaks for every step, utterance by utterance and second by second.

An utterance either says nothing about the steps or names one of them; features of every
(utterance, step) pair that do not depend on the encoder's scale decide which one.
"""

from dataclasses import dataclass

import numpy as np

from data_schemas.transcript import Utterance
from pipelines.align.task import Bools, Embed, Matrix, Task, Weights
from pipelines.lexicon import CUES
from pipelines.text import agreement, cues, stems, tfidf, words

FEATURES = ("cosine", "subwords", "stems", "same_action")
MARKS = (*CUES, "length", "after_pause")
PAUSE_S = 3.0
LEAST_RIVALS = 5
WINDOW_S = 20.0
NAMES_A_STEP = 0.6
LEAST_SPREAD = 0.02


@dataclass(frozen=True, eq=False)
class Narration:
    """U utterances against K steps.

    ``pairs`` f64[U,K,4] features (see ``FEATURES``), ``cosine`` and ``lexical`` f64[U,K] as
    measured, ``length`` f64[U] log of the number of words, ``marks`` f64[U,7] signs of a
    new step (see ``MARKS``).
    """

    utterances: tuple[Utterance, ...]
    pairs: Matrix
    cosine: Matrix
    lexical: Matrix
    length: Matrix
    marks: Matrix


def listen(task: Task, embed: Embed) -> Narration:
    """Compare all that was heard with all steps. ``embed`` maps n texts to unit f32[n, d]."""
    heard = task.heard
    texts = [u.text for u in heard]
    titles = [step.title for step in task.steps]
    shape = (len(texts), len(titles))
    if 0 in shape:
        empty = np.zeros(shape)
        pairs = np.zeros((*shape, len(FEATURES)))
        nothing = np.zeros(len(texts))
        return Narration(heard, pairs, empty, empty, nothing, np.zeros((len(texts), len(MARKS))))
    vectors = np.asarray(embed([*texts, *titles]), dtype=np.float64)
    cosine = vectors[: len(texts)] @ vectors[len(texts) :].T
    told = [" ".join((step.title, *step.key_point)) for step in task.steps]
    lexical = tfidf(texts, told)
    same = np.array([[agreement(text, title) for title in titles] for text in texts], float)
    rare = [_over_steps(lexical), _over_steps(tfidf(texts, told, stems))]
    pairs = np.stack([_scaled(cosine), *rare, same], axis=2)
    length = np.log([1 + len(words(text)) for text in texts])
    return Narration(heard, pairs, cosine, lexical, length, _marks(heard, length))


def _marks(heard: tuple[Utterance, ...], length: Matrix) -> Matrix:
    """f64[U, len(MARKS)]: kinds of cue words, log length, and whether silence came before."""
    spoken_until, rows = 0.0, []
    for said, size in zip(heard, length.tolist(), strict=True):
        pause = said.start_s - spoken_until > PAUSE_S
        rows.append([*cues(said.text).values(), size, pause])
        spoken_until = max(spoken_until, said.end_s)
    return np.array(rows, dtype=float)


def _scaled(cosine: Matrix) -> Matrix:
    """Cosine without what the utterance has for all steps and the step for all utterances.

    In units of the spread, because encoders differ in scale (e5 lives in 0.75..0.9).
    """
    column = cosine - cosine.mean(axis=0)
    spread = max(float(column.std()), LEAST_SPREAD)
    return _over_steps(column) / spread


def _over_steps(matrix: Matrix) -> Matrix:
    """Leave only what tells the steps apart; a single step has nothing to be told apart from."""
    return matrix - matrix.mean(axis=1, keepdims=True) if matrix.shape[1] > 1 else matrix


def support(narration: Narration, weights: Weights) -> Matrix:
    """f64[U,K]: log of how much likelier a step is once the utterance is heard.

    With probability p (more for longer utterances) the utterance names a step, by a softmax of
    its pair features; otherwise it says nothing. So what speaks against a step is bounded.
    """
    pull = narration.pairs @ np.asarray(weights.pair)
    # few steps have few rivals, yet what names one of two steps also says: not something else
    others = max(LEAST_RIVALS - pull.shape[1], 0)
    pull = np.hstack([pull, np.zeros((len(pull), others))])
    if pull.size == 0:
        return np.zeros(narration.cosine.shape)
    share = np.exp(pull - pull.max(axis=1, keepdims=True))
    share *= pull.shape[1] / share.sum(axis=1, keepdims=True)
    base, per_length = weights.naming
    names = 1.0 / (1.0 + np.exp(-(base + per_length * narration.length)))[:, None]
    return np.asarray(np.log(1.0 - names + names * share)[:, : narration.cosine.shape[1]])


def overviews(narration: Narration, odds: Matrix, duration_s: float) -> tuple[Bools, Bools]:
    """Which utterances belong to a run-through of the steps before or after the work.

    A run-through names three steps or more within twenty seconds, in the first or last third.
    """
    count, steps = odds.shape
    first, last = np.zeros(count, bool), np.zeros(count, bool)
    if steps < 3:
        return first, last
    starts = np.array([u.start_s for u in narration.utterances])
    named = odds > NAMES_A_STEP
    for i, start in enumerate(starts):
        near = np.abs(starts - start) <= WINDOW_S / 2
        if named[i].any() and named[near].any(axis=0).sum() >= 3:
            first[i] = start < duration_s / 3
            last[i] = start > duration_s * 2 / 3
    return first, last


def discounted(odds: Matrix, run_through: Bools, weights: Weights) -> Matrix:
    """Evidence f64[U,K]: a run-through names steps that are not being done."""
    return weights.evidence * np.where(run_through[:, None], weights.overview * odds, odds)


def spread(narration: Narration, evidence: Matrix, seconds: int, weights: Weights) -> Matrix:
    """f64[seconds, K]: every utterance's evidence laid over the seconds of its likely action.

    It covers the utterance's own length, ``lag_s`` later, and fades with ``tail_s``; its sum is
    the evidence.
    """
    grid = np.arange(seconds) + 0.5
    out = np.zeros((seconds, evidence.shape[1]))
    for row, said in zip(evidence, narration.utterances, strict=True):
        start = min(said.start_s + weights.lag_s, max(seconds - 1.0, 0.0))
        end = max(said.end_s + weights.lag_s, start + 1.0)
        shape = np.where(grid > end, np.exp(-np.maximum(grid - end, 0.0) / weights.tail_s), 1.0)
        shape = np.where(grid < start, 0.0, shape)
        total = shape.sum()
        if total > 0:
            out += np.outer(shape / total, row)
    return out


def openings(narration: Narration, odds: Matrix, seconds: int, weights: Weights) -> Matrix:
    """f64[seconds + 1]: bonus for a step that begins at each second, just after words begin.

    The bonus grows with the log odds that a step opens here: cue words, and naming a step.
    """
    bonus = np.zeros(seconds + 1)
    if not odds.size:
        return bonus
    naming = np.maximum(odds, 0.0).max(axis=1)
    score = narration.marks @ np.asarray(weights.marks) + weights.mark_naming * naming
    worth = np.maximum(weights.at_utterance + weights.at_mark * score, 0.0)
    for said, value in zip(narration.utterances, worth.tolist(), strict=True):
        at = int(said.start_s + weights.mark_lag_s)
        lo, hi = max(at - 1, 0), min(at + 2, seconds + 1)
        bonus[lo:hi] = np.maximum(bonus[lo:hi], value)
    return bonus
