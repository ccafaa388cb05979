"""The doors of search: who finds what, what is told of each hit, what is gone at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from app.cli.search import KINDS
from capture import artifacts, consent, erased, saved_searches
from capture.access import NOBODY, OWNER
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.erasure import Gone
from data_schemas.errors import Denied, InputError, SonmatError, UnknownError
from data_schemas.knowledge import UnitContent
from data_schemas.rights import Actor, Consent, ProtectionClass, Purpose, Role
from data_schemas.saved_search import SavedSearch
from pipelines.elicit.cards import desk as cards
from pipelines.elicit.sitting import desk as sitting
from pipelines.search import desk
from pipelines.search.filters import Filters
from pipelines.search.kept_index import desk as kept_index
from pipelines.search.passage import PassageKind
from pipelines.search.rerank import FOLDER
from pipelines.search.told.desk import tell
from pipelines.withdraw import withdraw
from tests import store
from tests.app import sample, told

pytestmark = pytest.mark.weights

CARD = "Leave two to three millimetres of gap"


@dataclass(frozen=True)
class Plant:
    site: Site
    made: told.Told
    other: sample.Sample


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, told.Told, sample.Sample]:
    """A closed site, made once and copied."""
    folder = tmp_path_factory.mktemp("template")
    site = opened(folder)
    made, other = two_experts(site)
    site.close()
    return folder, made, other


@pytest.fixture(scope="module")
def plant(template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """For questions that change nothing."""
    yield from copied(template, tmp_path_factory.mktemp("plant"))


@pytest.fixture
def own(template, tmp_path: Path) -> Iterator[Plant]:
    """For tests that change something, or look at what a process keeps."""
    yield from copied(template, tmp_path / "own")


def copied(template, folder: Path) -> Iterator[Plant]:
    store.copied(template[0], folder)
    site = opened(folder)
    yield Plant(site, *template[1:])
    site.close()
    store.forget(site.settings)


def opened(folder: Path) -> Site:
    return store.opened(store.settings_at(folder))


def two_experts(site: Site) -> tuple[told.Told, sample.Sample]:
    """The first has told something that became a card."""
    made = told.told(site)
    spoken = made.suggestions[0]
    cards.make(site, OWNER, made.session, spoken.content, spoken.id)
    other = sample.processed(site, sample.take_in(site, "Lee", procedure=made.sample.procedure))
    for one in (made.sample, other):
        sample.make_searchable(site, one)
        tell(site, one.session.id, lambda _: None)
    return made, other


def kinds(hits) -> set[str]:
    return {hit.passage.kind for hit in hits}


def find(site: Site, query: str, who: Actor = OWNER, **chosen: object):
    return desk.search(site, who, query, 50, Filters.model_validate(chosen))


def expert(session) -> Actor:
    return Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=session.expert)


def test_everything_that_was_said_done_told_and_asked_is_found(plant):
    hits = find(plant.site, "how wide is the gap of the gasket")
    assert {"narration", "action", "unit", "answer"} <= kinds(hits)
    card = next(hit for hit in hits if hit.passage.kind == "unit")
    assert CARD in card.text and card.passage.about == "parameter"
    assert card.expert == plant.made.sample.session.expert
    assert (card.protection_class, card.purposes) == (
        ProtectionClass.RESTRICTED, frozenset({Purpose.TEACH, Purpose.TRAIN}),
    )  # fmt: skip
    typed = next(hit for hit in hits if "Two millimetres." in hit.text)
    assert typed.passage.kind == "answer"


def test_the_words_of_the_question_are_marked_in_what_was_found(plant):
    (hit,) = find(plant.site, "how wide are the gaps", kind="unit")
    assert {hit.text[a:b].lower() for a, b in hit.marks} >= {"gap"}
    assert "of" not in {hit.text[a:b] for a, b in hit.marks}


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ({"kind": "unit"}, lambda one: one.kind == "unit"),
        ({"about": "parameter"}, lambda one: one.about == "parameter"),
        ({"step": "gasket"}, lambda one: one.step_id == "gasket"),
        ({"language": "en"}, lambda one: one.language == "en"),
        ({"speaker": "expert"}, lambda one: one.speaker == "expert"),
        ({"protection_class": "restricted"}, lambda one: True),
        ({"purpose": "train"}, lambda one: True),
    ],
)
def test_what_is_chosen_is_all_that_is_found(plant, chosen, kept):
    hits = find(plant.site, "gasket", **chosen)
    assert hits and all(kept(hit.passage) for hit in hits)


def test_chosen_by_expert_class_and_purpose_that_nothing_has(plant):
    site, other = plant.site, plant.other
    assert {h.passage.session for h in find(site, "gasket", expert=other.session.expert)} == {
        other.session.id
    }
    assert find(site, "gasket", protection_class="open") == ()
    assert find(site, "gasket", purpose="publish") == ()


@pytest.mark.parametrize(
    "chosen", [{"step": "nope"}, {"procedure": "nope"}, {"expert": "nope"}, {"about": "nope"},
               {"language": "xx"}],
)  # fmt: skip
def test_a_value_that_nothing_has_is_one_clear_sentence(plant, chosen):
    with pytest.raises(InputError, match="choose another, or none"):
        find(plant.site, "gasket", **chosen)


def test_nobody_without_the_right_sees_a_hit_a_count_or_that_a_value_exists(plant):
    site, made, other = plant.site, plant.made, plant.other
    for who in (NOBODY, Actor(id="a", roles=frozenset({Role.ADMIN})),
                Actor(id="n", roles=frozenset({Role.ANNOTATOR})),
                Actor(id="t", roles=frozenset({Role.TRAINER}))):  # fmt: skip
        for door in (lambda w: find(site, "gap", w), lambda w: desk.ask(site, w, "gap"),
                     lambda w: desk.offered(site, w)):  # fmt: skip
            with pytest.raises(Denied):
                door(who)
    lee = expert(other.session)
    assert {hit.passage.session for hit in find(site, "gap", lee)} == {other.session.id}
    assert "unit" not in kinds(find(site, "gap", lee))
    assert "parameter" not in desk.offered(site, lee)["about"]
    with pytest.raises(InputError):
        find(site, "gap", lee, about="parameter")
    with pytest.raises(InputError):
        find(site, "gap", lee, expert=made.sample.session.expert)
    assert len(find(site, "gap")) > len(find(site, "gap", lee)), "the owner's view is not narrowed"


def test_a_card_more_secret_than_its_session_stays_at_the_machine(own):
    site, made = own.site, own.made
    content = UnitContent(step_id="gasket", kind="knack", text="Turn it by the secret eighth",
                          language="en", no_footage="Told.", origin="interview",
                          protection_class=ProtectionClass.NATIONAL_CORE)  # fmt: skip
    cards.make(site, OWNER, made.session, content)
    tell(site, made.session, lambda _: None)
    remote = OWNER.model_copy(update={"remote": True})
    assert any("secret eighth" in hit.text for hit in find(site, "secret eighth"))
    assert not any("secret eighth" in hit.text for hit in find(site, "secret eighth", remote))
    assert [h.text for h in find(site, "secret", protection_class="national_core")] == [
        "Turn it by the secret eighth."
    ]


def test_a_card_that_is_struck_and_an_answer_that_is_taken_back_are_gone_at_once(own):
    site, made = own.site, own.made
    (card,) = cards.cards(site, OWNER, made.session).units
    cards.strike(site, OWNER, made.session, card.id)
    assert "unit" not in kinds(find(site, "gap"))
    cards.put_back(site, OWNER, made.session, card.id)
    assert "unit" in kinds(find(site, "gap"))
    (typed,) = (one for one in cards.replies(site, OWNER, made.session) if one.text)
    sitting.take_back(site, OWNER, made.session, typed.number)
    assert not any("Two millimetres." in hit.text for hit in find(site, "two millimetres"))


def test_after_withdrawal_no_question_finds_it_and_no_cache_holds_it(own, monkeypatch):
    site, made, other = own.site, own.made, own.other
    monkeypatch.setattr(kept_index, "KEEP_FROM", 1)
    desk._shelves = type(desk._shelves)(desk._make)
    assert find(site, "gap", kind="unit")
    (cache,) = artifacts.find(site, None, Kind.SEARCH_INDEX)
    assert CARD.encode() in artifacts.load(site, cache.id)
    withdraw(site, OWNER, made.session)
    assert artifacts.find(site, None, Kind.SEARCH_INDEX) == ()
    with pytest.raises(SonmatError):
        artifacts.load(site, cache.id)
    assert {hit.passage.session for hit in find(site, "gap of the gasket")} == {other.session.id}
    held = [artifacts.load(site, one.id) for one in artifacts.find(site, None, Kind.SEARCH_INDEX)]
    assert all(made.session.encode() not in data for data in held)


@pytest.mark.parametrize("how", ["a part", "by the list of erasures"])
def test_what_is_erased_leaves_no_cache_behind(own, monkeypatch, how):
    monkeypatch.setattr(kept_index, "KEEP_FROM", 1)
    desk._shelves = type(desk._shelves)(desk._make)
    find(own.site, "gap")
    assert artifacts.find(own.site, None, Kind.SEARCH_INDEX)
    if how == "a part":
        work = own.made.sample.session.recordings[0]
        erased.forget_made_of(own.site, own.made.session, work.original)
    else:
        erased.carry_out(own.site, Gone(at=own.site.now(), scope=f"session:{own.made.session}"))
    assert artifacts.find(own.site, None, Kind.SEARCH_INDEX) == ()


def test_the_cache_is_taken_up_and_one_that_is_damaged_is_built_again(own, monkeypatch):
    monkeypatch.setattr(kept_index, "KEEP_FROM", 1)
    desk._shelves = type(desk._shelves)(desk._make)
    before = [hit.passage.id for hit in find(own.site, "gap of the gasket")]
    opened: list[str] = []
    load = artifacts.load
    monkeypatch.setattr(artifacts, "load", lambda s, a: opened.append(a) or load(s, a))
    desk._shelves = type(desk._shelves)(desk._make)
    assert [hit.passage.id for hit in find(own.site, "gap of the gasket")] == before
    (cache,) = artifacts.find(own.site, None, Kind.SEARCH_INDEX)
    passages = {one for kind in (Kind.PASSAGES, Kind.TOLD)
                for one in artifacts.newest_of_each(own.site, kind).values()}  # fmt: skip
    assert cache.id in opened and not passages & set(opened)
    desk._shelves = type(desk._shelves)(desk._make)
    monkeypatch.setattr(artifacts, "load", lambda s, a: b"half" if a == cache.id else load(s, a))
    assert [hit.passage.id for hit in find(own.site, "gap of the gasket")] == before


def test_consent_that_is_narrowed_holds_for_the_next_question(own):
    site, made = own.site, own.made
    assert find(site, "gap", purpose="train")
    for one in (made.sample, own.other):
        narrow = Consent(purposes=frozenset({Purpose.TEACH}), signed_by="sample")
        consent.grant(site, OWNER, one.session.id, narrow)
    assert find(site, "gap", purpose="train") == ()


def test_a_sign_puts_what_tells_of_signs_first_and_says_what_is_done_then(own):
    site, made = own.site, own.made
    content = UnitContent(step_id="clean", kind="recovery", language="en", origin="interview",
                          text="If it sounds wet, wipe the sealing face once more",
                          evidence=made.suggestions[2].content.evidence)  # fmt: skip
    cards.make(site, OWNER, made.session, content)
    tell(site, made.session, lambda _: None)
    first = find(site, "it sounds wet")[0]
    assert (first.passage.kind, first.passage.about) == ("unit", "recovery")
    assert first.then is not None and first.then.start_s >= first.end_s - 0.5
    plain = desk.search(site, OWNER, "it sounds wet", 50, None, signs=False)
    assert all(hit.then is None for hit in plain)


def test_did_you_mean_goes_by_the_trades_own_words(plant):
    assert desk.ask(plant.site, OWNER, "fit the gaskett").meant == ("fit the gasket",)
    assert desk.ask(plant.site, OWNER, "fit the gasket").meant == ()


@pytest.mark.parametrize(
    "query", ["a", "?", "볼", "AND OR NOT", '"; DROP TABLE texts; --', "texts MATCH *", "🔧🔧",
              "볼트 bolt ボルト", "NEAR(a b, 2)", "-gap", "col:gap", "x" * 2000, "\u200b \ufeff",
              "%_",
              "가" * 1999],
)  # fmt: skip
def test_odd_questions_are_answered_or_refused_and_never_break(plant, query):
    before = len(find(plant.site, "gap"))
    assert isinstance(find(plant.site, query), tuple)
    assert len(find(plant.site, "gap")) == before


@pytest.mark.parametrize("query", ["", "   ", "x" * 10_000])
def test_an_empty_and_a_far_too_long_question_are_one_sentence(plant, query):
    with pytest.raises(InputError):
        find(plant.site, query)


def test_a_saved_search_names_the_sessions_that_it_finds(own):
    site, made, other = own.site, own.made, own.other
    about = SavedSearch(name="cards", query="how wide is the gap", chosen={"kind": "unit"})
    saved_searches.save_search(site, OWNER, about)
    assert desk.sessions_found(site, OWNER, "cards") == (made.session,)
    everything = SavedSearch(name="all", query="how wide is the gap")
    saved_searches.save_search(site, OWNER, everything)
    assert set(desk.sessions_found(site, OWNER, "all")) == {made.session, other.session.id}
    with pytest.raises(UnknownError):
        desk.sessions_found(site, OWNER, "nope")


def test_the_example_of_the_docs_runs_as_it_stands(plant, monkeypatch, capsys):
    text = (Path(__file__).parents[3] / "docs" / "search.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    for name, value in store.environment_of(plant.site.settings).items():
        monkeypatch.setenv(name, value)
    exec(compile(example, "docs/search.md", "exec"), {})
    assert plant.made.session in capsys.readouterr().out
    assert f"from {kept_index.KEEP_FROM:,} passages" in text and FOLDER in text


def test_the_command_line_names_every_kind_there_is():
    assert get_args(PassageKind) == KINDS
