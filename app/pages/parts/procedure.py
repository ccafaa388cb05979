"""Which written procedure a recording follows, and how another one is brought."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app import problems
from app.language import NAMES, _, current, n_
from app.pages.parts import brought
from capture import procedures
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.procedure import Procedure
from data_schemas.rights import Actor


def draw(site: Site, who: Actor) -> Procedure | None:
    """The procedure that was chosen, None while there is none."""
    known = procedures.list_procedures(site, who)
    if not known:
        st.markdown(
            _(
                "First bring the written steps of the job: an Excel or Word file, a numbered list"
                " in a text file, CSV or YAML."
            )
        )
    chosen = _choose({one.id: one for one in known[::-1]}) if known else None
    if chosen is not None:
        st.caption(
            n_("{n} step", "{n} steps", len(chosen.steps))
            if chosen.steps
            else _("The steps are not written yet: they can be proposed from the recording.")
        )
    with st.expander(_("Bring another procedure"), expanded=not known):
        _import(site, who, {one.id: one for one in known[::-1]})
    with st.expander(_("The steps are not written yet?")):
        _start(site, who)
    return chosen


def _start(site: Site, who: Actor) -> None:
    """Begin a job without steps: its recordings are taken in, and the steps come out of them."""
    st.caption(
        _("Record the work first: a list of steps is then proposed from what the expert says.")
    )
    turn = st.session_state.get("procedure-turn", 0)
    named = st.text_input(_("What is done, in a few words"), key=f"job-title-{turn}")
    spoken = st.radio(
        _("What is spoken"),
        options=list(NAMES),
        index=list(NAMES).index(current()),
        format_func=NAMES.__getitem__,
        horizontal=True,
        key=f"job-language-{turn}",
    )
    if st.button(_("Begin without steps"), key=f"job-start-{turn}"):
        try:
            made = procedures.start_procedure(site, who, named, "ko" if spoken == "ko" else "en")
        except SonmatError as error:
            st.error(problems.told(error))
        else:
            _taken(made)


def _choose(known: dict[str, Procedure]) -> Procedure | None:
    # What was just brought is what people want, whatever was chosen before. A name of its own for
    # each turn: a click that is still on its way carries the choice of the turn before.
    brought = st.session_state.get("procedure-brought")
    chosen = st.selectbox(
        _("Procedure"),
        options=list(known),
        index=list(known).index(brought) if brought in known else 0,
        format_func=lambda one: known[one].title,
        key=f"new-procedure-{st.session_state.get('procedure-turn', 0)}",
        label_visibility="collapsed",
    )
    return known.get(chosen)


def _import(site: Site, who: Actor, known: dict[str, Procedure]) -> None:
    turn = st.session_state.setdefault("procedure-turn", 0)
    given = st.file_uploader(
        _("Procedure file (Excel, Word, text, CSV or YAML)"), key=f"procedure-{turn}"
    )
    if given is None:
        return
    update = _update(known, turn)
    try:
        found = procedures.preview_procedure(site, who, given.getvalue(), given.name, update)
        brought.draw(found, known.get(update or ""))
        if found.is_new and st.button(
            _("Save this procedure"), type="primary", key=f"procedure-save-{turn}"
        ):
            _save(site, who, given, update)
    except SonmatError as error:
        st.error(problems.told(error))


def _update(known: dict[str, Procedure], turn: int) -> str | None:
    """Id of the procedure that gets a new version, None for a new procedure."""
    if not known:
        return None
    return st.selectbox(
        _("What it is"),
        options=[None, *known],
        format_func=lambda one: (
            _("A new version of “{title}”").format(title=known[one].title)
            if one
            else _("A new procedure")
        ),
        key=f"procedure-update-{turn}",
    )


def _save(site: Site, who: Actor, given: UploadedFile, update: str | None) -> None:
    made = procedures.import_procedure(site, who, given.getvalue(), given.name, update)
    _taken(made)


def _taken(made: Procedure) -> None:
    st.session_state["procedure-turn"] = st.session_state.get("procedure-turn", 0) + 1
    st.session_state["procedure-brought"] = made.id
    st.toast(_("“{title}” was taken in.").format(title=made.title))
    st.rerun()
