"""Dataset releases: those that were made, and making one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import context, problems, signin
from app.language import _, n_
from app.layout import empty, title
from app.names import Names, names
from app.plain import day, verbatim
from capture import sessions
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.release import Refusal, Release, Selection
from data_schemas.rights import Actor
from data_schemas.session import Session

FORMATS = {"hf": "Hugging Face (Parquet)", "vtt": "WebVTT"}


def draw() -> None:
    from pipelines.release import desk

    site, who = context.site(), signin.current()
    title(
        _("Datasets"),
        _(
            "A dataset release is a folder that an AI developer's own tools open. It holds"
            " only what the experts agreed to."
        ),
    )
    found = sessions.list_sessions(site, who)
    if not found:
        empty(
            _("There is nothing to release yet. Take in a first recording."),
            "new",
            _("New work session"),
        )
        return
    known = names(site, who)
    by_id = {one.id: one for one in found}
    left, right = st.columns([1, 1], gap="large")
    with left:
        _make(site, who, by_id, known)
    with right:
        _made(desk.list_releases(site, who), by_id, known)


def _make(site: Site, who: Actor, by_id: dict[str, Session], known: Names) -> None:
    from pipelines.release import desk

    st.subheader(_("Make a dataset release"), anchor=False)
    name = st.text_input(_("Name"), key="release-name", placeholder="cable-gland-2026")
    chosen = st.multiselect(
        _("Work sessions"),
        options=[one.id for one in by_id.values() if one.withdrawn_at is None],
        format_func=lambda one: known.session(by_id[one]),
        placeholder=_("All that may leave"),
        key="release-sessions",
    )
    formats = st.multiselect(
        _("Formats"),
        options=list(FORMATS),
        default=list(FORMATS),
        format_func=lambda one: FORMATS[one],
        key="release-formats",
    )
    folder = st.text_input(
        _("New folder on this machine"),
        key="release-folder",
        placeholder="~/sonmat-exports/cable-gland",
    )
    selection = Selection(name=name.strip(), sessions=tuple(chosen), formats=tuple(formats))
    stays = desk.preview(site, who, selection)
    going = (len(chosen) or len(by_id)) - len(stays)
    st.caption(n_("{n} work session may leave.", "{n} work sessions may leave.", going))
    _refused(stays, by_id, known)
    ready = bool(name.strip() and folder.strip() and formats and going)
    if st.button(_("Make it"), type="primary", disabled=not ready, key="release-make"):
        _create(site, who, selection, folder)


def _create(site: Site, who: Actor, selection: Selection, folder: str) -> None:
    from pipelines.release import desk

    try:
        with st.spinner(_("Writing the dataset…")):
            made = desk.create(site, who, selection, Path(folder.strip()).expanduser().absolute())
    except SonmatError as error:
        st.error(problems.told(error))
        return
    text = n_("{n} row was written.", "{n} rows were written.", made.rows)
    st.success(f"{text} {_('You find them in {folder}.').format(folder=verbatim(folder))}")


def _refused(stays: tuple[Refusal, ...], by_id: dict[str, Session], known: Names) -> None:
    """What the release check keeps here, and why."""
    if not stays:
        return
    label = n_(
        "Release check: {n} work session stays here",
        "Release check: {n} work sessions stay here",
        len(stays),
    )
    with st.expander(label, icon=":material/lock:"):
        for one in stays:
            session = by_id.get(one.session)
            what = known.session(session) if session else one.session
            st.markdown(f"**{verbatim(what)}** — {problems.reason(one.reason)}")


def _made(made: tuple[Release, ...], by_id: dict[str, Session], known: Names) -> None:
    st.subheader(_("Made so far"), anchor=False)
    if not made:
        st.caption(_("None yet. Fill in the left side and press “Make it”."))
        return
    for one in made:
        with st.container(border=True):
            st.markdown(f"**{verbatim(one.name)}** &ensp; {day(one.created_at)}")
            parts = (
                n_("{n} row", "{n} rows", one.rows),
                n_("{n} work session", "{n} work sessions", len(one.sessions)),
                ", ".join(FORMATS.get(name, name) for name in one.formats),
            )
            st.caption(" · ".join(parts))
            gone = [name for name in one.sessions if _is_gone(by_id.get(name))]
            if gone:
                st.warning(
                    n_(
                        "{n} of its work sessions was withdrawn: ask everybody who has it to"
                        " delete it.",
                        "{n} of its work sessions were withdrawn: ask everybody who has it"
                        " to delete it.",
                        len(gone),
                    )
                )
            _refused(one.refused, by_id, known)
            with st.expander(_("Expert details")):
                st.json(one.model_dump(mode="json"), expanded=1)


def _is_gone(session: Session | None) -> bool:
    return session is None or session.withdrawn_at is not None
