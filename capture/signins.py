"""Who is who: passwords, codes and cookies become an actor, or nobody.

These are no doors: nobody has been told apart yet. A sign-in is a random value that one browser
holds; the database keeps its keyed digest. It is good in that browser only (this machine, or one
paired device), ends after some time without use and after some hours in any case, and a new one
is made whenever somebody signs in or chooses a password, so that nobody can plant one beforehand.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from capture import audit, passwords
from capture.access import NOBODY
from capture.records import accounts as records
from capture.withdrawal import ALPHABET
from data_schemas.account import AccountName
from data_schemas.errors import Denied
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site

PREFIX = "acc-"
HERE = "here"
CODE_LIFE = timedelta(days=7)
# How exactly the time of the last use is kept: a page asks many times a second.
TOUCH = timedelta(minutes=1)
GROUPS, GROUP = 4, 4
WRONG = "Name and password do not fit together: try again, or ask for a new code."
WRONG_CODE = "This code is wrong, used or too old: ask for a new one."
OVER = "You were signed out: sign in again."
NO_ACCOUNT = "The company's sign-in knows you, but there is no account here for you: ask for one."


def are_asked(site: Site) -> bool:
    """Whether everybody signs in: from when the first person has come in under an account."""
    with site.db() as db:
        return records.anybody_joined(db)


def sign_in(site: Site, name: str, password: str, browser: str) -> str:
    """What the browser holds from now on. Takes as long for names that nobody has.

    Raises Denied, in one sentence whatever was wrong.
    """
    with site.db() as db:
        row = records.by_name(db, _name_mac(site, name))
    usable = row.secret if row and not row.disabled else ""
    if not passwords.is_right(site, usable, password) or row is None:
        audit.append(site, NOBODY, Action.ADMINISTER, "sign-in", allowed=False)
        raise Denied(WRONG)
    return _begin(site, row, browser)


def by_claim(site: Site, values: tuple[str, ...], browser: str) -> str:
    """The same for who comes from OpenID Connect with these values of the claim. Raises Denied."""
    with site.db() as db:
        found = {row.id: row for one in values if (row := records.by_claim(db, _claim(site, one)))}
    rows = tuple(row for row in found.values() if not row.disabled)
    if len(rows) != 1:
        audit.append(site, NOBODY, Action.ADMINISTER, "sign-in", allowed=False)
        raise Denied(NO_ACCOUNT)
    return _begin(site, rows[0], browser)


def choose_password(site: Site, code: str, password: str, browser: str) -> str:
    """Take the password for a code, which is used up by this, and sign the person in.

    Raises Denied for a code that is wrong, used or too old, TextError for a password that is
    refused; the code is good for another try then.
    """
    mac = _code_mac(site, code)
    with site.db() as db:
        row = records.by_code(db, mac)
    if row is None or row.disabled or row.code_until is None or site.now() >= row.code_until:
        audit.append(site, NOBODY, Action.ADMINISTER, "password code", allowed=False)
        raise Denied(WRONG_CODE)
    passwords.check(password, name_of(site, row.id))
    kept = passwords.hashed(site, password)
    with site.db() as db:
        if not records.use_code(db, mac, kept):
            raise Denied(WRONG_CODE)
    return _begin(site, row, browser)


def change_password(site: Site, account: str, old: str, new: str, browser: str) -> str:
    """Another password for who knows the old one; every other browser is signed out.

    Raises Denied where ``old`` is wrong, TextError for a password that is refused.
    """
    with site.db() as db:
        row = records.get(db, account)
    usable = row.secret if row and not row.disabled else ""
    if not passwords.is_right(site, usable, old) or row is None:
        audit.append(site, NOBODY, Action.ADMINISTER, "password", allowed=False)
        raise Denied("The old password is not right: try again.")
    passwords.check(new, name_of(site, account))
    kept = passwords.hashed(site, new)
    with site.db() as db:
        records.set_secret(db, account, kept)
    end_everywhere(site, account)
    return _begin(site, row, browser)


def recognise(site: Site, held: str, browser: str, *, is_use: bool = True) -> Actor:
    """The actor whom this browser's value stands for. ``is_use``: it counts as being active.

    Raises Denied.
    """
    mac, now = _sign_in_mac(site, held), site.now()
    with site.db() as db:
        found = records.signed_in(db, mac)
        row = records.get(db, found.account) if found else None
    if found is None or row is None or row.disabled or found.browser != browser:
        raise Denied(OVER)
    if now >= found.began_at + _longest(site) or now >= found.seen_at + _idle(site):
        end(site, held)
        raise Denied(OVER)
    if is_use and now >= found.seen_at + TOUCH:
        with site.db() as db:
            records.touch(db, mac, now)
    return _actor(row, browser)


def by_id(site: Site, account: str, *, remote: bool) -> Actor:
    """The actor of an account that a link was made for, while it is let in. Raises Denied."""
    with site.db() as db:
        row = records.get(db, account)
    if row is None or row.disabled:
        raise Denied("Not allowed: this link belongs to an account that is not known here.")
    return Actor(id=row.id, roles=row.roles, expert=row.expert, remote=remote)


def end(site: Site, held: str) -> None:
    """Sign this browser out."""
    with site.db() as db:
        records.end(db, _sign_in_mac(site, held))


def end_everywhere(site: Site, account: str) -> None:
    """Sign every browser of an account out."""
    with site.db() as db:
        records.end_all(db, account)


def give_code(site: Site, account: str) -> tuple[str, datetime]:
    """A code with which a password is chosen, and until when (doors to accounts call it)."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP))
    until = site.now() + CODE_LIFE
    with site.db() as db:
        records.set_code(db, account, _code_mac(site, signs), until)
    return "-".join(signs[n : n + GROUP] for n in range(0, len(signs), GROUP)), until


