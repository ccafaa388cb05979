"""What subtitles show: narration and steps of a session, on the session's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance
from pipelines.release.bundle import Bundle, Part, file_stem

ToText = Callable[[Iterable[Utterance]], str]


def write_cues(bundle: Bundle, out: Path, to_text: ToText, suffix: str) -> None:
    """Two files a session: ``<session>.<suffix>`` with words, ``<session>.steps.<suffix>``."""
    for part in bundle.parts:
        stem = file_stem(part.session.id)
        for name, cues in (
            (f"{stem}.{suffix}", narration_cues(part)),
            (f"{stem}.steps.{suffix}", step_cues(bundle, part)),
        ):
            (out / name).write_text(to_text(cues), encoding="utf-8", newline="\n")


def narration_cues(part: Part) -> tuple[Utterance, ...]:
    """What was said, as far as it may leave."""
    return _shown((spoken, spoken.text, part.shift_s) for spoken in part.spoken)


def step_cues(bundle: Bundle, part: Part) -> tuple[Utterance, ...]:
    """One cue a segment: the id and title of its step; work outside the steps has none."""
    return _shown(
        (record, f"{record.step_id} {record.step_title}".strip(), 0.0)
        for record in bundle.records_of(part)
        if record.step_id is not None
    )


def _shown(rows: Iterable[tuple[Interval, str, float]]) -> tuple[Utterance, ...]:
    """Cues in time order; subtitles begin at zero, so what ends before is left out."""
    cues = []
    for interval, text, shift_s in rows:
        end_s = interval.end_s + shift_s
        start_s = max(0.0, interval.start_s + shift_s)
        if end_s > start_s:
            cues.append(Utterance(start_s=start_s, end_s=end_s, text=text))
    return tuple(sorted(cues, key=lambda cue: (cue.start_s, cue.end_s)))
