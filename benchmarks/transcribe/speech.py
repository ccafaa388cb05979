"""The development speech with its references, and its scorer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.common import scorer
from capture.media import media_from_path
from pipelines.transcribe.engine import Sound

LANGUAGES = ("ko", "en")


@dataclass(frozen=True)
class Speech:
    folder: Path

    @cached_property
    def scorer(self) -> ModuleType:
        return scorer("score_speech")

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """Rows of the manifest that have a reference in Korean or English."""
        given = self.scorer.read_manifest(self.folder / "manifest.tsv")
        return [row for row in given if row["reference"] and row["language"] in LANGUAGES]

    def some(self, few: bool) -> list[dict[str, str]]:
        """All rows; for a smoke test one short one."""
        if not few:
            return self.rows
        return [row for row in self.rows if row["file"] == "jfk.flac"]

    def sound(self, file: str) -> Sound:
        return media_from_path(self.folder / file).sound_array()

    def errors(self, rows: list[dict[str, str]], texts: dict[str, str]) -> dict[str, float]:
        """Error rate in percent by language, pooled over the files."""
        pooled: dict[str, Any] = self.scorer.score(rows, texts)["pooled"]
        return {language: round(100 * one["rate"], 2) for language, one in pooled.items()}
