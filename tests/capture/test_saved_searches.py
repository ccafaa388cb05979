"""Searches with a name: kept sealed, replaced whole, for who may search all sessions."""

from __future__ import annotations

import pytest

from capture import artifacts
from capture import saved_searches as doors
from capture.access import NOBODY, OWNER
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.errors import Denied, InputError, UnknownError
from data_schemas.rights import Actor, Role
from data_schemas.saved_search import SavedSearch

GAP = SavedSearch(name="Gap", query="how wide is the gap", chosen={"kind": "unit"})
EXPERT = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert="exp-1")


def names(site: Site) -> list[str]:
    return [one.name for one in doors.list_searches(site, OWNER)]


def test_what_was_kept_comes_back_whole_in_the_order_of_names(site: Site) -> None:
    for one in (GAP, SavedSearch(name="alpha", query="a", signs=True)):
        assert doors.save_search(site, OWNER, one) == one
    assert names(site) == ["alpha", "Gap"]
    assert doors.get_search(site, OWNER, "Gap") == GAP


def test_one_of_the_same_name_is_replaced_and_its_words_are_destroyed(site: Site) -> None:
    doors.save_search(site, OWNER, GAP)
    (before,) = artifacts.find(site, None, Kind.SAVED_SEARCHES)
    doors.save_search(site, OWNER, GAP.model_copy(update={"query": "other"}))
    assert doors.get_search(site, OWNER, "Gap").query == "other"
    assert [one.id for one in artifacts.find(site, None, Kind.SAVED_SEARCHES)] != [before.id]
    with pytest.raises(UnknownError):
        artifacts.load(site, before.id)


def test_one_that_is_deleted_is_gone_and_one_that_is_not_there_is_said(site: Site) -> None:
    doors.save_search(site, OWNER, GAP)
    doors.delete_search(site, OWNER, "Gap")
    assert names(site) == []
    for act in (doors.get_search, doors.delete_search):
        with pytest.raises(UnknownError, match="no saved search of that name"):
            act(site, OWNER, "Gap")


def test_too_many_are_refused_and_nothing_is_lost(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "MOST", 1)
    doors.save_search(site, OWNER, GAP)
    with pytest.raises(InputError, match="delete one first"):
        doors.save_search(site, OWNER, SavedSearch(name="b", query="b"))
    assert names(site) == ["Gap"]


def test_who_may_search_some_sessions_only_sees_and_keeps_none(site: Site) -> None:
    doors.save_search(site, OWNER, GAP)
    assert doors.list_searches(site, EXPERT) == ()
    for act in (lambda: doors.save_search(site, EXPERT, GAP),
                lambda: doors.delete_search(site, EXPERT, "Gap"),
                lambda: doors.list_searches(site, NOBODY)):  # fmt: skip
        with pytest.raises(Denied):
            act()
    with pytest.raises(UnknownError):
        doors.get_search(site, EXPERT, "Gap")


def test_its_words_lie_nowhere_in_plain_sight(site: Site) -> None:
    doors.save_search(site, OWNER, GAP)
    site.engine.dispose()
    for file in site.settings.folder.rglob("*"):
        assert not file.is_file() or b"how wide" not in file.read_bytes(), file
