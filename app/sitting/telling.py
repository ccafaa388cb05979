"""Questions and answers of a sitting as plain data: both languages, on the clock of the copies."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from app import tokens
from app.media_route import media_url
from app.scene import Clocks
from app.scene.gather import playable
from capture import procedures, sessions
from capture.site import Site
from data_schemas.clock import Interval
from data_schemas.entry import ABOUT_MOMENT
from data_schemas.errors import InputError
from data_schemas.procedure import Procedure
from data_schemas.rights import Actor
from data_schemas.session import Recording, Session
from data_schemas.sitting import Asked
from pipelines.elicit.sitting import desk
from pipelines.elicit.sitting.posed import Answer, Posed, Sitting

# Played before a moment, so that one knows where one is, and a breath after it.
LEAD_S, TAIL_S = 4.0, 0.6
# Of a question of one's own, asked where the replay was stopped.
BEFORE_S, AFTER_S = 5.0, 1.0
LINK_S = tokens.MAX_AGE_S / 2
MOST_FOLLOWING = 2_000
_links: dict[tuple[str, str], tuple[str, float]] = {}
# What follows an answer hangs on its words alone, which stay as they are.
_following: dict[tuple[str, int, str], dict[str, Any] | None] = {}


@dataclass(frozen=True)
class About:
    """Who looks at which session."""

    site: Site
    who: Actor
    session: str


def media(about: About, recording: Recording) -> dict[str, Any]:
    return {
        "url": link(about, recording.id),
        "video": recording.has_video,
        "duration": recording.duration_s,
    }


def link(about: About, recording: str) -> str:
    """Where it is played from; the same for hours, so that no picture is loaded anew."""
    url, minted = _links.get((about.who.id, recording), ("", 0.0))
    if not url or time.monotonic() - minted > LINK_S:
        token = tokens.mint(about.site, about.who, tokens.PLAY, about.session, recording)
        url = media_url(about.session, recording, token)
        _links[(about.who.id, recording)] = (url, time.monotonic())
    return url


@dataclass(frozen=True)
class Seen:
    """The session, its steps, and which recordings of the work can be played."""

    session: Session
    procedure: Procedure
    playable: tuple[Recording, ...]
    clocks: dict[str, Clocks]

    @classmethod
    def of(cls, about: About) -> Seen:
        site, who = about.site, about.who
        found = sessions.get_session(site, who, about.session)
        there = playable(site, who, found)
        clocks = {
            one.id: Clocks(one.id, map=sessions.time_map(site, who, found.id, one.id))
            for one in there
        }
        procedure = procedures.get_procedure(site, who, found.procedure)
        return cls(found, procedure, there, clocks)

    def replay(self, asked: Asked) -> dict[str, Any] | None:
        """What is played before the question is put, on the player's clock."""
        span = asked.span
        if span is None or span.recording not in self.clocks:
            return None
        recording = next(one for one in self.playable if one.id == span.recording)
        wide = Interval(start_s=span.start_s - LEAD_S, end_s=span.end_s + TAIL_S)
        there = wide.clipped(0.0, recording.duration_s)
        at = self.clocks[span.recording].to_player
        return {
            "recording": span.recording,
            "start": at(there.start_s, span.recording),
            "from": at(span.start_s, span.recording),
            "end": at(there.end_s, span.recording),
        }


def around(about: About, recording: str, at_s: float) -> Interval:
    """Seconds on a recording's own clock about ``at_s`` of its played copy. Raises InputError."""
    seen = Seen.of(about)
    found = next((one for one in seen.playable if one.id == recording), None)
    if found is None:
        raise InputError("The playable copy is still being made: try again in a moment.")
    here = seen.clocks[recording].from_player(at_s, recording)
    return Interval(start_s=max(0.0, here - BEFORE_S), end_s=here + AFTER_S).clipped(
        0.0, found.duration_s
    )


@dataclass(frozen=True)
class Telling:
    """Turns questions and answers into plain data."""

    about: About
    sitting: Sitting
    seen: Seen
    stalled: frozenset[str]

    def question(self, one: Posed) -> dict[str, Any]:
        asked = one.asked
        step = self.seen.procedure.step(asked.step_id) if asked.step_id else None
        replies = self.sitting.answers_to(asked.target)
        return {
            "asked": asked.model_dump(mode="json"),
            "state": state_of(replies),
            "reason": one.reason.model_dump() if one.reason else None,
            "heard": list(dict.fromkeys(sign.text for sign in one.evidence if sign.text)),
            "missing": list(one.missing),
            "step": step.title if step else "",
            "replay": self.seen.replay(asked),
            "answers": [self.answer(one, replies) for one in replies if not was_put(one, replies)],
        }

    def answer(self, one: Answer, replies: tuple[Answer, ...]) -> dict[str, Any]:
        reply = one.reply
        followed = any(other.reply.asked.follows == reply.number for other in replies)
        return {
            "number": reply.number,
            "state": one.state,
            "said": one.said,
            "question": reply.asked.question.model_dump(),
            "follows": reply.asked.follows,
            "stream": reply.stream,
            "stalled": reply.stream in self.stalled,
            "url": link(self.about, reply.recording or "") if one.state == "written" else "",
            "next": None if followed else self._next(one),
        }

    def _next(self, one: Answer) -> dict[str, Any] | None:
        if one.state not in ("written", "typed"):
            return None
        about, number = self.about, one.reply.number
        key = (about.session, number, hashlib.sha256(one.said.encode()).hexdigest())
        if key not in _following:
            if len(_following) > MOST_FOLLOWING:
                _following.clear()
            found = desk.follow_up(about.site, about.who, about.session, number)
            _following[key] = found.model_dump(mode="json") if found else None
        return _following[key]


def was_put(one: Answer, replies: tuple[Answer, ...]) -> bool:
    """Whether it only keeps a question that somebody added, until it is answered."""
    added = not one.reply.asked.target.startswith(ABOUT_MOMENT)
    return added and one.state == "later" and one.reply.number == replies[0].reply.number


def state_of(replies: tuple[Answer, ...]) -> str:
    """How far a question has come: the newest that settles it, else the newest at all."""
    told = [one for one in replies if not was_put(one, replies)]
    settled = [one for one in told if one.settles]
    newest = (settled or told)[-1:]
    return newest[0].state if newest else "open"
