"""Know-how cards: only people make them; each rests on seconds; the expert has the last word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from capture import artifacts, closing, consent, journal, takes
from capture.access import OWNER
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft, Entry
from data_schemas.errors import Denied, InputError, StaleEntry
from data_schemas.knowledge import Evidence, KnowledgeUnit, Opinion, UnitContent
from data_schemas.rights import Actor, ProtectionClass, Purpose, Role
from data_schemas.session import Session
from data_schemas.transcript import Transcript, Utterance, Word
from pipelines.elicit.cards import desk, fold
from pipelines.elicit.cards.suggest import NOT_RECORDED
from pipelines.elicit.finding.desk import find
from pipelines.elicit.sitting import desk as sitting
from pipelines.elicit.suggesting.desk import suggest
from pipelines.review import desk as review
from tests.app import sample
from tests.capture.voices import LENGTH_S, voice, whole
from tests.pipelines.elicit.test_sitting import NOW

SEEN = Evidence(recording="rec", start_s=5.0, end_s=7.0, track="audio")
SESSION = Session(id="ses", number=1, procedure="prc", expert="exp", created_at=NOW,
                  purposes=frozenset({Purpose.TEACH}))  # fmt: skip


def content(**changes: object) -> UnitContent:
    fields: dict[str, object] = {
        "step_id": "gasket", "kind": "key_point", "text": "It goes on dry.", "language": "en",
        "evidence": (SEEN,), "origin": "concurrent",
    }  # fmt: skip
    return UnitContent.model_validate({**fields, **changes})


def entries(*drafts: Draft) -> list[Entry]:
    return [
        Entry(session="ses", number=n, actor="owner", at=NOW + timedelta(minutes=n),
              **{name: getattr(one, name) for name in Draft.model_fields})
        for n, one in enumerate(drafts, 1)
    ]  # fmt: skip


def held(*drafts: Draft, cuts=()) -> fold.Cards:
    return fold.cards_of(entries(*drafts), SESSION, cuts)


def test_a_card_is_what_was_written_last_and_remembers_who_began_it():
    cards = held(fold.made("unit-1", content()), fold.made("unit-1", content(text="Dry, always.")))
    (one,) = cards.units
    assert (one.text, one.status, one.expert) == ("Dry, always.", "draft", "exp")
    assert one.created.at < one.edited.at and one.scopes == SESSION.purposes


def test_a_card_comes_one_state_further_at_a_time():
    made = fold.made("unit-1", content())
    yes = fold.stepped("unit-1", "expert_confirmed", "Kim")
    assert held(made, yes).units[0].confirmed_by == "Kim"
    ahead = (fold.stepped("unit-1", "approved"), fold.stepped("unit-1", "reviewed"))
    assert held(made, *ahead).units[0].status == "draft"
    states = (yes, fold.stepped("unit-1", "reviewed"), fold.stepped("unit-1", "approved"))
    assert held(made, *states).units[0].status == "approved"


def test_mending_takes_every_yes_away():
    made = fold.made("unit-1", content())
    yes = fold.stepped("unit-1", "expert_confirmed", "Kim")
    (one,) = held(made, yes, fold.made("unit-1", content(text="Nearly dry."))).units
    assert (one.status, one.confirmed_by) == ("draft", "")


def test_a_struck_card_is_gone_until_it_is_put_back():
    made, gone = fold.made("unit-1", content()), Draft(act=Act.STRIKE, target="unit-1")
    assert held(made, gone).units == () and held(made, gone).struck == ("unit-1",)
    assert len(held(made, gone, Draft(act=Act.UNDO, target="2")).units) == 1


def test_a_card_that_stands_in_anothers_place_supersedes_it():
    old = fold.made("unit-1", content())
    new = fold.made("unit-2", content(text="Better.", supersedes="unit-1"))
    assert [one.status for one in held(old, new).units] == ["superseded", "draft"]
    gone = Draft(act=Act.STRIKE, target="unit-2")
    assert [one.status for one in held(old, new, gone).units] == ["draft"]


def test_what_another_expert_says_is_kept_once_for_each():
    made = fold.made("unit-1", content())
    said = [
        fold.opinion("unit-1", Opinion(expert=who, says=what))
        for who, what in (("b", "unknown"), ("c", "same"), ("b", "differs"))
    ]
    (one,) = held(made, *said).units
    assert {(each.expert, each.says) for each in one.agreement} == {("b", "differs"), ("c", "same")}


@pytest.mark.parametrize(
    ("cut", "left"), [((6.9, 8.0), 0), ((7.0, 8.0), 1), ((0.0, 5.0), 1), ((0.0, 5.1), 0)]
)
def test_a_card_on_seconds_that_were_taken_out_goes_with_them(cut, left):
    span = Span(recording="rec", start_s=cut[0], end_s=cut[1])
    assert len(held(fold.made("unit-1", content()), cuts=(span,)).units) == left


def test_so_does_one_of_which_a_single_field_rests_on_them():
    own = Evidence(recording="rec", start_s=20, end_s=21, track="audio")
    told = content(parameters=({"text": "a little", "evidence": (own,)},))
    cut = Span(recording="rec", start_s=20.5, end_s=30)
    assert held(fold.made("unit-1", told), cuts=(cut,)).units == ()


@given(st.lists(st.sampled_from(["make", "confirm", "strike", "opinion", "undo"]), max_size=10))
def test_whatever_is_written_a_card_is_whole_or_not_there(acts):
    ways = {
        "make": fold.made("unit-1", content()),
        "confirm": fold.stepped("unit-1", "expert_confirmed", "Kim"),
        "strike": Draft(act=Act.STRIKE, target="unit-1"),
        "opinion": fold.opinion("unit-1", Opinion(expert="b", says="same")),
    }
    drafts = [
        ways[act] if act != "undo" else Draft(act=Act.UNDO, target=str(max(1, n - 1)))
        for n, act in enumerate(acts, 1)
    ]
    cards = held(*drafts)
    assert len(cards.units) <= 1 and not {one.id for one in cards.units} & set(cards.struck)
    for one in cards.units:
        assert KnowledgeUnit.model_validate(one.model_dump()) == one


@pytest.mark.parametrize("changes", [{"evidence": ()}, {"no_footage": "why"}, {"text": ""}])
def test_no_card_without_words_and_seconds_or_the_reason_why_not(changes):
    with pytest.raises(ValidationError):
        content(**changes)


# On a site


@pytest.fixture
def made(site):
    found = sample.processed(site)
    find(site, found.session.id, lambda share: None)
    return found


def mine(made, **changes: object) -> UnitContent:
    return content(evidence=(SEEN.model_copy(update={"recording": made.recording}),), **changes)


def test_made_confirmed_mended_struck_and_put_back(site, made):
    session = made.session.id
    one = desk.make(site, OWNER, session, mine(made))
    one = desk.advance(site, OWNER, session, one, "expert_confirmed", " Kim  Y ")
    assert one.confirmed_by == "Kim Y"
    one = desk.mend(site, OWNER, session, one, mine(made, text="Dry."))
    assert one.status == "draft"
    desk.strike(site, OWNER, session, one.id)
    assert desk.cards(site, OWNER, session).units == ()
    assert desk.put_back(site, OWNER, session, one.id) == one


def test_nobody_says_yes_to_what_they_did_not_see(site, made):
    session = made.session.id
    seen = desk.make(site, OWNER, session, mine(made))
    desk.mend(site, OWNER, session, seen, mine(made, text="Something else."))
    with pytest.raises(StaleEntry):
        desk.advance(site, OWNER, session, seen, "expert_confirmed", "Kim")
    with pytest.raises(StaleEntry):
        desk.mend(site, OWNER, session, seen, mine(made, text="Mine."))


@pytest.mark.parametrize(("state", "name"), [("reviewed", ""), ("approved", ""), ("draft", "K"),
                                             ("expert_confirmed", "  "),
                                             ("expert_confirmed", "x" * 81)])  # fmt: skip
def test_no_yes_out_of_turn_or_without_a_name(site, made, state, name):
    one = desk.make(site, OWNER, made.session.id, mine(made))
    with pytest.raises(InputError):
        desk.advance(site, OWNER, made.session.id, one, state, name)


@pytest.mark.parametrize(
    "changes",
    [
        {"step_id": "nowhere"},
        {"evidence": (SEEN,)},
        {"details": ({"field": "reason", "text": "x", "evidence": (SEEN,)},)},
        {"supersedes": "unit-x"},
    ],
)
def test_a_card_rests_on_its_own_session(site, made, changes):
    told = mine(made).model_dump() | changes
    with pytest.raises(InputError):
        desk.make(site, OWNER, made.session.id, UnitContent.model_validate(told))
    assert desk.cards(site, OWNER, made.session.id).units == ()


def test_seconds_past_the_end_are_no_evidence(site, made):
    late = Evidence(recording=made.recording, start_s=12, end_s=14, track="video")
    with pytest.raises(InputError, match="seconds"):
        desk.make(site, OWNER, made.session.id, content(evidence=(late,)))


def test_only_who_may_confirms_and_approves(site, made):
    session = made.session.id
    one = desk.make(site, OWNER, session, mine(made))
    interviewer = Actor(id="i", roles=frozenset({Role.INTERVIEWER}))
    with pytest.raises(Denied):
        desk.advance(site, interviewer, session, one, "expert_confirmed", "Kim")
    expert = Actor(id="e", roles=frozenset({Role.EXPERT}), expert=made.session.expert)
    one = desk.advance(site, expert, session, one, "expert_confirmed", "Kim")
    with pytest.raises(Denied):
        desk.advance(site, expert, session, one, "reviewed")
    other = Actor(id="o", roles=frozenset({Role.EXPERT}), expert="exp-other")
    with pytest.raises(Denied):
        desk.strike(site, other, session, one.id)
    desk.strike(site, expert, session, one.id)


def test_an_opinion_is_another_experts(site, made):
    session = made.session.id
    one = desk.make(site, OWNER, session, mine(made))
    with pytest.raises(InputError, match="own card"):
        desk.judge(site, OWNER, session, one.id, Opinion(expert=made.session.expert, says="same"))
    told = desk.judge(site, OWNER, session, one.id, Opinion(expert="exp-2", says="differs"))
    assert told.agreement == (Opinion(expert="exp-2", says="differs"),)


def answered_by_voice(site, made, text: str) -> tuple[str, int]:
    """(recording, number of the reply) of an answer whose words were heard."""
    session = made.session.id
    asked = sitting.sitting(site, OWNER, session).questions[0].asked
    at = site.now() - timedelta(seconds=LENGTH_S)
    start = takes.Start(f"stm-{1:016x}", f"dev-{1:016x}", at)
    stream = sitting.begin_answer(site, OWNER, session, asked, start)
    takes.append(site, OWNER, session, stream.id, 0, voice())
    kept = closing.finish(site, OWNER, session, stream.id, whole(voice()))
    spoken = text.split()
    each = 2.5 / len(spoken)
    words = tuple(Word(start_s=n * each, end_s=(n + 1) * each, text=one, confidence=0.9)
                  for n, one in enumerate(spoken))  # fmt: skip
    heard = Utterance(start_s=0.0, end_s=2.5, text=text, language="en", words=words)
    recipe = Recipe(kind=Kind.TRANSCRIPT, stage="t", version="1", parents=(kept.original,))
    value = Transcript(language="en", engine="t", utterances=(heard,))
    artifacts.seal(site, recipe, artifacts.session_scope(session), value)
    (one,) = sitting.sitting(site, OWNER, session).answers
    return kept.id, one.reply.number


@pytest.mark.weights
def test_an_answer_becomes_a_suggestion_with_both_clips_and_each_field_has_its_seconds(site, made):
    session = made.session.id
    recording, number = answered_by_voice(
        site, made, "I leave a gap of 2 mm because it swells when it gets hot."
    )
    suggest(site, session, lambda share: None)
    found = [one for one in desk.suggestions(site, OWNER, session) if one.reply == number]
    (one,) = found
    assert one.content.origin == "cued_replay"
    assert {span.recording for span in one.content.evidence} == {recording, made.recording}
    assert {span.track for span in one.content.evidence} == {"replay", "video"}
    (gap,) = one.content.parameters
    assert (gap.value, gap.unit) == (2.0, "mm")
    for field in (*one.content.parameters, *one.content.details):
        assert all(span.recording == recording for span in field.evidence) and field.evidence
    unit = desk.make(site, OWNER, session, one.content, one.id)
    assert unit.id == one.id and unit.status == "draft"
    left = desk.suggestions(site, OWNER, session)
    assert one.id not in {each.id for each in left}
    with pytest.raises(InputError, match="card meanwhile"):
        desk.make(site, OWNER, session, one.content, one.id)


@pytest.mark.weights
def test_typed_words_rest_on_the_seconds_asked_about_or_say_that_there_is_no_footage(site, made):
    session = made.session.id
    asked = sitting.sitting(site, OWNER, session).questions[0].asked
    sitting.reply(site, OWNER, session, asked, "answered", "It must go on dry, else it leaks.")
    of_step = sitting.card_question(site, OWNER, session, "bolts", "setting")
    sitting.reply(site, OWNER, session, of_step, "answered", "Tighten to 40 Nm at the most.")
    suggest(site, session, lambda share: None)
    first, second = (one for one in desk.suggestions(site, OWNER, session) if one.reply)
    assert [span.recording for span in first.content.evidence] == [made.recording]
    assert first.content.no_footage == "" and first.content.asr_confidence is None
    assert second.content.no_footage == NOT_RECORDED and second.content.step_id == "bolts"
    assert second.content.origin == "interview" and second.content.probe == "setting"
    for field in (*first.content.details, *second.content.parameters):
        assert field.evidence == ()


@pytest.mark.weights
def test_a_refused_suggestion_and_one_of_an_answer_taken_back_are_not_offered(site, made):
    session = made.session.id
    _, number = answered_by_voice(site, made, "The gasket goes on dry, else it leaks.")
    suggest(site, session, lambda share: None)
    one = next(one for one in desk.suggestions(site, OWNER, session) if one.reply == number)
    desk.refuse(site, OWNER, session, one.id)
    assert one.id not in {each.id for each in desk.suggestions(site, OWNER, session)}
    sitting.take_back(site, OWNER, session, number)
    assert all(each.reply is None for each in desk.suggestions(site, OWNER, session))


@pytest.mark.weights
def test_words_that_were_taken_out_are_suggested_by_nobody(site, made):
    session = made.session.id
    suggest(site, session, lambda share: None)
    assert any("wipe" in one.content.text for one in desk.suggestions(site, OWNER, session))
    seen = journal.last_number(site, session)
    review.strike(site, OWNER, session, Span(recording=made.recording, start_s=1, end_s=3), seen)
    assert desk.suggestions(site, OWNER, session) == ()
    assert artifacts.newest(site, session, Kind.SUGGESTIONS) is None
    suggest(site, session, lambda share: None)
    assert all("wipe" not in one.content.text
               for one in desk.suggestions(site, OWNER, session))  # fmt: skip


@pytest.mark.weights
def test_what_was_said_at_work_is_about_the_step_for_which_it_was_cited(site, made):
    suggest(site, made.session.id, lambda share: None)
    (one,) = desk.suggestions(site, OWNER, made.session.id)
    assert (one.content.text, one.content.step_id) == (sample.SAID[0][2], "clean")
    assert one.content.origin == "concurrent" and not one.guessed


def test_who_says_it_otherwise_leaves_nothing_of_how_it_was_said_tidily(site, made):
    """Search looks for what is said tidily: it found, and showed, the words before."""
    said = mine(made, text="Erm, dry it goes on.", normalised="It goes on dry")
    unit = desk.make(site, OWNER, made.session.id, said)
    other = said.model_copy(update={"text": "It goes on wet."})
    mended = desk.mend(site, OWNER, made.session.id, unit, other)
    assert (mended.text, mended.normalised) == ("It goes on wet.", "")
    tidied = other.model_copy(update={"text": "Wet.", "normalised": "It goes on wet"})
    again = desk.mend(site, OWNER, made.session.id, mended, tidied)
    assert (again.text, again.normalised) == ("Wet.", "It goes on wet")
    same = desk.mend(
        site, OWNER, made.session.id, again, tidied.model_copy(update={"kind": "rule"})
    )
    assert same.normalised == "It goes on wet"


def test_what_is_drawn_may_go_as_far_as_the_words_it_is_drawn_from(site, made):
    """Were it stricter unless somebody changes it, no card of a free session would ever leave."""
    session = made.session.id
    free = sample.CONSENT.model_copy(update={"protection_class": ProtectionClass.OPEN})
    consent.grant(site, OWNER, session, free)
    suggest(site, session, lambda share: None)
    (one,) = desk.suggestions(site, OWNER, session)
    assert one.content.protection_class is ProtectionClass.OPEN
