"""The script that Streamlit runs for every page."""

import streamlit as st

from app.layout import frame
from app.nav import pages

st.set_page_config(
    page_title="손맛 Sonmat",
    page_icon=":material/back_hand:",
    layout="wide",
    initial_sidebar_state=230,
)
chosen = st.navigation(pages(), position="sidebar")
frame()
chosen.run()
