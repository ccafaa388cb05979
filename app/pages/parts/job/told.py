"""How usable what was told is, how much of it is new, and what is probably still unsaid."""

from __future__ import annotations

import streamlit as st

from app import problems
from app.language import _, n_
from app.links import open_cards
from app.plain import verbatim
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.rights import Actor
from pipelines.elicit.measures import Novelty, Share
from pipelines.elicit.overview import desk
from pipelines.elicit.overview.desk import Overview

MOST = 8


def draw(over: Overview) -> None:
    st.header(_("What was told, and how usable it is"), anchor=False)
    if not over.units:
        st.caption(_("There is no know-how card of this job yet."))
        return
    shares = (
        (_("Key points with a reason"), over.reasons, "reasons"),
        (_("Decisions with a sign that others could look out for"), over.cues, "cues"),
        (_("Settings with a number and a unit"), over.numbers, "numbers"),
    )
    for name, share, key in shares:
        _share(over, name, share, key)


def _share(over: Overview, name: str, share: Share, key: str) -> None:
    if not share.of:
        st.markdown(f"{name}: {_('none told yet')}")
        return
    done = _("{done} of {of}").format(done=share.done, of=share.of)
    st.markdown(f"{name}: **{done}**")
    if share.lacking:
        with st.expander(n_("{n} card lacks it", "{n} cards lack it", len(share.lacking))):
            _listed(over, share.lacking, key)


def _listed(over: Overview, units: tuple[str, ...], key: str) -> None:
    for one in filter(None, map(over.unit, units[:MOST])):
        words, go = st.columns([4, 1], vertical_alignment="center")
        words.markdown(f"“{verbatim(one.text)}”")
        if go.button(_("Open"), key=f"{key}-{one.id}", width="stretch"):
            open_cards(one.session, one.step_id or "")
    if len(units) > MOST:
        st.caption(n_("and {n} more", "and {n} more", len(units) - MOST))


def new(site: Site, who: Actor, over: Overview) -> None:
    """What the written procedure does not say, on demand: reading meaning takes seconds."""
    st.header(_("Not in the written procedure"), anchor=False)
    key = f"novelty-{over.procedure.id}"
    seen = tuple(one.id for one in over.units)
    if st.button(_("Compare with the written procedure"), key="coverage-novelty",
                 disabled=not seen, help=_("It takes a few seconds.")):  # fmt: skip
        try:
            with st.spinner(_("Comparing…")):
                st.session_state[key] = (
                    seen, desk.written_and_new(site, who, over.procedure.id)
                )  # fmt: skip
        except SonmatError as error:
            st.error(problems.told(error))
    for_units, found = st.session_state.get(key, ((), None))
    if found is not None and for_units == seen:
        _novel(over, found)


def _novel(over: Overview, found: Novelty) -> None:
    st.markdown(
        n_("{n} card says what no sentence of the procedure says.",
           "{n} cards say what no sentence of the procedure says.", len(found.new))
    )  # fmt: skip
    _listed(over, found.new, "novel")
    if found.written:
        with st.expander(
            n_("{n} card is probably written already", "{n} cards are probably written already",
               len(found.written))
        ):  # fmt: skip
            for one in found.written:
                unit = over.unit(one.unit)
                if unit is not None:
                    st.markdown(f"“{verbatim(unit.text)}” ↔ {verbatim(one.sentence)}")
    st.caption(_("It is compared by meaning and may be wrong: a person decides."))


def unsaid(over: Overview) -> None:
    """What others would probably add. It is about the job, never about who knows how much."""
    st.header(_("What is probably still unsaid"), anchor=False)
    st.markdown(_new(over))
    st.markdown(_unseen(over))
    st.caption(
        _(
            "The same thing told by two experts counts as told by both only where a person linked"
            " their cards as the same."
        )
    )


def _new(over: Overview) -> str:
    told = " · ".join(str(one) for one in over.new.new)
    if len(over.new.new) < 2 or not any(over.new.new):
        return _("With one work session nothing can be said about what the next would add.")
    text = _("New things, from one work session to the next: {told}.").format(told=told)
    if over.new.reached is not None:
        return f"{text} {_('Of late hardly anything new was added.')}"
    if not over.new.rates:
        return f"{text} {_('It takes six work sessions to tell whether it runs dry.')}"
    return f"{text} {_('New things are still being added.')}"


def _unseen(over: Overview) -> str:
    found = over.unseen
    if found is None:
        return _("Two experts or more have to tell about this job before it can be said how much"
                 " others would add.")  # fmt: skip
    known = n_("{n} thing is known so far.", "{n} things are known so far.", found.seen)
    linked = any(len(one.told_by) > 1 for one in over.things)
    if not linked:
        return f"{known} " + _("No two cards are linked as the same yet, so it cannot be said how"
                               " much others would add.")  # fmt: skip
    told = _("Probably {more} more or above are still unsaid ({low} to {high}).")
    ends = {"more": f"{found.unseen:.0f}", "low": f"{found.low:.0f}", "high": f"{found.high:.0f}"}
    return f"{known} {told.format(**ends)}"
