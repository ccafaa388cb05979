"""What a label means, with examples that people chose: acts in the journal of their session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree import ElementTree as Xml

from data_schemas.clock import Span
from data_schemas.entry import ABOUT_EXAMPLE, Act, Draft, Entry, standing
from data_schemas.procedure import Language, Procedure, Step
from pipelines.labelstudio.vocabulary import vocabulary

SHORTEST_S, LONGEST_S = 0.5, 60.0


@dataclass(frozen=True)
class Example:
    """Seconds of a session that show a label well; ``number`` is that of the act.

    ``copy_start_s`` and ``copy_end_s`` are the same on the clock of the masked copy, once the door
    has looked it up.
    """

    session: str
    number: int
    label: str
    span: Span
    copy_start_s: float = 0.0
    copy_end_s: float = 0.0


def example_draft(label: str, span: Span) -> Draft:
    """It holds no words: which seconds are meant says nothing of what is hidden in them."""
    return Draft(act=Act.CONFIRM, target=f"{ABOUT_EXAMPLE}{label}", span=span)


def drop_draft(one: Example) -> Draft:
    """Taken back as a refusal: to undo anything asks people to look at all masks again."""
    return Draft(
        act=Act.DECLINE, target=f"{ABOUT_EXAMPLE}{one.label}", after={"number": one.number}
    )  # fmt: skip


def examples_of(session: str, entries: Iterable[Entry]) -> tuple[Example, ...]:
    """Those that nobody took back, and of whose seconds nothing was taken out since."""
    kept = standing(tuple(entries))
    dropped = {
        one.after.get("number")
        for one in kept
        if one.act is Act.DECLINE and one.target.startswith(ABOUT_EXAMPLE)
    }
    cuts = [one.span for one in kept if one.act is Act.STRIKE and one.span is not None]
    return tuple(
        Example(session, one.number, one.target.removeprefix(ABOUT_EXAMPLE), one.span)
        for one in kept
        if one.act is Act.CONFIRM
        and one.target.startswith(ABOUT_EXAMPLE)
        and one.span is not None
        and one.number not in dropped
        and not any(
            cut.recording == one.span.recording and cut.overlap_s(one.span) > 0 for cut in cuts
        )
    )


def instruction(procedure: Procedure, language: Language, address: str = "") -> str:
    """What annotators read behind *Instructions* on the labelling page: HTML.

    ``address`` is where they reach the app, "" for no link to the page with examples. That page
    allows no link within the screen itself: its texts lie in a frame that opens nothing.
    """
    words = vocabulary().words
    root = Xml.Element("div")
    if address:
        asked = urlencode({"procedure": procedure.id, "lang": language})
        link = Xml.SubElement(Xml.SubElement(root, "p"), "a")
        link.set("href", f"{address.rstrip('/')}/guideline?{asked}")
        link.text = words["guideline"].in_(language)
    Xml.SubElement(root, "h4").text = words["speech"].in_(language)
    tags = Xml.SubElement(root, "ul")
    for tag in vocabulary().tags:
        _told(tags, tag.title.in_(language), (tag.guideline.in_(language),))
    Xml.SubElement(root, "h4").text = words["steps"].in_(language)
    steps = Xml.SubElement(root, "ul")
    for number, step in enumerate(procedure.steps, 1):
        _told(steps, f"{number}. {step.title}", _lines(step))
    return Xml.tostring(root, encoding="unicode", method="html")


def _lines(step: Step) -> tuple[str, ...]:
    return (*step.key_point, *step.reason)


def _told(among: Xml.Element, name: str, lines: Iterable[str]) -> None:
    item = Xml.SubElement(among, "li")
    bold = Xml.SubElement(item, "b")
    bold.text = name
    bold.tail = "".join(f" {line}" for line in lines)
