"""Somebody asks for faces to be looked for in a session that stays in the house."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("session", sa.Column("faces_wanted_at", sa.DateTime(), nullable=True))
