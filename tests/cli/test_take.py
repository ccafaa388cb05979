"""``sonmat take``: what takes show, said and taken back."""

from __future__ import annotations

import json

import pytest

from tests.app import sample


@pytest.fixture
def session(site):
    return sample.take_in(site).session.id


@pytest.fixture
def take(environment, commands):
    return lambda *words: commands.call(["take", *words], environment)


def listed(take, session):
    (row,) = json.loads(take("list", session, "--json").stdout)
    return row["take"], row["variant"], row["note"]


def test_a_take_is_labelled_listed_and_taken_back(session, take):
    assert listed(take, session) == (1, "", "")
    done = take("label", session, "1", "what-if", "--note", "with a dry gasket", "--json")
    assert json.loads(done.stdout) == {"take": 1, "variant": "what_if", "note": "with a dry gasket"}
    assert listed(take, session) == (1, "what_if", "with a dry gasket")
    assert "1  what_if  with a dry gasket" in take("list", session).stdout
    assert take("unlabel", session, "1").returncode == 0
    assert listed(take, session) == (1, "", "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("label", "SESSION", "2", "good"), "has no take 2"),
        (("label", "SESSION", "1", "bad"), "A take is good, defect or what_if"),
        (("label", "SESSION", "one", "good"), "a valid integer"),
        (("label", "ses-none", "1", "good"), "session"),
        (("unlabel", "SESSION", "1"), "Nobody has said what take 1 is"),
        (("list", "ses-none"), "session"),
    ],
)
def test_what_cannot_be_is_one_sentence(session, take, words, sentence):
    done = take(*(session if word == "SESSION" else word for word in words))
    assert done.returncode in (1, 2) and done.stdout == ""
    assert sentence in done.stderr and done.stderr.count("\n") == 1
