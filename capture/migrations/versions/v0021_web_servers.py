"""What several web servers must know together, each for a short while."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _times(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in names]


def _key(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), primary_key=True) for name in names]


def upgrade() -> None:
    op.create_table("pass_code", *_key("digest"), *_texts("purpose", "value"), *_times("until"))
    op.create_table("wrong_try", *_key("id", "key"), *_times("at"))
    op.create_index("ix_wrong_try_at", "wrong_try", ["at"])
    op.create_table("taken", *_key("digest"), *_times("until"))
    op.create_table(
        "waiting",
        *_key("id"),
        *_texts("label", "session"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        *_times("put_at", "until"),
    )
    op.create_index("ix_waiting_session", "waiting", ["session"])
    op.create_table(
        "sitting",
        *_key("session"),
        *_texts("boot", "target"),
        sa.Column("follows", sa.Integer()),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("playing", sa.Boolean(), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        *_times("since", "used_at"),
    )
    op.create_table(
        "screen",
        *_key("session", "name"),
        *_texts("role"),
        sa.Column("answering", sa.Boolean(), nullable=False),
        *_times("seen_at"),
    )
