"""Steps that were taken back after they were done, where the narration says so.

Words decide, and precision comes before completeness: only a whole sentence that tells of it
counts, without condition or negation, and only about a step that had begun and is no removal
itself ("take it off again" after "Remove the cover" is that step once more).
"""

import re
from collections.abc import Iterator, Sequence

from data_schemas.timeline import Cited, Finding, Segment
from pipelines.align.cite import when
from pipelines.align.emissions import NAMES_A_STEP, Narration
from pipelines.align.model import Reading
from pipelines.align.task import Task
from pipelines.lexicon import NOT_TAKEN_BACK, TAKEN_BACK
from pipelines.text import agreement, normalise, senses

SENTENCE = re.compile(r"[^.!?;…]+[.!?;…]*")
SAYS = re.compile("|".join(TAKEN_BACK))
DOES_NOT_SAY = re.compile("|".join(NOT_TAKEN_BACK))
REMOVALS, EMPTIES = ("join", "turn"), re.compile(r"\bempt(?:y|ies|ied)")
RECENT_S = 120.0


def says_undone(text: str) -> str:
    """The sentence of ``text`` that tells of taking something back; "" if none does."""
    for sentence in SENTENCE.findall(text):
        plain = normalise(sentence).strip()
        told = SAYS.search(plain) and not DOES_NOT_SAY.search(plain)
        if told and not plain.endswith("?"):
            return str(sentence.strip())
    return ""


def undone(
    task: Task, narration: Narration, reading: Reading, placed: Sequence[Segment]
) -> tuple[Finding, ...]:
    """A finding for every step that was taken back, with the words; ``placed`` in time order."""
    found: dict[str, list[tuple[Segment, Cited]]] = {}
    for u, sentence in _told(narration, reading):
        said = narration.utterances[u]
        k = _meant(task, narration, reading, u, sentence)
        segment = _nearest(placed, task.steps[k].id, said.start_s) if k is not None else None
        if segment is None or k is None:
            continue
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
            kind="undone",
            step_id=step,
            segments=tuple(dict.fromkeys(segment.id for segment, _ in rows)),
            cited=tuple(words for _, words in rows),
        )
        for step, rows in found.items()
    )


def _told(narration: Narration, reading: Reading) -> Iterator[tuple[int, str]]:
    for u, said in enumerate(narration.utterances):
        if said.speaker == "interviewer" or reading.first[u] or reading.last[u]:
            continue
        if sentence := says_undone(said.text):
            yield u, sentence


def _meant(task: Task, narration: Narration, reading: Reading, u: int, sentence: str) -> int | None:
    """The step that the words themselves name if it came up before, else the one named last."""
    odds = reading.odds
    wanted = [k for k, step in enumerate(task.steps) if agreement(sentence, step.title) > 0]
    if any(odds[u, k] > 0 for k in wanted):
        return None  # a step of the list is being done, nothing is taken back
    said = narration.utterances[u]
    named = [
        int(odds[v].argmax())
        for v in range(u)
        if odds[v].max() > NAMES_A_STEP
        and not (reading.first[v] or reading.last[v])
        and said.start_s - narration.utterances[v].start_s <= RECENT_S
    ]
    itself = int(odds[u].argmax())
    if odds[u].max() > NAMES_A_STEP:
        named = [k for k in named if k == itself]
    if not named or _removes(task.steps[named[-1]].title):
        return None
    return named[-1]


def _nearest(placed: Sequence[Segment], step: str, at: float) -> Segment | None:
    """The segment of a step that began last, else the first one."""
    own = [one for one in placed if one.step_id == step]
    begun = [one for one in own if one.start_s < at]
    return begun[-1] if begun else own[0] if own else None


def _removes(title: str) -> bool:
    named = senses(title)
    return bool(EMPTIES.search(normalise(title))) or any(named.get(k) == -1 for k in REMOVALS)
