"""SubRip: a file with the words and one with the steps for every session."""

from pathlib import Path

from capture.formats.subtitles import write_srt
from pipelines.release.bundle import Bundle
from pipelines.release.formats.subtitles import write_cues


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<session>.srt`` and ``<session>.steps.srt`` into the folder ``out``."""
    write_cues(bundle, out, write_srt, "srt")
