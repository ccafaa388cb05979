"""Every scope that may have a key: sessions, people, uploads on their way, and the site."""

from sqlmodel import Session as Db
from sqlmodel import select

from data_schemas.tables import ArtifactRow, ExpertRow, SessionRow, UploadRow


def every(db: Db) -> tuple[str, ...]:
    """Names of scopes, each once."""
    named = [
        *db.exec(select(ArtifactRow.scope).distinct()),
        *(f"session:{one}" for one in db.exec(select(SessionRow.id))),
        *(f"person:{one}" for one in db.exec(select(ExpertRow.id))),
        *(f"upload:{one}" for one in db.exec(select(UploadRow.id))),
        "site",
    ]
    return tuple(dict.fromkeys(named))
