"""Sessions that are re-derived, and what was made for them beside what holds."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "beside",
        sa.Column("artifact", sa.String(), primary_key=True),
        sa.ForeignKeyConstraint(["artifact"], ["artifact.id"]),
    )
    op.create_table(
        "rerun",
        sa.Column("session", sa.String(), primary_key=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("number", "at_once")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("stage", "state")),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=False)
            for name in ("asked_at", "at")
        ),
        sa.ForeignKeyConstraint(["session"], ["session.id"]),
    )
