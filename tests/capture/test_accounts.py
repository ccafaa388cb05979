"""Accounts: who makes them, what a password is worth, how a browser is known again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from capture import accounts, artifacts, passwords, people, sessions, signins
from capture.access import NOBODY, OWNER, facts_of
from capture.accounts import NewAccount
from capture.permission import decide, sees_masked_only
from capture.records import accounts as records
from capture.records import audit as audit_records
from capture.records import sessions as session_records
from capture.signins import HERE
from capture.site import Site
from data_schemas.account import Account
from data_schemas.artifact import Kind, Recipe
from data_schemas.errors import Denied, InputError, TextError, UnknownError
from data_schemas.rights import Action, Actor, Consent, ProtectionClass, Purpose, Role

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = "horse battery staple"
FIRST = NewAccount("Park", frozenset({Role.OWNER}))


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm at a cost that tests can pay."""
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)


def only(role: Role) -> frozenset[Role]:
    return frozenset({role})


def joined(site: Site, new: NewAccount = FIRST, password: str = GOOD) -> tuple[Account, str]:
    """An account whose person has chosen a password, and what their browser holds."""
    made = accounts.create(site, OWNER, new)
    return made.account, signins.choose_password(site, made.code, password, HERE)


def actor(site: Site, account: Account) -> Actor:
    return signins.by_id(site, account.id, remote=False)


def told(site: Site) -> list[tuple[str, str, bool]]:
    with site.db() as db:
        return [(r.actor, r.target, r.allowed) for r, _ in audit_records.walk(db)]


def test_nobody_is_asked_to_sign_in_until_somebody_has_come_in(site: Site) -> None:
    assert not signins.are_asked(site)
    made = accounts.create(site, OWNER, FIRST)
    assert not signins.are_asked(site) and made.account.state == "invited"
    signins.choose_password(site, made.code, GOOD, HERE)
    assert signins.are_asked(site)
    assert accounts.list_accounts(site, OWNER)[0].state == "active"


def test_the_first_account_answers_for_the_site(site: Site) -> None:
    for role in set(Role) - {Role.OWNER, Role.EXPERT}:
        with pytest.raises(InputError, match="first account"):
            accounts.create(site, OWNER, NewAccount("Lee", only(role)))
    assert accounts.list_accounts(site, OWNER) == ()
    assert artifacts.find(site, None) == ()


def test_a_password_lets_its_own_person_in_and_nobody_else(site: Site) -> None:
    park, _ = joined(site)
    held = signins.sign_in(site, "  pARK ", GOOD, HERE)
    who = signins.recognise(site, held, HERE)
    assert (who.id, who.roles, who.remote) == (park.id, only(Role.OWNER), False)
    for name, password in (("Park", GOOD + " "), ("Park", ""), ("Lee", GOOD), ("", ""),
                           ("Park", GOOD.upper()), ("Park\0", GOOD), ("' OR 1=1 --", "x"),
                           ("Park", "x" * 100_000), ("\ud800", "\ud800")):  # fmt: skip
        with pytest.raises(Denied, match="do not fit"):
            signins.sign_in(site, name, password, HERE)


def test_names_and_passwords_lie_nowhere_in_plain_sight(site: Site) -> None:
    joined(site, NewAccount("Gildong Hong", only(Role.OWNER), claim="hong@plant.example"))
    site.engine.dispose()
    for file in site.settings.folder.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        for word in (b"Gildong", b"hong@", GOOD.encode(), b"battery"):
            assert word not in data, file


def test_a_stolen_database_without_the_site_key_tries_no_password(site: Site) -> None:
    park, _ = joined(site)
    with site.db() as db:
        kept = records.get(db, park.id).secret
    assert kept.startswith("$argon2id$") and "m=65536" in kept
    with pytest.raises(passwords.VerificationError):
        passwords._HASHER.verify(kept, GOOD)
    assert passwords.is_right(site, kept, GOOD) and not passwords.is_right(site, "", GOOD)