def digests(site: Site, named: AccountName) -> tuple[str, str | None]:
    """The keyed digests of a name and of a claim, by which people are found again."""
    return _name_mac(site, named.name), _claim(site, named.claim) if named.claim else None


def name_of(site: Site, account: str) -> str:
    """What somebody is called, for that very person (no door: the caller knows who they are)."""
    from capture import artifacts

    with site.db() as db:
        row = records.get(db, account)
    if row is None:
        return ""
    named: AccountName = artifacts.load(site, row.artifact)
    return named.name


def _begin(site: Site, row: records.Row, browser: str) -> str:
    held, now = secrets.token_urlsafe(32), site.now()
    with site.db() as db:
        records.forget_before(db, now - _longest(site))
        records.join(db, row.id, now)
        one = records.SignIn(row.id, browser, began_at=now, seen_at=now)
        records.begin(db, _sign_in_mac(site, held), one)
    audit.append(site, _actor(row, browser), Action.ADMINISTER, "signed in", allowed=True)
    return held


def _actor(row: records.Row, browser: str) -> Actor:
    return Actor(id=row.id, roles=row.roles, expert=row.expert, remote=browser != HERE)


def _idle(site: Site) -> timedelta:
    return timedelta(minutes=site.settings.sign_in_idle_min)


def _longest(site: Site) -> timedelta:
    return timedelta(hours=site.settings.sign_in_hours)


def _name_mac(site: Site, name: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", name[:400]).split()).casefold()
    return site.keys.mac("account", plain.encode(errors="surrogatepass"))


def _claim(site: Site, value: str) -> str:
    return site.keys.mac("claim", value[:400].strip().casefold().encode(errors="surrogatepass"))


def _sign_in_mac(site: Site, held: str) -> str:
    return site.keys.mac("sign-in", held[:200].encode(errors="surrogatepass"))


def _code_mac(site: Site, code: str) -> str:
    """As it was made, however it was typed: wide letters of a Korean keyboard, spaces, dashes."""
    plain = unicodedata.normalize("NFKC", code[:200]).upper()
    return site.keys.mac("password code", "".join(c for c in plain if c in ALPHABET).encode())
