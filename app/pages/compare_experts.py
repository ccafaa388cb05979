"""The know-how cards of a job's experts side by side: the same, different, or told by one alone."""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _
from app.layout import careful, title
from app.links import open_coverage
from app.pages.parts.job import pairs, side_by_side
from app.pages.parts.job.chosen import chosen
from app.pages.parts.job.people import gathered
from app.plain import verbatim


def draw() -> None:
    site, who = context.site(), signin.current()
    procedure = chosen(site, who, _("Experts side by side"))
    if procedure is None:
        return
    people = gathered(site, who, procedure.id)
    title(_("Experts side by side"), verbatim(procedure.title))
    if st.button(_("Asked and still open"), icon=":material/grid_on:", key="to-coverage"):
        open_coverage(procedure.id)
    if not people.over.units:
        st.info(_("There is no know-how card of this job yet."))
        return
    st.caption(
        _(
            "Different is not worse: it may be another machine, another case, or a habit. What is"
            " different becomes a question to both."
        )
    )
    if len(people.experts) < 2:
        st.info(_("So far one expert has told about this job."))
    else:
        careful(lambda: pairs.draw(people))()
    side_by_side.draw(people)
