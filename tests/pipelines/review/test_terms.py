"""The doors of terms: across the sessions of a procedure, and what is refused is refused."""

import pytest

from capture import glossaries, journal
from capture.access import NOBODY, OWNER
from capture.glossaries import add_term, get_glossary, import_glossary
from data_schemas.entry import Act, Draft
from data_schemas.errors import Denied, StaleEntry, TextError
from data_schemas.procedure import GlossaryTerm
from pipelines.review.terms.desk import decline_term, term_suggestions
from tests.app import sample


def correct(site, session, before="the casket", after="the gasket"):
    draft = Draft(act=Act.CORRECT, target="utt-1", before={"text": before}, after={"text": after})
    journal.append(site, OWNER, session, draft, journal.last_number(site, session))


def told(site, session):
    return [(one.said, one.times) for one in term_suggestions(site, OWNER, session)]


@pytest.fixture
def sessions(site):
    """Two of one procedure, and one of another."""
    first = sample.take_in(site)
    second = sample.take_in(site, expert="Another", procedure=first.procedure)
    other = sample.take_in(site, seconds=3.0)
    return first.session.id, second.session.id, other.session.id


def test_corrections_of_all_sessions_of_a_procedure_count(site, sessions):
    first, second, other = sessions
    assert told(site, first) == []
    for session in sessions:
        correct(site, session)
    assert told(site, first) == told(site, second) == [("gasket", 2)]
    assert told(site, other) == [("gasket", 1)]


def test_what_is_added_is_not_asked_about_again_anywhere(site, sessions):
    for session in sessions:
        correct(site, session)
    import_glossary(site, OWNER, b"term,readings\nflange,flensh\n", "site.csv")
    made = add_term(site, OWNER, GlossaryTerm(term="gasket", readings=("casket",)))
    assert [one.term for one in made.terms] == ["flange", "gasket"]
    assert get_glossary(site, OWNER) == made
    assert [told(site, session) for session in sessions] == [[], [], []]


def test_a_term_that_is_there_gets_the_readings(site):
    add_term(site, OWNER, GlossaryTerm(term="개스킷", readings=("개스켓",)))
    made = add_term(site, OWNER, GlossaryTerm(term="개스킷", readings=("가스켓",)))
    assert made.terms == (GlossaryTerm(term="개스킷", readings=("개스켓", "가스켓")),)


def test_what_is_no_term_is_not_added(site):
    with pytest.raises(TextError):
        add_term(site, OWNER, GlossaryTerm(term="long " * 40))
    assert glossaries.get_glossary(site, OWNER).terms == ()


def test_what_is_refused_is_not_asked_about_again_for_the_procedure(site, sessions):
    first, second, other = sessions
    for session in sessions:
        correct(site, session)
    decline_term(site, OWNER, first, "gasket", 1)
    assert [told(site, session) for session in (first, second)] == [[], []]
    assert told(site, other) == [("gasket", 1)]


def test_a_refusal_is_an_entry_like_any_other(site, sessions):
    with pytest.raises(StaleEntry):
        decline_term(site, OWNER, sessions[0], "gasket", 5)


def test_nobody_learns_a_word(site, sessions):
    with pytest.raises(Denied):
        term_suggestions(site, NOBODY, sessions[0])
