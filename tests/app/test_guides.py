"""What the guides say stands on the pages: names of buttons, states, kinds and signs."""

import re

from app.knowhow.cells import CELLS, WHYS
from app.knowhow.words import UNIT_KINDS, UNIT_STATES
from tests.app.messages import messages
from tests.conftest import ROOT

CARDS = (ROOT / "docs" / "cards.md").read_text()
COVERAGE = (ROOT / "docs" / "coverage.md").read_text()


def rows(text: str, head: str) -> list[tuple[str, str]]:
    """The first two columns of the table with this heading."""
    table = text.partition(f"| {head} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", table, re.MULTILINE)


def test_every_kind_of_card_has_an_example() -> None:
    assert [name for name, _example in rows(CARDS, "kind")] == list(UNIT_KINDS.values())


def test_every_state_is_explained() -> None:
    states = [name for key, (name, _colour) in UNIT_STATES.items() if key != "superseded"]
    told = [name.replace("…", "{name}") for name, _meaning in rows(CARDS, "state")]
    assert told == states


def test_every_sign_of_the_table_is_explained() -> None:
    assert rows(COVERAGE, "sign") == list(CELLS.values())
    assert len(WHYS) == 5  # the guide names five reasons for a question


def test_what_a_guide_sets_in_italics_stands_on_a_page() -> None:
    known = {re.sub(r"\{\w+\} ?", "", one) for message in messages() for one in message.split("\0")}
    for text in (CARDS, COVERAGE):
        for name in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text):
            assert name in known, name
