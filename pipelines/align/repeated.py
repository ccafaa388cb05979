"""Steps that were done once more at once, where the narration says so.

Placing alone finds a repeat only behind another step: what is done twice in a row is one segment.
Words decide here as in ``undone``, and precision comes before completeness: a whole sentence that
says hardly anything but that it is done once more, or that names the step's own action with it.
After a slip or after taking back, doing it once more is what the first time should have been.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from data_schemas.timeline import Finding, Segment
from pipelines.align.emissions import NAMES_A_STEP, Narration
from pipelines.align.model import Reading
from pipelines.align.task import Task
from pipelines.align.told import SENTENCE, Told, findings_told, named_before, telling
from pipelines.align.undone import says_undone
from pipelines.lexicon import BESIDE_ONCE_MORE, DONE_AGAIN, NOT_ONCE_MORE, ONCE_MORE, SLIPS
from pipelines.text import agreement, normalise, words

MORE, AGAIN = re.compile("|".join(ONCE_MORE)), re.compile("|".join(DONE_AGAIN))
DOES_NOT_SAY, SLIP = re.compile("|".join(NOT_ONCE_MORE)), re.compile("|".join(SLIPS))
JUST_BEFORE_S = 15.0
DONE_ONCE_S = 15.0  # what was asked for so shortly before is still being done the first time


def says_once_more(text: str) -> str:
    """The sentence of ``text`` that says that something is done once more; "" if none does.

    What it names beside that is still to be held against the steps (``says_only_that``).
    """
    for sentence in SENTENCE.findall(text):
        plain = " ".join(words(sentence))
        if sentence.rstrip().endswith("?") or not (MORE.search(plain) or AGAIN.search(plain)):
            continue
        if says_only_that(sentence) or (MORE.search(plain) and not DOES_NOT_SAY.search(plain)):
            return str(sentence.strip())
    return ""


def says_only_that(sentence: str) -> bool:
    """Whether nothing else is said, so that what was done last is meant."""
    return BESIDE_ONCE_MORE.issuperset(words(sentence))


def repeated(
    task: Task, narration: Narration, reading: Reading, placed: Sequence[Segment]
) -> tuple[Finding, ...]:
    """A finding for every step that was done once more, with the words; ``placed`` in time order.

    Its segment is the one that the words are about, which may well hold both times.
    """
    rows = _told(task, narration, reading, placed)
    return findings_told("repeated", task, narration, reading, rows)


def with_words(found: Iterable[Finding], told: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of ``found`` with the words that tell of the same; what only words tell, behind."""
    by_step = {one.step_id: one for one in told}
    out = []
    for one in found:
        same = by_step.pop(one.step_id, None) if one.kind == "repeated" else None
        out.append(one.model_copy(update={"cited": same.cited}) if same else one)
    return (*out, *by_step.values())


def _told(
    task: Task, narration: Narration, reading: Reading, placed: Sequence[Segment]
) -> Iterator[Told]:
    for u, sentence in telling(narration, reading, says_once_more):
        if _after_a_slip(narration, u):
            continue
        begun = [one for one in placed if one.start_s < narration.utterances[u].start_s]
        k = _meant(task, narration, reading, u, sentence)
        if k is None or not begun:
            continue
        own = [one for one in begun if one.step_id == task.steps[k].id]
        # without a name words and places must agree on what was done last
        if own and (own[-1] is begun[-1] or not says_only_that(sentence)):
            yield Told(u, k, own[-1])


def _meant(task: Task, narration: Narration, reading: Reading, u: int, sentence: str) -> int | None:
    """The step whose action the sentence names, if it came up before, else the one named last."""
    if says_only_that(sentence):
        last = named_before(narration, reading, u)[-1:]
        return last[0] if last and not _taken_back(narration, reading, u) else None
    k = int(reading.odds[u].argmax())
    names = reading.odds[u, k] > NAMES_A_STEP and agreement(sentence, task.steps[k].title) > 0
    return k if names and k in named_before(narration, reading, u, DONE_ONCE_S) else None


def _after_a_slip(narration: Narration, u: int) -> bool:
    said = narration.utterances[u]
    near = (v for v in narration.utterances[max(0, u - 1) : u + 1])
    return any(
        SLIP.search(normalise(one.text)) and said.start_s - one.end_s <= JUST_BEFORE_S
        for one in near
    )


def _taken_back(narration: Narration, reading: Reading, u: int) -> bool:
    """Whether, since a step was last named, the words tell that it was taken back."""
    for v in range(u - 1, -1, -1):
        if says_undone(narration.utterances[v].text):
            return True
        if reading.odds[v].max() > NAMES_A_STEP:
            return False
    return False
