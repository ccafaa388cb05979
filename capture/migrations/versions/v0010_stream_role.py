"""What arrives while it is made may be an answer, which is no take of the work."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    role = sa.Column("role", sa.String(), nullable=False, server_default="work")
    op.add_column("stream", role)
