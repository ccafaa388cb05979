"""A session of several takes on the clock of one recording, as a release writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from data_schemas.clock import Interval, Span
from data_schemas.timeline import Segment, Timeline
from data_schemas.transcript import Utterance

Timed = TypeVar("Timed", bound=Interval)


class OneClock:
    """Moves what lies on other recordings' clocks to that of ``recording``.

    ``offsets``: seconds from each recording's clock to the session's. What lies before the zero of
    ``recording`` gets negative seconds; on the session's clock it is where it belongs.
    """

    def __init__(self, recording: str, offsets: Mapping[str, float]) -> None:
        self.recording = recording
        self._offsets = offsets

    def timeline(self, found: Timeline) -> Timeline:
        return found.model_copy(
            update={
                "utterances": tuple(self._utterance(one) for one in found.utterances),
                "segments": tuple(self._segment(one) for one in found.segments),
            }
        )

    def span(self, one: Span) -> Span:
        """The same seconds on the one clock; those of an answer, on none, stay as they are."""
        if one.recording not in self._offsets:
            return one
        return self._moved(one, one.recording).model_copy(update={"recording": self.recording})

    def _utterance(self, one: Utterance) -> Utterance:
        home = one.recording or self.recording
        inside = {
            "words": tuple(self._moved(word, home) for word in one.words),
            "quantities": tuple(self._moved(said, home) for said in one.quantities),
            "recording": self.recording,
        }
        return self._moved(one, home).model_copy(update=inside)

    def _segment(self, one: Segment) -> Segment:
        cited = tuple(
            self._moved(words, words.recording or one.recording).model_copy(
                update={"recording": ""}
            )
            for words in one.cited
        )
        placed = {"cited": cited, "recording": self.recording}
        return self._moved(one, one.recording).model_copy(update=placed)

    def _moved(self, one: Timed, home: str) -> Timed:
        shift_s = self._offsets.get(home, 0.0) - self._offsets.get(self.recording, 0.0)
        if not shift_s:
            return one
        edges = {"start_s": one.start_s + shift_s, "end_s": one.end_s + shift_s}
        return one.model_copy(update=edges)
