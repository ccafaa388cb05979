"""More of the doors of know-how cards: over suggestions that are known word by word."""

from __future__ import annotations

import pytest

from capture import artifacts, journal
from capture.access import OWNER
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import InputError
from data_schemas.knowledge import KnowledgeUnit, Opinion, UnitContent
from data_schemas.rights import Actor, Role
from pipelines.elicit.cards import desk
from pipelines.elicit.sitting import desk as sitting
from tests.app import told

INTERVIEWER = Actor(id="ann", roles=frozenset({Role.INTERVIEWER}))


@pytest.fixture
def made(site: Site) -> told.Told:
    return told.told(site)


def make(site: Site, made: told.Told, n: int = 0) -> KnowledgeUnit:
    one = made.suggestions[n]
    return desk.make(site, OWNER, made.session, one.content, one.id)


def content(**changes: object) -> UnitContent:
    fields = {"step_id": "clean", "kind": "rule", "text": "So", "language": "en",
              "no_footage": "Told.", "origin": "annotator"}  # fmt: skip
    return UnitContent.model_validate({**fields, **changes})


def offered(site: Site, made: told.Told) -> list[str]:
    return [one.id for one in desk.suggestions(site, OWNER, made.session)]


def test_a_suggestion_is_gone_once_it_is_a_card_and_cannot_be_made_twice(
    site: Site, made: told.Told
) -> None:
    one = make(site, made)
    assert one.content == made.suggestions[0].content and one.status == "draft"
    assert one.expert == made.sample.session.expert and one.created.by == OWNER.id
    assert offered(site, made) == ["unit-typed", "unit-talk0"]
    with pytest.raises(InputError):
        make(site, made)


def test_a_refused_suggestion_is_kept_apart_until_it_is_brought_back(
    site: Site, made: told.Told
) -> None:
    desk.refuse(site, OWNER, made.session, "unit-typed")
    assert "unit-typed" not in offered(site, made)
    assert [one.id for one in desk.refused(site, OWNER, made.session)] == ["unit-typed"]
    assert desk.put_back(site, OWNER, made.session, "unit-typed") is None
    assert "unit-typed" in offered(site, made)
    assert desk.refused(site, OWNER, made.session) == ()
    with pytest.raises(InputError):
        desk.put_back(site, OWNER, made.session, "unit-typed")


def test_what_was_made_of_a_reply_that_was_taken_back_is_not_suggested(
    site: Site, made: told.Told
) -> None:
    number = made.suggestions[0].reply
    assert number is not None
    sitting.take_back(site, OWNER, made.session, number)
    assert offered(site, made) == ["unit-talk0"]
    assert desk.replies(site, OWNER, made.session) == ()


def test_seconds_that_are_taken_out_take_card_and_suggestion_with_them(
    site: Site, made: told.Told
) -> None:
    make(site, made)
    for second in (5.5, 1.2):
        span = Span(recording=made.sample.recording, start_s=second, end_s=second + 0.1)
        cut = Draft(act=Act.STRIKE, target="session", span=span)
        journal.add(site, OWNER, made.session, cut)
    assert desk.cards(site, OWNER, made.session).units == ()
    assert offered(site, made) == ["unit-typed"]


def test_an_expert_judges_cards_of_others_only(site: Site, made: told.Told) -> None:
    one = make(site, made)
    with pytest.raises(InputError):
        desk.judge(site, OWNER, made.session, one.id, Opinion(expert=one.expert, says="same"))
    said = desk.judge(site, OWNER, made.session, one.id, Opinion(expert="exp-2", says="same"))
    assert [(o.expert, o.says) for o in said.agreement] == [("exp-2", "same")]
    said = desk.judge(site, OWNER, made.session, one.id, Opinion(expert="exp-2", says="differs"))
    assert [(o.expert, o.says) for o in said.agreement] == [("exp-2", "differs")]
    mended = desk.mend(
        site, OWNER, made.session, said, one.content.model_copy(update={"text": "Otherwise"})
    )
    assert mended.agreement == said.agreement


def test_no_word_of_a_card_lies_readable_in_the_data_folder(site: Site, made: told.Told) -> None:
    make(site, made)
    secret = b"two to three millimetres"
    for path in site.settings.folder.rglob("*"):
        assert not path.is_file() or secret not in path.read_bytes(), path
    assert artifacts.find(site, made.session)
