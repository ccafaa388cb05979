"""What whoever runs a site calls: what is due, how much room there is, what goes to the log."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from capture.access import OWNER
from capture.consent import grant
from capture.site import Site
from data_schemas.rights import Consent
from tests.app import sample
from tests.cli.test_backup import sonmat  # noqa: F401


@pytest.fixture
def over(site: Site) -> str:
    """A session whose time of keeping ended two days ago."""
    made = sample.take_in(site, seconds=1.0)
    last = (site.now() - timedelta(days=2)).date()
    grant(site, OWNER, made.session.id, Consent(retain_until=last))
    site.close()
    return made.session.id


def test_what_is_over_is_listed_and_erased_after_a_word(sonmat, over):  # noqa: F811
    (one,) = json.loads(sonmat("retention --json").stdout)
    assert (one["session"], one["days_left"], one["said_by"]) == (over, -2, "consent")
    assert "(over, as signed)" in sonmat("retention").stdout
    refused = sonmat(f"retention --erase {over}", status=1, given="no\n")
    assert "Nothing was erased" in refused.stderr
    done = json.loads(sonmat(f"retention --erase {over} --yes --json").stdout)
    assert done["sessions"] == [over] and done["artifacts_erased"] > 0
    assert sonmat("retention").stdout.startswith("Nothing is over")


def test_room_is_told_with_hours_and_limits(sonmat, over, environment):  # noqa: F811
    found = json.loads(sonmat("storage --json").stdout)
    assert found["used"] == sum(one["size"] for one in found["shares"]) > 0
    assert found["budget"] is None and 0 < found["hours_left"] == found["left"] / found["hour"]
    environment["SONMAT_STORAGE_BUDGET_GB"] = "2"
    told = sonmat("storage").stdout
    assert "2.00 GB  is the limit" in told and "0.3 h   of recording fit" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [("RETENTION_DAYS", "-1"), ("STORAGE_BUDGET_GB", "-1"), ("LOG", "xml")],
)
def test_an_impossible_setting_is_one_sentence(sonmat, environment, name, value):  # noqa: F811
    environment[f"SONMAT_{name}"] = value
    assert f"The setting SONMAT_{name} cannot be used" in sonmat("storage", status=1).stderr


def test_a_certificate_without_the_network_or_its_key_is_one_sentence(sonmat):  # noqa: F811
    assert "add --lan" in sonmat("serve --certificate a.pem --key b.pem", status=1).stderr
    assert "name both" in sonmat("serve --lan --certificate a.pem", status=1).stderr
    assert (
        "cannot be read" in sonmat("serve --lan --certificate a.pem --key b.pem", status=1).stderr
    )
