"""The script that Streamlit runs for every page."""

from pathlib import Path

import streamlit as st

from app import effort, problems, signin
from app.language import current, speaking
from app.layout import frame
from app.nav import pages
from data_schemas.errors import Denied

st.set_page_config(
    page_title="손맛 Sonmat",
    page_icon=Path(__file__).parent / "icon.png",
    layout="wide",
    initial_sidebar_state=230,
)
try:
    who = signin.current()
except Denied as error:
    # The gate lets no stranger come this far; a device may be sent away while its page is open.
    st.error(problems.told(error))
    st.stop()
chosen = st.navigation(pages(who), position="sidebar")
frame(signin.name(who), signin.word(who))
# Asked for once a run: a long page looks thousands of words up.
with speaking(current()):
    try:
        chosen.run()
    finally:
        effort.page_used(who, chosen.url_path, st.query_params.get("session", ""))
