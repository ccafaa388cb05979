"""Steps in the columns of EPIC-KITCHENS-100: one CSV a split, a table of the videos, a note."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from capture.formats.plain import guarded
from data_schemas.release import Record, Split
from pipelines.release.bundle import Bundle, Part
from pipelines.release.formats.placed import placed
from pipelines.release.split import SPLITS

COLUMNS = (
    "narration_id", "participant_id", "video_id", "narration_timestamp", "start_timestamp",
    "stop_timestamp", "start_frame", "stop_frame", "narration", "verb", "verb_class", "noun",
    "noun_class", "all_nouns", "all_noun_classes",
)  # fmt: skip
OURS = (
    "procedure", "step_id", "step_title", "occurrence", "confidence", "status", "language",
    "licence", "protection_class", "synthetic", "take", "variant",
)  # fmt: skip
VIDEOS = ("video_id", "duration", "fps", "resolution")
# Of a session without picture: frames are counted all the same.
NO_PICTURE_FPS = 30.0
README = """# Steps in the columns of EPIC-KITCHENS-100

`train.csv`, `validation.csv`, `test.csv`: one row a section of work, split by person; a split
without rows has no file. `video_info.csv`: length, frame rate and size of every video. A video
is a work session.

As in EPIC-KITCHENS-100: `narration_id`, `participant_id`, `video_id`, `narration_timestamp`,
`start_timestamp`, `stop_timestamp` (`HH:MM:SS.mmm` on the session's clock), `start_frame`,
`stop_frame` (second x `fps` of `video_info.csv`, rounded down), `narration`.

Ours, or otherwise than there:
- `participant_id` is a random id of the person, the same in all their sessions; no name.
- `narration_timestamp` is the start of the section: people speak about a step mostly before it.
- `narration` is all that was said about the section, whole sentences, and often empty; it is no
  short phrase of a verb and a noun. The name of the action is `step_title`.
- `verb`, `noun` and their classes are empty (`-1`, `[]`): nobody labelled any. Classes are
  `step_id`s.
- `procedure`, `step_id`, `step_title`, `occurrence`, `confidence`, `status`, `language`,
  `licence`, `protection_class`, `synthetic`, `take`, `variant` are added at the end, with the
  meaning that they have in the format `hf`.
- Work outside the steps is a row without `step_id`.
- Text that a spreadsheet would take for a formula begins with `'`.
- Frames are counted from 0 at the recording's average rate; no pictures are in this folder.
"""


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<split>.csv``, ``video_info.csv`` and ``README.md`` into ``out``."""
    for split in SPLITS:
        rows = _rows(bundle, split)
        first = next(rows, None)
        if first is not None:
            _write(out / f"{split}.csv", (*COLUMNS, *OURS), chain([first], rows))
    _write(out / "video_info.csv", VIDEOS, map(_video, bundle.ordered))
    (out / "README.md").write_text(README, encoding="utf-8", newline="\n")


def _rows(bundle: Bundle, split: Split) -> Iterator[tuple[object, ...]]:
    for part in bundle.among({one.session for one in bundle.records if one.split == split}):
        for number, one in enumerate(placed(bundle, part)):
            yield _row(part, number, one)


def timestamp(second: float) -> str:
    """``HH:MM:SS.mmm``, to the nearest millisecond."""
    milli = int(second * 1000 + 0.5)
    minutes, rest = divmod(milli, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def frame(second: float, fps: float) -> int:
    """The frame that shows a second; one that lies a rounding error before its frame still does."""
    return int(second * fps + 1e-6)


def _row(part: Part, number: int, one: Record) -> tuple[object, ...]:
    fps, ours = _fps(part), (getattr(one, name) for name in OURS)
    start = timestamp(one.start_s)
    return (
        f"{one.session}_{number}", one.expert, one.session, start, start, timestamp(one.end_s),
        frame(one.start_s, fps), frame(one.end_s, fps), one.narration, "", -1, "", -1, "[]", "[]",
        *("" if value is None else value for value in ours),
    )  # fmt: skip


def _video(part: Part) -> tuple[object, ...]:
    seen = next((one for one in part.session.work if one.has_video), None)
    size = f"{seen.width}x{seen.height}" if seen else ""
    return part.session.id, part.duration_s, _fps(part), size


def _fps(part: Part) -> float:
    rates: Iterator[float] = (one.fps for one in part.session.work if one.has_video and one.fps > 0)
    return next(rates, NO_PICTURE_FPS)


def _write(path: Path, head: tuple[str, ...], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(head)
        table.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return guarded(value) if isinstance(value, str) else value
