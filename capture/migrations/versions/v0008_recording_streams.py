"""What a browser records arrives in parts while it is made."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "stream",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("session", sa.String(), sa.ForeignKey("session.id"), nullable=False),
        sa.Column("take", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recording", sa.String()),
    )
    op.create_index("ix_stream_session", "stream", ["session"])
    op.create_table(
        "stream_part",
        sa.Column("stream", sa.String(), sa.ForeignKey("stream.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
    )
    op.create_table(
        "stream_mark",
        sa.Column("stream", sa.String(), sa.ForeignKey("stream.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
    )
