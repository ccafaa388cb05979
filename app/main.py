"""The script that Streamlit runs for every page."""

from pathlib import Path

import streamlit as st

from app.layout import frame
from app.nav import pages

st.set_page_config(
    page_title="손맛 Sonmat",
    page_icon=Path(__file__).parent / "icon.png",
    layout="wide",
    initial_sidebar_state=230,
)
chosen = st.navigation(pages(), position="sidebar")
frame()
chosen.run()
