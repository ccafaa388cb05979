from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.command import Commands


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    made = Commands()
    yield made
    made.close()
