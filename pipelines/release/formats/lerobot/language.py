"""What the language columns hold: only words that a person answers for.

``language_persistent``: the step that somebody confirmed or corrected (style ``subtask``), with no
content where the next one is not reviewed. ``language_events``: at its frame what the expert said
as somebody corrected it, and confirmed know-how (``interjection``); a question that was asked with
the confirmed card that answers it (``vqa``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_schemas.knowledge import KnowledgeUnit
from data_schemas.release import Record
from pipelines.release.bundle import Part
from pipelines.release.filmed.shot import Shot
from pipelines.release.formats.lerobot.layout import CAMERA
from pipelines.release.told import Inquiry

REVIEWED = frozenset({"confirmed", "corrected"})
AT_ONCE = 10_000
_CALLS = pa.list_(pa.json_())
_HEAD = (
    pa.field("role", pa.string(), nullable=False), pa.field("content", pa.string()),
    pa.field("style", pa.string()),
)  # fmt: skip
_TAIL = (pa.field("camera", pa.string()), pa.field("tool_calls", _CALLS))
_LASTING = (*_HEAD, pa.field("timestamp", pa.float32(), nullable=False), *_TAIL)
_PASSING = (*_HEAD, *_TAIL)
PERSISTENT_TYPE, EVENTS_TYPE = pa.list_(pa.struct(_LASTING)), pa.list_(pa.struct(_PASSING))


@dataclass(frozen=True)
class Said:
    """A row of either column; ``frame`` is where it begins."""

    frame: int
    role: str
    content: str | None
    style: str
    camera: str | None = None


def steps(records: tuple[Record, ...], labelled: NDArray[np.int64]) -> tuple[Said, ...]:
    """Reviewed steps, a row at each frame where that changes. ``labelled``: number of each frame's
    record, -1 for none."""
    rows: list[Said] = []
    before: str | None = None
    for frame in np.flatnonzero(np.diff(labelled, prepend=-1)).tolist():
        number = int(labelled[frame])
        record = records[number] if number >= 0 else None
        title = _title(record) if record and record.status in REVIEWED else None
        if title is not None or before is not None:
            rows.append(Said(frame, "assistant", title, "subtask"))
        before = title
    return tuple(rows)


def words(part: Part, shot: Shot) -> tuple[Said, ...]:
    """What is said at a frame, in time order; no two of one style and role at the same one."""
    single = [
        Said(frame, "user", text, "interjection")
        for second, text in _told(part)
        if (frame := shot.tick_of(second)) is not None
    ]
    return tuple(sorted((*_joined(single), *_asked(part, shot)), key=lambda one: one.frame))


def persistent(rows: tuple[Said, ...], frames: int, fps: int) -> pa.ChunkedArray:
    """All of them at every frame, as LeRobot has it."""
    seconds = [one.frame / fps for one in rows]
    blocks = (min(AT_ONCE, frames - first) for first in range(0, frames, AT_ONCE))
    return pa.chunked_array([_lasting(rows, seconds, n) for n in blocks], PERSISTENT_TYPE)


def events(rows: tuple[Said, ...], frames: int) -> pa.ListArray:
    """Each at its frame."""
    counts = np.bincount([one.frame for one in rows], minlength=frames)
    ends = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    values = pa.StructArray.from_arrays(_columns(rows), fields=list(_PASSING))
    return pa.ListArray.from_arrays(pa.array(ends), values, type=EVENTS_TYPE)


def _title(record: Record) -> str | None:
    return None if record.step_id is None else record.step_title or record.step_id


def _told(part: Part) -> Iterator[tuple[float, str]]:
    """Seconds of the session, and the words."""
    for one in part.spoken:
        if one.origin == "person" and one.speaker == "expert":
            yield one.start_s + part.shift_s, one.text.strip()
    answers = {unit for _, one, _ in _answered(part) for unit in one.units}
    for card in part.units:
        where = _first(part, card)
        if card.id not in answers and where is not None:
            yield where, card.text


def _first(part: Part, card: KnowledgeUnit) -> float | None:
    placed = ((one, part.offset_s(one.recording)) for one in card.evidence)
    return min((one.start_s + offset for one, offset in placed if offset is not None), default=None)


def _joined(rows: Iterable[Said]) -> Iterator[Said]:
    """One a frame, with what else begins there in lines of its own."""
    by_frame: dict[int, list[str]] = {}
    for one in rows:
        by_frame.setdefault(one.frame, []).append(one.content or "")
    for frame, texts in by_frame.items():
        yield Said(frame, "user", "\n".join(dict.fromkeys(texts)), "interjection")


def _answered(part: Part) -> Iterator[tuple[float, Inquiry, str]]:
    """Questions about a second of the session that a confirmed card answers, with its text."""
    cards = {one.id: one for one in part.units}
    for one in part.asked:
        answer = "\n".join(cards[unit].text for unit in one.units if unit in cards)
        offset = part.offset_s(one.span.recording) if one.span else None
        if answer and one.outcome == "answered" and one.span is not None and offset is not None:
            yield one.span.start_s + offset, one, answer


def _asked(part: Part, shot: Shot) -> Iterator[Said]:
    """Question and answer at one frame, the next free one where several meet."""
    taken: set[int] = set()
    for second, one, answer in _answered(part):
        frame = shot.tick_of(second)
        while frame is not None and frame in taken:
            frame = frame + 1 if frame + 1 < shot.count else None
        if frame is None:
            continue
        taken.add(frame)
        question = one.question.ko if _is_korean(part) else one.question.en
        yield Said(frame, "user", question, "vqa", CAMERA)
        yield Said(frame, "assistant", answer, "vqa", CAMERA)


def _is_korean(part: Part) -> bool:
    return (part.language or part.procedure.language) == "ko"


def _lasting(rows: tuple[Said, ...], seconds: list[float], frames: int) -> pa.ListArray:
    *head, camera, _calls = _columns(rows)
    every = pa.array(np.tile(np.arange(len(rows), dtype=np.int64), frames))
    parts = [*head, pa.array(seconds, pa.float32()), camera]
    values = pa.StructArray.from_arrays(
        [*(one.take(every) for one in parts), pa.nulls(len(every), _CALLS)], fields=list(_LASTING)
    )
    ends = pa.array(np.arange(frames + 1, dtype=np.int32) * len(rows))
    return pa.ListArray.from_arrays(ends, values, type=PERSISTENT_TYPE)


def _columns(rows: tuple[Said, ...]) -> list[pa.Array]:
    named = [[getattr(one, name) for one in rows] for name in ("role", "content", "style")]
    told = [pa.array(values, pa.string()) for values in named]
    camera = pa.array([one.camera for one in rows], pa.string())
    return [*told, camera, pa.nulls(len(rows), _CALLS)]
