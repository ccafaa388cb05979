"""One step in several work sessions, side by side."""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _, n_
from app.layout import paged, title
from app.links import open_session
from app.names import number
from app.pages.parts.chosen_session import chosen_session
from app.panels import panels as draw_panels
from app.plain import verbatim
from app.takes import Done, Take, panels, takes
from capture import procedures, sessions
from capture.site import Site
from data_schemas.procedure import Procedure
from data_schemas.rights import Actor
from data_schemas.session import Session
from pipelines.review.refit.desk import machine_quality

PAGE = 12


def draw() -> None:
    site, who = context.site(), signin.current()
    here = chosen_session(_("One step, side by side"))
    if not here:
        return
    session = sessions.get_session(site, who, here)
    procedure = procedures.get_procedure(site, who, session.procedure)
    title(_("One step, side by side"), verbatim(procedure.title))
    if not procedure.steps:
        st.info(_("The steps are not written yet: they can be proposed from the recording."))
        return
    step = _step(procedure)
    others = sessions.sessions_of(site, who, procedure.id)
    first = next((n for n, one in enumerate(others) if one.id == here), 0)
    known = (_done(site, who, one) for one in paged(others, PAGE, "step-page", first))
    done = [one for one in known if one is not None]
    found = [take for one in done for take in takes(one, step)]
    st.caption(
        _(
            "In the order in which they were recorded. Times of the same expert stand on one axis;"
            " those of others fill their picture, and how long they took is not told. More or less"
            " movement: neither is better."
        )
    )
    _draw(found, session)
    _without(done, found)
    _machine(site, who, procedure.id, step)
    if len(others) == 1:
        st.info(_("So far there is one work session of this procedure."))


def _step(procedure: Procedure) -> str:
    names = {one.id: f"{n}. {one.title}" for n, one in enumerate(procedure.steps, 1)}
    asked = st.query_params.get("step", "")
    chosen = st.selectbox(
        _("Step"),
        options=list(names),
        index=list(names).index(asked) if asked in names else 0,
        format_func=names.__getitem__,
        key="step-chosen",
    )
    st.query_params["step"] = chosen
    return chosen


def _done(site: Site, who: Actor, session: Session) -> Done | None:
    """None before its steps are found."""
    timeline = sessions.timeline(site, who, session.id)
    if timeline is None:
        return None
    movements = {r.id: sessions.movement(site, who, session.id, r.id) for r in session.work}
    return Done(session, timeline, {r: m for r, m in movements.items() if m is not None})


def _draw(found: list[Take], here: Session) -> None:
    if not found:
        return
    opened = draw_panels(panels(found, here), key="step-panels")
    take = next((one for one in found if one.id == opened), None)
    if take is not None:
        open_session(take.session.id, take.starts_s)


def _machine(site: Site, who: Actor, procedure: str, step: str) -> None:
    """What people's corrections say about the machine; about people they say nothing."""
    one = next((q for q in machine_quality(site, who, procedure) if q.step_id == step), None)
    if one is not None:
        told = n_(
            "People have judged {n} section of this step; the machine had {right} of them right.",
            "People have judged {n} sections of this step; the machine had {right} of them right.",
            one.judged, right=str(one.right),
        )  # fmt: skip
        st.caption(told)


def _without(done: list[Done], found: list[Take]) -> None:
    """Sessions in which the step was not found: left out of sight they would seem not to exist."""
    there = {take.session.id for take in found}
    missing = [number(one.session) for one in done if one.session.id not in there]
    if missing:
        st.caption(_("This step was not found in: {sessions}").format(sessions=", ".join(missing)))
