"""What several machines share: a PostgreSQL server and an object store, both of our own."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tools.postgres import NoServer, Server, debian


@contextmanager
def postgres() -> Iterator[Server]:
    """Debian's PostgreSQL, a cluster of our own; skips where it is not installed.

    Not among pytest's folders, which another pytest that starts shuts to the server's user.
    """
    try:
        programs = debian()
    except NoServer as error:
        pytest.skip(str(error))
    made = Server(programs, Path(tempfile.mkdtemp(prefix="sonmat-pg-")))
    made.start()
    try:
        yield made
    finally:
        made.stop()
        made.remove()


def fresh_database(server: Server) -> str:
    """The URL of a new, empty database."""
    name = f"site_{os.urandom(4).hex()}"
    url = server.url.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?")


@contextmanager
def bucket() -> Iterator[str]:
    """A bucket on a server of our own; fsspec takes its address from the environment."""
    reason = "S3 is not tested here: install the extra [s3] and moto[server]"
    s3fs = pytest.importorskip("s3fs", reason=reason)
    moto_server = pytest.importorskip("moto.server", reason=reason)
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    host, port = server.get_host_and_port()
    patch = pytest.MonkeyPatch()
    patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    patch.setenv("AWS_ACCESS_KEY_ID", "testing")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    # moto keeps buckets of all its servers of a process in one place
    name = f"sonmat-{os.urandom(4).hex()}"
    s3fs.S3FileSystem().mkdir(name)
    try:
        yield f"s3://{name}"
    finally:
        s3fs.S3FileSystem.clear_instance_cache()
        patch.undo()
        server.stop()
