"""The integration part once more, with every site on PostgreSQL and an object store.

The very tests that run on SQLite and a folder, in a process of their own.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest

from tests.on_servers import INTEGRATION, MARKS, run, servers

pytestmark = [pytest.mark.soak, pytest.mark.weights]


@pytest.fixture(scope="module")
def served() -> Iterator[dict[str, str]]:
    with servers() as found:
        yield found


@pytest.mark.parametrize("about", INTEGRATION)
def test_what_holds_on_one_machine_holds_on_servers(served: dict[str, str], about: str) -> None:
    done = run(served, ["-m", MARKS, *INTEGRATION[about]], subprocess.PIPE)
    assert done.returncode == 0, done.stdout[-6000:]
    assert re.search(r"\b\d+ passed\b", done.stdout), "nothing was looked at"
