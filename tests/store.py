"""Where the sites of tests lie: in files, or on servers of our own where ``tests.on_servers`` runs.

The same tests then say of PostgreSQL and an object store what they say of SQLite and a folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from sqlalchemy import create_engine

from capture.settings import Settings
from capture.site import Site
from pipelines import progress

# URLs of a PostgreSQL server (its database ``postgres``) and of a bucket.
DATABASE, VAULT = "SONMAT_TEST_DATABASE", "SONMAT_TEST_VAULT"


def is_served() -> bool:
    return DATABASE in os.environ


def settings_at(folder: Path, **other: object) -> Settings:
    """Those of a site in ``folder``; on servers its database and bucket go by the folder's name."""
    served = {}
    if is_served():
        name = _name(folder)
        served = {
            "database_url": os.environ[DATABASE].replace("/postgres?", f"/{name}?"),
            "vault_url": f"{os.environ[VAULT]}/{name}",
        }
    key = folder / "key" / "site.key"
    return Settings(data=folder / "data", site_key_file=key, **served, **other)  # type: ignore[arg-type]


def environment_of(settings: Settings) -> dict[str, str]:
    """The same for commands."""
    told = {"SONMAT_DATA": str(settings.folder), "SONMAT_SITE_KEY_FILE": str(settings.key_file)}
    if is_served():
        told |= {
            "SONMAT_DATABASE_URL": settings.database_url,
            "SONMAT_VAULT_URL": settings.vault_url,
        }
    return told


def opened(settings: Settings) -> Site:
    """A site that is there already, or a new one."""
    if is_served() and settings.database_url:
        _ensure(settings.database_url.split("?")[0].rsplit("/", 1)[1])
    return Site.open(settings)


def copied(source: Path, target: Path) -> None:
    """All of a closed site, as ``settings_at(target)`` finds it."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    if not is_served():
        return
    _admin(f'CREATE DATABASE "{_name(target)}" TEMPLATE "{_name(source)}"')
    import s3fs

    store = s3fs.S3FileSystem(skip_instance_cache=True)
    root = os.environ[VAULT].removeprefix("s3://")
    for key in store.find(f"{root}/{_name(source)}"):
        store.pipe_file(key.replace(_name(source), _name(target), 1), store.cat_file(key))


def forget(settings: Settings) -> None:
    """A server keeps no database of a test that is over."""
    if not is_served() or not settings.database_url:
        return
    client = progress._clients.pop(settings.workflow, None)
    if client is not None:
        client.destroy()
    name = settings.database_url.split("?")[0].rsplit("/", 1)[1]
    _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _name(folder: Path) -> str:
    return f"site_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"


def _ensure(name: str) -> None:
    if not _admin(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        _admin(f'CREATE DATABASE "{name}"')


def _admin(statement: str) -> list[object]:
    engine = create_engine(os.environ[DATABASE], isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            done = connection.exec_driver_sql(statement)
            return list(done) if done.returns_rows else []
    finally:
        engine.dispose()
