"""Who asked for which release, what was answered, and what was handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "library",
        sa.Column("request", sa.String(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("release", "act", "actor")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("artifact", "recipient_mac")),
        sa.ForeignKeyConstraint(["release"], ["release.id"]),
    )
    op.create_index("ix_library_release", "library", ["release"])
