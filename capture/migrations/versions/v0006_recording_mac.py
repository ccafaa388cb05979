"""A keyed digest of each recording's bytes: what is here already is known in any grouping."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    mac = sa.Column("source_mac", sa.String(), nullable=False, server_default="")
    op.add_column("recording", mac)
    op.create_index("ix_recording_source_mac", "recording", ["source_mac"])
