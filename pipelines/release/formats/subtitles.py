"""What subtitles show: narration and steps of a session, on the session's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

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
    """What was said and by whom, as far as it may leave."""
    return _shown(
        u.model_copy(update={"start_s": u.start_s + part.shift_s, "end_s": u.end_s + part.shift_s})
        for u in part.spoken
    )


def step_cues(bundle: Bundle, part: Part) -> tuple[Utterance, ...]:
    """One cue a segment: the id and title of its step; work outside the steps has none."""
    return _shown(
        Utterance(
            start_s=record.start_s,
            end_s=record.end_s,
            text=f"{record.step_id} {record.step_title}".strip(),
        )
        for record in bundle.records_of(part)
        if record.step_id is not None
    )


def _shown(cues: Iterable[Utterance]) -> tuple[Utterance, ...]:
    """Cues in time order; subtitles begin at zero, so what ends before is left out."""
    kept = (
        cue.model_copy(update={"start_s": max(0.0, cue.start_s)})
        for cue in cues
        if cue.end_s > max(0.0, cue.start_s)
    )
    return tuple(sorted(kept, key=lambda cue: (cue.start_s, cue.end_s)))
