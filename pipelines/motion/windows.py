"""A recording's movement made findable: its series, and a vector for every few seconds."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.errors import StoreError
from data_schemas.motion import MotionTrack
from pipelines.motion.descriptor import DIM, VERSION, descriptor
from pipelines.motion.series import NAMES, Series, series
from pipelines.motion.smooth import smooth

WINDOW_S = 3.0
STRIDE_S = 1.0


@dataclass(frozen=True, eq=False)
class MotionWindows:
    """Windows of ``WINDOW_S`` seconds of one recording, on its clock.

    ``starts_s`` f64[W] and ``vectors`` f32[W, DIM], L2-normalised; a window in which too little
    was seen is left out. ``descriptor`` names the method: vectors of two are never compared.
    """

    recording: str
    series: Series
    starts_s: NDArray[np.float64]
    vectors: NDArray[np.float32]
    descriptor: str = VERSION

    def __post_init__(self) -> None:
        if self.vectors.shape != (len(self.starts_s), DIM):
            raise ValueError(
                f"{len(self.starts_s)} windows do not fit vectors of {self.vectors.shape}"
            )

    def to_bytes(self) -> bytes:
        """The same value gives the same bytes (npz without pickle); figures as 32-bit floats."""
        head = {
            "recording": self.recording,
            "start_s": self.series.start_s,
            "channels": NAMES,
            "descriptor": self.descriptor,
        }
        out = io.BytesIO()
        np.savez_compressed(
            out,
            head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8),
            series=self.series.values.astype(np.float32),
            starts_s=self.starts_s,
            vectors=self.vectors,
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> MotionWindows:
        """What ``to_bytes`` gave; ``StoreError`` for anything else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                head = json.loads(stored["head"].tobytes())
                if tuple(head["channels"]) != NAMES:
                    raise ValueError("other channels")
                values = Series(stored["series"].astype(np.float64), head["start_s"])
                return cls(
                    head["recording"], values, stored["starts_s"], stored["vectors"],
                    head["descriptor"],
                )  # fmt: skip
        except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile):
            raise StoreError(
                "the stored movement cannot be read; process the session again"
            ) from None


def windows(track: MotionTrack, recording: str) -> MotionWindows:
    """The windows of a raw track, one every ``STRIDE_S`` seconds."""
    return windows_of(series(smooth(track)), recording)


def windows_of(whole: Series, recording: str) -> MotionWindows:
    """The same of a series."""
    last = whole.end_s - WINDOW_S
    starts, vectors = [], []
    for start in np.arange(whole.start_s, last + 1e-6, STRIDE_S):
        window = Interval(start_s=float(start), end_s=float(start) + WINDOW_S)
        found = descriptor(whole.cut(window))
        if found is not None:
            starts.append(float(start))
            vectors.append(found)
    return MotionWindows(
        recording,
        whole,
        np.array(starts, dtype=np.float64),
        np.array(vectors, dtype=np.float32).reshape(len(vectors), DIM),
    )
