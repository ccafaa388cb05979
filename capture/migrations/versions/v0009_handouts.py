"""Papers and clips for teaching stand on the recall list beside the datasets."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    kind = sa.Column("kind", sa.String(), nullable=False, server_default="release")
    op.add_column("release", kind)
