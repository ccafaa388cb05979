"""Devices that were let in: as what, how long, and how they are sent away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from capture import audit, audit_heads, devices
from capture.access import NOBODY, OWNER
from capture.permission import decide
from capture.records import audit as audit_records
from capture.site import Site
from data_schemas.device import DeviceKind
from data_schemas.errors import Denied, UnknownError
from data_schemas.rights import Action, Facts

IN = DeviceKind.IPAD
RECORDS = {
    Action.LIST, Action.READ, Action.PLAY, Action.SEARCH, Action.RECORD, Action.CONSENT,
    Action.EDIT_PROCEDURE, Action.PROCESS, Action.AMEND,
    Action.RELEASES, Action.PLAY_MASKED,
}  # fmt: skip


def rows(site: Site) -> list[tuple[str, str, str, bool]]:
    with site.db() as db:
        return [(r.actor, r.action, r.target, r.allowed) for r, _ in audit_records.walk(db)]


def test_a_device_is_let_in_under_its_own_random_id(site: Site) -> None:
    one, other = (devices.pair(site, OWNER, IN) for _ in range(2))
    assert one.id != other.id and one.id.startswith("dev-")
    assert devices.recognise(site, one.id).id == f"device:{one.id}"
    assert {d.id for d in devices.list_devices(site, OWNER)} == {one.id, other.id}


@pytest.mark.parametrize("action", Action)
def test_a_device_records_and_reads_and_does_nothing_else(site: Site, action: Action) -> None:
    """Withdrawing, releasing, confirming, administering and the log are for people."""
    who = devices.recognise(site, devices.pair(site, OWNER, IN).id)
    assert decide(who, action, Facts(session="s")).allowed == (action in RECORDS)


def test_a_device_lets_no_other_in_and_sends_none_away(site: Site) -> None:
    mine, other = devices.pair(site, OWNER, IN), devices.pair(site, OWNER, IN)
    who = devices.recognise(site, mine.id)
    for attempt in (
        lambda: devices.pair(site, who, IN),
        lambda: devices.list_devices(site, who),
        lambda: devices.revoke(site, who, other.id),
        lambda: audit_heads.check(site, who),
    ):
        with pytest.raises(Denied):
            attempt()
    assert devices.recognise(site, other.id)


def test_one_that_was_sent_away_never_comes_back(site: Site) -> None:
    mine, other = devices.pair(site, OWNER, IN), devices.pair(site, OWNER, IN)
    devices.revoke(site, OWNER, mine.id)
    devices.revoke(site, OWNER, mine.id)
    with pytest.raises(Denied, match="enter a new code"):
        devices.recognise(site, mine.id)
    assert [d.id for d in devices.list_devices(site, OWNER)] == [other.id]


def test_after_thirty_days_it_must_be_paired_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = devices.pair(site, OWNER, IN)
    assert mine.until - mine.paired_at == timedelta(days=30)
    monkeypatch.setattr(site, "now", lambda: mine.until - timedelta(seconds=1))
    assert devices.recognise(site, mine.id)
    monkeypatch.setattr(site, "now", lambda: mine.until)
    with pytest.raises(Denied):
        devices.recognise(site, mine.id)
    assert devices.list_devices(site, OWNER) == ()


@pytest.mark.parametrize("device", ["", "dev-0000000000000000", "owner", "' OR 1=1 --"])
def test_an_unknown_device_is_nobody(site: Site, device: str) -> None:
    with pytest.raises(Denied):
        devices.recognise(site, device)
    with pytest.raises(UnknownError):
        devices.revoke(site, OWNER, device)


def test_who_came_and_went_and_who_tried_stands_in_the_log(site: Site) -> None:
    mine = devices.pair(site, OWNER, IN)
    devices.note_wrong_code(site)
    devices.revoke(site, OWNER, mine.id)
    assert {
        (f"device:{mine.id}", "administer", f"paired {mine.id}", True),
        (NOBODY.id, "administer", "pairing", False),
        (OWNER.id, "administer", f"revoked {mine.id}", True),
    } <= set(rows(site))
    assert audit.verify(site).broken_at is None


def test_it_is_the_same_after_the_site_was_opened_again(site: Site, settings) -> None:
    mine = devices.pair(site, OWNER, IN)
    site.close()
    again = Site.open(settings)
    assert devices.list_devices(again, OWNER) == (mine,)
    assert datetime.now(UTC) < mine.until
