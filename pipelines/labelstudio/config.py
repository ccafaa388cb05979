"""The labelling screen of a procedure: Label Studio's XML, with labels over stable codes.

One group plays together: video, transcript, curve of movement and two lanes of sound. Segments are
regions of the sound, whose seconds are numbers with a fraction; ``TimelineLabels`` counts frames.
Empty transcripts break the page, and a key that a task lacks is refused, so there is a screen for
work without speech and one without movement.
"""

from __future__ import annotations

import colorsys
import hashlib
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from data_schemas.annotation import OUTSIDE
from data_schemas.procedure import Language, Procedure
from pipelines.labelstudio.curves import ENERGY, TIME
from pipelines.labelstudio.vocabulary import Worded, vocabulary

STEP, STEP_LANE, STEP_NOTE = "step", "step_lane", "step_note"
TAG, SPEECH_LANE, TEXT, SENSES = "knowledge", "speech_lane", "text", "senses"
REVIEW, QUESTION, VIDEO = "review", "question", "video"
_SYNC = "session"
_GOLDEN = 0.61803398875
_STYLE = (
    ".sonmat-top{display:flex;gap:12px;align-items:flex-start}"
    ".sonmat-video{flex:1 1 55%;min-width:0}"
    ".sonmat-text{flex:1 1 45%;min-width:0;max-height:430px;overflow:auto}"
)


@dataclass(frozen=True)
class Screen:
    """What the annotators of a project have before them."""

    language: Language = "ko"
    has_speech: bool = True
    has_motion: bool = True


def config_of(procedure: Procedure, screen: Screen) -> str:
    """The screen as XML. The same procedure and screen give the same text."""
    root = Xml.Element("View")
    _put(root, "Style").text = _STYLE
    _put(root, "Header", value="$title")
    _put(root, "Header", value="$answer", size="5")
    _top(root, screen)
    if screen.has_motion:
        _movement(root, screen)
    _steps(root, procedure, screen)
    if screen.has_speech:
        _speech(root, screen)
    _review(root, screen)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode")


def fingerprint(config: str) -> str:
    """Tells whether a project still has the screen that it was made with.

    The server may write the XML anew, so elements and attributes count, spaces between do not.
    Raises ``ParseError`` for what is no XML.
    """
    text = Xml.canonicalize(config, strip_text=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _put(parent: Xml.Element, tag: str, **attributes: str) -> Xml.Element:
    return Xml.SubElement(parent, tag, attributes)


def _top(root: Xml.Element, screen: Screen) -> None:
    top = _put(root, "View", className="sonmat-top")
    left = _put(top, "View", className="sonmat-video")
    _put(
        left, "Video", name=VIDEO, value="$video", frameRate="$fps", sync=_SYNC, height="340"
    )  # fmt: skip
    if screen.has_speech:
        right = _put(top, "View", className="sonmat-text")
        _put(
            right, "Paragraphs", name="transcript", value="$utterances", layout="dialogue",
            nameKey="speaker", textKey="text", audioUrl="$audio", sync=_SYNC, contextScroll="true",
        )  # fmt: skip


def _movement(root: Xml.Element, screen: Screen) -> None:
    curve = _put(
        root, "TimeSeries", name="motion", value="$motion", valueType="url", sep=",",
        timeColumn=TIME, sync=_SYNC, overviewChannels=ENERGY, overviewWidth="100%",
    )  # fmt: skip
    _put(
        curve, "Channel", column=ENERGY, displayName=_word("movement", screen), height="60",
        showYAxis="false",
        strokeColor="#1f77b4",
    )  # fmt: skip


def _steps(root: Xml.Element, procedure: Procedure, screen: Screen) -> None:
    _put(root, "Header", value=_word("steps", screen), size="5")
    labels = _put(root, "Labels", name=STEP, toName=STEP_LANE, showInline="true")
    for number, step in enumerate(procedure.steps, 1):
        key = {"hotkey": str(number)} if number < 10 else {}
        _put(
            labels, "Label", value=f"{number}. {step.title}", alias=step.id,
            background=colour(number), **key,
        )  # fmt: skip
    _put(
        labels, "Label", value=_word(OUTSIDE, screen), alias=OUTSIDE, background="#bbbbbb",
        hotkey="0",
    )  # fmt: skip
    _put(
        root, "Audio", name=STEP_LANE, value="$audio", sync=_SYNC, height="44", defaultzoom="1",
        hotkey="space",
    )  # fmt: skip
    _region_text(root, STEP_NOTE, STEP_LANE, _word("step_note", screen))


def _speech(root: Xml.Element, screen: Screen) -> None:
    _put(root, "Header", value=_word("speech", screen), size="5")
    labels = _put(
        root, "Labels", name=TAG, toName=SPEECH_LANE, showInline="true", choice="multiple"
    )  # fmt: skip
    for tag in vocabulary().tags:
        _put(
            labels, "Label", value=_in(tag.title, screen), alias=tag.code, background=tag.colour,
            hotkey=tag.hotkey, hint=_in(tag.guideline, screen),
        )  # fmt: skip
    _put(root, "Audio", name=SPEECH_LANE, value="$audio", sync=_SYNC, height="64", defaultzoom="1")
    _region_text(root, TEXT, SPEECH_LANE, _word("text", screen))
    senses = _put(
        root, "Choices", name=SENSES, toName=SPEECH_LANE, perRegion="true", choice="multiple",
        showInline="true", whenTagName=TAG, whenLabelValue="cue", visibleWhen="region-selected",
    )  # fmt: skip
    for code, worded in vocabulary().senses.items():
        _put(senses, "Choice", value=_in(worded, screen), alias=code)


def _region_text(root: Xml.Element, name: str, lane: str, hint: str) -> None:
    _put(
        root, "TextArea", name=name, toName=lane, perRegion="true", editable="true", rows="2",
        maxSubmissions="1", displayMode="region-list", placeholder=hint,
    )  # fmt: skip


def _review(root: Xml.Element, screen: Screen) -> None:
    choices = _put(root, "Choices", name=REVIEW, toName=VIDEO, choice="single", showInline="true")
    for code, worded in vocabulary().reviews.items():
        _put(choices, "Choice", value=_in(worded, screen), alias=code)
    # A text of its own with this condition stays on the page, and what is typed there is dropped.
    asked = _put(
        root, "View", visibleWhen="choice-selected", whenTagName=REVIEW,
        whenChoiceValue="ask_expert",
    )  # fmt: skip
    _put(
        asked, "TextArea", name=QUESTION, toName=VIDEO, editable="true", rows="2",
        maxSubmissions="1", placeholder=_word("question", screen),
    )  # fmt: skip


def _word(code: str, screen: Screen) -> str:
    return _in(vocabulary().words[code], screen)


def _in(worded: Worded, screen: Screen) -> str:
    return worded.in_(screen.language)


def colour(number: int) -> str:
    """Neighbouring steps lie far apart on the colour wheel, and a step keeps its colour."""
    hue = (number * _GOLDEN) % 1.0
    red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(hue, 0.42, 0.6))
    return f"#{red:02x}{green:02x}{blue:02x}"
