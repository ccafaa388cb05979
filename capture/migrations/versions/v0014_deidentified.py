"""Somebody answers for it that what is to be hidden in a session is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("session", sa.Column("deidentified_at", sa.DateTime(), nullable=True))
