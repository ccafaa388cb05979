"""Words written where nobody speaks."""

from __future__ import annotations

from typing import Any

from benchmarks.transcribe.noise import NOTHING
from benchmarks.transcribe.speech import Speech
from benchmarks.transcribe.systems import SYSTEMS


def measure(_speech: Speech, smoke: bool) -> dict[str, Any]:
    seconds = 4.0 if smoke else 60.0
    rows = []
    for name, make in NOTHING.items():
        sound = make(seconds)
        for system, hear in SYSTEMS.items():
            for language in ("en",) if smoke else ("ko", "en"):
                text = hear(sound, language)
                rows.append(
                    {"sound": name, "system": system, "language": language,
                     "words": len(text.split()), "text": text[:80]}
                )  # fmt: skip
    return {"seconds": seconds, "rows": rows}
