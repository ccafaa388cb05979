"""A session may be recorded in several takes that follow each other."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("recording", sa.Column("take", sa.Integer(), nullable=False, server_default="1"))
