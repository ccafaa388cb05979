"""SubRip: a file with the words and one with the steps for every session."""

from collections.abc import Iterable
from pathlib import Path

from data_schemas.transcript import Utterance
from pipelines.release.bundle import Bundle
from pipelines.release.formats.cues import write_cues
from pipelines.release.formats.vtt import clock


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<session>.srt`` and ``<session>.steps.srt`` into the folder ``out``."""
    write_cues(bundle, out, to_text, "srt")


def to_text(cues: Iterable[Utterance]) -> str:
    """The cues as SubRip, numbered from 1."""
    return "\n".join(
        f"{number}\n{clock(cue.start_s, ',')} --> {clock(cue.end_s, ',')}\n"
        f"{' '.join(cue.text.split())}\n"
        for number, cue in enumerate(cues, start=1)
    )
