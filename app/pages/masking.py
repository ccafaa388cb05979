"""What is hidden in a work session: look at it, correct it, check pictures, confirm."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app import context, signin
from app.language import _
from app.layout import careful, title
from app.links import open_session
from app.names import names
from app.pages.parts import (
    cameras,
    hidden_check,
    hidden_decision,
    hidden_lines,
    hidden_masks,
    hidden_sound,
    hidden_words,
)
from app.pages.parts.chosen_session import chosen_session
from app.plain import verbatim
from app.scene import gather
from capture import sessions
from capture.site import Site
from data_schemas.rights import Actor
from data_schemas.session import Recording, Session


@dataclass(frozen=True)
class Hiding:
    """What the parts of this page are about; ``recording`` is the camera that is looked at."""

    site: Site
    who: Actor
    session: Session
    recording: Recording


def draw() -> None:
    site, who = context.site(), signin.current()
    chosen = chosen_session(_("What is hidden"))
    if not chosen:
        return
    session = sessions.get_session(site, who, chosen)
    title(_("What is hidden"), verbatim(names(site, who).session(session)))
    if st.button(_("Back to the work session"), icon=":material/arrow_back:"):
        open_session(session.id)
    st.markdown(
        _(
            "Faces and words are proposals of the machine. Refuse what is none, add what it missed,"
            " then check pictures, read lines and confirm. Only then may anything of it leave."
            " Nobody promises that no person can be recognised."
        )
    )
    playable = list(gather.playable(site, who, session))
    if not playable:
        st.info(_("The recording can be played here as soon as its copy is made."))
        return
    hiding = Hiding(site, who, session, cameras.chosen(playable, "masking-camera"))
    hidden_masks.draw(hiding)
    careful(lambda: hidden_sound.draw(hiding))()
    careful(lambda: hidden_words.draw(hiding))()
    careful(lambda: hidden_check.draw(hiding))()
    careful(lambda: hidden_lines.draw(hiding))()
    careful(lambda: hidden_decision.draw(hiding))()
