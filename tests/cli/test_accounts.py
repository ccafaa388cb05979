"""``sonmat accounts`` as its user calls it."""

from __future__ import annotations

import json

from capture import signins
from capture.signins import HERE
from capture.site import Site
from tests.cli.test_cli import sentence, sonmat  # noqa: F401

PASSWORD = "horse battery staple"


def test_from_the_first_owner_to_somebody_shut_out(sonmat, site: Site, ingested) -> None:  # noqa: F811
    assert sonmat("accounts", "list").stdout == "Nobody has an account.\n"
    refused = sonmat("accounts", "add", "Lee", "--role", "trainer", status=1)
    assert "first account" in sentence(refused)
    made = json.loads(sonmat("accounts", "add", "Park", "--role", "owner", "--json").stdout)
    assert (made["name"], made["roles"], made["state"]) == ("Park", ["owner"], "invited")
    assert signins.choose_password(site, made["code"], PASSWORD, HERE)
    told = sonmat("accounts", "add", "Kim Cheolsu", "--role", "expert", "--expert", "Kim")
    assert "Code " in told.stdout and "/password" in told.stderr
    known = {one["name"]: one for one in json.loads(sonmat("accounts", "list", "--json").stdout)}
    assert known["Kim Cheolsu"]["expert"] == ingested.session.expert
    assert "code" not in known["Park"] and known["Park"]["state"] == "active"
    sonmat("accounts", "roles", "kim cheolsu", "--role", "annotator", "--role", "trainer")
    new = json.loads(sonmat("accounts", "reset", "Kim Cheolsu", "--json").stdout)
    held = signins.choose_password(site, new["code"], PASSWORD, HERE)
    assert {role.value for role in signins.recognise(site, held, HERE).roles} == {
        "annotator", "trainer"
    }  # fmt: skip
    sonmat("accounts", "disable", new["id"])
    assert "disabled" in sonmat("accounts", "list").stdout
    sonmat("accounts", "enable", "Kim Cheolsu")
    assert "answer for the site" in sentence(sonmat("accounts", "disable", "Park", status=1))
    assert "no such account" in sentence(sonmat("accounts", "reset", "Nobody", status=1))
    assert sonmat("accounts", "add", "X", "--role", "king", status=2)
