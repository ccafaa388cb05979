"""The page on which devices are let in and sent away, and who is shown a way to it."""

from __future__ import annotations

import pytest

from app import nav
from app.lan.served import PAGE, PAIR, Lan
from capture import devices
from capture.access import OWNER
from capture.pass_codes import written
from capture.site import Site
from data_schemas.device import DeviceKind
from data_schemas.rights import Actor
from tests.app.lan.conftest import lan  # noqa: F401
from tests.app.test_pages import page, texts


def code_on(test: object) -> str:
    html = next(one.proto.body for one in test.get("html") if "letter-spacing" in one.proto.body)  # type: ignore[attr-defined]
    return written(html.split("\n")[1].removesuffix("</p>"))


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "sonmat serve --lan"), ("ko", "다시 시작하면")]
)
def test_without_a_network_it_says_how_to_open_one(
    used: Site, language: str, sentence: str
) -> None:
    test = page("devices", language)
    assert not test.exception and sentence in texts(test)
    assert not test.button


def test_a_device_is_sent_away_with_one_click(used: Site) -> None:
    one, other = (devices.pair(used, OWNER, kind) for kind in (DeviceKind.IPAD, DeviceKind.ANDROID))
    test = page("devices")
    assert "iPad" in texts(test) and one.id in texts(test)
    test.button(key=f"revoke-{one.id}").click().run()
    assert not test.error and one.id not in texts(test) and other.id in texts(test)
    assert devices.list_devices(used, OWNER) == (other,)


@pytest.fixture
def owner(lan: Lan, monkeypatch: pytest.MonkeyPatch) -> Lan:  # noqa: F811
    """AppTest has no line over which the gate could tell who is there."""
    monkeypatch.setattr("app.signin.current", lambda: OWNER)
    return lan


def test_a_code_is_shown_when_it_is_asked_for_and_gone_once_used(owner: Lan) -> None:
    test = page("devices")
    assert owner.trust_url() in texts(test) and not owner.codes.holds(PAIR, PAGE)
    test.button(key="new-code").click().run()
    assert not test.exception
    first = code_on(test)
    assert owner.codes.holds(PAIR, PAGE)
    test.run()
    assert code_on(test) == first
    assert owner.codes.redeem(PAIR, first) == PAGE
    devices.pair(owner.site, OWNER, DeviceKind.ANDROID)
    test.run()
    assert [one.value for one in test.success] == ["A device was let in."]
    assert not [one for one in test.get("html") if "letter-spacing" in one.proto.body]


def test_another_code_takes_the_place_of_the_first(owner: Lan) -> None:
    test = page("devices")
    test.button(key="new-code").click().run()
    first = code_on(test)
    test.button(key="new-code").click().run()
    second = code_on(test)
    assert first != second and owner.codes.redeem(PAIR, second) == PAGE


def ways(who: Actor) -> set[str]:
    return {name for name, entry in nav.PAGES.items() if nav.may_open(who, entry)}


def test_a_device_is_shown_no_way_to_what_it_may_not_do(used: Site) -> None:
    device = devices.recognise(used, devices.pair(used, OWNER, DeviceKind.IPAD).id)
    assert ways(OWNER) == set(nav.PAGES)
    assert ways(device) == set(nav.PAGES) - {
        "accounts", "condition", "devices", "other-sites", "reruns"
    }  # fmt: skip
