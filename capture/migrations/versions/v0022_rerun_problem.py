"""Why a session's new results could not be made."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("rerun", sa.Column("problem", sa.String(), nullable=False, server_default=""))
