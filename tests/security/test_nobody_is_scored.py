"""Nobody is scored: no page, answer or row puts how long, how wrong or how alike beside a person.

Three ways to look: at every shape that values, tables and datasets have; at every page, for what
stands beside a name; and at pages over several people, which must draw the same however quick one
of them was.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import SQLModel

import data_schemas
from app import context, nav
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.value import Value
from pipelines.elicit.cards import desk as cards
from pipelines.release.formats import contrasts, cues, epic, explained, hf_schema, qa, wav
from tests.app import sample
from tests.app.test_pages import page
from tests.pipelines.elicit.test_overview import Job

PERSON = re.compile(
    r"^(expert|experts|annotator|learner|author|actor|who|whose|speaker|person|account|pseudonym"
    r"|by|name|signed_by|confirmed_by|reviewed_by|made_by|named_author)$"
)
MEASURE = re.compile(
    r"(^|_)(duration|length|took|elapsed|seconds|speed|pace|fast|slow|errors?|mistakes?|wrong"
    r"|score|rank|grade|rating|agreement|kappa|alpha|accuracy|rate|count|times|minutes|performance"
    r"|productivity|efficiency)(_|$)|(^|_)(start|end)_s$"
)
PLACE = ["end_s", "start_s"]  # where in a recording something lies: not how long anybody took
# Shapes in which both stand, and that are looked at here. A new one needs a line and a reason.
KNOWN: dict[str, tuple[list[str], list[str]]] = {
    "ApprovedItem": (["by"], PLACE),
    "Passage": (["speaker"], PLACE),
    "Record": (["expert", "made_by"], PLACE),
    "Utterance": (["speaker"], PLACE),
    "segments of a dataset": (["expert", "made_by"], PLACE),
    "Explained moments": (["expert"], PLACE),
    "clips of a dataset": (["expert", "speaker"], PLACE),
    # How sure the model is that a hand is a left or a right one.
    "frames of a dataset": (["expert"], ["left_hand_score", "right_hand_score"]),
    # How well a passage answers a question, which says nothing about whose it is.
    "Hit": (["expert"], ["dense_rank", "lexical_rank", "score"]),
    # What people said of two cards: the same, or different. Nobody is counted.
    "KnowledgeUnit": (["confirmed_by", "expert"], ["agreement"]),
    # A part of a machine, and whether it is as it should be.
    "Checkup": (["name"], ["grade"]),
}
NAMES = ("Sample expert", "Lee")
TOOK = re.compile(
    r"\d+(?:\.\d+)?\s?(?:s|sec|min|h|seconds|minutes|hours|%|초|분|시간)(?![\w-])|\d+:\d\d"
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?")
OWN = re.compile(r"\b[a-z]{3,4}-[0-9a-f]{6,}\b|\bRW[A-Za-z0-9+/]{54}")
# Pages that show several people at once.
OVER_PEOPLE = ("library", "programme", "experts", "coverage", "datasets", "data-library",
               "question-cards")  # fmt: skip


def shapes() -> Iterator[tuple[str, set[str]]]:
    for one in pkgutil.iter_modules(data_schemas.__path__):
        importlib.import_module(f"data_schemas.{one.name}")
    importlib.import_module("app.checks.base")
    todo: list[type[Value]] = [Value]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        if not kind.__name__.startswith("_"):  # a parser's own, which becomes one of these
            yield kind.__name__, set(kind.model_fields)
    for table in SQLModel.metadata.tables.values():
        yield table.name, {column.name for column in table.columns}
    for name, columns in (
        ("segments of a dataset", hf_schema.segment_columns([])),
        ("frames of a dataset", hf_schema.frame_columns([])),
    ):
        yield name, {column.name for column in columns}
    for kind in (qa, cues, explained, contrasts):
        yield kind.CARD.title, {column.name for column in kind.COLUMNS}
    yield "clips of a dataset", set(wav.COLUMNS)
    yield "rows of EPIC", {"who" if one == "participant_id" else one for one in epic.COLUMNS}


def test_no_value_table_or_dataset_puts_a_measure_beside_a_person() -> None:
    both = {
        name: (sorted(filter(PERSON.match, fields)), sorted(filter(MEASURE.search, fields)))
        for name, fields in shapes()
    }
    assert len(both) > 100
    assert {name: pair for name, pair in both.items() if all(pair)} == KNOWN


def test_the_words_that_are_looked_for_would_be_found() -> None:
    assert all(PERSON.match(one) for one in ("expert", "annotator", "confirmed_by"))
    assert all(
        MEASURE.search(one)
        for one in ("duration_s", "error_count", "mean_agreement", "took", "seconds", "end_s")
    )
    assert (
        not MEASURE.search("created_at") and TOOK.search("Lee · 12 s") and TOOK.search("걸린 3분")
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    folder = tmp_path_factory.mktemp("plant")
    site = Site.open(Settings(data=folder / "data", site_key_file=folder / "site.key"))
    context.use(site)
    yield two_experts(site)
    site.close()


def two_experts(site: Site) -> Job:
    """Both have done the same job and told something about it."""
    first = sample.processed(site)
    job = Job(
        site,
        first,
        sample.processed(site, sample.take_in(site, NAMES[1], procedure=first.procedure)),
    )
    job.tell(job.first, "Wipe towards yourself", "clean")
    job.tell(job.second, "Wipe three times", "clean")
    session = job.second.session.id
    (card,) = cards.cards(site, OWNER, session).units
    cards.advance(site, OWNER, session, card, "expert_confirmed", NAMES[1])
    return job


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", nav.PAGES)
def test_no_page_tells_how_long_or_how_well_beside_a_name(
    served: Job, name: str, language: str
) -> None:
    asked = {"session": served.second.session.id, "procedure": served.procedure,
             "expert": served.second.session.expert, "step": "clean"}  # fmt: skip
    context.use(served.site)
    shown = page(name, language, **asked)
    beside = [text for text in beside_names(shown.main) if TOOK.search(MOMENT.sub("", text))]
    assert beside == []


def beside_names(block: Any) -> Iterator[str]:
    """What stands in one line with a person's name: the words of its row, or of it alone."""
    for part in block.children.values():
        below = list(getattr(part, "children", {}).values())
        if not below:
            text = said(part)
            if any(name in text for name in NAMES):
                yield text
        elif all(type(one).__name__ == "Column" for one in below):
            row = " | ".join(said(leaf) for leaf in leaves(part))
            if any(name in row for name in NAMES):
                yield row
        else:
            yield from beside_names(part)


