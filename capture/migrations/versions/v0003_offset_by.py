"""Who placed a recording on the session's clock, so that no search undoes what a hand did."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    nobody = sa.Column("offset_by", sa.String(), nullable=False, server_default="nobody")
    op.add_column("recording", nobody)
