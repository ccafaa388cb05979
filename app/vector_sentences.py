"""What is said of the server that a site may have for the vectors of search."""

from __future__ import annotations

from app.language import later

VECTOR_SENTENCES: tuple[str, ...] = (
    later(
        "The server that SONMAT_VECTORS_URL names cannot be reached: start it, let this machine"
        " in, or unset the setting."
    ),
    later(
        "The server that holds the vectors of search does not answer: start it, or unset"
        " SONMAT_VECTORS_URL, then ask again."
    ),
    later(
        "SONMAT_VECTORS_URL is no address of a PostgreSQL database: postgresql://user@host/name."
    ),
    later(
        "The database that SONMAT_VECTORS_URL names has no pgvector: its administrator runs"
        " CREATE EXTENSION vector there."
    ),
    later(
        "The user of SONMAT_VECTORS_URL may not make temporary tables: grant TEMPORARY on the"
        " database."
    ),
    later("SONMAT_VECTORS_URL needs the extra: run `pip install 'sonmat[pgvector]'`."),
)