def leaves(block: Any) -> Iterator[Any]:
    for part in block.children.values():
        if getattr(part, "children", None):
            yield from leaves(part)
        else:
            yield part


def said(leaf: Any) -> str:
    """Its words as they are drawn; a component draws its own and is looked at elsewhere."""
    if type(leaf).__name__ == "UnknownElement":
        return ""
    parts = (getattr(leaf, name, "") for name in ("label", "value", "body"))
    return " ".join(str(part) for part in parts if isinstance(part, str))


def drawn(site: Site, job: Job) -> dict[str, list[str]]:
    """Words of the pages over several people; ids, moments of making and the site's own key, which
    are others at each site, taken out."""
    context.use(site)
    asked = {"procedure": job.procedure, "session": job.first.session.id, "step": "gasket"}
    return {
        name: [OWN.sub("", MOMENT.sub("", said(leaf)))
               for leaf in leaves(page(name, **asked).main)]
        for name in OVER_PEOPLE
    }  # fmt: skip


def test_a_page_over_several_people_is_the_same_however_quick_one_of_them_was(
    served: Job, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("quick")
    real = sample._alignment
    made: list[str] = []

    def quicker(recording: str) -> Any:
        """Of the second one alone: half as long for a step, and a third of the time for another."""
        found = real(recording)
        made.append(recording)
        if len(made) < 2:
            return found
        times = {"gasket": (5.0, 7.0), "bolts": (8.6, 8.9)}
        segments = (
            one.model_copy(update=dict(zip(("start_s", "end_s"), times[one.step_id], strict=True)))
            if one.step_id in times else one
            for one in found.segments
        )  # fmt: skip
        return found.model_copy(update={"segments": tuple(segments)})

    monkeypatch.setattr(sample, "_alignment", quicker)
    other = Site.open(Settings(data=folder / "data", site_key_file=folder / "site.key"))
    quick = two_experts(other)
    assert len(made) == 2
    here, there = drawn(served.site, served), drawn(other, quick)
    other.close()
    assert here == there and all(any(words) for words in here.values())
