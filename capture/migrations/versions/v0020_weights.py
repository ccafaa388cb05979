"""Which weights a process that works on the site lacks on its machine."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("member", sa.Column("lacks", sa.String(), nullable=False, server_default=""))
