"""What annotators see of a session: its masked copy, privately, and gone when it is to be gone."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from capture import artifacts, sessions
from capture.access import OWNER
from capture.consent import grant
from capture.media import media_from_path
from capture.records import sessions as records
from capture.settings import load_settings
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.errors import Denied, InputError, SettingsError, UnknownError
from data_schemas.rights import Consent, ProtectionClass, Purpose
from pipelines.labelstudio.media import desk
from pipelines.labelstudio.media.folder import MediaFolder
from tests.app import sample
from tests.capture.clips import Recipe as Clip
from tests.capture.clips import clip
from tests.hidden import answered_for

# Four seconds without a sound track, which nothing else of the session is.
MASKED = clip(Clip(times_s=tuple(n / 15 for n in range(60)), fps=15))


@pytest.fixture
def media(site: Site, tmp_path: Path) -> Path:
    folder = tmp_path / "shown"
    update = {"ls_media": folder, "ls_class": "restricted"}
    site.settings = site.settings.model_copy(update=update)
    return folder


@pytest.fixture
def made(site: Site, media: Path) -> sample.Sample:
    found = sample.take_in(site)
    sample.seal_proxy(site, found)
    seal_masked(site, found, MASKED)
    answered_for(site, found.session.id)
    return found


def seal_masked(site: Site, made: sample.Sample, data: bytes, version: str = "1") -> None:
    parents = (made.session.recordings[0].original,)
    recipe = Recipe(kind=Kind.MASKED, stage="masked", version=version, parents=parents)
    artifacts.seal(site, recipe, artifacts.session_scope(made.session.id), data)


def lay_out(site: Site, made: sample.Sample) -> desk.Laid:
    return desk.lay_out(site, OWNER, made.session.id, made.recording)


def files(folder: Path) -> dict[str, Path]:
    return {str(one.relative_to(folder)): one for one in folder.rglob("*") if one.is_file()}


def test_the_masked_copy_lies_there_and_never_the_playable_one(site, made, media):
    laid = lay_out(site, made)
    place = f"sessions/{made.session.id}"
    found = files(media)
    names = ("proxy.mp4", "audio.m4a", "motion.csv", "laid.json")
    assert set(found) == {f"{place}/{name}" for name in names}
    assert found[f"{place}/proxy.mp4"].read_bytes() == MASKED
    assert laid.addresses()["video"].startswith(f"/data/local-files/?d={place}/proxy.mp4&v=")
    assert (laid.duration_s, laid.fps, laid.has_sound) == (4.0, 15.0, False)


def test_a_copy_without_sound_gets_a_silent_track_as_long_as_the_picture(site, made, media):
    lay_out(site, made)
    heard = media_from_path(files(media)[f"sessions/{made.session.id}/audio.m4a"])
    assert heard.info.has_audio and heard.info.audio_rate == 16_000 and heard.info.channels == 1
    sound = heard.sound_array(16_000)
    assert abs(len(sound) / 16_000 - 4.0) < 0.1 and np.abs(sound).max() < 1e-3


def test_what_is_heard_in_the_copy_is_heard_there_at_the_same_second(site, made, media):
    tone = Clip(audio="aac", times_s=tuple(n / 30 for n in range(120)), tone_s=((1.0, 2.0),))
    seal_masked(site, made, clip(tone), version="2")
    assert lay_out(site, made).has_sound
    heard = media_from_path(files(media)[f"sessions/{made.session.id}/audio.m4a"])
    loud = np.flatnonzero(np.abs(heard.sound_array(16_000)) > 0.05) / 16_000
    assert loud.min() == pytest.approx(1.0, abs=0.08) and loud.max() == pytest.approx(2.0, abs=0.08)


def test_work_without_movement_has_a_flat_curve_as_long_as_the_picture(site, made, media):
    assert not lay_out(site, made).has_motion
    curve = files(media)[f"sessions/{made.session.id}/motion.csv"].read_text().splitlines()
    assert curve[0] == "t,energy" and curve[-1] == "4.000,0.000"


def test_all_of_it_is_for_this_user_only(site, made, media):
    lay_out(site, made)
    for one in (media, *media.rglob("*")):
        assert not one.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), one


def test_the_same_is_not_written_again_and_another_copy_replaces_it(site, made, media):
    first = lay_out(site, made)
    video = media / "sessions" / made.session.id / "proxy.mp4"
    inode = video.stat().st_ino
    assert lay_out(site, made) == first and video.stat().st_ino == inode
    seal_masked(site, made, clip(), version="2")
    second = lay_out(site, made)
    assert second.addresses()["video"] != first.addresses()["video"]
    assert video.read_bytes() == clip() and len(files(media)) == 4


def test_what_is_half_there_is_written_anew(site, made, media):
    lay_out(site, made)
    (media / "sessions" / made.session.id / "audio.m4a").unlink()
    lay_out(site, made)
    assert len(files(media)) == 4


def test_nothing_lies_there_before_somebody_answered_for_the_copy(site, media):
    found = sample.take_in(site)
    sample.seal_proxy(site, found)
    seal_masked(site, found, MASKED)
    with pytest.raises(Denied, match="nobody has confirmed"):
        lay_out(site, found)
    answered_for(site, found.session.id)
    lay_out(site, found)


def test_while_the_copy_is_being_made_nothing_lies_there(site, media):
    found = sample.take_in(site)
    sample.seal_proxy(site, found)
    answered_for(site, found.session.id)
    with pytest.raises(UnknownError, match="still being made"):
        lay_out(site, found)
    assert files(media) == {}


@pytest.mark.parametrize(
    ("kind", "meant", "says"),
    [
        (ProtectionClass.NATIONAL_CORE, "restricted", "national core technology"),
        (ProtectionClass.INTERNAL, "restricted", "This Label Studio is for restricted work"),
        (ProtectionClass.RESTRICTED, "internal", "This Label Studio is for internal work"),
        (ProtectionClass.RESTRICTED, "", "set SONMAT_LS_CLASS"),
    ],
)
def test_a_server_holds_one_class_and_never_the_nations(site, made, media, kind, meant, says):
    purposes = frozenset({Purpose.TRAIN, Purpose.SHARE})
    grant(site, OWNER, made.session.id, Consent(purposes=purposes, protection_class=kind))
    answered_for(site, made.session.id)
    site.settings = site.settings.model_copy(update={"ls_class": meant})
    with pytest.raises(Denied, match=says):
        lay_out(site, made)
    assert files(media) == {}


def test_taken_away_means_that_nothing_is_left(site, made, media):
    lay_out(site, made)
    desk.take_away(site, OWNER, made.session.id)
    desk.take_away(site, OWNER, made.session.id)
    assert files(media) == {} and MediaFolder(media).held() == ()


def test_emptied_without_a_folder_is_no_error(site, made):
    site.settings = site.settings.model_copy(update={"ls_media": None})
    desk.emptied(site, made.session.id)
    with pytest.raises(SettingsError, match="Set SONMAT_LS_MEDIA"):
        lay_out(site, made)


def test_a_folder_that_others_may_read_is_refused_and_not_mended_in_silence(site, made, media):
    media.mkdir(mode=0o700)
    media.chmod(0o755)
    with pytest.raises(SettingsError, match="chmod 700"):
        lay_out(site, made)
    assert files(media) == {}
    media.chmod(0o700)
    (media / "sessions").chmod(0o770)
    with pytest.raises(SettingsError, match="chmod 700"):
        lay_out(site, made)


def test_a_link_that_leads_elsewhere_is_no_folder(site, made, media, tmp_path):
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    media.mkdir(mode=0o700)
    (media / "sessions").symlink_to(other)
    with pytest.raises(SettingsError, match="no folder of its own"):
        lay_out(site, made)
    assert files(other) == {}


def test_a_session_that_became_a_link_is_unlinked_and_its_target_kept(media, tmp_path):
    keep = tmp_path / "keep"
    keep.mkdir()
    (keep / "a").write_text("x")
    folder = MediaFolder.of(media)
    (media / "sessions" / "ses-1").symlink_to(keep)
    folder.empty("ses-1")
    assert (keep / "a").exists() and folder.held() == ()


@pytest.mark.parametrize("name", ["..", "../x", "a/b", "", ".", "a\n"])
def test_no_name_of_a_session_leads_out_of_the_folder(media, name):
    with pytest.raises(InputError):
        MediaFolder.of(media).empty(name)


def test_a_recording_of_another_session_is_not_laid_out(site, made, media):
    with pytest.raises(UnknownError, match="not in the session"):
        desk.lay_out(site, OWNER, made.session.id, "rec-other")


def test_a_full_disk_leaves_what_lay_there(site, made, media, monkeypatch):
    lay_out(site, made)
    seal_masked(site, made, clip(), version="2")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(desk, "write_sound", full)
    with pytest.raises(Exception, match="free some room"):
        lay_out(site, made)
    found = files(media)
    assert found[f"sessions/{made.session.id}/proxy.mp4"].read_bytes() == MASKED
    assert len(found) == 4


@pytest.mark.parametrize("where", ["data/media", "data", "."])
def test_the_folder_lies_apart_from_data_and_keys(tmp_path, monkeypatch, where):
    monkeypatch.setenv("SONMAT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SONMAT_SITE_KEY_FILE", str(tmp_path / "keys" / "site.key"))
    monkeypatch.setenv("SONMAT_LS_MEDIA", str(tmp_path / where))
    with pytest.raises(SettingsError, match="SONMAT_LS_MEDIA"):
        load_settings()
    monkeypatch.setenv("SONMAT_LS_MEDIA", str(tmp_path / "shown"))
    assert load_settings().media_folder == tmp_path / "shown"


def test_no_server_is_for_national_core_technology(monkeypatch):
    monkeypatch.setenv("SONMAT_LS_CLASS", "national_core")
    with pytest.raises(SettingsError, match="SONMAT_LS_CLASS"):
        load_settings()


def test_a_withdrawn_session_is_refused(site, made, media):
    with site.db() as db:
        records.withdraw(db, made.session.id, site.now())
    with pytest.raises(Denied, match="withdrawn"):
        lay_out(site, made)
    assert sessions.get_session(site, OWNER, made.session.id).withdrawn_at is not None
