"""The catalogue to take along: what may be told to everybody, in one file."""

from __future__ import annotations

import streamlit as st

from app import catalogue, problems
from app.language import _
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.rights import Actor
from pipelines.release.library.shelf import desk
from pipelines.release.library.writing import zipped


def draw(site: Site, who: Actor) -> None:
    with st.expander(_("Catalogue for others"), icon=":material/menu_book:"):
        st.markdown(
            _(
                "Names, terms and numbers of the datasets, for partners and for catalogues of data"
                " (DCAT, Croissant). No expert, no account and no recording is in it, and none of"
                " the datasets themselves."
            )
        )
        name = st.text_input(
            _("How this site calls itself"), max_chars=desk.PUBLISHER, key="catalogue-publisher"
        )
        if not name.strip():
            return
        try:
            made = desk.catalogue(site, who, name)
        except SonmatError as error:
            st.error(problems.told(error))
            return
        st.download_button(
            _("Save"),
            data=zipped(made, catalogue.say),
            file_name="data-library.zip",
            mime="application/zip",
            key="catalogue-save",
        )
