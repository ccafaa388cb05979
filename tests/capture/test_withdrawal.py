"""Codes that end consent: told once, kept as a keyed digest, hard to guess, easy to type."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture import artifacts, audit, consent, people, withdrawal
from capture.access import OWNER
from capture.opening import Opening, open_session
from capture.records import audit as audit_records
from capture.records import people as people_records
from capture.records import sessions as session_records
from capture.site import Site
from data_schemas.errors import Denied
from data_schemas.rights import Consent, Purpose
from pipelines.withdraw import preview_code, withdraw_by_code
from tests.capture.test_consent import SIGNED

CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){3}")


@pytest.fixture
def kim(site, procedure):
    """Two sessions of one expert, each with a code, and a code for everything."""
    opened = [
        open_session(site, OWNER, Opening(procedure=procedure.id, expert="Kim")) for _ in range(2)
    ]
    return opened, [consent.grant(site, OWNER, one.id, SIGNED) for one in opened]


@pytest.fixture
def lee(site, procedure):
    opened = open_session(site, OWNER, Opening(procedure=procedure.id, expert="Lee"))
    return opened, consent.grant(site, OWNER, opened.id, SIGNED)


def test_the_first_consent_gives_a_code_for_everything_and_each_one_its_own(kim):
    _, (first, second) = kim
    assert CODE.fullmatch(first.session) and CODE.fullmatch(first.everything or "")
    assert CODE.fullmatch(second.session) and second.everything is None
    assert len({first.session, first.everything, second.session}) == 3


def test_no_code_stands_in_the_data_folder(site, settings, kim):
    site.close()
    for path in settings.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for slip in kim[1]:
                for code in filter(None, (slip.session, slip.everything)):
                    assert code.encode() not in data
                    assert code.replace("-", "").encode() not in data


def test_the_code_of_a_session_ends_that_session_only(site, kim):
    (first, second), (slip, _) = kim
    shown = preview_code(site, slip.session)
    assert (shown.sessions, shown.everything) == ((first.number,), False)
    receipt = withdraw_by_code(site, slip.session)
    assert receipt.sessions == (first.id,) and receipt.artifacts_erased
    assert artifacts.find(site, first.id) == ()
    assert artifacts.find(site, second.id) != ()
    assert people.find_expert(site, OWNER, "Kim") is not None


def test_the_code_for_everything_ends_all_of_that_person_and_nobody_else(site, kim, lee):
    (first, second), (slip, _) = kim
    shown = preview_code(site, slip.everything)
    assert shown.everything and set(shown.sessions) == {first.number, second.number}
    receipt = withdraw_by_code(site, slip.everything)
    assert set(receipt.sessions) == {first.id, second.id} and receipt.expert == first.expert
    with site.db() as db:
        assert people_records.withdrawn(db, first.expert)
        assert not session_records.facts(db, lee[0].id).withdrawn
    assert artifacts.find(site, lee[0].id) != ()


def test_a_code_that_was_used_does_no_harm_again(site, kim):
    _, (slip, _) = kim
    for code in (slip.session, slip.everything):
        withdraw_by_code(site, code)
        assert withdraw_by_code(site, code).artifacts_erased == 0
    assert preview_code(site, slip.everything).sessions == ()


def test_it_is_written_down_who_came_how(site, kim):
    (first, _), (slip, _) = kim
    with pytest.raises(Denied):
        withdraw_by_code(site, "ZZZZ-ZZZZ-ZZZZ-ZZZZ")
    withdraw_by_code(site, slip.session)
    with site.db() as db:
        rows = [row for row, _ in audit_records.walk(db) if row.actor == "code"]
    assert [(r.action, r.target, r.allowed) for r in rows if r.action == "withdraw"] == [
        ("withdraw", "code", False), ("withdraw", first.id, True)
    ]  # fmt: skip
    assert audit.verify(site).broken_at is None


@pytest.mark.parametrize(
    "code", ["", "-", "0000-0000-0000-0000", "'; DROP TABLE expert; --", "\x00" * 50, "Z" * 10**6]
)
def test_a_wrong_code_ends_nothing(site, kim, code):
    with pytest.raises(Denied, match="not known here"):
        withdraw_by_code(site, code)
    assert all(artifacts.find(site, one.id) for one in kim[0])


def test_a_digest_from_the_database_is_no_code(site, kim):
    digest = site.keys.mac("withdrawal", kim[1][0].session.replace("-", "").encode())
    with pytest.raises(Denied):
        withdraw_by_code(site, digest)


def test_guessing_is_stopped_for_a_while(site, kim, monkeypatch):
    _, (slip, _) = kim
    for n in range(withdrawal.WRONG_LIMIT):
        with pytest.raises(Denied, match="not known"):
            preview_code(site, f"ZZZZ-ZZZZ-ZZZZ-{n:04}")
    with pytest.raises(Denied, match="Too many wrong codes"):
        withdraw_by_code(site, slip.session)
    now = site.now()
    monkeypatch.setattr(Site, "now", lambda self: now + withdrawal.WINDOW + timedelta(seconds=1))
    assert preview_code(site, slip.session).sessions


def test_a_code_that_was_lost_is_replaced_and_worth_nothing(site, kim):
    (first, second), (old, other) = kim
    new = withdrawal.replace_codes(site, OWNER, first.id)
    for code in (old.session, old.everything):
        with pytest.raises(Denied):
            preview_code(site, code)
    assert preview_code(site, new.session).sessions == (first.number,)
    assert preview_code(site, new.everything or "").everything
    assert preview_code(site, other.session).sessions == (second.number,)


def test_signing_again_leaves_the_code_that_was_handed_out(site, kim):
    (first, _), (old, _) = kim
    consent.grant(site, OWNER, first.id, Consent(purposes=frozenset({Purpose.TEACH})))
    assert preview_code(site, old.session).sessions == (first.number,)


@given(st.text(alphabet=" -–—.\t\u3000", min_size=20, max_size=20), st.booleans())
def test_it_may_be_typed_in_many_ways(marks, wide):
    """With spaces, dashes and small letters, and wide ones as a Korean keyboard may write them."""
    code = "ABCDEFGHJKLM2345"
    typed = "".join(sign + mark for sign, mark in zip(code, marks, strict=False)).lower()
    if wide:
        typed = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in typed)
    assert withdrawal._plain(typed) == code
