"""Runs tests with their sites on a PostgreSQL server and an object store of our own.

``python -m tests.on_servers`` is told what pytest is; without it all of ``INTEGRATION``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests import store
from tests.served import bucket, postgres

# What goes through database and store, by what it is about. Sites must be made by ``tests.store``:
# a file that makes one by itself says nothing here. Workers have cluster tests of their own.
INTEGRATION: dict[str, tuple[str, ...]] = {
    "taking in": ("tests/capture/test_ingest.py", "tests/capture/test_upload.py"),
    "consent": ("tests/capture/test_withdrawal.py", "tests/capture/test_consent.py"),
    "erasure": ("tests/pipelines/erasure/test_erasing.py",),
    "re-runs": ("tests/pipelines/rederive",),
    "search": ("tests/pipelines/search/test_search_doors.py",),
    "releases": (
        "tests/pipelines/release/test_gate.py",
        "tests/pipelines/release/test_recall.py",
        "tests/pipelines/release/test_resume_gate.py",
        "tests/pipelines/release/test_versions.py",
    ),
    "federation": (
        "tests/pipelines/release/federation/test_two_sites.py",
        "tests/pipelines/release/federation/test_given.py",
    ),
}
MARKS = "not full and not soak"


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """What tells ``tests.store`` of them. Skips where one is not installed."""
    with postgres() as server, bucket() as vault:
        yield {
            store.DATABASE: server.url.replace("postgresql://", "postgresql+psycopg://"),
            store.VAULT: vault,
        }


def run(
    served: Mapping[str, str], arguments: Sequence[str], out: int | None = None
) -> subprocess.CompletedProcess[str]:
    """``out``: where its lines go, as ``subprocess`` knows it."""
    line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return subprocess.run(
        line, env=environment | dict(served), stdout=out, stderr=out and subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip


def main() -> int:
    every = [file for files in INTEGRATION.values() for file in files]
    with servers() as served:
        return run(served, sys.argv[1:] or ["-m", MARKS, *every]).returncode


if __name__ == "__main__":
    sys.exit(main())
