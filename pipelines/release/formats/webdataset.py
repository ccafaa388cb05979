"""WebDataset: tar shards of clips, one a section of work, for loaders that stream.

A clip has its pictures, its sound, where hands were at each picture, and its label. Written with
the standard library (USTAR, no times, no owners), so that the same content gives the same bytes.
Pictures and sound come from masked copies that somebody answers for; a section without one is left
out, and ``README.md`` says so.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from data_schemas.release import Record, Split
from pipelines.release.bag import sha256
from pipelines.release.bundle import Bundle, Part, file_stem
from pipelines.release.filmed.canvas import Canvas
from pipelines.release.filmed.shot import Shot, shot
from pipelines.release.filmed.sound import RATE, write_sound
from pipelines.release.filmed.taken import Taken, canvas_for, filmed, take
from pipelines.release.formats.placed import label_of, placed
from pipelines.release.formats.webdataset_card import TOLD, card
from pipelines.release.heard import Heard, copy_with
from pipelines.release.named import named_by
from pipelines.release.split import SPLITS

# Loaders give each of their workers whole shards: as many as that where there is enough, and none
# so large that it has to be read for long.
WORKERS, IN_A_SHARD = 8, 512


@dataclass(frozen=True)
class Section:
    """A record with the masked copy that holds all of it; ``number`` counts those of a session."""

    part: Part
    record: Record
    number: int
    copy: Heard

    @property
    def key(self) -> str:
        """Unique in the dataset, and without a dot: what follows the first is a file's kind."""
        return f"{file_stem(self.part.session.id)}-{self.number:05d}"


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<split>-<number>.tar`` and ``README.md`` into ``out``, one clip at a time."""
    canvas = canvas_for(bundle)
    found: dict[Split, list[Section]] = {}
    missing: list[str] = []
    for part in bundle.ordered:
        own, all_ = list(_sections(bundle, part)), placed(bundle, part)
        found.setdefault(bundle.split_of(part), []).extend(own)
        if len(own) < len(all_):
            missing.append(
                f"Session {part.session.id}: {len(all_) - len(own)} of {len(all_)} sections have"
                " no clip here, since there is no masked copy of their recording yet that a"
                " person has confirmed."
            )
    used = [split for split in SPLITS if found.get(split)]
    if canvas is not None:
        for split in used:
            _write_split(bundle, out / split, (found[split], canvas))
    content = named_by(sha256(path) for path in sorted(out.glob("*.tar")))
    text = card(bundle, used, missing, content)
    (out / "README.md").write_text(text, encoding="utf-8", newline="\n")


def shards(samples: int) -> int:
    """How many shards so many samples are laid out in."""
    return max(min(samples, WORKERS), -(-samples // IN_A_SHARD))


def _sections(bundle: Bundle, part: Part) -> Iterator[Section]:
    copies = filmed(part)
    for number, record in enumerate(placed(bundle, part)):
        copy = copy_with(copies, record)
        if copy is not None:
            yield Section(part, record, number, copy)


def _write_split(bundle: Bundle, prefix: Path, told: tuple[list[Section], Canvas]) -> None:
    sections, canvas = told
    count = shards(len(sections))
    edges = [len(sections) * n // count for n in range(count + 1)]
    for number in range(count):
        path = prefix.with_name(f"{prefix.name}-{number:06d}.tar")
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
            for section in sections[edges[number] : edges[number + 1]]:
                made = shot(section.part, section.copy, section.record, bundle.options.fps)
                _pack(tar, section, made, (canvas, path.with_suffix(".partial")))


def _pack(tar: tarfile.TarFile, section: Section, made: Shot, place: tuple[Canvas, Path]) -> None:
    """Put a section's files into the shard; nothing if the copy has no picture there."""
    canvas, aside = place
    taken = take(section.part, made, canvas, aside)
    if taken is None:
        return
    _move(tar, f"{section.key}.mp4", aside)
    write_sound(made, aside)
    _move(tar, f"{section.key}.wav", aside)
    told = json.dumps(_row(section, taken), ensure_ascii=False, allow_nan=False)
    _add(tar, f"{section.key}.json", io.BytesIO(told.encode()))
    for name, array in _arrays(taken).items():
        _add(tar, f"{section.key}.{name}.npy", _npy(array))


def _move(tar: tarfile.TarFile, name: str, aside: Path) -> None:
    with aside.open("rb") as file:
        _add(tar, name, file)
    aside.unlink()


def _row(section: Section, taken: Taken) -> dict[str, Any]:
    found = {
        **section.record.model_dump(mode="json"),
        "label": label_of(section.record),
        "recording": section.copy.recording,
        "frames": len(taken),
        "fps": taken.shot.fps,
        "sound_rate": RATE,
    }
    return {name: found[name] for name in TOLD}


def _arrays(taken: Taken) -> dict[str, NDArray[Any]]:
    return {
        "state": taken.states.picture,
        "state_valid": taken.states.picture_valid,
        "hands": taken.states.hands,
        "hands_valid": taken.states.hands_valid,
        "seconds": taken.session_s,
    }


def _npy(array: NDArray[Any]) -> BinaryIO:
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(array), allow_pickle=False)
    return file


def _add(tar: tarfile.TarFile, name: str, data: BinaryIO) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = data.seek(0, io.SEEK_END)
    data.seek(0)
    tar.addfile(entry, data)
