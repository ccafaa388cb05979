"""Clips of what was said with their words, for speech training: from masked copies only.

``datasets.load_dataset("audiofolder", data_dir=...)`` opens it: a folder a split, in each the clips
and a ``metadata.jsonl``. 16 kHz, mono, 16 bit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance
from pipelines.release.bundle import Bundle, Part, file_stem
from pipelines.release.filmed.sound import RATE, write_wave
from pipelines.release.heard import Heard, copy_with

COLUMNS = (
    "file_name", "transcription", "session", "expert", "recording", "start_s", "end_s", "before_s",
    "after_s", "speaker", "language", "confidence", "origin", "licence", "protection_class",
    "synthetic",
)  # fmt: skip
README = """# Clips of what was said

`load_dataset("audiofolder", data_dir="path/to/this/folder")` opens it, if torchcodec and with it
ffmpeg's libraries are installed; `metadata.jsonl` and the clips need neither. A folder a split, all
sessions of a person in one. Sound is from the masked copies that somebody answers for: hidden words
are beeps, what was struck is silence, and voices are disguised where that was chosen;
`transcription` has marks such as `[name 1]` there.

`start_s` and `end_s` are when it was said, in seconds on the session's clock; the clip holds
`before_s` and `after_s` more (asked for: {padding} s), never into what somebody else says or
what may not leave. `origin` is `machine` for words as they were recognised, `person` where
somebody corrected them; `confidence` is the machine's. What bystanders say, and what is said
while they speak, is left out.

{missing}
"""


@dataclass(frozen=True)
class Clip:
    """What was said, and the seconds of the session that its clip holds."""

    said: Utterance
    around: Interval
    copy: Heard


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<split>/*.wav``, ``<split>/metadata.jsonl`` and ``README.md`` into ``out``."""
    padding, missing = bundle.options.padding_s, []
    for part in bundle.ordered:
        found = clips(part, padding)
        folder = out / bundle.split_of(part)
        for number, one in enumerate(found):
            folder.mkdir(exist_ok=True)
            name = f"{file_stem(part.session.id)}-{number:05d}.wav"
            bundle.once(folder / name, partial(_write_sound, one))
            with (folder / "metadata.jsonl").open("a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps(_row(part, one, name), ensure_ascii=False) + "\n")
        alone = sum(_is_alone(part, one) for one in part.spoken)
        left = alone - len(found)
        if left:
            missing.append(
                f"Session {part.session.id}: {left} of {len(part.spoken)} lines have no sound here,"
                " since there is no masked copy of their recording yet that a person has confirmed."
            )
    told = "\n".join(missing) or "Every line that may leave has its sound here."
    text = README.format(padding=f"{padding:g}", missing=told)
    (out / "README.md").write_text(text, encoding="utf-8", newline="\n")


def clips(part: Part, padding_s: float) -> tuple[Clip, ...]:
    """Of each line that may leave and has a confirmed masked copy, in time order."""
    return tuple(_clips(part, padding_s))


def _clips(part: Part, padding_s: float) -> Iterator[Clip]:
    taken = [_on_session(part, one) for one in part.timeline.utterances]
    taken += [_on_session(part, cut) for cut in part.withheld if cut.recording == part.recording]
    for one in part.spoken:
        at = _on_session(part, one)
        copy = copy_with(part.heard, at)
        if copy is not None and at.length_s > 0 and _is_alone(part, one):
            around = padded(at, taken, padding_s)
            room = copy.on_session
            yield Clip(one, around.clipped(room.start_s, room.end_s), copy)


def padded(at: Interval, taken: Sequence[Interval], padding_s: float) -> Interval:
    """``at`` with up to ``padding_s`` on each side, short of all of ``taken`` but itself.

    Where something of that lies over it there is no padding: it may go on beyond the edge.
    """
    others = [one for one in taken if one != at]
    if any(one.overlap_s(at) > 0 for one in others):
        return at
    before = (one.end_s for one in others if one.end_s <= at.start_s)
    after = (one.start_s for one in others if one.start_s >= at.end_s)
    return Interval(
        start_s=max((at.start_s - padding_s, *before)),
        end_s=min((at.end_s + padding_s, *after)),
    )


def _is_alone(part: Part, said: Utterance) -> bool:
    """Whether no bystander, who signed nothing, is heard in it."""
    return not any(
        other.speaker == "bystander" and other.overlap_s(said) > 0
        for other in part.timeline.utterances
    )


def _on_session(part: Part, one: Interval) -> Interval:
    return Interval(start_s=one.start_s, end_s=one.end_s).shifted(part.shift_s)


def _write_sound(clip: Clip, path: Path) -> None:
    on_copy = Interval(
        start_s=clip.copy.on_copy(clip.around.start_s), end_s=clip.copy.on_copy(clip.around.end_s)
    )
    write_wave(path, clip.copy.media.sound_within(on_copy, RATE))


def _row(part: Part, clip: Clip, name: str) -> dict[str, Any]:
    said, at = clip.said, _on_session(part, clip.said)
    return {
        "file_name": name,
        "transcription": said.text.strip(),
        "session": part.session.id,
        "expert": part.session.expert,
        "recording": clip.copy.recording,
        "start_s": at.start_s,
        "end_s": at.end_s,
        "before_s": round(at.start_s - clip.around.start_s, 6),
        "after_s": round(clip.around.end_s - at.end_s, 6),
        "speaker": said.speaker,
        "language": said.language or part.language or part.procedure.language,
        "confidence": said.confidence,
        "origin": said.origin,
        "licence": part.consent.licence,
        "protection_class": part.consent.protection_class.value,
        "synthetic": part.consent.synthetic,
    }
