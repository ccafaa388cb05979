"""Speech to words with times: one protocol, engines behind it, one default.

transcribe(sound, Options(language="ko")) -> Transcript
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue

from data_schemas.transcript import Transcript

RATE = 16_000
Progress = Callable[[float], None]
Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Options:
    """``language`` None means: find out. ``threads`` 0 leaves the library's own choice.

    ``piece_s`` bounds how much is worked on between two reports of progress.
    """

    language: str | None = None
    model: str = "whisper-base"
    piece_s: float = 180.0
    threads: int = 0

    def params(self) -> dict[str, JsonValue]:
        """What decides the result, for its recipe."""
        return {"model": self.model, "piece_s": self.piece_s}


class Transcriber(Protocol):
    """An engine. ``sound`` is mono float32 in -1..1 at 16 kHz on the recording's clock.

    ``progress`` is told the share done (0..1) and may raise Cancelled to stop.
    """

    def transcribe(
        self, sound: Sound, options: Options, progress: Progress | None = None
    ) -> Transcript: ...


def transcribe(
    sound: Sound,
    options: Options = Options(),
    progress: Progress | None = None,
) -> Transcript:
    """What is said in ``sound``, by the default engine; ``ModelError`` without its weights."""
    from pipelines.transcribe.openai import default_engine

    return default_engine(options.model).transcribe(sound, options, progress)
