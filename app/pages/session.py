"""One work session: watch it, see what it holds, correct it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from app import context, problems, signin, tokens, work
from app.editing.offered import Drawn, beside, offered
from app.editing.state import About, Held, held
from app.language import _, current
from app.layout import careful, title
from app.links import kept_token, open_step
from app.media_route import media_url
from app.names import Names, names
from app.pages.parts import (
    annotators,
    approved,
    arrived,
    asked,
    asking,
    attention,
    cameras,
    details,
    ending,
    glossary,
    handouts,
    history,
    masked,
    out,
    propose,
    running,
    similar,
    sound,
    takes,
    variants,
)
from app.pages.parts.chosen_session import chosen_session
from app.plain import day, verbatim
from app.player import player
from app.scene import Shown, gather, scene
from capture import sessions
from capture.access import facts_of
from capture.permission import decide, sees_masked_only
from capture.site import Site
from data_schemas.errors import Denied
from data_schemas.rights import Action, Actor
from data_schemas.session import Recording, Session
from pipelines import progress


@dataclass(frozen=True)
class View:
    """What the parts of this page are about."""

    site: Site
    who: Actor
    session: Session


def draw() -> None:
    site, who = context.site(), signin.current()
    chosen = chosen_session(_("Work session"))
    if not chosen:
        return
    view = View(site, who, sessions.get_session(site, who, chosen))
    known = names(site, who)
    _head(view, known)
    state = progress.status(site, who, chosen)
    if state.state == "withdrawn":
        st.info(_("Consent was withdrawn. The recording and everything made from it were erased."))
        ending.to_recall()
        return
    may = decide(who, Action.READ, facts_of(site, chosen))
    if sees_masked_only(who, facts_of(site, chosen)):
        masked.draw(site, who, view.session)
        return
    if not may.allowed:
        may = decide(who, Action.PLAY_MASKED, facts_of(site, chosen))
        st.info(problems.told(Denied(f"Not allowed: {may.reason}.")))
        return
    running.draw(view, state)
    out.draw(view)
    takes.attend(site, who, chosen)
    arrived.draw(chosen)
    attention.draw(view)
    now = held(site, who, chosen)
    shown = shown_of(view)
    if shown is None and view.session.work:
        st.info(_("The recording can be played here as soon as its copy is made."))
    elif shown is not None:
        careful(lambda: asking.draw(view))()
        _play(view, shown, now)
        careful(lambda: glossary.suggest(view))()
        asked.draw(view)
        similar.draw(view, shown)
        careful(lambda: propose.draw(view, shown))()
    cameras.draw(view)
    careful(lambda: variants.draw(view))()
    handouts.draw(view)
    details.draw(view, shown)
    if shown is not None:
        history.draw(view, shown.procedure)
        approved.draw(view)
    careful(lambda: annotators.draw(view))()
    takes.more(view.session)
    ending.draw(view)


def _head(view: View, known: Names) -> None:
    session = view.session
    title(
        verbatim(known.session(session)),
        " · ".join((verbatim(known.expert(session)), day(session.created_at))),
    )


def _play(view: View, shown: Shown, now: Held) -> None:
    """The player, in which things are corrected; below it, what to know about its words."""
    about = About(view.site, view.who, view.session.id, shown.recording.id, current())
    description = scene(shown, link(view, shown.recording))
    if shown.timeline is not None:
        expert = names(view.site, view.who).expert(view.session)
        description["edit"] = offered(about, Drawn(shown, description, now), expert)
    cameras_ = gather.playable(view.site, view.who, view.session)
    description["beside"] = beside(about, shown, cameras_)
    told = player(description, key=f"player-{view.session.id}")
    if shown.transcript is not None:
        sound.notice(shown.transcript)
    if told.changed and sessions.wish(view.site, view.who, view.session.id):
        work.attend(view.site)  # who makes findable what was corrected
    if told.compare:
        open_step(view.session.id, told.compare)


def _asked_for(recording: Recording) -> float | None:
    """The second of ``recording`` that the address of this page names on the session's clock."""
    try:
        at_s = float(st.query_params.get("at", ""))
    except ValueError:
        return None
    within = 0 <= at_s - (recording.offset_s or 0.0) <= recording.duration_s
    return at_s - (recording.offset_s or 0.0) if within else None


def link(view: View, recording: Recording) -> str:
    """Where the player finds the recording."""
    names = (view.session.id, recording.id)
    return media_url(*names, kept_token(view.site, view.who, tokens.PLAY, *names))


def shown_of(view: View) -> Shown | None:
    """What can be drawn by now; None before anything can be played."""
    playable = gather.playable(view.site, view.who, view.session)
    if not playable:
        return None
    recording = cameras.chosen(list(playable), "camera")
    if recording in view.session.unplaced:
        st.caption(_("Not matched with the first camera yet: words and marks may be shifted here."))
    found = gather.shown_of(view.site, view.who, view.session, recording)
    fps = sessions.playing_rate(view.site, view.who, view.session.id, recording.id)
    return replace(found, fps=fps, start_s=_asked_for(recording))
