"""What whole sentences tell of steps, beyond naming them: shared by ``undone`` and ``repeated``."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from data_schemas.timeline import Cited, Finding, Segment
from pipelines.align.cite import when
from pipelines.align.emissions import NAMES_A_STEP, Narration
from pipelines.align.model import Reading
from pipelines.align.task import Task

SENTENCE = re.compile(r"[^.!?;…]+[.!?;…]*")
RECENT_S = 120.0


class Told(NamedTuple):
    """Utterance ``u`` tells something of step ``k``, done in ``segment``."""

    u: int
    k: int
    segment: Segment


def telling(
    narration: Narration, reading: Reading, says: Callable[[str], str]
) -> Iterator[tuple[int, str]]:
    """Utterances of the expert with the sentence that ``says`` finds; no overview, no recap."""
    for u, said in enumerate(narration.utterances):
        if said.speaker == "interviewer" or reading.first[u] or reading.last[u]:
            continue
        if sentence := says(said.text):
            yield u, sentence


def named_before(narration: Narration, reading: Reading, u: int, least_s: float = 0.0) -> list[int]:
    """Steps that were named shortly, but ``least_s`` before an utterance, the last one last."""
    odds, at = reading.odds, narration.utterances[u].start_s
    return [
        int(odds[v].argmax())
        for v in range(u)
        if odds[v].max() > NAMES_A_STEP
        and not (reading.first[v] or reading.last[v])
        and least_s <= at - narration.utterances[v].start_s <= RECENT_S
    ]


def findings_told(
    kind: Literal["undone", "repeated"],
    task: Task,
    narration: Narration,
    reading: Reading,
    rows: Iterable[Told],
) -> tuple[Finding, ...]:
    """One finding a step, with its segments and all words about it."""
    found: dict[str, list[tuple[Segment, Cited]]] = {}
    for u, k, segment in rows:
        said = narration.utterances[u]
        words = Cited(
            start_s=said.start_s,
            end_s=said.end_s,
            text=said.text,
            score=round(float(reading.odds[u, k]), 3),
            relation=when(said, (k, int(segment.start_s), int(segment.end_s))),
        )
        found.setdefault(task.steps[k].id, []).append((segment, words))
    return tuple(
        Finding(
            kind=kind,
            step_id=step,
            segments=tuple(dict.fromkeys(segment.id for segment, _ in own)),
            cited=tuple(words for _, words in own),
        )
        for step, own in found.items()
    )
