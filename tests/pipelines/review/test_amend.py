"""Acts at the door: together or not at all, never on what was approved, and found by search."""

from datetime import timedelta

import pytest

from capture import artifacts, sessions
from capture.access import OWNER
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import ABOUT_STEP, ABOUT_WORDS, NEW_SEGMENT, Act, Draft
from data_schemas.errors import InputError, StaleEntry
from pipelines import run
from pipelines.job import Subject
from pipelines.review import desk
from pipelines.search.stage import STAGE as PASSAGES
from pipelines.workflow import QUIET, take_up_corrections
from tests.app import sample


@pytest.fixture
def made(site):
    return sample.processed(site)


def held(site, made):
    found = sessions.timeline(site, OWNER, made.session.id)
    assert found is not None
    return found


def words(made, text, start_s=1.0, end_s=3.0):
    span = Span(recording=made.recording, start_s=start_s, end_s=end_s)
    name = f"{ABOUT_WORDS}{made.recording}-{round(start_s * 1000)}"
    return Draft(act=Act.CORRECT, target=name, span=span, after={"text": text})


def test_several_acts_stand_together_under_one_moment(site, made):
    drafts = (words(made, "one"), words(made, "two", 5.0, 7.0))
    done = desk.amend_all(site, OWNER, made.session.id, drafts, 0)
    assert [one.number for one in done] == [1, 2] and done[0].at == done[1].at
    assert [u.text for u in held(site, made).utterances][:2] == ["one", "two"]
    desk.undo_all(site, OWNER, made.session.id, [1, 2], 2)
    assert held(site, made).utterances[0].text.startswith("First wipe")


@pytest.mark.parametrize(
    "wrong",
    [
        Draft(act=Act.CORRECT, target="utt-nobody", after={"text": "x"}),
        Draft(act=Act.CORRECT, target=ABOUT_STEP + "gone", after={"answer": "twice"}),
        Draft(act=Act.CORRECT, target=ABOUT_STEP + "clean", after={"answer": "fast"}),
        Draft(act=Act.CORRECT, target="seg-clean", after={"split_s": 99.0}),
        Draft(act=Act.CORRECT, target="seg-clean", after={"merged": "seg-nobody"}),
        Draft(act=Act.CORRECT, target="seg-clean", after={"start_s": 8.0}),
        Draft(act=Act.CORRECT, target=NEW_SEGMENT, after={"step_id": "clean"}),
        Draft(act=Act.CONFIRM, target="seg-nobody"),
    ],
)
def test_what_cannot_be_laid_over_what_holds_is_refused_with_all_beside_it(site, made, wrong):
    before = held(site, made)
    with pytest.raises(InputError):
        desk.amend_all(site, OWNER, made.session.id, (words(made, "one"), wrong), 0)
    assert held(site, made) == before and desk.entries(site, OWNER, made.session.id) == ()
    kept = artifacts.find(site, made.session.id, Kind.ENTRY)
    assert kept == (), "nothing of a refused act is left sealed"


def test_who_saw_less_than_there_is_is_refused(site, made):
    desk.amend(site, OWNER, made.session.id, words(made, "one"), 0)
    with pytest.raises(StaleEntry):
        desk.amend_all(site, OWNER, made.session.id, (words(made, "two"),), 0)
    assert held(site, made).utterances[0].text == "one"


def test_quotes_of_a_line_say_what_it_says_now(site, made):
    desk.amend(site, OWNER, made.session.id, words(made, "Wipe it three times"), 0)
    cited = {c.text for s in held(site, made).segments for c in s.cited}
    assert "Wipe it three times" in cited


def test_each_change_adds_one_time_line_and_old_ones_go(site, made, monkeypatch):
    for number in range(5):
        desk.amend(site, OWNER, made.session.id, words(made, f"take {number}"), number)
    now = site.now() + desk.STILL_READ * 2
    monkeypatch.setattr(site, "now", lambda: now)
    desk.amend(site, OWNER, made.session.id, words(made, "last"), 5)
    assert len(artifacts.find(site, made.session.id, Kind.TIMELINE)) == 1
    assert held(site, made).utterances[0].text == "last"


@pytest.mark.weights
def test_what_was_made_from_a_time_line_keeps_it(site, made, monkeypatch):
    run.ensure(site, PASSAGES, Subject(made.session))
    (source,) = (a.id for a in artifacts.find(site, made.session.id, Kind.TIMELINE))
    now = site.now() + desk.STILL_READ * 2
    monkeypatch.setattr(site, "now", lambda: now)
    desk.amend(site, OWNER, made.session.id, words(made, "one"), 0)
    kept = [a.id for a in artifacts.find(site, made.session.id, Kind.TIMELINE)]
    assert source in kept and len(kept) == 2


def test_search_is_made_anew_once_nobody_corrects_any_more(site, made):
    sessions.want(site, OWNER, made.session.id)
    desk.amend(site, OWNER, made.session.id, words(made, "one"), 0)

    def wanted(after):
        take_up_corrections(site, site.now() + after)
        found = sessions.wish(site, OWNER, made.session.id)
        assert found is not None
        return found.run

    assert wanted(timedelta(0)) == 1, "somebody may still be at it"
    assert wanted(QUIET * 2) == 2
    assert wanted(QUIET * 4) == 2, "nothing was said since"
