"""Keys: made once, bound to their place, and gone for good when they are destroyed."""

import os
import stat
import threading
from pathlib import Path

import pytest

from capture.keys import Keyring
from capture.objects import ObjectStore
from capture.site_key import load_site_key
from data_schemas.errors import Erased, SiteKeyError, StoreError, Tampered
from tests.capture.conftest import SITE_KEY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "sonmat" / "site.key"


# -- the site key's file


def test_a_site_key_is_made_once_and_read_ever_after(path: Path) -> None:
    made = load_site_key(path, may_create=True)
    assert len(made) == 32
    assert load_site_key(path, may_create=True) == made
    assert load_site_key(path, may_create=False) == made
    assert os.listdir(path.parent) == ["site.key"]


def test_only_its_owner_may_touch_it(path: Path) -> None:
    before = os.umask(0)
    try:
        load_site_key(path, may_create=True)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_a_missing_key_is_not_made_unless_allowed(path: Path) -> None:
    with pytest.raises(SiteKeyError, match="SONMAT_SITE_KEY_FILE"):
        load_site_key(path, may_create=False)
    assert not path.exists()
    assert not path.parent.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_key_that_others_may_open_is_refused_with_the_remedy(path: Path, mode: int) -> None:
    load_site_key(path, may_create=True)
    path.chmod(mode)
    with pytest.raises(SiteKeyError, match=f"chmod 600 {path}"):
        load_site_key(path, may_create=True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"0" * 63,
        b"0" * 65,
        b"g" * 64,
        b"0" * 64 + b"\n\n",
        bytes(range(200, 232)),
        b"0" * 5000,
    ],
)
def test_garbage_is_not_a_key_and_is_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SiteKeyError, match="not a site key"):
        load_site_key(path, may_create=True)
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(SiteKeyError, match="cannot be read"):
        load_site_key(path, may_create=True)


def test_errors_never_show_the_key(path: Path) -> None:
    key = load_site_key(path, may_create=True).hex()
    path.chmod(0o644)
    with pytest.raises(SiteKeyError) as caught:
        load_site_key(path, may_create=True)
    assert key not in str(caught.value)
    path.write_text(key[:-1])
    path.chmod(0o600)
    with pytest.raises(SiteKeyError) as caught:
        load_site_key(path, may_create=True)
    assert key[:20] not in str(caught.value)


def test_processes_that_start_together_share_one_key(path: Path) -> None:
    found: list[bytes] = []
    start = threading.Barrier(8)

    def open_site() -> None:
        start.wait()
        found.append(load_site_key(path, may_create=True))

    threads = [threading.Thread(target=open_site) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


# -- keys of artifacts


def test_an_artifact_key_is_random_and_kept(keys: Keyring, store: ObjectStore) -> None:
    one = keys.new_artifact_key("ses_1", "a")
    two = keys.new_artifact_key("ses_1", "b")
    assert len(one) == 32
    assert one != two
    again = Keyring(SITE_KEY, store)
    assert again.artifact_key("ses_1", "a") == one
    assert again.artifact_key("ses_1", "b") == two


def test_there_is_no_key_before_it_is_made(keys: Keyring) -> None:
    assert keys.find("ses_1", "a") is None
    with pytest.raises(Erased):
        keys.artifact_key("ses_1", "a")


def test_an_artifact_has_one_key_only(keys: Keyring) -> None:
    first = keys.new_artifact_key("ses_1", "a")
    with pytest.raises(StoreError, match="same moment"):
        keys.new_artifact_key("ses_1", "a")
    assert keys.artifact_key("ses_1", "a") == first


def test_names_in_the_store_tell_nothing(keys: Keyring, store: ObjectStore, root: Path) -> None:
    key = keys.new_artifact_key("ses_marker", "art_marker")
    names = store.list("keys")
    assert len(names) == 2
    assert not any("marker" in name for name in names)
    for name in names:
        stored = store.read_bytes(name)
        assert len(stored) == 60
        assert key not in stored
        assert SITE_KEY not in stored
        assert stat.S_IMODE((root / name).stat().st_mode) == 0o600


def test_another_site_key_opens_nothing_and_finds_nothing(
    keys: Keyring, store: ObjectStore
) -> None:
    keys.new_artifact_key("ses_1", "a")
    other = Keyring(b"x" * 32, store)
    assert other.check != keys.check
    with pytest.raises(Erased):
        other.artifact_key("ses_1", "a")


@pytest.mark.parametrize("target", [("ses_1", "b"), ("ses_2", "a")])
def test_a_wrapped_key_moved_elsewhere_does_not_open(
    keys: Keyring, store: ObjectStore, target: tuple[str, str]
) -> None:
    for scope in ("ses_1", "ses_2"):
        for artifact in ("a", "b"):
            keys.new_artifact_key(scope, artifact)
    names = [n for n in store.list("keys") if n.endswith(keys.name(*target))]
    source = next(n for n in store.list("keys") if n.endswith(keys.name("ses_1", "a")))
    store.write_bytes(names[0], store.read_bytes(source))
    with pytest.raises(Tampered):
        keys.artifact_key(*target)


def test_a_scope_key_moved_to_another_scope_does_not_open(
    keys: Keyring, store: ObjectStore
) -> None:
    keys.new_artifact_key("ses_1", "a")
    keys.new_artifact_key("ses_2", "a")
    one, two = (n for n in store.list("keys") if n.endswith("/scope"))
    store.write_bytes(one, store.read_bytes(two))
    failed = 0
    for scope in ("ses_1", "ses_2"):
        try:
            keys.artifact_key(scope, "a")
        except Tampered:
            failed += 1
    assert failed == 1


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 60, b"\0" * 61])
def test_a_damaged_key_is_told_apart_from_a_destroyed_one(
    keys: Keyring, store: ObjectStore, damage: bytes
) -> None:
    keys.new_artifact_key("ses_1", "a")
    for name in store.list("keys"):
        kept = store.read_bytes(name)
        store.write_bytes(name, damage)
        with pytest.raises(Tampered, match="restore the keys"):
            keys.artifact_key("ses_1", "a")
        store.write_bytes(name, kept)


