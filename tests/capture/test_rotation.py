"""A new site key: everything works on, the old one opens nothing, a crash anywhere is mended."""

import os
import subprocess
import sys

import pytest
from pydantic import SecretStr

from capture import artifacts, audit, root, rotation, withdrawal
from capture.access import NOBODY, OWNER
from capture.keys import Keyring
from capture.objects import ObjectStore
from capture.people import find_expert
from capture.settings import Settings
from capture.site import Site
from capture.site_key import load_site_key
from data_schemas.errors import Denied, Erased, InputError, SiteKeyError, StoreError, Tampered
from data_schemas.rights import Action
from data_schemas.tables import SiteRow


@pytest.fixture
def closed(site, settings, ingested, take):
    """A site with a recording, closed again; settings, session and what it was like."""
    slip = withdrawal.hand_out(site, ingested.session.id)
    site.vault.put("person:gone", "x", b"gone")
    site.vault.erase_scope("person:gone")
    site.close()
    return settings, ingested.session, slip


def opens(settings, session, take):
    again = Site.open(settings)
    with artifacts.open_bytes(again, session.recordings[0].original) as kept:
        assert kept.read() == take
    return again


def test_everything_goes_on_working_under_the_new_key(closed, take):
    settings, session, slip = closed
    before = settings.key_file.read_bytes()
    rotation.rotate(settings, OWNER)
    assert settings.key_file.read_bytes() != before
    assert settings.key_file.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(settings.key_file.parent)) == ["site.erased", "site.key"]
    site = opens(settings, session, take)
    assert audit.verify(site).broken_at is None
    assert withdrawal.redeem(site, slip.everything).expert == session.expert
    assert find_expert(site, OWNER, "Kim") == session.expert
    with pytest.raises(Erased):
        site.vault.open("person:gone", "x")
    assert len(site_wraps(settings)) == 1
    site.close()


def site_wraps(settings):
    store = ObjectStore(settings.vault)
    key = load_site_key(settings.key_file, may_create=False)
    return root.unseal(key, store.read_bytes(root.PATH)).wraps


def test_the_old_key_opens_nothing(closed):
    settings, session, _ = closed
    store, old = ObjectStore(settings.vault), load_site_key(settings.key_file, may_create=False)
    sealed_before = store.read_bytes(root.PATH)
    rotation.rotate(settings, OWNER)
    elsewhere = settings.model_copy(update={"site_key_file": settings.key_file.with_name("old")})
    elsewhere.key_file.write_text(old.hex())
    elsewhere.key_file.chmod(0o600)
    with pytest.raises(SiteKeyError, match="not the one"):
        Site.open(elsewhere)
    # nor with a copy of the sealed secrets that somebody kept: the scopes hang on new ones
    kept = root.unseal(old, sealed_before).keyring(store)
    where = (artifacts.session_scope(session.id), session.recordings[0].original)
    for keys in (kept, Keyring(old, store)):
        with pytest.raises((Tampered, Erased)):
            keys.artifact_key(*where)


def test_a_folder_of_the_first_versions_is_changed_too(tmp_path):
    """There the site key itself named things and sealed the scopes."""
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "key" / "site.key")
    site = Site.open(settings)
    site.close()
    key = load_site_key(settings.key_file, may_create=False)
    store = ObjectStore(settings.vault)
    store.remove(root.PATH)
    legacy = Keyring(key, store)
    with site.db() as db:
        db.get(SiteRow, 1).key_check = legacy.check
    old = Site.open(settings)
    old.vault.put("site", "a", b"words")
    audit.append(old, OWNER, Action.RECORD, "x", allowed=True)
    old.close()
    rotation.rotate(settings, OWNER)
    site = Site.open(settings)
    assert site.vault.open("site", "a").read() == b"words"
    assert audit.verify(site).broken_at is None
    with pytest.raises((Tampered, Erased)):
        legacy.artifact_key("site", "a")
    site.close()


def test_only_who_may_administer_changes_it_and_only_alone(closed):
    settings, _, _ = closed
    with pytest.raises(Denied):
        rotation.rotate(settings, NOBODY)
    running = Site.open(settings)
    with pytest.raises(StoreError, match="stop the app"):
        rotation.rotate(settings, OWNER)
    running.close()
    rotation.rotate(settings, OWNER)


def test_a_key_from_the_environment_is_handed_over_in_a_file(closed, take, tmp_path):
    settings, session, _ = closed
    key = load_site_key(settings.key_file, may_create=False)
    settings.key_file.unlink()
    given = settings.model_copy(update={"site_key": SecretStr(key.hex())})
    opens(given, session, take).close()
    with pytest.raises(InputError, match="--out"):
        rotation.rotate(given, OWNER)
    out = tmp_path / "new.key"
    rotation.rotate(given, OWNER, out)
    with pytest.raises(SiteKeyError):
        Site.open(given)
    after = settings.model_copy(update={"site_key": SecretStr(out.read_text().strip())})
    opens(after, session, take).close()


KILLED = """
import os, sys
from capture import root, rotation, site_key, keys, objects
from capture.access import OWNER
from capture.settings import load_settings

where, after = sys.argv[1], int(sys.argv[2])
calls = 0

def dying(name, owner):
    kept = getattr(owner, name)
    def step(*given, **named):
        global calls
        calls += 1
        if after == 0 and calls == 1:
            os._exit(9)
        kept(*given, **named)
        if after == calls:
            os._exit(9)
    setattr(owner, name, step)

owner = {"write_next": site_key.FileHome, "promote": site_key.FileHome,
         "write_bytes": objects.ObjectStore}[where]
real = root.open_secrets
def armed(*given, **named):
    found = real(*given, **named)
    if rotation.armed:
        dying(where, owner)
        rotation.armed = False
    return found
rotation.armed = False
root.open_secrets = armed
kept_change = rotation._change
def change(*given):
    rotation.armed = True
    return kept_change(*given)
rotation._change = change
rotation.rotate(load_settings(), OWNER)
"""


@pytest.mark.parametrize(
    ("where", "after"),
    [("write_next", 0), ("write_next", 1), ("write_bytes", 0), ("write_bytes", 1), ("promote", 0),
     ("promote", 1), ("write_bytes", 2), ("write_bytes", 3), ("write_bytes", 4)],
)  # fmt: skip
def test_a_crash_anywhere_is_undone_or_finished_by_the_next_start(
    closed, environment, take, where, after
):
    settings, session, slip = closed
    died = subprocess.run(
        [sys.executable, "-c", KILLED, where, str(after)], env=environment, check=False,
        capture_output=True,
    )  # fmt: skip
    assert died.returncode == 9, died.stderr.decode()
    site = opens(settings, session, take)
    assert withdrawal.redeem(site, slip.everything).expert == session.expert
    assert audit.verify(site).broken_at is None
    site.close()
    assert len(site_wraps(settings)) == 1
    rotation.rotate(settings, OWNER)
    opens(settings, session, take).close()
    assert sorted(os.listdir(settings.key_file.parent)) == ["site.erased", "site.key"]
