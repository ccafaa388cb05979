"""Release formats by name: each turns a bundle into files in a folder of its own."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from pipelines.release.bundle import Bundle
from pipelines.release.formats import hf, srt, vtt

Writer = Callable[[Bundle, Path], None]

FORMATS: Mapping[str, Writer] = MappingProxyType(
    {"hf": hf.write, "vtt": vtt.write, "srt": srt.write}
)
