"""How likely each utterance opens a new step: cue words, silence before it, a change of topic."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import Event
from data_schemas.transcript import Utterance
from pipelines.lexicon import CUES
from pipelines.propose.words import QUESTION, UNDO
from pipelines.text import cues, normalise, senses, tfidf, words

Matrix = NDArray[np.float64]

FEATURES = (
    *CUES, "length", "pause", "long_pause", "question", "undo", "acts", "done_before",
    "topic_change", "word_change", "unlike_before", "near_topic", "listener",
)  # fmt: skip
PAUSE_S = 3.0
AROUND = 3
LEAST_SPREAD = 0.01
MOTION_PAUSE_S = 4.0
LISTENERS = ("interviewer", "bystander")


@dataclass(frozen=True, eq=False)
class Signs:
    """``table`` f64[U, len(FEATURES)]; ``change`` f64[U], the change of topic in spreads."""

    utterances: tuple[Utterance, ...]
    table: Matrix
    change: Matrix
    pause_s: Matrix
    cue: NDArray[np.bool_]


def signs(utterances: tuple[Utterance, ...], vectors: Matrix) -> Signs:
    """Signs of a new step at every utterance, in time order; ``vectors`` f64[U, d], unit rows."""
    if not utterances:
        nothing = np.zeros(0)
        return Signs((), np.zeros((0, len(FEATURES))), nothing, nothing, np.zeros(0, bool))
    texts = [one.text for one in utterances]
    marks = np.array([list(cues(text).values()) for text in texts], float)
    kinds = list(CUES)
    pause = _pauses(utterances)
    change = _scaled(_change(vectors @ vectors.T))
    likeness = tfidf(texts, texts)
    done = marks[:, kinds.index("done")]
    near = vectors @ vectors.mean(axis=0)
    columns = [
        np.log([1 + len(words(text)) for text in texts]),
        np.log1p(pause),
        pause > PAUSE_S,
        [bool(QUESTION.search(text)) for text in texts],
        [bool(UNDO.search(normalise(text))) for text in texts],
        [bool(senses(text)) for text in texts],
        np.append(0.0, done[:-1]),
        change,
        _scaled(_change(likeness)),
        _scaled(-_before(vectors @ vectors.T)),
        _scaled(near),
        [one.speaker in LISTENERS for one in utterances],
    ]
    table = np.hstack([marks, np.array(columns, float).T])
    opening = np.maximum(marks[:, kinds.index("order")], marks[:, kinds.index("now")]) > 0
    return Signs(utterances, table, change, pause, opening)


def motion_pauses(
    utterances: tuple[Utterance, ...], events: tuple[Event, ...]
) -> NDArray[np.bool_]:
    """Which utterances come within four seconds of where the hands rested."""
    edges = [edge for e in events if e.kind == "pause" for edge in (e.start_s, e.end_s)]
    return np.array(
        [any(abs(edge - one.start_s) <= MOTION_PAUSE_S for edge in edges) for one in utterances],
        dtype=bool,
    )


def _pauses(utterances: tuple[Utterance, ...]) -> Matrix:
    until, found = 0.0, []
    for one in utterances:
        found.append(max(one.start_s - until, 0.0))
        until = max(until, one.end_s)
    return np.array(found)


def _change(likeness: Matrix) -> Matrix:
    """How unlike the utterances before are to those from here on, f64[U].

    After Hearst, "TextTiling" (1997): the mean likeness between two windows beside a gap.
    """
    count = len(likeness)
    out = np.zeros(count)
    for i in range(1, count):
        out[i] = -likeness[max(0, i - AROUND) : i, i : i + AROUND].mean()
    if count > 1:
        out[0] = out[1:].max()
    return out


def _before(likeness: Matrix) -> Matrix:
    count = len(likeness)
    out = np.zeros(count)
    for i in range(1, count):
        out[i] = likeness[i, max(0, i - AROUND) : i].mean()
    if count > 1:
        out[0] = out[1:].min()
    return out


def _scaled(values: Matrix) -> Matrix:
    """Within the recording, in spreads: encoders and speakers differ in scale."""
    if len(values) < 2:
        return np.zeros(len(values))
    scaled = (values - values.mean()) / max(float(values.std()), LEAST_SPREAD)
    return np.asarray(np.clip(scaled, -3.0, 3.0))
