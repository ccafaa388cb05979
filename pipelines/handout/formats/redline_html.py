"""The redline as a page: the procedure with what would change, and the evidence beside."""

from __future__ import annotations

from capture.formats.markup import Html, tag
from data_schemas.handout import Change, Proof, Redline, RedlineStep, Stamp
from pipelines.handout.formats.page_html import columns, page, quote, seconds, stamped, words
from pipelines.handout.formats.tracked import Bit, bits_of, lines_of
from pipelines.handout.say import Say, proposed


def write(_: Say, redline: Redline) -> bytes:
    """A file of HTML that stands alone."""
    stamp = redline.stamp
    names = tag(
        "tr",
        tag("th", "№", class_="no", scope="col"),
        tag("th", _("Written procedure with proposed changes"), scope="col"),
        tag("th", _("What the recording shows"), scope="col"),
    )
    table = tag(
        "table",
        columns("9mm", "52%", ""),
        tag("thead", stamped(_, stamp, 3), names),
        *(tag("tbody", _row(_, stamp, one), class_="step") for one in redline.steps),
    )
    lead = tag("p", _lead(_, redline))
    body = (lead, table) if redline.steps else (lead,)
    return page(_, stamp, _("Proposed changes to the procedure"), *body, withheld=redline.withheld)


def _lead(_: Say, redline: Redline) -> str:
    if not redline.count:
        return _("The recording suggests no change to the written procedure.")
    return _(
        "Proposed only: nothing was changed. One recording proves little, so people who know the"
        " job decide line by line. Underlined is proposed to be written, struck through to be"
        " taken out."
    )


def _row(_: Say, stamp: Stamp, step: RedlineStep) -> Html:
    items = [tag("li", *_marked(line)) for line in lines_of(_, step)]
    return tag(
        "tr",
        tag("td", str(step.number) if step.number else "+", class_="no"),
        tag(
            "td",
            tag("div", *_marked(bits_of(_, step)), class_="title"),
            tag("ul", *items) if items else None,
        ),
        tag("td", *(_evidence(_, stamp, one, step.number) for one in step.changes)),
    )


def _marked(bits: tuple[Bit, ...]) -> list[Html]:
    names = {"ins": "ins", "del": "del", "": "span"}
    return [tag(names[one.change], words(one.text)) for one in bits]


def _evidence(_: Say, stamp: Stamp, change: Change, number: int) -> Html:
    shown = [_proof(_, stamp, one) for one in change.proofs]
    return tag("div", tag("p", proposed(_, change, number), class_="note"), *shown)


def _proof(_: Say, stamp: Stamp, proof: Proof) -> Html:
    return quote(_, stamp, proof) if proof.text else tag("p", seconds(_, stamp, proof))
