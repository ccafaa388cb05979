"""Parts and recordings that are to be erased for good, and how much of the ledger was applied."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    erased = sa.Column("erased", sa.Integer(), nullable=False, server_default="0")
    op.add_column("site", erased)
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("recording", sa.String(), primary_key=True),
        sa.Column("session", sa.String(), sa.ForeignKey("session.id"), nullable=False, index=True),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("before", sa.String(), nullable=False, server_default=""),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("kept", sa.String(), nullable=False, server_default=""),
    )
