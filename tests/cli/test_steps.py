"""``sonmat steps`` and ``sonmat calibrate``, as people script them."""

import json

import pytest
from typer.testing import CliRunner

from app.cli.base import app as tree
from data_schemas.errors import InputError, UnknownError
from tests.app import sample
from tests.pipelines.test_refit import judge, placed


@pytest.fixture
def sonmat(site, environment, monkeypatch):
    """The command in this process; an error of ours comes out as it is."""
    for name in ("SONMAT_DATA", "SONMAT_SITE_KEY_FILE"):
        monkeypatch.setenv(name, environment[name])

    def call(*arguments):
        done = CliRunner().invoke(tree, arguments)
        if done.exception:
            raise done.exception
        return done.stdout

    return call


def test_steps_are_told_with_their_sections_and_what_was_done_otherwise(site, sonmat):
    session = sample.processed(site).session.id
    told = sonmat("steps", session).splitlines()
    assert told == [
        "1. Clean the sealing face",
        "   0.5 - 4.0 s  92%  by words",
        "2. Fit the gasket",
        "   4.0 - 8.0 s  41%  by words",
        "3. Tighten the bolts crosswise",
        "   8.0 - 8.9 s  80%  by words",
        "4. Test for leaks  skipped (chance that it was done: 90%)",
        "- Step 4 was probably left out.",
    ]
    answer = json.loads(sonmat("steps", session, "--json"))
    assert list(answer) == ["session", "steps", "outside", "findings"]
    first = answer["steps"][0]
    assert {k: first[k] for k in ("id", "status", "parent")} == {
        "id": "clean", "status": "performed", "parent": None,
    }  # fmt: skip
    assert first["segments"][0]["cited"][0]["text"].startswith("First wipe")
    assert [(one["kind"], one["step_id"]) for one in answer["findings"]] == [("skipped", "test")]
    assert json.loads(sonmat("show", session, "--json"))["findings"] == answer["findings"]


def test_what_to_check_comes_in_the_order_of_what_an_answer_is_worth(site, sonmat):
    session = sample.processed(site).session.id
    rows = json.loads(sonmat("steps", session, "--ask-first", "--json"))
    assert [(row["rank"], row["step_id"], row["segment"]) for row in rows] == [
        (1, "gasket", "seg-gasket"), (2, "test", None), (3, "bolts", "seg-bolts"),
    ]  # fmt: skip
    assert rows[0]["reasons"] == ["unsure"] and rows[1]["start_s"] is None
    told = sonmat("steps", session, "--ask-first").splitlines()
    assert told[0] == " 1  Fit the gasket  4.0-8.0 s  41%  unsure"
    assert told[1] == " 2  Test for leaks  not found  90%  probably left out"


def test_a_session_whose_steps_were_not_looked_for_says_what_to_do(site, sonmat):
    session = sample.take_in(site, seconds=1.0).session.id
    with pytest.raises(UnknownError, match="run `sonmat process"):
        sonmat("steps", session)


def test_the_confidence_is_refused_tried_and_refitted(site, sonmat):
    with pytest.raises(InputError, match="Only 0 sections"):
        sonmat("calibrate")
    first = sample.take_in(site, seconds=1.0)
    second = sample.take_in(site, seconds=1.2, procedure=first.procedure)
    for one in (first, second):
        judge(site, one, placed(site, one), wrong=lambda i: i % 10 == 0)
    tried = json.loads(sonmat("calibrate", "--dry-run", "--json"))
    assert tried["better"] and tried["changed"] and tried["corrections"] == 60
    told = sonmat("calibrate").splitlines()
    assert told[0] == "60 sections confirmed or corrected in 2 sessions, 54 of them placed right."
    assert "off by 40.0% as shipped" in told[1]
    assert told[2] == "It holds from now on."
    assert first.session.id in told[3] and second.session.id in told[3]
    assert sonmat("calibrate").splitlines()[2:] == ["It is the one that holds already."]
