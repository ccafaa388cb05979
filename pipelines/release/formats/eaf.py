"""The time line for ELAN: steps and what was said, a file a session. No film lies beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as Xml

from pipelines.elan.paper import Paper, layers, milliseconds, plain, put
from pipelines.release.bundle import Bundle, Part, file_stem
from pipelines.release.formats.placed import placed
from pipelines.release.formats.subtitles import narration_cues

STEPS, SPEECH = "steps", "speech"
README = """# Time lines for ELAN

`<session>.eaf` is for ELAN (EAF 3.0): on the tier `steps` stands each section of work with the id
and the title of its step, and for every speaker there is a tier with what was said. Where some lie
over each other there is a second tier, such as `steps 2`. Times are milliseconds on the session's
clock. No film is in this folder: link one's own in ELAN, with an offset where it does not begin
with the session.
"""


@dataclass(frozen=True)
class Told:
    """One annotation, in seconds of the session."""

    id: str
    start_s: float
    end_s: float
    text: str


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<session>.eaf`` for every session and ``README.md`` into ``out``."""
    for part in bundle.ordered:
        text = document(bundle, part)
        name = f"{file_stem(part.session.id)}.eaf"
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    (out / "README.md").write_text(README, encoding="utf-8", newline="\n")


def document(bundle: Bundle, part: Part) -> str:
    """The whole of one session."""
    paper = Paper(bundle.created_at)
    for name, kind, told in _lanes(bundle, part):
        for number, layer in enumerate(layers(told) or [[]], 1):
            _tier(paper, f"{name} {number}" if number > 1 else name, kind, layer)
    for kind in (STEPS, SPEECH):
        put(
            paper.root, "LINGUISTIC_TYPE", LINGUISTIC_TYPE_ID=kind, GRAPHIC_REFERENCES="false",
            TIME_ALIGNABLE="true",
        )  # fmt: skip
    return paper.text()


def _lanes(bundle: Bundle, part: Part) -> Iterator[tuple[str, str, Sequence[Told]]]:
    yield STEPS, STEPS, tuple(_steps(bundle, part))
    cues = narration_cues(part)
    for speaker in sorted({one.speaker for one in cues}):
        own = (one for one in cues if one.speaker == speaker)
        said = tuple(Told(f"{n:06}", u.start_s, u.end_s, u.text) for n, u in enumerate(own))
        yield f"{SPEECH} {speaker}", SPEECH, said


def _steps(bundle: Bundle, part: Part) -> Iterable[Told]:
    return (
        Told(one.id, one.start_s, one.end_s, f"{one.step_id} {one.step_title}".strip())
        for one in placed(bundle, part)
        if one.step_id is not None
    )


def _tier(paper: Paper, name: str, kind: str, layer: Sequence[Told]) -> None:
    tier: Xml.Element = put(paper.root, "TIER", TIER_ID=name, LINGUISTIC_TYPE_REF=kind)
    for one in layer:
        put(paper.aligned(tier, milliseconds(one)), "ANNOTATION_VALUE").text = plain(one.text)
