"""Attacks: a note about a take, with names and numbers in it, from the page to what leaves."""

from __future__ import annotations

import json
import re

import pytest

from app import catalogue
from capture.access import OWNER
from data_schemas.errors import InputError
from data_schemas.release import Selection
from pipelines.deidentify.words import desk as words
from pipelines.release import desk as releases
from pipelines.release.gathering.desk import part_of
from pipelines.review.takes import desk
from tests.app import sample
from tests.hidden import answered_for, approved, masked, with_rights
from tests.pipelines.deidentify.planted import TERMS
from tests.pipelines.deidentify.test_words_leave import told_in

NOTE = "한빛정밀 Zephyr Coil 을 김철수 반장님 010-2345-6789 방식으로 빙 돌려 조임 (mango)"
SECRET = ("한빛정밀", "Zephyr", "김철수", "철수", "2345", "6789", "mango")
CHOSEN = Selection(name="x", formats=("contrasts", "hf", "activitynet", "epic", "croissant"))


@pytest.fixture
def pair(site):
    """Two sessions of one person at one job: one shows it well, the other as the note says."""
    words.import_terms(site, OWNER, TERMS.encode(), "terms.csv")
    good = sample.processed(site)
    other = sample.processed(site, sample.take_in(site, seconds=13.0, procedure=good.procedure))
    desk.label(site, OWNER, good.session.id, 1, "good")
    desk.label(site, OWNER, other.session.id, 1, "defect", NOTE)
    words.hide(site, OWNER, other.session.id, "mango")
    return good.session.id, other.session.id


def rows(out):
    text = (out / "data/contrasts/train.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_note_leaves_with_marks_in_place_of_what_is_hidden(site, pair, tmp_path):
    answered_for(site, *pair)
    made = releases.create(site, OWNER, CHOSEN, tmp_path / "out", catalogue.say)
    assert made.refused == () and set(made.sessions) == set(pair)
    found = rows(tmp_path / "out")
    assert [row["step_id"] for row in found] == ["clean", "gasket", "bolts"]
    assert {row["basis"] for row in found} == {"takes"}
    assert all("[고객사 A]" in row["other"] and "빙 돌려 조임" in row["other"] for row in found)
    told = told_in(tmp_path / "out")
    assert any("빙 돌려 조임" in text for text in told.values()), "the note is read at all"
    for name, text in told.items():
        assert [one for one in SECRET if _stands_in(one, text)] == [], name


def _stands_in(secret: str, text: str) -> bool:
    """Four digits stand in many a digest."""
    alone = rf"(?<![0-9a-f]){secret}(?![0-9a-f])" if secret.isdigit() else re.escape(secret)
    return re.search(alone, text, re.IGNORECASE) is not None


def test_what_is_gathered_never_holds_the_note_as_it_was_written(site, pair):
    session = sample.sessions.get_session(site, OWNER, pair[1])
    held = str(part_of(site, session, OWNER).variants)
    assert "빙 돌려 조임" in held and [one for one in SECRET if one in held] == []


def test_a_note_after_the_decision_about_what_is_hidden_asks_for_it_again(site, pair, tmp_path):
    for session in pair:
        masked(site, session)
    desk.label(site, OWNER, pair[1], 1, "defect", "박영희 님이 보여 줌")
    for session in pair:
        with_rights(site, session)
        approved(site, session)
    (refused,) = releases.preview(site, OWNER, CHOSEN)
    assert refused.session == pair[1] and "nobody has confirmed" in refused.reason
    chosen = CHOSEN.model_copy(update={"sessions": (pair[1],)})
    with pytest.raises(InputError, match="nobody has confirmed"):
        releases.create(site, OWNER, chosen, tmp_path / "out")


def test_a_take_that_was_taken_back_is_in_no_pair_of_the_next_release(site, pair, tmp_path):
    desk.unlabel(site, OWNER, pair[0], 1)
    answered_for(site, *pair)
    releases.create(site, OWNER, CHOSEN, tmp_path / "out", catalogue.say)
    told = (tmp_path / "out/data/contrasts/README.md").read_text("utf-8")
    assert "There are no rows" in told
