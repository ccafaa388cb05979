"""A keyed digest of each row, so that one that was changed in the database is found."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "row_seal",
        sa.Column("table", sa.String(), primary_key=True),
        sa.Column("row", sa.String(), primary_key=True),
        sa.Column("mac", sa.String(), nullable=False),
    )
