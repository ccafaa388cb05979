"""Alembic's entry: the engine comes from the caller, never from a file."""

from alembic import context
from sqlmodel import SQLModel

import data_schemas.tables  # noqa: F401  (fills SQLModel.metadata)

with context.config.attributes["engine"].connect() as connection:
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
