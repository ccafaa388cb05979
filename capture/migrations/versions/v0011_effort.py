"""How much human time a job took in the app: sums, and nobody in them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "effort",
        sa.Column("session", sa.String(), sa.ForeignKey("session.id"), primary_key=True),
        sa.Column("activity", sa.String(), primary_key=True),
        sa.Column("seconds", sa.Float(), nullable=False),
    )
