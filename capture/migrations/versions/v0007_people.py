"""Who else is heard or seen, when consent was signed, and the codes that end it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("session", sa.Column("signed_at", sa.Date(), nullable=True))
    for name in ("open_people", "to_mask"):
        none = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        op.add_column("session", none)
    op.create_table(
        "withdrawal_code",
        sa.Column("mac", sa.String(), nullable=False),
        sa.Column("expert", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["expert"], ["expert.id"]),
        sa.PrimaryKeyConstraint("mac"),
    )
    op.create_index(op.f("ix_withdrawal_code_expert"), "withdrawal_code", ["expert"], unique=False)
