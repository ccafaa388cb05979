"""Where the vectors of search lie: in this process, or where the site names a PostgreSQL, there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from data_schemas.errors import NeedsSoftware, SettingsError, StoreAway
from pipelines.search.nearest import MakeNearest, Nearest
from pipelines.search.vectors import VectorIndex

if TYPE_CHECKING:
    from pipelines.search.pgvector import Connection

# What the URL says goes before these. A server that is gone is noticed within half a minute.
GIVEN = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "sonmat",
}
# The same from the other side, in seconds: with a machine that lost its power its table ends.
SERVER_SIDE = {"tcp_keepalives_idle": 60, "tcp_keepalives_interval": 15, "tcp_keepalives_count": 4}

NO_URL = "SONMAT_VECTORS_URL is no address of a PostgreSQL database: postgresql://user@host/name."
NO_ANSWER = (
    "The server that SONMAT_VECTORS_URL names cannot be reached: start it, let this machine in, or"
    " unset the setting."
)
NO_EXTENSION = (
    "The database that SONMAT_VECTORS_URL names has no pgvector: its administrator runs"
    " CREATE EXTENSION vector there."
)


def nearest_at(url: str) -> MakeNearest:
    """What makes an index of vectors: FAISS without a URL, else pgvector there.

    The maker raises SettingsError for a URL or database that cannot serve, StoreError when nobody
    answers, NeedsSoftware without the extra.
    """
    if not url:
        return VectorIndex

    def make(dim: int, model_digest: str) -> Nearest:
        from pipelines.search.pgvector import PgVectorIndex

        return PgVectorIndex(connect(url), dim, model_digest)

    return make


def connect(url: str) -> Connection:
    """A connection that commits by itself and knows vectors; errors as ``nearest_at`` says."""
    try:
        from pgvector.psycopg import register_vector
    except ImportError:
        raise NeedsSoftware(
            "SONMAT_VECTORS_URL needs the extra: run `pip install 'sonmat[pgvector]'`."
        ) from None
    connection = _opened(url)
    try:
        register_vector(connection)
        for name, value in SERVER_SIDE.items():
            connection.execute(f"SET {name} = {value:d}")
    except psycopg.ProgrammingError:
        connection.close()
        raise SettingsError(NO_EXTENSION) from None
    except psycopg.Error:
        connection.close()
        raise StoreAway(NO_ANSWER) from None
    return connection


def version_at(url: str) -> str:
    """What answers there, for people to read: ``PostgreSQL 16.2 with pgvector 0.6.2``."""
    connection = connect(url)
    try:
        found = connection.execute(
            "SELECT split_part(current_setting('server_version'), ' ', 1), extversion"
            " FROM pg_extension WHERE extname = 'vector'"
        ).fetchone()
    except psycopg.Error:
        raise StoreAway(NO_ANSWER) from None
    finally:
        connection.close()
    server, vector = found or ("", "")
    return f"PostgreSQL {server} with pgvector {vector}"


def _opened(url: str) -> Connection:
    try:
        # as SQLAlchemy writes it, so that a site may name the same database twice
        named = conninfo_to_dict(url.replace("postgresql+psycopg://", "postgresql://", 1))
    except psycopg.ProgrammingError:
        # the cause quotes the URL, which may hold a password
        raise SettingsError(NO_URL) from None
    try:
        # each question is planned anew: how many ids are chosen decides how it is best answered
        whole = make_conninfo(**GIVEN | {name: str(value) for name, value in named.items()})
        return psycopg.connect(whole, autocommit=True, prepare_threshold=None)
    except psycopg.Error:
        raise StoreAway(NO_ANSWER) from None
