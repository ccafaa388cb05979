"""Release formats by name: each turns a bundle into files in a folder of its own."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from pipelines.release.bundle import Bundle
from pipelines.release.formats import (
    aas,
    activitynet,
    coco,
    contrasts,
    croissant,
    cues,
    eaf,
    epic,
    explained,
    faiss,
    hf,
    lerobot,
    qa,
    srt,
    vtt,
    wav,
    webdataset,
)

Writer = Callable[[Bundle, Path], None]

FORMATS: Mapping[str, Writer] = MappingProxyType(
    {
        "hf": hf.write,
        "vtt": vtt.write,
        "srt": srt.write,
        "activitynet": activitynet.write,
        "epic": epic.write,
        "coco": coco.write,
        "qa": qa.write,
        "cues": cues.write,
        "explained": explained.write,
        "wav": wav.write,
        "eaf": eaf.write,
        "contrasts": contrasts.write,
        "lerobot": lerobot.write,
        "webdataset": webdataset.write,
        "faiss": faiss.write,
        "croissant": croissant.write,
        "aas": aas.write,
    }
)
# What describes the other formats' files, which lie in folders beside its own by then.
LAST = frozenset({"croissant", "aas"})
# What is made of answers and know-how cards beside the work.
OF_ANSWERS = frozenset({"qa", "cues", "contrasts", "explained", "faiss", "lerobot"})
