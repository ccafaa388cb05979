"""Datasets that were made, and the next number of one that was recalled."""

from __future__ import annotations

import streamlit as st

from app import catalogue, context, problems, signin
from app.language import _, n_
from app.pages.parts.release_formats import called
from app.pages.parts.release_telling import Called, place, refused, telling, written
from app.plain import day, verbatim
from data_schemas.errors import SonmatError
from data_schemas.release import Release


def draw(
    made: tuple[Release, ...],
    recall: dict[str, int],
    known: Called | None,
) -> None:
    """``known`` is None for who only uses what others make."""
    from pipelines.release.versions.desk import Standing, standings

    standing = standings(context.site(), signin.current())
    st.header(_("Made so far"), anchor=False)
    if not made and known is not None:
        st.caption(_("None yet. Fill in the left side and press “Make it”."))
    elif not made:
        st.caption(_("None yet. Whoever answers for this site makes them."))
    for one in made:
        with st.container(border=True):
            st.markdown(f"**{verbatim(one.name)}** &ensp; {day(one.created_at)}")
            parts = (
                _("No. {n}").format(n=one.number),
                n_("{n} row", "{n} rows", one.rows),
                n_("{n} work session", "{n} work sessions", len(one.sessions)),
                ", ".join(called(name) for name in one.formats),
            )
            st.caption(" · ".join(parts))
            gone = recall.get(one.id, 0)
            if gone:
                st.warning(
                    n_(
                        "{n} of its work sessions was withdrawn: ask everybody who has it to"
                        " delete it.",
                        "{n} of its work sessions were withdrawn: ask everybody who has it"
                        " to delete it.",
                        gone,
                    )
                )
            stands = standing.get(one.id, Standing())
            if stands.superseded_by is not None:
                newer = _("A newer one took its place: No. {n}.")
                st.caption(newer.format(n=stands.superseded_by))
            if known is not None:
                refused(one.refused, known)
                if stands.is_recalled and stands.superseded_by is None:
                    _again(one)
            with st.expander(_("Expert details")):
                st.json(one.model_dump(mode="json"), expanded=1)


def _again(one: Release) -> None:
    """The next number of a dataset, without what was withdrawn."""
    from pipelines.release.versions.desk import supersede

    with st.expander(_("Make the next one without what was withdrawn")):
        folder = st.text_input(_("New folder on this machine"), key=f"again-folder-{one.id}")
        if not st.button(_("Make it"), disabled=not folder.strip(), key=f"again-{one.id}"):
            return
        to = place(folder)
        try:
            with telling(len(one.formats)) as tell:
                made = supersede(
                    context.site(), signin.current(), one.name, to, catalogue.say, tell
                )
        except SonmatError as error:
            st.error(problems.told(error))
            return
        written(made.release, to)
        whom = sorted({name for recalled in made.recalled for name in recalled.given_to})
        for name in whom:
            st.warning(_("Ask them to delete what they have: {name}").format(name=verbatim(name)))
