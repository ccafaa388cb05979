"""The signed list: what stands in it, who can check it, and what is found when it was changed."""

import pytest

from capture import sessions
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.approval import SignedList
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import Denied, InputError, StaleEntry
from data_schemas.rights import Actor, Role
from pipelines.review import desk
from pipelines.review.signing import desk as signing
from pipelines.review.signing.lists import check, public_key
from tests.app import sample


@pytest.fixture
def made(site):
    return sample.processed(site)


@pytest.fixture
def settled(site, made):
    """Nothing is unsure any more; the number of the last entry."""
    unsure = [s for s in desk_segments(site, made) if s.confidence < 0.65]
    for seen, one in enumerate(unsure):
        desk.amend(site, OWNER, made.session.id, Draft(act=Act.CONFIRM, target=one.id), seen)
    return len(unsure)


def desk_segments(site, made):
    found = sessions.timeline(site, OWNER, made.session.id)
    assert found is not None
    return [one for one in found.segments if one.step_id]


def approved(site, made, seen):
    for n, state in enumerate(("confirmed", "reviewed", "approved")):
        signing.sign(site, OWNER, made.session.id, state, "Kim", seen + n)
    (found,) = signing.approved_lists(site, OWNER, made.session.id)
    return found


def test_the_list_holds_every_section_and_every_line_with_whose_word_it_is(site, made, settled):
    found = approved(site, made, settled).list
    sections = [one for one in found.items if one.what == "section"]
    assert [one.step_id for one in sections] == [s.step_id for s in desk_segments(site, made)]
    assert {one.by for one in sections} == {"confirmed", "machine"}
    assert "Now the gasket goes on dry" in [one.text for one in found.items if one.what == "words"]
    assert [one.name for one in found.signed] == ["Kim"] * 3


def test_it_is_checked_by_this_site_and_not_by_another_one(site, made, settled, tmp_path):
    found = approved(site, made, settled)
    signing.verify(site, OWNER, found)
    there = Settings(data=tmp_path / "other", site_key_file=tmp_path / "other.key")
    other = Site.open(there)
    with pytest.raises(InputError, match="another site"):
        check(found, public_key(other.keys.subkey(signing.KEY)))
    other.close()


@pytest.mark.parametrize("change", ["text", "start_s", "signer", "version", "signature"])
def test_whatever_is_changed_in_it_is_found(site, made, settled, change):
    found = approved(site, made, settled)
    value = found.model_dump(mode="json")
    if change == "text":
        value["list"]["items"][0]["text"] += "!"
    elif change == "start_s":
        value["list"]["items"][0]["start_s"] += 0.001
    elif change == "signer":
        value["list"]["signed"][0]["name"] = "Lee"
    elif change == "version":
        value["list"]["version"] = 2
    else:
        value["signature"] = "00" * 64
    with pytest.raises(InputError, match="changed after it was signed"):
        signing.verify(site, OWNER, SignedList.model_validate(value))


def test_reopening_makes_a_new_version_and_keeps_the_list_of_the_old_one(site, made, settled):
    first = approved(site, made, settled)
    signing.reopen(site, OWNER, made.session.id, settled + 3)
    draft = Draft(
        act=Act.CORRECT, target=desk_segments(site, made)[0].id, after={"step_id": "test"}
    )
    desk.amend(site, OWNER, made.session.id, draft, settled + 4)
    for n, state in enumerate(("confirmed", "reviewed", "approved")):
        signing.sign(site, OWNER, made.session.id, state, "Kim", settled + 5 + n)
    one, two = signing.approved_lists(site, OWNER, made.session.id)
    assert one == first and (one.list.version, two.list.version) == (1, 2)
    assert two.list.items != one.list.items


def test_what_was_struck_from_an_approved_one_opens_it(site, made, settled):
    approved(site, made, settled)
    cut = Span(recording=made.recording, start_s=5, end_s=7)
    desk.strike(site, OWNER, made.session.id, cut, settled + 3)
    found = signing.approval(site, OWNER, made.session.id)
    assert (found.state, found.version, found.signed) == ("draft", 2, ())
    assert signing.approved_lists(site, OWNER, made.session.id) == (), "it told of the moment"


def test_a_signature_under_something_older_is_refused(site, made, settled):
    with pytest.raises(StaleEntry):
        signing.sign(site, OWNER, made.session.id, "confirmed", "Kim", settled - 1)
    with pytest.raises(InputError, match="turn"):
        signing.sign(site, OWNER, made.session.id, "reviewed", "Kim", settled)
    with pytest.raises(InputError, match="name"):
        signing.sign(site, OWNER, made.session.id, "confirmed", "  ", settled)
    assert signing.approval(site, OWNER, made.session.id).state == "draft"


def test_an_expert_confirms_their_own_and_approves_nothing(site, made, settled):
    me = Actor(id="me", roles=frozenset({Role.EXPERT}), expert=made.session.expert)
    other = me.model_copy(update={"expert": "exp-other"})
    with pytest.raises(Denied):
        signing.sign(site, other, made.session.id, "confirmed", "Lee", settled)
    signing.sign(site, me, made.session.id, "confirmed", "Kim", settled)
    with pytest.raises(Denied):
        signing.sign(site, me, made.session.id, "reviewed", "Kim", settled + 1)
    assert signing.allowed(site, me, made.session.id) == ("amend", "confirmed")
