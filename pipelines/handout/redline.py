"""What a recording suggests to change in the written procedure. Proposed, never applied by itself.

One recording proves little: each line cites its seconds, and people who know the job decide.
"""

from __future__ import annotations

from data_schemas.handout import Change, Note, Redline, RedlineStep
from data_schemas.procedure import Step
from data_schemas.timeline import Segment
from data_schemas.transcript import Utterance
from pipelines.handout.material import Material, about, of_step
from pipelines.handout.sheet import notes_about
from pipelines.propose.clauses import is_aside, is_run_through, notes_of, title_of
from pipelines.propose.words import FRAME
from pipelines.text import normalise, subwords, words

# This share of what is written comes again in what was said: it is written already.
WRITTEN = 0.6
# "Make sure that", "반드시 해야 합니다": so many words say nothing new.
FEW_WORDS = 4


def redline_of(material: Material) -> Redline:
    """The procedure with the changes that the recording suggests, in its written order."""
    told = about(material)
    steps = [
        RedlineStep(
            number=number,
            title=step.title,
            points=step.key_point,
            reasons=step.reason,
            changes=(*_otherwise(material, step), *_said(material, step, told)),
        )
        for number, step in enumerate(material.procedure.steps, 1)
    ]
    for follows, new in _unwritten(material, told):
        place = next((n for n, one in enumerate(steps) if one.number == follows), -1)
        while place + 1 < len(steps) and steps[place + 1].number == 0:
            place += 1
        steps.insert(place + 1, new)
    for number in range(1, len(material.procedure.steps) + 1):
        _move(steps, number)
    return Redline(stamp=material.stamp, steps=tuple(steps), withheld=bool(material.withheld))


def _otherwise(material: Material, step: Step) -> tuple[Change, ...]:
    """A change for each finding about the step."""
    return tuple(_from_note(one) for one in notes_about(material, step))


def _from_note(note: Note) -> Change:
    return Change(kind=note.kind, other=note.other, times=note.times, proofs=note.proofs)


def _said(
    material: Material, step: Step, told: dict[str, tuple[Utterance, ...]]
) -> tuple[Change, ...]:
    """Key points and reasons that were said about the step and do not stand in it."""
    whole = " ".join((step.title, *step.key_point, *step.reason))
    written = {"key_point": list(step.key_point), "reason": list(step.reason)}
    found: list[Change] = []
    for one in of_step(material, told, step.id):
        if is_aside(one.text):
            continue
        points, reasons = notes_of([one], step.title)
        for kind, texts in (("key_point", points), ("reason", reasons)):
            for text in texts:
                if not is_written(text, written[kind], whole):
                    written[kind].append(text)
                    found.append(
                        Change.model_validate(
                            {"kind": kind, "text": text, "proofs": (material.said(one),)}
                        )
                    )
    return tuple(found)


def is_written(text: str, written: list[str], whole: str = "") -> bool:
    """Whether one of ``written`` comes again, for the most part, in ``text``, which adds little.

    What stands in the ``whole`` step anyway adds nothing.
    """
    pieces = set(subwords(text))
    return any(
        len(known & pieces) >= WRITTEN * len(known)
        and _added(text, known | set(subwords(whole))) <= FEW_WORDS
        for one in written
        if (known := set(subwords(one)))
    )


def _added(text: str, known: set[str]) -> int:
    """How many words of ``text`` are for the most part new."""
    pieces = (set(subwords(word)) for word in words(text))
    return sum(2 * len(one & known) < len(one) for one in pieces if one)


def _unwritten(
    material: Material, told: dict[str, tuple[Utterance, ...]]
) -> list[tuple[int, RedlineStep]]:
    """(number of the step before it, 0 for none; a step that was done and is not written)."""
    numbers = {one.id: n for n, one in enumerate(material.procedure.steps, 1)}
    found, before = [], 0
    for section in material.sections:
        if section.step_id is not None:
            before = numbers.get(section.step_id, before)
            continue
        new = _new_step(material, section, told[section.id])
        if new is not None:
            found.append((before, new))
    return found


def _new_step(
    material: Material, section: Segment, said: tuple[Utterance, ...]
) -> RedlineStep | None:
    """None where nobody speaks of work in it: a greeting and a chat are no step."""
    work = [one for one in said if not _is_no_work(one.text)]
    title = title_of(work, [0.0] * len(work))
    if not title or is_written(title, [one.title for one in material.procedure.steps]):
        return None
    points, reasons = notes_of(work, title)
    proofs = (material.shown(section), *(material.said(one) for one in work))
    change = Change(kind="new_step", text=title, proofs=proofs)
    return RedlineStep(number=0, title=title, points=points, reasons=reasons, changes=(change,))


def _is_no_work(text: str) -> bool:
    return is_aside(text) or is_run_through(text) or bool(FRAME.search(normalise(text)))


def _move(steps: list[RedlineStep], number: int) -> None:
    """Show a step that was done elsewhere at both places: struck where it is written."""
    here = next(n for n, one in enumerate(steps) if one.number == number)
    step = steps[here]
    moves = [one for one in step.changes if one.kind == "out_of_order" and one.other]
    if not moves or any(one.kind == "skipped" for one in step.changes):
        return
    other = moves[0].other
    there = next((n for n, one in enumerate(steps) if one.number == other and not one.moved), None)
    if there is None:
        return
    steps[here] = step.model_copy(update={"moved": "from", "changes": ()})
    steps.insert(there if other < number else there + 1, step.model_copy(update={"moved": "to"}))