def test_a_name_that_nobody_has_costs_the_same_hash_as_a_wrong_password(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes the time is one Argon2 of the same size, whoever is named."""
    joined(site)
    passwords._nobodys.cache_clear()  # another test of this process may have made a cheap one
    passwords._nobodys()
    checked: list[str] = []
    real = passwords._HASHER

    class Counting:
        def verify(self, kept: str, given: str) -> bool:
            checked.append(kept.rsplit("$", 2)[0])
            return real.verify(kept, given)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for name in ("Park", "Nobody"):
        with pytest.raises(Denied):
            signins.sign_in(site, name, "wrong wrong wrong", HERE)
    assert len(checked) == 2 and checked[0] == checked[1]


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize(
    "password",
    ["short", "123456789", "1234567890", "12345678910", "0987654321", "qwertyuiop", "QWERTYUIOP",
     "qwerty12345", "1q2w3e4r5t", "1qaz2wsx3edc", "password123", "Passw0rd1234", "p@ssw0rd!!!!",
     "administrator", "iloveyou2026", "aaaaaaaaaaaa", "abcabcabcabc", "asdfghjkl;'", "zxcvbnm123",
     "sonmat-2026!", "welcome12345", "letmein!2345", "비밀번호12345678", "tkfkdgo12345",
     "qlalfqjsgh1!", "1111111111", "monkeymonkey", "kimgildong2026", "2026kimgildong",
     "x" * 257, ""],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(site: Site, password: str) -> None:
    made = accounts.create(site, OWNER, NewAccount("Kimgildong", only(Role.OWNER)))
    with pytest.raises(TextError):
        signins.choose_password(site, made.code, password, HERE)
    assert signins.choose_password(site, made.code, GOOD, HERE)


@pytest.mark.parametrize(
    "password",
    [GOOD, "correct horse battery", "감나무 아래 파란 자전거", "t7#kQz!w9Lp2", "gasket seven river",
     "my torque wrench is red", "용접은 천천히 한다", "zebra-quartz-41-lamp"],
)  # fmt: skip
def test_long_enough_is_good_enough_whatever_signs_it_has(password: str) -> None:
    passwords.check(password, "Kim")


@pytest.mark.usefixtures("cheap")
def test_a_code_is_good_once_and_for_a_week(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = accounts.create(site, OWNER, FIRST)
    with pytest.raises(Denied):
        signins.choose_password(site, made.code[:-1], GOOD, HERE)
    assert signins.choose_password(site, f" {made.code.lower().replace('-', '')} ", GOOD, HERE)
    with pytest.raises(Denied, match="used or too old"):
        signins.choose_password(site, made.code, GOOD, HERE)
    late = accounts.create(site, OWNER, NewAccount("Lee", only(Role.TRAINER)))
    now = site.now() + signins.CODE_LIFE + timedelta(seconds=1)
    monkeypatch.setattr(site, "now", lambda: now)
    with pytest.raises(Denied):
        signins.choose_password(site, late.code, GOOD, HERE)


@pytest.mark.usefixtures("cheap")
def test_a_reset_ends_the_old_password_and_every_browser_at_once(site: Site) -> None:
    joined(site)
    lee, held = joined(site, NewAccount("Lee", only(Role.INTERVIEWER)))
    made = accounts.reset(site, OWNER, lee.id)
    with pytest.raises(Denied):
        signins.recognise(site, held, HERE)
    with pytest.raises(Denied):
        signins.sign_in(site, "Lee", GOOD, HERE)
    again = accounts.reset(site, OWNER, lee.id)
    with pytest.raises(Denied):
        signins.choose_password(site, made.code, GOOD, HERE)
    assert signins.choose_password(site, again.code, "another fine password", HERE)


@pytest.mark.usefixtures("cheap")
def test_another_password_signs_every_other_browser_out(site: Site) -> None:
    park, held = joined(site)
    tablet = signins.sign_in(site, "Park", GOOD, "dev-1")
    with pytest.raises(Denied, match="old password"):
        signins.change_password(site, park.id, "wrong", "another fine password", HERE)
    assert signins.recognise(site, tablet, "dev-1")
    new = signins.change_password(site, park.id, GOOD, "another fine password", HERE)
    for old, where in ((held, HERE), (tablet, "dev-1")):
        with pytest.raises(Denied):
            signins.recognise(site, old, where)
    assert signins.recognise(site, new, HERE).id == park.id


@pytest.mark.usefixtures("cheap")
def test_a_sign_in_is_good_in_its_own_browser_only(site: Site) -> None:
    joined(site)
    held = signins.sign_in(site, "Park", GOOD, "dev-1")
    assert signins.recognise(site, held, "dev-1").remote
    for other in (HERE, "dev-2", ""):
        with pytest.raises(Denied):
            signins.recognise(site, held, other)


@pytest.mark.parametrize("held", ["", "x", "a" * 43, "a" * 5000, "acc-1", "\0", "\ud800"])
def test_a_made_up_value_is_nobody(site: Site, held: str) -> None:
    joined(site)
    with pytest.raises(Denied, match="signed out"):
        signins.recognise(site, held, HERE)


@pytest.mark.usefixtures("cheap")
def test_a_sign_in_ends_unused_and_ends_in_any_case(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, held = joined(site)
    began, idle = site.now(), timedelta(minutes=site.settings.sign_in_idle_min)
    at = began
    monkeypatch.setattr(site, "now", lambda: at)
    for _ in range(8):
        at += idle - timedelta(minutes=2)
        assert signins.recognise(site, held, HERE)
    at += idle - timedelta(minutes=2)
    # A page that only looks whether it is still signed in does not keep it alive.
    assert signins.recognise(site, held, HERE, is_use=False)
    at += timedelta(minutes=3)
    with pytest.raises(Denied):
        signins.recognise(site, held, HERE)
    held = signins.sign_in(site, "Park", GOOD, HERE)
    began = at
    while at + idle / 2 < began + timedelta(hours=site.settings.sign_in_hours):
        at += idle / 2
        assert signins.recognise(site, held, HERE)
    at = began + timedelta(hours=site.settings.sign_in_hours)
    with pytest.raises(Denied):
        signins.recognise(site, held, HERE)


@pytest.mark.usefixtures("cheap")
def test_whoever_is_shut_out_is_out_at_once_also_by_old_links(site: Site) -> None:
    joined(site)
    lee, held = joined(site, NewAccount("Lee", only(Role.INTERVIEWER)))
    assert accounts.disable(site, OWNER, lee.id).state == "disabled"
    for attempt in (
        lambda: signins.recognise(site, held, HERE),
        lambda: signins.by_id(site, lee.id, remote=False),
        lambda: signins.sign_in(site, "Lee", GOOD, HERE),
    ):
        with pytest.raises(Denied):
            attempt()
    assert accounts.enable(site, OWNER, lee.id).state == "active"
    assert signins.sign_in(site, "Lee", GOOD, HERE)


@pytest.mark.usefixtures("cheap")
def test_what_somebody_is_changes_at_once(site: Site) -> None:
    joined(site)
    lee, held = joined(site, NewAccount("Lee", only(Role.INTERVIEWER)))
    accounts.set_roles(site, OWNER, lee.id, only(Role.TRAINER))
    assert signins.recognise(site, held, HERE).roles == only(Role.TRAINER)


@pytest.mark.usefixtures("cheap")
def test_an_administrator_makes_nobody_owner_and_changes_none(site: Site) -> None:
    park, _ = joined(site)
    admin = actor(site, joined(site, NewAccount("Choi", only(Role.ADMIN)))[0])
    lee = accounts.create(site, admin, NewAccount("Lee", only(Role.ANNOTATOR))).account
    for attempt in (
        lambda: accounts.create(site, admin, NewAccount("Puppet", only(Role.OWNER))),
        lambda: accounts.set_roles(site, admin, lee.id, only(Role.OWNER)),
        lambda: accounts.set_roles(site, admin, park.id, only(Role.TRAINER)),
        lambda: accounts.reset(site, admin, park.id),
        lambda: accounts.disable(site, admin, park.id),
        lambda: accounts.set_roles(site, admin, admin.id, only(Role.INTERVIEWER)),
        lambda: accounts.enable(site, admin, admin.id),
    ):
        with pytest.raises(Denied):
            attempt()
    assert {a.name: a.roles for a in accounts.list_accounts(site, admin)} == {
        "Park": only(Role.OWNER), "Choi": only(Role.ADMIN), "Lee": only(Role.ANNOTATOR)
    }  # fmt: skip


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER, Role.ADMIN}))
def test_nobody_else_looks_after_accounts(site: Site, role: Role) -> None:
    park, _ = joined(site)
    who = Actor(id="acc-x", roles=only(role), expert="exp-1")
    for attempt in (
        lambda: accounts.list_accounts(site, who),
        lambda: accounts.create(site, who, NewAccount("Lee", only(Role.TRAINER))),
        lambda: accounts.reset(site, who, park.id),
        lambda: accounts.experts_to_choose(site, who),
    ):
        with pytest.raises(Denied):
            attempt()


@pytest.mark.usefixtures("cheap")
def test_somebody_always_answers_for_the_site(site: Site) -> None:
    park, _ = joined(site)
    lee = accounts.create(site, OWNER, NewAccount("Lee", only(Role.OWNER))).account
    for attempt in (
        lambda: accounts.disable(site, OWNER, park.id),
        lambda: accounts.set_roles(site, OWNER, park.id, only(Role.TRAINER)),
    ):
        with pytest.raises(InputError, match="answer for the site"):
            attempt()
    assert accounts.list_accounts(site, OWNER)[0].state == "active"
    signins.choose_password(site, accounts.reset(site, OWNER, lee.id).code, GOOD, HERE)
    assert accounts.disable(site, OWNER, park.id).state == "disabled"
    assert signins.are_asked(site)


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewAccount("", only(Role.TRAINER)), TextError),
        (NewAccount("x" * 81, only(Role.TRAINER)), TextError),
        (NewAccount("a\x07b", only(Role.TRAINER)), TextError),
        (NewAccount("Lee", only(Role.TRAINER), claim="a\nb"), TextError),
        (NewAccount(" PARK", only(Role.TRAINER)), InputError),
        (NewAccount("Lee", only(Role.TRAINER), claim="PARK@plant.example"), InputError),
        (NewAccount("Lee", frozenset()), InputError),
        (NewAccount("Lee", only(Role.EXPERT)), InputError),
        (NewAccount("Lee", only(Role.TRAINER), expert="exp-1"), InputError),
        (NewAccount("Lee", only(Role.EXPERT), expert="exp-1"), UnknownError),
    ],
)
def test_an_account_that_makes_no_sense_leaves_nothing(
    site: Site, new: NewAccount, error: type[Exception]
) -> None:
    joined(site, NewAccount("Park", only(Role.OWNER), claim="park@plant.example"))
    before = len(artifacts.find(site, None))
    with pytest.raises(error):
        accounts.create(site, OWNER, new)
    assert len(accounts.list_accounts(site, OWNER)) == 1
    assert len(artifacts.find(site, None)) == before


@pytest.mark.parametrize("door", ["set_roles", "reset", "disable", "enable"])
def test_an_account_that_is_not_there_is_one_sentence(site: Site, door: str) -> None:
    more = (only(Role.TRAINER),) if door == "set_roles" else ()
    with pytest.raises(UnknownError, match="no such account"):
        getattr(accounts, door)(site, OWNER, "acc-0", *more)


@pytest.mark.usefixtures("cheap")
def test_an_expert_with_an_account_has_their_own_and_nothing_else(site: Site, ingested) -> None:
    joined(site)
    kim = ingested.session.expert
    other = people.ensure_expert(site, OWNER, "Lee").id
    new = NewAccount("Kim Cheolsu", only(Role.EXPERT), expert=kim)
    who = actor(site, joined(site, new)[0])
    assert [one.id for one in sessions.list_sessions(site, who)] == [ingested.session.id]
    assert [one.id for one in people.list_experts(site, who)] == [kim]
    with pytest.raises(UnknownError):
        people.get_expert(site, who, other)
    assert {one.pseudonym for one in accounts.experts_to_choose(site, OWNER)} == {"Kim", "Lee"}


@pytest.mark.usefixtures("cheap")
def test_annotators_get_what_was_given_to_them_once_it_is_masked(site: Site, ingested) -> None:
    from capture import consent, procedures
    from capture.glossaries import get_glossary, import_glossary

    joined(site)
    lee, _ = joined(site, NewAccount("Lee", only(Role.ANNOTATOR)))
    who, session = actor(site, lee), ingested.session.id
    import_glossary(site, OWNER, b"term\nsecret alloy\n", "g.csv")
    assert sessions.list_sessions(site, who) == () and people.list_experts(site, who) == ()
    assert procedures.list_procedures(site, who) == ()
    assert get_glossary(site, who).terms == ()
    with pytest.raises(Denied, match="purpose"):
        accounts.assign(site, OWNER, session, lee.id)
    consent.grant(site, OWNER, session, Consent(purposes=frozenset({Purpose.TRAIN})))
    with pytest.raises(Denied, match="is to be hidden"):
        accounts.assign(site, OWNER, session, lee.id)
    with site.db() as db:
        session_records.decide_hidden(db, session, site.now())
    with pytest.raises(UnknownError):
        accounts.assign(site, OWNER, session, "acc-0")
    with pytest.raises(InputError, match="annotators"):
        accounts.assign(site, OWNER, session, accounts.list_accounts(site, OWNER)[0].id)
    accounts.assign(site, OWNER, session, lee.id)
    accounts.assign(site, OWNER, session, lee.id)
    assert accounts.annotators(site, OWNER, session) == {lee.id: True}
    assert [one.id for one in sessions.list_sessions(site, who)] == [session]
    assert [one.id for one in procedures.list_procedures(site, who)] == [ingested.session.procedure]
    assert decide(who, Action.PLAY_MASKED, facts_of(site, session)).allowed
    # Every other door opens words and pictures as they are: none is open to them, masked or not.
    for action in (Action.READ, Action.PLAY, Action.SEARCH, Action.AMEND):
        assert not decide(who, action, facts_of(site, session)).allowed
    kept = ingested.session.recordings[0]
    for kind, data in ((Kind.PROXY, b"as it is"), (Kind.MASKED, b"masked")):
        recipe = Recipe(kind=kind, stage="t", version="1", parents=(kept.original,))
        artifacts.seal(site, recipe, artifacts.session_scope(session), data)
    doors = {who: sessions.open_masked, OWNER: sessions.open_proxy}
    for asked, seen in ((who, b"masked"), (OWNER, b"as it is")):
        assert sees_masked_only(asked, facts_of(site, session)) is (asked is who)
        file, _size = doors[asked](site, asked, session, kept.id)
        with file:
            assert file.read() == seen
    with pytest.raises(Denied):
        sessions.open_proxy(site, who, session, kept.id)
    with site.db() as db:
        session_records.decide_hidden(db, session, None)
    with pytest.raises(Denied, match="masked copy"):
        sessions.open_masked(site, who, session, kept.id)
    accounts.unassign(site, OWNER, session, lee.id)
    assert sessions.list_sessions(site, who) == ()


@pytest.mark.usefixtures("cheap")
def test_national_core_technology_is_out_of_reach_from_the_network(site: Site, ingested) -> None:
    from capture import consent

    joined(site)
    session = ingested.session.id
    core = Consent(protection_class=ProtectionClass.NATIONAL_CORE)
    consent.grant(site, OWNER, session, core)
    near = Actor(id="acc-1", roles=only(Role.OWNER))
    far = near.model_copy(update={"remote": True})
    assert sessions.get_session(site, near, session)
    assert sessions.list_sessions(site, far) == ()
    with pytest.raises(Denied, match="own machine only"):
        sessions.get_session(site, far, session)


@pytest.mark.usefixtures("cheap")
def test_who_came_in_and_who_let_whom_in_stands_in_the_log(site: Site) -> None:
    park, _ = joined(site)
    with pytest.raises(Denied):
        signins.sign_in(site, "Park", "wrong wrong", HERE)
    lee = accounts.create(site, OWNER, NewAccount("Lee", only(Role.TRAINER))).account
    accounts.set_roles(site, OWNER, lee.id, only(Role.ADMIN))
    accounts.disable(site, OWNER, lee.id)
    assert {
        (OWNER.id, f"made {park.id}", True), (park.id, "signed in", True),
        (NOBODY.id, "sign-in", False), (OWNER.id, f"{lee.id} is admin", True),
        (OWNER.id, f"disabled {lee.id}", True),
    } <= set(told(site))  # fmt: skip
    assert not any("Park" in target or "Lee" in target for _, target, _ in told(site))


@pytest.mark.usefixtures("cheap")
def test_the_companys_sign_in_leads_to_one_account_or_to_none(site: Site) -> None:
    new = NewAccount("Park", only(Role.OWNER), claim="Park@plant.example")
    park = accounts.create(site, OWNER, new).account
    accounts.create(site, OWNER, NewAccount("Lee", only(Role.TRAINER), claim="trainers"))
    assert not signins.are_asked(site)
    held = signins.by_claim(site, ("park@PLANT.example",), HERE)
    assert signins.recognise(site, held, HERE).id == park.id and signins.are_asked(site)
    assert accounts.list_accounts(site, OWNER)[0].state == "active"
    for values in ((), ("",), ("nobody@plant.example",), ("park@plant.example", "trainers")):
        with pytest.raises(Denied, match="no account here"):
            signins.by_claim(site, values, HERE)