@pytest.mark.parametrize(
    "scope, artifact", [("", "a"), ("s", ""), ("s|a", "b"), ("s", "a/b"), ("s", "가")]
)
def test_ids_that_would_make_two_addresses_one_are_refused(
    keys: Keyring, scope: str, artifact: str
) -> None:
    with pytest.raises(ValueError, match="address"):
        keys.new_artifact_key(scope, artifact)


# -- destroying


def test_a_destroyed_key_is_erased_and_repeating_is_fine(keys: Keyring) -> None:
    keys.new_artifact_key("ses_1", "a")
    kept = keys.new_artifact_key("ses_1", "b")
    keys.destroy("ses_1", "a")
    keys.destroy("ses_1", "a")
    with pytest.raises(Erased):
        keys.artifact_key("ses_1", "a")
    assert keys.artifact_key("ses_1", "b") == kept


def test_destroying_covers_the_bytes_before_the_name_goes(
    keys: Keyring, store: ObjectStore, root: Path
) -> None:
    keys.new_artifact_key("ses_1", "a")
    name = next(n for n in store.list("keys") if not n.endswith("/scope"))
    wrapped = store.read_bytes(name)
    with (root / name).open("rb") as still_open:
        keys.destroy("ses_1", "a")
        left = still_open.read()
    assert left != wrapped
    assert not any(wrapped[i : i + 8] in left for i in range(0, 60, 8))


def test_a_destroyed_scope_takes_all_its_keys_and_no_other(
    keys: Keyring, store: ObjectStore
) -> None:
    keys.new_artifact_key("ses_1", "a")
    keys.new_artifact_key("ses_1", "b")
    kept = keys.new_artifact_key("ses_2", "a")
    keys.destroy_scope("ses_1")
    for artifact in ("a", "b", "never"):
        with pytest.raises(Erased):
            keys.artifact_key("ses_1", artifact)
    assert keys.artifact_key("ses_2", "a") == kept
    assert keys.names("ses_1") == []
    assert len(keys.names("ses_2")) == 1


@pytest.mark.parametrize("had_keys", [True, False])
def test_a_destroyed_scope_never_comes_back(keys: Keyring, had_keys: bool) -> None:
    if had_keys:
        keys.new_artifact_key("ses_1", "a")
    keys.destroy_scope("ses_1")
    keys.destroy_scope("ses_1")
    for artifact in ("a", "new"):
        with pytest.raises(Erased):
            keys.new_artifact_key("ses_1", artifact)
        with pytest.raises(Erased):
            keys.install("ses_1", artifact, keys.mint())
    assert keys.names("ses_1") == []


def test_destroying_again_finishes_what_a_crash_left(keys: Keyring, store: ObjectStore) -> None:
    keys.new_artifact_key("ses_1", "a")
    keys.bury("ses_1")
    assert len(keys.names("ses_1")) == 1
    with pytest.raises(Erased):
        keys.artifact_key("ses_1", "a")
    keys.destroy_scope("ses_1")
    assert keys.names("ses_1") == []


def test_another_process_sees_the_erasure_at_once(keys: Keyring, store: ObjectStore) -> None:
    other = Keyring(SITE_KEY, store)
    keys.new_artifact_key("ses_1", "a")
    assert other.artifact_key("ses_1", "a")
    keys.destroy_scope("ses_1")
    with pytest.raises(Erased):
        other.artifact_key("ses_1", "a")


# -- keyed digests


def test_digests_are_keyed_and_apart_by_label(keys: Keyring, store: ObjectStore) -> None:
    assert keys.mac("a", b"x") == keys.mac("a", b"x")
    assert len({keys.mac("a", b"x"), keys.mac("b", b"x"), keys.mac("a", b"y")}) == 3
    assert Keyring(b"x" * 32, store).mac("a", b"x") != keys.mac("a", b"x")
    assert len(keys.subkey("a")) == 32
    assert SITE_KEY not in (keys.subkey("a"), keys.subkey("wrap"))


def test_a_running_digest_equals_the_one_of_the_whole(keys: Keyring) -> None:
    running = keys.hasher("content")
    running.update(b"one ")
    running.update(b"two")
    assert running.hexdigest() == keys.mac("content", b"one two")


def test_a_site_key_of_the_wrong_length_is_a_mistake(store: ObjectStore) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(b"short", store)
