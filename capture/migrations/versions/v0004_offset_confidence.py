"""How sure the search was of where it placed a recording: people are told, not only the log."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("recording", sa.Column("offset_confidence", sa.Float(), nullable=True))
