"""Where a site key may come from: a file, the environment, a keyring. One key, never two."""

import os

import keyring
import pytest
from keyrings.alt.file import PlaintextKeyring
from pydantic import SecretStr

from capture import rotation
from capture.access import OWNER
from capture.settings import Settings, load_settings
from capture.site import Site, key_problem
from capture.site_key import load_site_key
from data_schemas.errors import SiteKeyError

KEY = "ab" * 32


@pytest.fixture
def ring(tmp_path):
    """A keyring in a file of its own: the back end of keyrings.alt, not a stand-in."""
    before = keyring.get_keyring()
    made = PlaintextKeyring()
    made.file_path = str(tmp_path / "ring")
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_a_key_in_the_environment_needs_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("SONMAT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SONMAT_SITE_KEY_FILE", str(tmp_path / "site.key"))
    monkeypatch.setenv("SONMAT_SITE_KEY", KEY)
    settings = load_settings()
    assert KEY not in repr(settings)
    site = Site.open(settings)
    site.vault.put("site", "a", b"x")
    site.close()
    assert not settings.key_file.exists()
    settings.key_file.write_text(KEY)
    settings.key_file.chmod(0o600)
    monkeypatch.delenv("SONMAT_SITE_KEY")
    assert Site.open(load_settings()).vault.open("site", "a").read() == b"x"


@pytest.mark.parametrize(
    ("text", "beside", "mode", "says"),
    [("abc", None, 0, "is not a site key"), (KEY, "cd" * 32, 0o600, "two different keys"),
     (KEY, KEY, 0o644, "chmod 600")],
)  # fmt: skip
def test_a_key_that_contradicts_a_file_or_lies_open_beside_is_refused(
    settings, text, beside, mode, says
):
    if beside:
        settings.key_file.parent.mkdir()
        settings.key_file.write_text(beside)
        settings.key_file.chmod(mode)
    given = settings.model_copy(update={"site_key": SecretStr(text)})
    with pytest.raises(SiteKeyError, match=says):
        Site.open(given)
    assert says in key_problem(given)


def test_a_keyring_keeps_it(settings, ring):
    kept = settings.model_copy(update={"site_key_from": "keyring"})
    site = Site.open(kept)
    site.vault.put("site", "a", b"x")
    site.close()
    assert not settings.key_file.exists()
    before = ring.get_password("sonmat", "site-key")
    rotation.rotate(kept, OWNER)
    after = ring.get_password("sonmat", "site-key")
    assert before != after and ring.get_password("sonmat", "site-key.next") is None
    assert Site.open(kept).vault.open("site", "a").read() == b"x"
    ring.set_password("sonmat", "site-key", before)
    with pytest.raises(SiteKeyError, match="not the one"):
        Site.open(kept)


def test_a_keyring_that_broke_off_is_finished(settings, ring):
    kept = settings.model_copy(update={"site_key_from": "keyring"})
    Site.open(kept).close()
    before = ring.get_password("sonmat", "site-key")
    rotation.rotate(kept, OWNER)
    after = ring.get_password("sonmat", "site-key")
    ring.set_password("sonmat", "site-key", before)
    ring.set_password("sonmat", "site-key.next", after)
    Site.open(kept).close()
    assert ring.get_password("sonmat", "site-key") == after
    assert ring.get_password("sonmat", "site-key.next") is None


def test_a_keyring_that_does_not_answer_is_one_sentence(settings, ring):
    kept = settings.model_copy(update={"site_key_from": "keyring"})
    Site.open(kept).close()
    ring.delete_password("sonmat", "site-key")
    with pytest.raises(SiteKeyError, match="in the keyring of this machine is missing"):
        Site.open(kept)
    os.unlink(ring.file_path)
    os.mkdir(ring.file_path)
    with pytest.raises(SiteKeyError, match="keyring"):
        Site.open(kept)


def test_the_file_stays_the_default(settings, site):
    assert load_site_key(settings.key_file, may_create=False)
    assert Settings().key_from == "file"
