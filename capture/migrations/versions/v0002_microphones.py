"""Whose microphone is on which channel, and where the expert's voice was heard alone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    shared = sa.Column("microphones", sa.String(), nullable=False, server_default="shared")
    op.add_column("session", shared)
    op.add_column("session", sa.Column("voice_from_s", sa.Float(), nullable=True))
    op.add_column("session", sa.Column("voice_to_s", sa.Float(), nullable=True))
