"""Steps that were taken back after they were done, where the narration says so.

Words decide, and precision comes before completeness: only a whole sentence that tells of it
counts, without condition or negation, and only about a step that had begun and is no removal
itself ("take it off again" after "Remove the cover" is that step once more).
"""

import re
from collections.abc import Iterator, Sequence

from data_schemas.timeline import Finding, Segment
from pipelines.align.emissions import NAMES_A_STEP, Narration
from pipelines.align.model import Reading
from pipelines.align.task import Task
from pipelines.align.told import SENTENCE, Told, findings_told, named_before, telling
from pipelines.lexicon import NOT_TAKEN_BACK, TAKEN_BACK
from pipelines.text import agreement, normalise, senses

SAYS = re.compile("|".join(TAKEN_BACK))
DOES_NOT_SAY = re.compile("|".join(NOT_TAKEN_BACK))
REMOVALS, EMPTIES = ("join", "turn"), re.compile(r"\bempt(?:y|ies|ied)")


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
    rows = _told(task, narration, reading, placed)
    return findings_told("undone", task, narration, reading, rows)


def _told(
    task: Task, narration: Narration, reading: Reading, placed: Sequence[Segment]
) -> Iterator[Told]:
    for u, sentence in telling(narration, reading, says_undone):
        k = _meant(task, narration, reading, u, sentence)
        if k is not None:
            at = narration.utterances[u].start_s
            segment = _nearest(placed, task.steps[k].id, at)
            if segment is not None:
                yield Told(u, k, segment)


def _meant(task: Task, narration: Narration, reading: Reading, u: int, sentence: str) -> int | None:
    """The step that the words themselves name if it came up before, else the one named last."""
    odds = reading.odds
    wanted = [k for k, step in enumerate(task.steps) if agreement(sentence, step.title) > 0]
    if any(odds[u, k] > 0 for k in wanted):
        return None  # a step of the list is being done, nothing is taken back
    named = named_before(narration, reading, u)
    if odds[u].max() > NAMES_A_STEP:
        itself = int(odds[u].argmax())
        named = [k for k in named if k == itself]
    if not named or _removes(task.steps[named[-1]].title):
        return None
    return named[-1]


def _nearest(placed: Sequence[Segment], step: str, at: float) -> Segment | None:
    """The segment of a step that began last, else the first one; ``placed`` in time order."""
    own = [one for one in placed if one.step_id == step]
    begun = [one for one in own if one.start_s < at]
    return begun[-1] if begun else own[0] if own else None


def _removes(title: str) -> bool:
    named = senses(title)
    return bool(EMPTIES.search(normalise(title))) or any(named.get(k) == -1 for k in REMOVALS)
