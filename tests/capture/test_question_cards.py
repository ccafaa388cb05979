"""The site's own question cards: sealed, replaced by the newest, refused with one sentence."""

import pytest

from capture import artifacts
from capture.access import NOBODY, OWNER
from capture.question_cards import get_cards, import_cards
from data_schemas.artifact import Kind
from data_schemas.errors import Denied, TextError
from data_schemas.probe import ProbeBank
from data_schemas.rights import Actor, Role
from tests.capture.test_glossaries import everything_below

SECRET = "비밀공정-marker7f3a"
HEAD = "id: torch, method: knowledge_audit, fills: [knack]"
QUESTION = f"question: {{en: 'Why?', ko: '{SECRET}은 왜 하시나요?'}}"
CARDS = f"probes:\n- {{{HEAD}, {QUESTION}}}\n".encode()


def cards(*rows: str) -> bytes:
    return "".join(["probes:\n", *(f"- {{{row}}}\n" for row in rows)]).encode()


def kept(site) -> int:
    return len(artifacts.find(site, None, Kind.PROBES))


def test_a_site_begins_without_cards_of_its_own(site):
    assert get_cards(site, OWNER) == ProbeBank()


def test_what_is_taken_in_is_given_back_and_replaced_as_a_whole(site):
    taken = import_cards(site, OWNER, CARDS, "own.yaml")
    assert get_cards(site, OWNER) == taken
    assert taken.probes[0].site and taken.probes[0].question.en == "Why?"
    import_cards(site, OWNER, CARDS.replace(b"torch", b"flame"), "own.yaml")
    assert [one.id for one in get_cards(site, OWNER).probes] == ["flame"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"- a\n", "own.yaml holds no question cards: it needs a list under probes"),
        (b"probes: []\n", "must hold between 1 and 200 cards"),
        (b"probes: [a]\n", "own.yaml, card 1 is not a card"),
        (b"probes: [{id: a\n", "is not usable YAML at line"),
        (cards(HEAD), "card 1 cannot be used, question: Field required"),
        (cards(f"{HEAD}, question: {{en: 'Why?'}}"), "card 1 has a question that is missing in ko"),
        (cards(f"{HEAD}, question: {{en: ' ', ko: 왜요}}"), "missing in en"),
        (cards(f"{HEAD}, question: {{en: {'x' * 401}, ko: 왜요}}"), "more than 400 letters"),
        (cards(f"{HEAD}, {QUESTION}", f"{HEAD}, {QUESTION}"), "card 2 has the id of card 1"),
        (cards(f"{HEAD}, {QUESTION}, colour: red"), "card 1 cannot be used, colour"),
        (cards(f"{HEAD}, {QUESTION}, fills: [x]"), "a key stands twice"),
        (cards(f"{HEAD}, {QUESTION}".replace("knack", "magic")), "card 1 cannot be used, fills 1"),
        (cards(f"{HEAD}, {QUESTION}, first_at: [regrip]"), "first_at names a kind of moment"),
        (cards(f"{HEAD}, {QUESTION}, follow_ups: [{{when: any, en: 'Why?'}}]"), "missing in ko"),
        (
            cards(f"{HEAD}, question: {{en: 'Why {{words}}?', ko: '{{words}} 왜요?'}}"),
            "can have no words in braces but",
        ),
        (
            cards(f"{HEAD}, question: {{en: 'Why {{where.__class__}}?', ko: 왜요}}"),
            "can have no words in braces but",
        ),
        (
            cards(f"{HEAD}, question: {{en: 'Why {{where:>99999999}}?', ko: 왜요}}"),
            "at most|a Korean particle",
        ),
        (cards(f"{HEAD}, question: {{en: 'Why {{', ko: 왜요}}"), "card 1 cannot be used"),
        (
            cards(
                f"{HEAD}, {QUESTION},"
                " wordings: [{moments: [regrip], en: '{words}?', ko: '{words}?'}]"
            ),
            r"a moment of kind regrip cannot fill \{words\}",
        ),
        (
            cards(
                f"{HEAD}, {QUESTION},"
                " wordings: [{moments: [marker], en: '{words}?', ko: '{words}?'}]"
            ),
            "no wording for a moment of kind marker can always be filled",
        ),
        (
            cards(
                f"{HEAD}, {QUESTION}, wordings: [{{moments: [marker], en: 'a?', ko: '{{where}}?'}}]"
            ),
            "the two languages do not have the same words in braces",
        ),
        (CARDS + b"more: 1\n", "may hold two lists only"),
        (CARDS + b"introductions: [{method: knowledge_audit, en: a}]\n", "missing in ko"),
        (CARDS + b"introductions: [{method: x, en: a, ko: b}]\n", "introduction 1 cannot be used"),
    ],
)
def test_a_broken_file_is_refused_with_one_sentence_and_changes_nothing(site, data, sentence):
    import_cards(site, OWNER, CARDS, "own.yaml")
    with pytest.raises(TextError, match=sentence) as refused:
        import_cards(site, OWNER, data, "own.yaml")
    said = str(refused.value)
    assert SECRET not in said and "\n" not in said and said.endswith(".")
    assert [one.id for one in get_cards(site, OWNER).probes] == ["torch"]
    assert kept(site) == 1


def test_not_a_word_of_them_lies_readable_in_the_data_folder(site):
    import_cards(site, OWNER, CARDS, "own.yaml")
    assert get_cards(site, OWNER).probes
    found = everything_below(site.settings.folder)
    assert len(found) > 1000
    for code in ("utf-8", "utf-16-le", "cp949"):
        assert SECRET.encode(code) not in found


def test_who_may_bring_cards(site):
    import_cards(site, Actor(id="i", roles=frozenset({Role.INTERVIEWER})), CARDS, "own.yaml")
    expert = Actor(id="e", roles=frozenset({Role.EXPERT}), expert="exp-1")
    for who in (expert, NOBODY):
        with pytest.raises(Denied):
            import_cards(site, who, CARDS, "own.yaml")
    with pytest.raises(Denied):
        get_cards(site, NOBODY)
    assert kept(site) == 1
