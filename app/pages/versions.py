"""Two annotators, two versions: look at what differs, listen to it, and decide."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import context, signin, tokens
from app.language import _, current
from app.layout import act_and_redraw, empty, title
from app.links import kept_token, leave_for, open_session
from app.media_route import media_url
from app.names import names
from app.plain import verbatim
from app.versions import versions as board
from app.versions.told import Labels, board_of
from capture import labelling, procedures, sessions
from capture.access import facts_of
from capture.permission import decide
from capture.site import Site
from data_schemas.errors import InputError
from data_schemas.labelling import GivenLabels
from data_schemas.rights import Action, Actor
from pipelines.labelstudio.choosing import desk
from pipelines.labelstudio.choosing.desk import Choice, Versions
from pipelines.labelstudio.versions import Side

NOT_UNDERSTOOD = "What was chosen did not arrive whole: choose again."
_DONE = "versions-done"
_Sides = tuple[GivenLabels, GivenLabels]


def draw() -> None:
    site, who = context.site(), signin.current()
    chosen = st.query_params.get("session", "")
    if not chosen:
        _waiting(site, who)
        return
    session = sessions.get_session(site, who, chosen)
    title(_("Two versions of one work session"), verbatim(names(site, who).session(session)))
    if st.session_state.get(_DONE) == chosen and not _is_out(site, who, chosen):
        st.success(_("The choice is kept: the time line is free again, and every version stays."))
        if st.button(_("Back to the work session"), icon=":material/arrow_back:"):
            open_session(chosen)
        return
    found = desk.versions(site, who, chosen)
    st.markdown(
        _(
            "Several people have labelled this recording. Choose one version, and for single"
            " stretches the other one. Nobody is told whose version is whose: it is about the"
            " recording, not about people."
        )
    )
    one, other = _sides(found)
    if one is not other:
        _board(site, who, found, (one, other))


def _is_out(site: Site, who: Actor, session: str) -> bool:
    task = labelling.where(site, who, session)
    return task is not None and task.is_out


def _waiting(site: Site, who: Actor) -> None:
    title(_("Two versions of one work session"))
    waiting = desk.to_choose(site, who)
    if not waiting:
        empty(_("No work session waits for a choice."), "library", _("Library"))
        return
    called = names(site, who)
    for name in waiting:
        session = sessions.get_session(site, who, name)
        if st.button(called.session(session), key=f"choose-{name}", icon=":material/compare:"):
            leave_for("versions", {"session": name})


def _sides(found: Versions) -> _Sides:
    """The two that are looked at; of more than two, those that somebody chose."""
    if len(found.given) == 2:
        return found.given[0], found.given[1]
    options = list(range(len(found.given)))
    columns = st.columns(2)
    picked = [
        columns[n].selectbox(
            name, options, index=n, key=f"side-{n}", format_func=lambda at: str(at + 1)
        )
        for n, name in enumerate((_("Version A"), _("Version B")))
    ]
    if picked[0] == picked[1]:
        st.info(_("Choose two different ones."))
    return found.given[picked[0]], found.given[picked[1]]


def _board(site: Site, who: Actor, found: Versions, sides: _Sides) -> None:
    session = sessions.get_session(site, who, found.session)
    procedure = procedures.get_procedure(site, who, session.procedure)
    recording = next(one for one in session.recordings if one.id == found.recording)
    place = (session.id, found.recording)
    turns = st.session_state.setdefault("versions-turn", 0)
    act = board(
        {
            **board_of(sides[0].labelling, sides[1].labelling, Labels.of(procedure)),
            "lang": current(),
            "url": media_url(*place, kept_token(site, who, tokens.PLAY, *place)),
            "video": recording.has_video,
            "duration": found.duration_s,
            "editable": decide(who, Action.AMEND, facts_of(site, session.id)).allowed,
            "turn": turns,
        },
        key=f"versions-{sides[0].id}-{sides[1].id}",
    )
    if act is not None:
        st.session_state["versions-turn"] = turns + 1
        with st.spinner(_("One moment")):
            act_and_redraw(lambda: _keep(site, who, found.session, (act, sides)))


def _choice(act: dict[str, Any], sides: _Sides) -> Choice:
    """Raises InputError for what the board cannot have told."""
    picks = act.get("picks")
    if not isinstance(picks, dict):
        raise InputError(NOT_UNDERSTOOD)
    one, other = ((side.id, side.at) for side in sides)
    chosen = {str(name): _side(side) for name, side in picks.items()}
    return Choice(one, other, _side(act.get("whole")), chosen)


def _side(told: object) -> Side:
    if told == "one":
        return "one"
    if told == "other":
        return "other"
    raise InputError(NOT_UNDERSTOOD)


def _keep(
    site: Site,
    who: Actor,
    session: str,
    told: tuple[dict[str, Any], tuple[GivenLabels, GivenLabels]],
) -> None:
    desk.decide(site, who, session, _choice(*told))
    st.session_state[_DONE] = session
