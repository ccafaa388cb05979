"""The files of a handout: which there are, and each of them in bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from capture.faststart import Spool, delivered
from capture.formats.subtitles import write_vtt
from capture.media import Media
from data_schemas.clock import Interval, TimeMap
from data_schemas.handout import (
    HANDOUT_KINDS,
    ClipPlan,
    HandoutFile,
    HandoutSelection,
)
from data_schemas.transcript import Utterance
from pipelines.handout.burn import Burner
from pipelines.handout.captions import captions
from pipelines.handout.clip import Cut, on_ticks, rate_of, write_clip
from pipelines.handout.formats import PAPERS
from pipelines.handout.material import Material
from pipelines.handout.redline import redline_of
from pipelines.handout.say import Say, footing, plain
from pipelines.handout.sheet import sheet_of

ISO_639_2 = {"ko": "kor", "en": "eng"}


@dataclass(frozen=True)
class Reel:
    """What a clip is cut from: a playable copy and the clock that it runs on.

    ``takes``: the take of each recording, ``language``: what is spoken, ``font``: what subtitles
    are drawn into the picture with, None for a track of text alone.
    """

    media: Media
    clock: TimeMap = field(default_factory=TimeMap.identity)
    takes: Mapping[str, int] = field(default_factory=dict)
    language: str = ""
    font: Path | None = None


def files_of(
    number: str, chosen: HandoutSelection, clips: tuple[ClipPlan, ...]
) -> tuple[HandoutFile, ...]:
    """Names that tell the number of the handout and nothing of what is in it."""
    found: list[HandoutFile] = []
    for kind in (one for one in HANDOUT_KINDS if one in chosen.kinds):
        if kind == "clips":
            for clip in clips:
                stem = f"{number}-{clip.name}"
                found.append(HandoutFile(name=f"{stem}.mp4", mime="video/mp4", kind=kind))
                found.append(HandoutFile(name=f"{stem}.vtt", mime="text/vtt", kind=kind))
            continue
        for name in dict.fromkeys(chosen.formats):
            paper = PAPERS[name]
            file = f"{number}-{kind}.{paper.ending}"
            found.append(HandoutFile(name=file, mime=paper.mime, kind=kind))
    return tuple(found)


def paper(say: Say, file: HandoutFile, material: Material) -> bytes:
    """A sheet or a redline."""
    ending = file.name.rpartition(".")[2]
    made = next(one for one in PAPERS.values() if one.ending == ending)
    if file.kind == "sheet":
        return made.sheet(say, sheet_of(material))
    return made.redline(say, redline_of(material))


def clip(
    say: Say, file: HandoutFile, plan: ClipPlan, material: Material, reel: Reel
) -> Iterator[bytes]:
    """A clip, or its subtitles, in pieces. MediaError where it would hold no picture."""
    pieces = on_ticks(_on_copy(plan, reel.clock), rate_of(reel.media))
    cues = captions(heard_by(plan.recording, material, reel), pieces)
    stamp = plain(footing(say, material.stamp))
    if file.name.endswith(".vtt"):
        note = stamp.replace("-->", "→")
        yield write_vtt(cues).replace("WEBVTT\n", f"WEBVTT\n\nNOTE {note}\n", 1).encode()
        return
    cut = Cut(
        pieces=pieces,
        cues=cues,
        title=plain(f"{plan.number}. {plan.title}"),
        comment=stamp,
        language=ISO_639_2.get(reel.language, "und"),
        draw=Burner(reel.font, cues, stamp) if reel.font else None,
    )
    with Spool() as spool:
        write_clip(reel.media, cut, spool)
        yield from delivered(spool)


def heard_by(camera: str, material: Material, reel: Reel) -> tuple[Utterance, ...]:
    """What was said in the take of a camera, on the clock of its playable copy."""
    offsets, clock = material.offsets, reel.clock

    def there(one: Interval, home: str) -> dict[str, float]:
        later_s = offsets.get(home, 0.0) - offsets.get(camera, 0.0)
        start_s = max(0.0, clock.to_proxy(one.start_s + later_s))
        return {"start_s": start_s, "end_s": max(start_s, clock.to_proxy(one.end_s + later_s))}

    return tuple(
        one.model_copy(
            update={
                **there(one, one.recording),
                "words": tuple(
                    word.model_copy(update=there(word, one.recording)) for word in one.words
                ),
            }
        )
        for one in material.spoken
        if reel.takes.get(one.recording) == reel.takes.get(camera)
    )


def _on_copy(plan: ClipPlan, clock: TimeMap) -> tuple[Interval, ...]:
    """The pieces of a clip on the clock of the playable copy."""
    return tuple(
        Interval(start_s=max(0.0, clock.to_proxy(one.start_s)), end_s=clock.to_proxy(one.end_s))
        for one in plan.pieces
    )
