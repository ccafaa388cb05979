"""People sign in, annotators are given sessions, and a protection class gets the issue's name."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

AT = sa.DateTime(timezone=True)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "account",
        *(_text(name) for name in ("id", "name_mac")),
        _text("claim_mac", nullable=True),
        *(_text(name) for name in ("artifact", "roles")),
        _text("expert", nullable=True),
        _text("secret"),
        _text("code_mac", nullable=True),
        sa.Column("code_until", AT, nullable=True),
        sa.Column("created_at", AT, nullable=False),
        *(sa.Column(name, AT, nullable=True) for name in ("joined_at", "disabled_at")),
        sa.PrimaryKeyConstraint("id"),
        *(sa.UniqueConstraint(name) for name in ("name_mac", "claim_mac", "code_mac")),
    )
    op.create_table(
        "sign_in",
        *(_text(name) for name in ("mac", "account", "browser")),
        sa.Column("began_at", AT, nullable=False),
        sa.Column("seen_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"]),
        sa.PrimaryKeyConstraint("mac"),
    )
    op.create_index(op.f("ix_sign_in_account"), "sign_in", ["account"], unique=False)
    op.create_table(
        "assignment",
        *(_text(name) for name in ("session", "account")),
        sa.ForeignKeyConstraint(["session"], ["session.id"]),
        sa.ForeignKeyConstraint(["account"], ["account.id"]),
        sa.PrimaryKeyConstraint("session", "account"),
    )
    op.execute("UPDATE session SET protection_class='internal' WHERE protection_class='partner'")
