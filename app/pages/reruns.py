"""New results that wait: what would be otherwise, and whether it is to hold."""

from __future__ import annotations

import streamlit as st

from app import context, problems, signin
from app.language import _, n_
from app.layout import act_and_redraw, empty, paged, title
from app.names import Names, names
from app.pages.parts import reruns_failed
from app.pages.parts.history import told as deed_told
from app.plain import UNNAMED, WORK, clock, verbatim
from app.scene import title_of
from app.scene.notes import told as finding_told
from capture import procedures, sessions
from capture.permission import decide
from capture.site import Site
from data_schemas.clock import Interval
from data_schemas.errors import SonmatError
from data_schemas.procedure import Procedure
from data_schemas.rights import Action, Actor, Facts
from pipelines.rederive import desk
from pipelines.rederive.compare import Difference, Placed

PAGE = 5


def draw() -> None:
    site, who = context.site(), signin.current()
    title(
        _("New results"),
        _("A newer model has looked at these work sessions. What you know holds until you accept."),
    )
    found = desk.status(site, who)
    working = sum(one.state == "wanted" for one in found)
    if working:
        st.info(
            n_(
                "{n} work session is still being looked at. Work that somebody waits for goes"
                " first.",
                "{n} work sessions are still being looked at. Work that somebody waits for goes"
                " first.",
                working,
            ),
            icon=":material/hourglass_empty:",
        )
    waiting = tuple(one.session for one in found if one.state == "made")
    failed = tuple(one for one in found if one.state == "failed")
    known = names(site, who)
    if waiting:
        may = decide(who, Action.REVIEW, Facts()).allowed
        if may:
            _all(site, who, len(waiting))
        for session in paged(waiting, PAGE, "reruns-page"):
            _one(site, who, session, known, may)
    elif not failed:
        empty(_("No new results wait for a word."), "library", _("Library"))
    if failed:
        reruns_failed.draw(site, who, failed, known)


def _all(site: Site, who: Actor, count: int) -> None:
    told, yes, no = st.columns([4, 1.4, 1.4], vertical_alignment="center")
    told.markdown(n_("{n} work session waits.", "{n} work sessions wait.", count))
    if yes.button(_("Accept all"), key="accept-all", width="stretch"):
        _judge(desk.accept_all(site, who))
    if no.button(_("Keep all as they are"), key="keep-all", width="stretch"):
        _judge(desk.keep_all(site, who))


def _judge(judged: desk.Judged) -> None:
    """Who was left and why stays to be read; the rest is drawn anew."""
    if not judged.left:
        st.rerun()
    for why in dict.fromkeys(judged.left.values()):
        st.warning(problems.reason(why))


def _one(site: Site, who: Actor, session: str, known: Names, may: bool) -> None:
    held = sessions.get_session(site, who, session)
    with st.container(border=True):
        st.markdown(f"**{verbatim(known.session(held))}**")
        try:
            found = desk.preview(site, who, session)
        except SonmatError as error:
            st.warning(problems.told(error))
            return
        _told(found, procedures.get_procedure(site, who, held.procedure))
        if not may:
            return
        yes, no, _rest = st.columns([1.4, 1.4, 3])
        if yes.button(
            _("Accept the new"), type="primary", key=f"accept-{session}", width="stretch"
        ):
            act_and_redraw(lambda: desk.accept(site, who, session))
        if no.button(_("Keep the old"), key=f"keep-{session}", width="stretch"):
            act_and_redraw(lambda: desk.keep(site, who, session))


def _told(found: Difference, procedure: Procedure) -> None:
    if found.is_same:
        st.markdown(_("Steps and words are the same as before."))
    else:
        st.markdown(_summary(found))
    if found.sections:
        st.dataframe(
            [_row(one, procedure) for one in found.sections], hide_index=True, width="stretch"
        )
    steps = {step.id for step in procedure.steps}
    for label, findings in ((_("New: {what}"), found.found), (_("No longer: {what}"), found.gone)):
        for one in (one for one in findings if one.step_id in steps):
            st.markdown("- " + verbatim(label.format(what=finding_told(procedure, one))))
    if found.unplaced:
        st.warning(_("What people did and what would fit nowhere any more. It is kept and shown."))
        for entry in found.unplaced:
            st.markdown("- " + verbatim(deed_told(procedure, entry)))
    made = ", ".join(_(WORK.get(name, UNNAMED)) for name in found.made)
    st.caption(_("Done anew: {what}").format(what=made))


def _summary(found: Difference) -> str:
    moved = n_(
        "{n} step section moved, came or went", "{n} step sections moved, came or went",
        len(found.sections),
    )  # fmt: skip
    words = _("{n} of {all} words are others").format(
        n=found.words_otherwise, all=found.words_before
    )
    share = _("{share} of the time belongs to another step").format(share=f"{found.share:.0%}")
    return f"{moved} · {words} · {share}"


def _row(one: Placed, procedure: Procedure) -> dict[str, str]:
    return {
        _("Step"): title_of(procedure, one.step_id),
        _("Before"): _place(one.before),
        _("After"): _place(one.after),
        _("Moved by"): "" if one.moved_s is None else _("{seconds} s").format(
            seconds=f"{one.moved_s:.1f}"
        ),
    }  # fmt: skip


def _place(part: Interval | None) -> str:
    return "–" if part is None else f"{clock(part.start_s)}–{clock(part.end_s)}"
