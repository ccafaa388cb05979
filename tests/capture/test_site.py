"""Opening a data folder: the site key decides, and nothing is overwritten."""

import pytest

from capture.settings import Settings, load_settings
from capture.site import Site
from data_schemas.errors import ReadOnly, SettingsError, SiteKeyError


def test_a_fresh_folder_gets_a_key_that_only_its_owner_can_read(site, settings):
    assert settings.key_file.stat().st_mode & 0o777 == 0o600
    assert settings.folder.stat().st_mode & 0o777 == 0o700
    assert not settings.key_file.is_relative_to(settings.folder)


def test_a_used_folder_without_its_key_is_refused_and_makes_no_new_key(site, settings, ingested):
    site.close()
    settings.key_file.rename(settings.key_file.with_suffix(".away"))
    with pytest.raises(SiteKeyError):
        Site.open(settings)
    assert not settings.key_file.exists()


def test_a_used_folder_with_another_key_is_refused(site, settings, ingested, tmp_path):
    site.close()
    other = Settings(data=tmp_path / "other", site_key_file=tmp_path / "other.key")
    Site.open(other).close()
    mixed = Settings(data=settings.data, site_key_file=other.site_key_file)
    with pytest.raises(SiteKeyError, match="not the one"):
        Site.open(mixed)
    Site.open(settings).close()


def test_an_existing_key_is_used_again_for_another_folder(site, settings, tmp_path):
    before = settings.key_file.read_bytes()
    Site.open(Settings(data=tmp_path / "second", site_key_file=settings.site_key_file)).close()
    assert settings.key_file.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ReadOnly, match="cannot be written"):
        Site.open(Settings(data=tmp_path / "file" / "data", site_key_file=tmp_path / "k"))


def test_a_key_inside_the_data_folder_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("SONMAT_DATA", str(tmp_path))
    monkeypatch.setenv("SONMAT_SITE_KEY_FILE", str(tmp_path / "site.key"))
    with pytest.raises(SettingsError, match="must not lie inside"):
        load_settings()


@pytest.mark.parametrize(("given", "fps"), [("30", 30.0), ("7.5", 7.5), ("all", None)])
def test_the_rate_of_motion_is_a_setting(monkeypatch, given, fps):
    monkeypatch.setenv("SONMAT_MOTION_FPS", given)
    assert load_settings().motion_fps == fps


@pytest.mark.parametrize("given", ["0", "-1", "241", "nan", "often"])
def test_a_rate_that_is_none_is_refused_by_its_name(monkeypatch, given):
    monkeypatch.setenv("SONMAT_MOTION_FPS", given)
    with pytest.raises(SettingsError, match="SONMAT_MOTION_FPS"):
        load_settings()
