"""WebVTT (W3C): a file with the words and one with the steps for every session."""

from collections.abc import Iterable
from pathlib import Path

from data_schemas.transcript import Utterance
from pipelines.release.bundle import Bundle
from pipelines.release.formats.cues import write_cues

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<session>.vtt`` and ``<session>.steps.vtt`` into the folder ``out``."""
    write_cues(bundle, out, to_text, "vtt")


def to_text(cues: Iterable[Utterance]) -> str:
    """The cues as WebVTT; markup in the words is shown, not obeyed."""
    blocks = [
        f"{clock(cue.start_s, '.')} --> {clock(cue.end_s, '.')}\n{_payload(cue.text)}\n"
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def clock(seconds: float, point: str) -> str:
    """``hh:mm:ss`` with milliseconds after ``point``."""
    whole, milli = divmod(round(seconds * 1000), 1000)
    minutes, second = divmod(whole, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}{point}{milli:03}"


def _payload(text: str) -> str:
    # an empty line would end the cue
    return " ".join(text.split()).translate(_ESCAPES)
