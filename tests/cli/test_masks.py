"""``sonmat masks``: what is shown, what confirming needs, the report."""

from __future__ import annotations

import json

import pytest

from capture.access import OWNER
from capture.site import Site
from data_schemas.mask import FoundMasks
from pipelines.deidentify.words import desk as words
from tests.app import sample
from tests.pipelines.deidentify.test_desk import LEFT, look, proposal, propose, read


@pytest.fixture
def made(site: Site) -> sample.Sample:
    found = sample.processed(site)
    propose(site, found, FoundMasks(masks=(proposal(found, LEFT, "left"),), looked_at=36))
    return found


@pytest.fixture
def masks(environment, commands):
    return lambda *words: commands.call(["masks", *words], environment)


def test_masks_are_shown_confirmed_and_told(site, made, masks):
    before = json.loads(masks("show", made.session.id, "--json").stdout)
    assert [one["applied"] for one in before["masks"]] == [True] and before["decision"] is None
    refused = masks("confirm", made.session.id, "--name", "Lee")
    assert refused.returncode == 1 and "Look at 20" in refused.stderr
    refused = masks("confirm", made.session.id, "--name", "Lee", "--synthetic")
    assert refused.returncode == 1 and "generated" in refused.stderr
    look(site, made)
    refused = masks("confirm", made.session.id, "--name", "Lee")
    assert refused.returncode == 1 and "Read 20 lines" in refused.stderr
    read(site, made)
    words.hide(site, OWNER, made.session.id, "goes on dry", "confidential")
    shown = json.loads(masks("show", made.session.id, "--json").stdout)
    (hidden,) = shown["words"]
    assert (hidden["where"], hidden["kind"], hidden["instead"], hidden["applied"]) == (
        "said", "confidential", "[confidential 1]", True
    )  # fmt: skip
    assert shown["read"]["judged"] == 2 and "goes on" not in json.dumps(shown)
    read(site, made)
    done = masks("confirm", made.session.id, "--name", "Lee", "--json")
    assert json.loads(done.stdout)["name"] == "Lee"
    korean = masks("report", made.session.id).stdout
    assert "가명처리" in korean and "Lee" in korean
    assert masks("report", made.session.id, "--language", "fr").returncode == 1
