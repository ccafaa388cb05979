"""A few seconds of a recording, played where they were found."""

from __future__ import annotations

from app import tokens
from app.links import kept_token
from app.media_route import media_url
from app.player import player
from app.scene import Clocks, Shown, scene
from capture import procedures, sessions
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.rights import Actor


def play(site: Site, who: Actor, session: str, span: Span, turn: int, key: str) -> None:
    """The bare player over ``span``; it starts anew whenever ``turn`` is another number."""
    # Asked first: what was withdrawn since it was found is refused in a sentence.
    timeline = sessions.timeline(site, who, session)
    found = sessions.get_session(site, who, session)
    recording = next(r for r in found.recordings if r.id == span.recording)
    shown = Shown(
        recording=recording,
        procedure=procedures.get_procedure(site, who, found.procedure),
        clocks=Clocks(
            shown=recording.id,
            map=sessions.time_map(site, who, session, recording.id),
        ),
        heard=recording.id,
        # An answer lies on a clock of its own, on which no step of the work stands.
        timeline=timeline if recording.role == "work" else None,
        size="bare",
        start_s=span.start_s,
        end_s=span.end_s,
        turn=turn,
    )
    token = kept_token(site, who, tokens.PLAY, session, recording.id)
    player(scene(shown, media_url(session, recording.id, token)), key=key)
