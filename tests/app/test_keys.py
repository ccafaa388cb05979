"""Every key of the player has a name in the help, and the docs name keys that there are."""

from __future__ import annotations

import re

from app.assets import text_of
from app.scene.keys import GROUPS, KEYS
from tests.conftest import ROOT

ROW = re.compile(r'^  \["(\w+)", "([\w+]+)", "([^"]+)", ', re.MULTILINE)
ROWS = ROW.findall(text_of("app.player", "keys.js"))


def test_the_keys_of_the_player_are_those_of_the_help() -> None:
    assert [code for _group, code, _shown in ROWS] == list(KEYS)
    assert list(dict.fromkeys(group for group, _code, _shown in ROWS)) == list(GROUPS)


def test_no_key_is_given_twice() -> None:
    shown = [shown for _group, _code, shown in ROWS]
    assert len(set(shown)) == len(shown) == len(KEYS)


def test_the_docs_name_keys_that_there_are() -> None:
    page = (ROOT / "docs" / "timeline.md").read_text()
    named = {one for one in re.findall(r"`([^`]+)`", page) if len(one) < 14}
    known = {shown for _group, _code, shown in ROWS}
    assert named - known <= {"sonmat"} and len(named & known) > 15
