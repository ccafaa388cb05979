"""What is advised before and while recording, in the language of whoever asked."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations

from app import catalogue
from app.language import DEFAULT, NAMES, later
from data_schemas.quality import Check

# The sentences of the table in ``pipelines/quality/checks.py``, for the catalogues.
ADVICE: tuple[str, ...] = (
    later("There is room for less than an hour of recording: make room before you begin."),
    later("Nothing is heard: choose the right microphone and see that it is switched on."),
    later("The picture is dark: turn on a lamp that shines on the hands."),
    later("Much of the picture is burnt out: turn the camera away from lamps and windows."),
    later(
        "Hardly anything stands out in the picture: wipe the lens and light the work from the side."
    ),
    later("The picture is blurred: clean the lens, wait for the focus, fix the camera."),
    later("No hand is seen: aim the camera so that both hands fill a third of the picture."),
    later("The hands are small in the picture: bring the camera nearer."),
    later("The hands are cut off by the picture's edge: aim at where they work."),
    later("The sound is overloaded: turn the microphone down or move it away."),
    later("The voice is very quiet: bring the microphone nearer to the mouth."),
    later("The voice is very loud: turn the microphone down a little."),
    later(
        "The voice hardly stands out from the noise: bring the microphone nearer to the mouth, or"
        " make it quieter around."
    ),
    later("Nobody is heard speaking: say a few sentences as you will while you work."),
    later(
        "No face is seen: that is fine for a camera that shows the hands only, else aim it so that"
        " head and hands are in the picture."
    ),
)
# What was looked at, by the code of its row; two rows may be about the same thing.
LOOKED_AT: dict[str, str] = {
    "room": later("Room for recordings"),
    "silent": later("Sound"),
    "dark": later("Light"),
    "bright": later("Glare"),
    "flat": later("Contrast"),
    "blurred": later("Focus"),
    "no_hands": later("Hands in the picture"),
    "small_hands": later("Size of the hands"),
    "cut_hands": later("Hands cut off"),
    "overload": later("Overload of the sound"),
    "soft": later("Level of the voice"),
    "loud": later("Level of the voice"),
    "noise": later("Noise"),
    "nobody_speaks": later("Speech"),
    "no_face": later("Face in the picture"),
}
ALL_WELL = later("All is well: hands, light and voice are as they should be.")
# Where the picture or the sound could not be looked at, no more than this may be said.
NOTHING_TO_SAY = later("There is nothing to advise about what could be checked.")


def sentence(found: Check, language: str) -> str:
    """The one sentence of advice in ``language`` (``ko``, ``en``), "" if there is none."""
    return told(found.advice.says, language) if found.advice else ""


def told(message: str, language: str) -> str:
    """A message of this module in ``language``; English for one that is not known."""
    return _translations(language if language in NAMES else DEFAULT).gettext(message)


def well(found: Check) -> str:
    """What to say where there is no advice: no more than was looked at."""
    codes = {one.code for one in found.items}
    return ALL_WELL if {"no_hands", "dark", "nobody_speaks"} <= codes else NOTHING_TO_SAY


@cache
def _translations(language: str) -> GNUTranslations:
    return catalogue.load(language)
