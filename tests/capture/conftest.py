"""A store, its keys and a vault in a fresh folder."""

from pathlib import Path

import pytest

from capture.keys import Keyring
from capture.objects import ObjectStore
from capture.vault import Vault

SITE_KEY = bytes(range(32))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(root: Path) -> ObjectStore:
    return ObjectStore(str(root))


@pytest.fixture
def keys(store: ObjectStore) -> Keyring:
    return Keyring(SITE_KEY, store)


@pytest.fixture
def vault(store: ObjectStore, keys: Keyring) -> Vault:
    return Vault(store, keys)
