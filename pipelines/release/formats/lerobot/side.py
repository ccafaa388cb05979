"""What LeRobot has no place for: whose each episode is, what numbers mean, what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.release.bundle import Bundle, Part
from pipelines.release.filmed.canvas import Canvas
from pipelines.release.filmed.taken import filmed
from pipelines.release.formats.lerobot.layout import MASKS, VECTORS, sound
from pipelines.release.formats.lerobot.tables import Tasks
from pipelines.release.heard import Heard
from pipelines.release.takes import variant_of

HEAD = """# People at work, as a LeRobotDataset v3.0

An episode is one recording; `robot_type` is `human`. Pictures and sound are from the masked copies
that somebody answers for: faces and what was struck are covered, hidden words are beeps.
`sound/` holds the sound of each episode, 16 kHz, under the number of its video; sample 0 belongs to
frame 0. What bystanders say is silence there. `meta/sonmat.json` says whose each episode is, which
steps are behind a task, and under which terms it may be used. Do not use this to rate, time or
identify a person.

## What the numbers are
"""
STATES = """
**Nothing here is metric.** They are estimates from one camera, without a calibration board in the
recording. Where a point was not seen itself (missing, covered, filled in by the tracker, outside
the picture, or struck) its number is 0 and **says nothing**: use it only where the mask beside it,
of the same shape, is true. `action` is the change to the next frame; it is masked where either
frame is, over gaps in the recording, where the body followed became another, and at the end.
Statistics are of unmasked numbers only; `count` is the number of frames with any.

`time.source_s` is the second of the recording that a frame shows, `time.session_s` the same on the
session's clock; where it repeats, the recording had fewer pictures. The task of a frame is the step
that it lies in; `step.confidence` is the machine's probability, `step.reviewed` says that a person
confirmed or corrected it.
"""
LANGUAGE = """## Language

`language_persistent` holds steps (`subtask`), `language_events` what the expert said
(`interjection`) and questions with their answers (`vqa`): only what a person confirmed or
corrected, so that they may be empty. lerobot 0.6 reads these columns; 0.4 refuses the whole dataset
with them ("Neither language nor language_ seems to be a pyarrow data type"): for that, let it be
made without them (`--no-lerobot-language`).
"""
NO_LANGUAGE = """## Language

This dataset was made without language columns.
"""


def readme(bundle: Bundle, canvas: Canvas | None) -> str:
    missing = "\n".join(left_out(bundle)) or "Every recording has its episode here."
    if canvas is None:
        return f"{HEAD.split('## What')[0]}There is no episode.\n\n{missing}\n"
    lines = [
        f"| `{name}` | `{MASKS[name]}` | {one.frame} | {one.unit} | {one.origin} | {one.source} |"
        for name, one in VECTORS.items()
    ]
    top = "| column | mask | frame | unit | origin | from |\n| --- | --- | --- | --- | --- | --- |"
    table = "\n".join((top, *lines))
    told = LANGUAGE if bundle.options.lerobot_language else NO_LANGUAGE
    return f"{HEAD}\n{table}\n{STATES}\n{told}\n## What is left out\n\n{missing}\n"


def left_out(bundle: Bundle) -> Iterator[str]:
    """A sentence for every session of which something that was filmed has no episode."""
    for part in bundle.ordered:
        seen = [one for one in part.session.work if one.has_video]
        there = {one.recording for one in filmed(part)}
        takes = {one.take for one in seen if one.id in there}
        missing = len({one.take for one in seen} - takes)
        if missing:
            yield (
                f"Session {part.session.id}: {missing} take(s) are left out, since there is no"
                " masked copy of their recording yet that a person has confirmed."
            )
        beside = sum(one.take in takes and one.id not in there for one in seen)
        if beside:
            yield (
                f"Session {part.session.id}: {beside} other camera(s) of these takes are left out;"
                " the one whose words were written down is here."
            )


def beside(bundle: Bundle, tasks: Tasks, episodes: list[dict[str, Any]]) -> dict[str, Any]:
    """``meta/sonmat.json``."""
    return {
        "release": bundle.name,
        "software": bundle.provenance.software,
        "models": [list(one) for one in bundle.provenance.models],
        "states": {name: one.written() | {"mask": MASKS[name]} for name, one in VECTORS.items()},
        "sound": sound(),
        "tasks": [
            {"task_index": number, "task": name,
             "steps": [{"procedure": a, "step_id": b} for a, b in tasks.steps[number]]}
            for number, name in enumerate(tasks.names)
        ],
        "episodes": episodes,
    }  # fmt: skip


def episode(bundle: Bundle, part: Part, copy: Heard, number: int) -> dict[str, Any]:
    takes = (one.take for one in part.session.work if one.id == copy.recording)
    take = next(takes, 1)
    return {
        "episode_index": number,
        "session": part.session.id,
        "recording": copy.recording,
        "take": take,
        "variant": variant_of(part, take),
        "expert": part.session.expert,
        "split": bundle.split_of(part),
        "procedure": part.procedure.id,
        "procedure_version": part.procedure.version,
        "language": part.language or part.procedure.language,
        "licence": part.consent.licence,
        "protection_class": part.consent.protection_class.value,
        "synthetic": part.consent.synthetic,
    }
