"""Which labels a dataset gets and how its formats are written. Left alone, nothing changes."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from app.language import _
from data_schemas.release import FormatOptions, MadeBy, Wanted
from pipelines.release.quality.report import MADE_BY

USUAL = FormatOptions()
WITH_PICTURES = frozenset({"lerobot", "webdataset"})


def draw(formats: list[str]) -> FormatOptions:
    """The same choices as on the command line; what no chosen format has cannot be changed."""
    with st.expander(_("More choices")):
        wanted = _wanted()
        shared = st.number_input(
            _("Tell of people only what so many share"),
            1,
            1_000,
            USUAL.k,
            key="release-k",
            help=_(
                "Languages, jobs and holders of rights are told of groups of at least so many"
                " people who are alike in them. What fewer share is withheld (k-anonymity)."
            ),
        )
        padding_s = st.number_input(
            _("Seconds of sound kept around what was said"),
            0.0,
            5.0,
            USUAL.padding_s,
            0.1,
            "%.1f",
            key="release-padding",
            disabled="wav" not in formats,
            help=_("For sound clips (WAV). It ends where somebody else speaks."),
        )
        return _pictures(formats).model_copy(
            update={"wanted": wanted, "k": shared, "padding_s": padding_s}
        )


def _wanted() -> Wanted:
    made_by = st.multiselect(
        _("Only steps that were placed by"),
        options=get_args(MadeBy),
        format_func=lambda one: _(MADE_BY[one]),
        placeholder=_("Anybody"),
        key="release-made-by",
        help=_("Know-how cards are chosen in the same way, by who worded them."),
    )
    percent = st.number_input(
        _("How sure the machine has to be at least (%)"),
        0,
        100,
        0,
        5,
        key="release-sure",
        help=_(
            "Steps of which it was less sure are left out. What a person placed or confirmed"
            " always counts as sure."
        ),
    )
    wanted = Wanted(made_by=frozenset(made_by), min_confidence=percent / 100)
    if wanted != Wanted():
        st.caption(
            _("A work session without any such step stays here. You see which once it is made.")
        )
    return wanted


def _pictures(formats: list[str]) -> FormatOptions:
    without = not WITH_PICTURES.intersection(formats)
    rate, size = st.columns(2)
    fps = rate.number_input(
        _("Pictures a second"),
        1,
        60,
        USUAL.fps,
        key="release-fps",
        disabled=without,
        help=_(
            "For LeRobot and WebDataset. Hands are usually looked at 15 times a second: a picture"
            " between two looks tells nothing of them."
        ),
    )
    longest_px = size.number_input(
        _("Longest side (pixels)"),
        64,
        1920,
        USUAL.longest_px,
        key="release-picture",
        disabled=without,
        help=_("For LeRobot and WebDataset. No picture is made larger than it was taken."),
    )
    words = st.checkbox(
        _("Reviewed words in LeRobot"),
        USUAL.lerobot_language,
        key="release-lerobot-words",
        disabled="lerobot" not in formats,
        help=_("lerobot reads them from version 0.6 on. Older ones refuse a dataset with them."),
    )
    return FormatOptions(fps=fps, longest_px=longest_px, lerobot_language=words)
