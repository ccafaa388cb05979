"""Where the seconds behind a card are, for the component that plays them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from app import tokens
from app.knowhow.shown import Line
from app.knowhow.words import SAID_AT_WORK, THE_ANSWER, THE_WORK
from app.language import _
from app.links import kept_token
from app.media_route import media_url
from app.plain import clock
from capture import sessions
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.clock import TimeMap
from data_schemas.knowledge import Evidence
from data_schemas.rights import Actor
from data_schemas.session import Recording, Session


@dataclass(frozen=True)
class Places:
    """The recordings of a session, looked at once a run of a page; clocks as they are needed.

    ``copied`` are ids of those that can be played by now.
    """

    site: Site
    who: Actor
    session: Session
    copied: frozenset[str]
    _maps: dict[str, TimeMap] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, who: Actor, session: Session) -> Places:
        made = sessions.artifacts_of(site, who, session.id)
        copies = {parent for one in made if one.kind is Kind.PROXY for parent in one.parents}
        there = (one.id for one in session.recordings if one.original in copies)
        return cls(site, who, session, frozenset(there))

    def recording(self, recording: str) -> Recording | None:
        return next((one for one in self.session.recordings if one.id == recording), None)

    def at(self, span: Evidence) -> str:
        """``1:02–1:08``: on the session's clock for work, on its own for an answer."""
        found = self.recording(span.recording)
        offset = (found.offset_s or 0.0) if found else 0.0
        return f"{clock(span.start_s + offset)}–{clock(ceil(span.end_s + offset))}"

    def described(
        self, seconds: Iterable[Evidence], fields: Iterable[Line] = (), missing: str = ""
    ) -> dict[str, Any]:
        """What ``app.clips`` draws: the card's own seconds, and those of each of its fields."""
        own = [self._clip(one) for one in seconds]
        traced = [(one, [self._clip(span) for span in one.seconds]) for one in fields]
        used = {clip["source"] for clip in own} | {
            c["source"] for _line, some in traced for c in some
        }
        return {
            "main": own,
            "fields": [{"name": f.name, "text": f.text, "clips": some} for f, some in traced],
            "missing": missing,
            "sources": {name: self._source(name) for name in sorted(used - {""})},
            "labels": {"play": _("Play"), "from": _("Where each part comes from")},
        }

    def _clip(self, span: Evidence) -> dict[str, Any]:
        known = span.recording in self.copied
        return {
            "what": _what(span),
            "at": self.at(span),
            "source": span.recording if known else "",
            "start": self._played(span.recording, span.start_s) if known else 0.0,
            "end": self._played(span.recording, span.end_s) if known else 0.0,
        }

    def _source(self, recording: str) -> dict[str, Any]:
        found = self.recording(recording)
        token = kept_token(self.site, self.who, tokens.PLAY, self.session.id, recording)
        return {
            "url": media_url(self.session.id, recording, token),
            "video": bool(found and found.has_video),
        }

    def _played(self, recording: str, second: float) -> float:
        """A second of the recording on the clock of its playable copy."""
        if recording not in self._maps:
            self._maps[recording] = sessions.time_map(
                self.site, self.who, self.session.id, recording
            )
        return max(0.0, round(self._maps[recording].to_proxy(second), 3))


def _what(span: Evidence) -> str:
    names = {"replay": THE_ANSWER, "audio": SAID_AT_WORK}
    return _(names.get(span.track, THE_WORK))
