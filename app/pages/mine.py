"""Everything that is kept about one expert, for that expert: seen, played, struck, ended.

An expert with an account opens it for themself; for others the owner opens it together with them.
What the doors let an expert do, and not more, is tested with an actor of that role.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import context, signin, work
from app.language import _, n_
from app.layout import careful, empty, title
from app.links import leave_for
from app.names import Names, names
from app.pages.parts import erasing, handouts, seen, striking
from app.pages.session import View, link, shown_of
from app.plain import THINGS, day, verbatim
from app.player import player
from app.scene import scene
from capture import mine, people
from capture.mine import Held
from capture.site import Site
from data_schemas.rights import Actor, Expert
from pipelines.handout.desk import list_handouts
from pipelines.release.desk import list_releases
from pipelines.withdraw import withdraw


def draw() -> None:
    site, who = context.site(), signin.current()
    name = who.expert or st.query_params.get("expert", "")
    if not name:
        title(_("What is kept about an expert"))
        empty(_("Choose an expert in the programme."), "programme", _("Programme"))
        return
    expert = people.get_expert(site, who, name)
    title(
        _("What is kept about {expert}").format(expert=verbatim(expert.pseudonym)),
        _("Nothing else is kept about you here.")
        if who.expert == expert.id
        else _("Open this page together with the expert. Nothing else is kept about them here."),
    )
    held = mine.held(site, who, expert.id)
    known = names(site, who)
    _entry(expert)
    for one in held:
        with st.container(border=True, key=f"held-{one.session.id}"):
            _session(site, who, one, known)
    if not held:
        st.caption(_("Nothing was recorded with them yet."))
    _given_out(site, who, held)
    _on_paper(site, who, held)
    _end_everything(site, who, expert)


def _entry(expert: Expert) -> None:
    with st.expander(_("Entry in the programme"), icon=":material/person:"):
        st.markdown(f"{_('Pseudonym of the expert')}: {verbatim(expert.pseudonym)}")
        st.markdown(f"{_('Name to be named by')}: {verbatim(expert.author) or '–'}")
        st.markdown(f"{_('Last working day')}: {expert.last_day or '–'}")
        for job in expert.jobs:
            st.markdown(_("Job: {title}").format(title=verbatim(job.title)))
            for chunk in job.diagram.chunks if job.diagram else ():
                star = " ★" if chunk.hard else ""
                st.caption(f"{verbatim(chunk.title)}{star} {verbatim(chunk.note)}")


def _session(site: Site, who: Actor, held: Held, known: Names) -> None:
    session = held.session
    what, when, go = st.columns([4, 2, 1.6], vertical_alignment="center")
    what.markdown(f"**{verbatim(known.session(session))}**")
    when.caption(day(session.created_at)[:10])
    if session.withdrawn_at is not None:
        st.caption(
            _("Consent was withdrawn. The recording and everything made from it were erased.")
        )
        return
    is_open = st.query_params.get("session") == session.id
    label = _("Close") if is_open else _("Look and play")
    if go.button(label, key=f"look-{session.id}", width="stretch"):
        leave_for(
            "mine", {"expert": session.expert, **({} if is_open else {"session": session.id})}
        )
    with st.expander(n_("{n} thing is kept of it", "{n} things are kept of it", len(held.items))):
        st.dataframe(_things(held), hide_index=True, width="stretch")
    if is_open:
        careful(lambda: _look(View(site, who, session)))()
    careful(lambda: seen.draw(site, who, session.id))()
    with st.expander(_("Withdraw this work session"), icon=":material/block:"):
        if _typed(f"end-{session.id}"):
            withdraw(site, who, session.id)
            st.rerun()


def _things(held: Held) -> list[dict[str, object]]:
    """One line a kind of thing, in the order in which they came to be."""
    kinds = dict.fromkeys(one.kind for one in held.items)
    rows = []
    for kind in kinds:
        same = [one for one in held.items if one.kind is kind]
        rows.append(
            {
                _("What"): _(THINGS[kind]),
                _("How many"): len(same),
                _("Newest"): day(max(one.created_at for one in same)),
                _("Size (MB)"): round(sum(one.size for one in same) / 1e6, 2),
            }
        )
    return rows


def _look(view: View) -> None:
    """Play it, and take a part of it out."""
    shown = shown_of(view)
    if shown is None:
        erasing.tell(erasing.erased(view), None)
        st.info(_("The recording can be played here as soon as its copy is made."))
        return
    shown = replace(shown, editable=False, marks=True)
    told = player(scene(shown, link(view, shown.recording)), key=f"mine-{view.session.id}")
    if striking.draw(view, shown, told.mark):
        work.attend(view.site)
        st.rerun()


def _given_out(site: Site, who: Actor, held: tuple[Held, ...]) -> None:
    own = {one.session.id for one in held}
    told = [one for one in list_releases(site, who) if own.intersection(one.sessions)]
    if not told:
        st.caption(_("Nothing of it is in any dataset release."))
        return
    with st.expander(_("Dataset releases with something of it"), icon=":material/dataset:"):
        for one in told:
            st.markdown(f"{verbatim(one.name)} · {day(one.created_at)[:10]}")


def _on_paper(site: Site, who: Actor, held: tuple[Held, ...]) -> None:
    """Papers and clips of it that may lie at the workplace."""
    own = {one.session.id for one in held}
    told = [one for one in list_handouts(site, who) if own.intersection(one.sessions)]
    if told:
        with st.expander(_("Papers and clips made of it"), icon=":material/description:"):
            for one in told:
                st.markdown(f"{one.id} · {handouts.kinds(one)} · {day(one.made_at)[:10]}")


def _end_everything(site: Site, who: Actor, expert: Expert) -> None:
    with st.expander(_("Withdraw everything"), icon=":material/block:"):
        if _typed(f"end-{expert.id}"):
            withdraw(site, who, expert.id)
            leave_for("programme", {})


def _typed(key: str) -> bool:
    """Whether the word was typed and the button pressed."""
    word = _("withdraw")
    st.markdown(
        _("Withdrawing consent erases the recording and everything made from it, for good.")
    )
    said = st.text_input(_("To go on, type: {word}").format(word=word), key=f"{key}-word")
    sure = said.strip().casefold() == word.casefold()
    return st.button(
        _("Withdraw consent and erase"), type="primary", disabled=not sure, key=f"{key}-now"
    )
