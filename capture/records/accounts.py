"""Accounts and who is signed in: ids, keyed digests, hashes, roles and times."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, delete, select, update

from data_schemas.clock import in_utc
from data_schemas.rights import Role
from data_schemas.tables import AccountRow, SignInRow


@dataclass(frozen=True)
class Row:
    """``secret`` is the hash of a password, "" for none."""

    id: str
    artifact: str
    roles: frozenset[Role]
    expert: str | None
    secret: str
    code_until: datetime | None
    created_at: datetime
    joined: bool
    disabled: bool


@dataclass(frozen=True)
class SignIn:
    account: str
    browser: str
    began_at: datetime
    seen_at: datetime


def add(db: Db, row: Row, name_mac: str, claim_mac: str | None) -> None:
    db.add(
        AccountRow(
            id=row.id,
            name_mac=name_mac,
            claim_mac=claim_mac,
            artifact=row.artifact,
            roles=_join(row.roles),
            expert=row.expert,
            created_at=row.created_at,
        )
    )


def anybody_joined(db: Db) -> bool:
    """Whether somebody ever came in under an account of this site."""
    found = select(AccountRow.id).where(col(AccountRow.joined_at).is_not(None)).limit(1)
    return db.exec(found).first() is not None


def join(db: Db, account: str, at: datetime) -> None:
    db.exec(
        update(AccountRow)
        .where(col(AccountRow.id) == account, col(AccountRow.joined_at).is_(None))
        .values(joined_at=at)
    )


def get(db: Db, account: str) -> Row | None:
    row = db.get(AccountRow, account)
    return _value(row) if row else None


def find_all(db: Db) -> tuple[Row, ...]:
    """In the order in which they were made."""
    rows = db.exec(select(AccountRow).order_by(col(AccountRow.created_at), AccountRow.id))
    return tuple(_value(row) for row in rows)


def by_name(db: Db, name_mac: str) -> Row | None:
    return _one(db, AccountRow.name_mac == name_mac)


def by_claim(db: Db, claim_mac: str) -> Row | None:
    return _one(db, AccountRow.claim_mac == claim_mac)


def by_code(db: Db, code_mac: str) -> Row | None:
    return _one(db, AccountRow.code_mac == code_mac)


def set_roles(db: Db, account: str, roles: frozenset[Role], expert: str | None) -> None:
    _set(db, account, roles=_join(roles), expert=expert)


def set_disabled(db: Db, account: str, at: datetime | None) -> None:
    _set(db, account, disabled_at=at)


def set_code(db: Db, account: str, code_mac: str, until: datetime) -> None:
    """From now on the password is gone: only the code lets a new one be chosen."""
    _set(db, account, code_mac=code_mac, code_until=until, secret="")


def set_secret(db: Db, account: str, secret: str) -> None:
    _set(db, account, secret=secret, code_mac=None, code_until=None)


def use_code(db: Db, code_mac: str, secret: str) -> bool:
    """Take the password for the code; False where somebody else was quicker."""
    changed = db.exec(
        update(AccountRow)
        .where(col(AccountRow.code_mac) == code_mac)
        .values(secret=secret, code_mac=None, code_until=None)
    )
    return bool(changed.rowcount)


def begin(db: Db, mac: str, one: SignIn) -> None:
    db.add(
        SignInRow(
            mac=mac,
            account=one.account,
            browser=one.browser,
            began_at=one.began_at,
            seen_at=one.seen_at,
        )
    )


def signed_in(db: Db, mac: str) -> SignIn | None:
    row = db.get(SignInRow, mac)
    if row is None:
        return None
    return SignIn(row.account, row.browser, in_utc(row.began_at), in_utc(row.seen_at))


def touch(db: Db, mac: str, at: datetime) -> None:
    db.exec(update(SignInRow).where(col(SignInRow.mac) == mac).values(seen_at=at))


def end(db: Db, mac: str) -> None:
    db.exec(delete(SignInRow).where(col(SignInRow.mac) == mac))


def end_all(db: Db, account: str) -> None:
    db.exec(delete(SignInRow).where(col(SignInRow.account) == account))


def forget_before(db: Db, began: datetime) -> None:
    db.exec(delete(SignInRow).where(col(SignInRow.began_at) < began))


def _set(db: Db, account: str, **values: object) -> None:
    db.exec(update(AccountRow).where(col(AccountRow.id) == account).values(**values))


def _one(db: Db, condition: object) -> Row | None:
    row = db.exec(select(AccountRow).where(condition)).first()  # type: ignore[arg-type]
    return _value(row) if row else None


def _value(row: AccountRow) -> Row:
    return Row(
        id=row.id,
        artifact=row.artifact,
        roles=frozenset(Role(word) for word in row.roles.split()),
        expert=row.expert,
        secret=row.secret,
        code_until=in_utc(row.code_until) if row.code_until else None,
        created_at=in_utc(row.created_at),
        joined=row.joined_at is not None,
        disabled=row.disabled_at is not None,
    )


def _join(roles: frozenset[Role]) -> str:
    return " ".join(sorted(role.value for role in roles))
