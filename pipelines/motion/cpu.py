"""Processor time and memory of this process, told apart by who used them."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_THREADS = Path("/proc/self/task")
_CODEC = "av:"  # FFmpeg names its threads so


class DecodeClock:
    """Processor seconds that decoding takes: the thread that asks for frames and the codec's own.

    The codec's threads are found where the system lists threads (Linux); elsewhere ``cpu_s``
    holds the asking thread alone. The frames that the codec has read ahead count.
    """

    def __init__(self) -> None:
        self._asking_s = 0.0
        self._codec_s = dict[str, float]()
        self._others = set[str]()

    @property
    def cpu_s(self) -> float:
        return self._asking_s + sum(self._codec_s.values())

    def timing(self, frames: Iterator[T]) -> Iterator[T]:
        """The same frames, timed."""
        while True:
            begin = time.thread_time()
            try:
                frame = next(frames)
            except StopIteration:
                return
            finally:
                self._asking_s += time.thread_time() - begin
            self._look()
            yield frame

    def _look(self) -> None:
        try:
            listed = {path.name for path in _THREADS.iterdir()}
        except OSError:
            return
        for thread in listed - self._others:
            try:
                if thread not in self._codec_s and not _name(thread).startswith(_CODEC):
                    self._others.add(thread)
                    continue
                self._codec_s[thread] = _seconds(thread)
            except OSError:  # it ended while we looked
                continue


def peak_rss_mb() -> float:
    """The most memory that this process held so far, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _name(thread: str) -> str:
    return (_THREADS / thread / "comm").read_text()


def _seconds(thread: str) -> float:
    return int((_THREADS / thread / "schedstat").read_text().split()[0]) / 1e9
